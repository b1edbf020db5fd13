"""The one table of diagnostic codes.

Numbers by phase: 00xx source and syntax, 01xx modules and names, 02xx types, 03xx rule logic,
04xx citations, dates and lives of rules, 05xx plugins, 06xx bundles. A number is never reused.
Each code has a page in `explanations/`.
"""

from enum import Enum

from attrs import frozen


class Severity(Enum):
    """How bad a diagnostic is: an error stops compilation, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@frozen
class Code:
    """A row of the table."""

    number: str
    name: str
    severity: Severity = Severity.ERROR


_TABLE = (
    Code("ECP0001", "unexpected-token"),
    Code("ECP0002", "unexpected-character"),
    Code("ECP0003", "unterminated-text"),
    Code("ECP0004", "file-too-large"),
    Code("ECP0005", "nested-too-deeply"),
    Code("ECP0006", "ambiguous-end-of-period"),
    Code("ECP0007", "reserved-word-as-name"),
    Code("ECP0008", "impossible-date"),
    Code("ECP0009", "unexpected-end-of-file"),
    Code("ECP0010", "repeated-clause"),
    Code("ECP0011", "missing-clause"),
    Code("ECP0012", "clause-not-allowed-here"),
    Code("ECP0013", "and-or-without-parentheses", Severity.WARNING),
    Code("ECP0101", "unknown-module"),
    Code("ECP0102", "unknown-name"),
    Code("ECP0103", "duplicate-name"),
    Code("ECP0104", "ambiguous-name"),
    Code("ECP0105", "wrong-kind-of-name"),
    Code("ECP0106", "duplicate-module"),
    Code("ECP0107", "recursive-definition"),
    Code("ECP0108", "file-of-another-name", Severity.WARNING),
    Code("ECP0201", "unknown-field"),
    Code("ECP0202", "type-mismatch"),
    Code("ECP0203", "unit-mismatch"),
    Code("ECP0204", "unknown-unit"),
    Code("ECP0205", "unknown-code"),
    Code("ECP0206", "unknown-value"),
    Code("ECP0207", "wrong-number-of-arguments"),
    Code("ECP0208", "not-a-collection"),
    Code("ECP0209", "unknown-type"),
    Code("ECP0210", "malformed-value"),
    Code("ECP0211", "refused-fact"),
    Code("ECP0212", "impossible-expectation"),
    Code("ECP0220", "party-without-letters"),
    Code("ECP0221", "blank-identifier"),
    Code("ECP0225", "malformed-pattern"),
    Code("ECP0226", "ambiguous-pattern"),
    Code("ECP0227", "pattern-too-large"),
    Code("ECP0228", "exact-code", Severity.WARNING),
    Code("ECP0229", "words-of-no-text"),
    Code("ECP0301", "exemption-cycle"),
    Code("ECP0302", "exempts-a-prohibition"),
    Code("ECP0303", "nothing-to-satisfy"),
    Code("ECP0304", "unreachable-rule", Severity.WARNING),
    Code("ECP0305", "duplicate-member"),
    Code("ECP0306", "parties-of-one-name", Severity.WARNING),
    Code("ECP0307", "placeholder-as-party", Severity.WARNING),
    Code("ECP0308", "exempts-a-whole-jurisdiction", Severity.WARNING),
    Code("ECP0309", "exempts-in-every-case", Severity.WARNING),
    Code("ECP0310", "empty-list", Severity.WARNING),
    Code("ECP0311", "unused-declaration", Severity.WARNING),
    Code("ECP0312", "tests-of-one-name", Severity.WARNING),
    Code("ECP0313", "months-against-days", Severity.WARNING),
    Code("ECP0314", "nearly-another-word", Severity.WARNING),
    Code("ECP0315", "named-twice", Severity.WARNING),
    Code("ECP0401", "missing-citation"),
    Code("ECP0402", "empty-period"),
    Code("ECP0403", "never-in-force", Severity.WARNING),
    Code("ECP0404", "suspended-before-it-began", Severity.WARNING),
    Code("ECP0405", "overlapping-suspensions", Severity.WARNING),
    Code("ECP0406", "gap-in-force", Severity.WARNING),
    Code("ECP0407", "suspension-ends-soon", Severity.WARNING),
    Code("ECP0408", "stale-verification", Severity.WARNING),
    Code("ECP0409", "act-before-its-issue"),
    Code("ECP0410", "ambiguous-amendment"),
    Code("ECP0411", "ended-lately", Severity.WARNING),
    Code("ECP0412", "ends-soon", Severity.WARNING),
    Code("ECP0417", "date-far-from-issue", Severity.WARNING),
    Code("ECP0418", "issued-after-all-else", Severity.WARNING),
    Code("ECP0419", "extension-before-its-list", Severity.WARNING),
    Code("ECP0420", "act-without-effect", Severity.WARNING),
    Code("ECP0421", "changes-that-stay", Severity.WARNING),
    Code("ECP0501", "plugin-failed"),
    Code("ECP0502", "plugin-missing"),
    Code("ECP0601", "bundle-damaged"),
    Code("ECP0602", "bundle-version"),
)

CODES: dict[str, Code] = {code.number: code for code in _TABLE}
