"""What the compiler says about a text: one shape for every phase."""

from attrs import frozen

from ecp_dsl.codes import CODES, Severity
from ecp_dsl.source import Span

__all__ = ["Diagnostic", "Fix", "Label", "Severity", "diagnostic"]


@frozen
class Label:
    """A place, with the reason it is shown."""

    span: Span
    text: str = ""


@frozen
class Fix:
    """A replacement that an editor can apply."""

    span: Span
    replacement: str
    title: str


@frozen(kw_only=True)
class Diagnostic:
    """One thing to say about a text.

    Attributes:
        code: The number, such as `ECP0201`; `codes.py` holds the table.
        message: One sentence, lower case, no full stop: what is wrong, in a lawyer's words.
        primary: Where, and why there.
        secondary: Other places that matter, such as an earlier declaration.
        help: What to try, with the nearest name when one is near.
        notes: Background, one sentence each.
        fix: A replacement an editor can apply.
    """

    code: str
    message: str
    primary: Label
    secondary: tuple[Label, ...] = ()
    help: str | None = None
    notes: tuple[str, ...] = ()
    fix: Fix | None = None

    @property
    def name(self) -> str:
        """The name of the code, such as `unknown-name`."""
        return CODES[self.code].name

    @property
    def severity(self) -> Severity:
        """How bad it is."""
        return CODES[self.code].severity


def diagnostic(
    code: str,
    message: str,
    span: Span,
    label: str = "",
    *,
    secondary: tuple[Label, ...] = (),
    help: str | None = None,
    notes: tuple[str, ...] = (),
    fix: Fix | None = None,
) -> Diagnostic:
    """Make a diagnostic from its code, message and place."""
    return Diagnostic(
        code=code,
        message=message,
        primary=Label(span, label),
        secondary=secondary,
        help=help,
        notes=notes,
        fix=fix,
    )
