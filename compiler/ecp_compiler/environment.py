"""What names mean where an expression stands, and where mistakes go."""

from collections.abc import Mapping, Sequence

from attrs import evolve, field, frozen

from ecp_compiler.misfits import CodesSeen, Refused
from ecp_compiler.resolve import SymbolTable
from ecp_compiler.types import Shapes
from ecp_compiler.vocabulary import Vocabulary
from ecp_dsl.diagnostic import Diagnostic, Label, diagnostic
from ecp_dsl.source import Span
from ecp_runtime import ir
from ecp_runtime.patterns import compile_pattern


@frozen
class Signature:
    """What a definition or question takes and gives."""

    parameters: tuple[tuple[str, ir.Type], ...]
    result: ir.Type


@frozen
class Typed:
    """An IR expression with its type."""

    expression: ir.Expr
    type: ir.Type


def fits(scheme: ir.Scheme, code: str) -> bool:
    """Return whether a code is possible in a scheme: its shape and, if closed, its list."""
    if code in scheme.results:
        return True
    if scheme.closed:
        return any(code == known for known, _ in scheme.codes)
    return scheme.pattern is None or compile_pattern(scheme.pattern).fullmatch(code) is not None


@frozen(kw_only=True)
class Environment:
    """What names mean where an expression stands.

    Attributes:
        table: All declared names.
        shapes: The fields of entities.
        vocabulary: Units and currencies.
        schemes: Code schemes by id.
        signatures: Of definitions and questions, by id; definitions appear once checked.
        parameter_types: Types of parameters, by id.
        list_schemes: Per list, the scheme of its codes, or None for a list of parties.
        home_schemes: Schemes to which a bare code in this module may belong.
        calendar: The working calendar of the module's jurisdiction.
        module: Where the expression stands.
        variables: Bound variables.
        facts: The facts elaborated so far, by their paths, so that equal ones are one object.
        codes: What became of the codes so far.
        diagnostics: Where mistakes go.
    """

    table: SymbolTable
    shapes: Shapes
    vocabulary: Vocabulary
    schemes: Mapping[str, ir.Scheme]
    signatures: Mapping[str, Signature]
    parameter_types: Mapping[str, ir.Type]
    list_schemes: Mapping[str, str | None]
    home_schemes: tuple[str, ...]
    calendar: str | None
    module: str
    variables: Mapping[str, ir.Type] = field(factory=dict)
    facts: dict[tuple[str, ...], Typed] = field(factory=dict)
    codes: CodesSeen = field(factory=CodesSeen)
    diagnostics: list[Diagnostic] = field(factory=list)

    def bind(self, name: str, type_: ir.Type) -> "Environment":
        """Return the environment with one more variable."""
        return evolve(self, variables={**self.variables, name: type_})

    def report(
        self,
        code: str,
        message: str,
        span: Span,
        label: str = "",
        *,
        help: str | None = None,
        secondary: tuple[Label, ...] = (),
    ) -> None:
        """Add a diagnostic."""
        self.diagnostics.append(
            diagnostic(code, message, span, label, help=help, secondary=secondary)
        )

    def has_code(self, scheme: str, code: str) -> bool:
        """Return whether a code is possible in a scheme, and remember that one was."""
        is_possible = fits(self.schemes[scheme], code)
        if is_possible:
            self.codes.fitting.add(scheme)
        return is_possible

    def refuse_code(
        self, code: str, schemes: Sequence[str], message: str, span: Span, *, help: str | None
    ) -> None:
        """Report a code that is possible in none of some schemes, and remember that."""
        self.report("ECP0205", message, span, help=help)
        self.codes.refused.append(Refused(code, tuple(schemes), self.diagnostics[-1]))
