"""What names mean where an expression stands, and where mistakes go."""

from collections.abc import Mapping

from attrs import evolve, field, frozen

from ecp_compiler.resolve import SymbolTable
from ecp_compiler.types import Shapes
from ecp_compiler.vocabulary import Vocabulary
from ecp_dsl.diagnostic import Diagnostic, Label, diagnostic
from ecp_dsl.source import Span
from ecp_runtime import ir


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
