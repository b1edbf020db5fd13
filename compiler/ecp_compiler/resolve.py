"""Names to declarations."""

from collections.abc import Iterable, Mapping, Sequence
from enum import Enum
from functools import cached_property
from typing import TypeAlias

from attrs import field, frozen

from ecp_dsl import syntax
from ecp_dsl.diagnostic import Diagnostic, Label, diagnostic
from ecp_dsl.source import Span
from ecp_runtime.nearest import nearest_name

CORE = "core"
"""The module whose names are written, and known to systems, without a prefix."""


class Kind(Enum):
    """What a name stands for, in words for messages."""

    JURISDICTION = "a jurisdiction"
    INSTRUMENT = "an instrument"
    ENTITY = "an entity"
    ACTOR = "an actor"
    END_USER = "a class of end users"
    END_USE = "a class of end uses"
    MATERIAL = "a material"
    SCHEME = "a code scheme"
    LIST = "a list"
    PARAMETER = "a parameter"
    DEFINITION = "a definition"
    QUESTION = "a question"
    RULE = "a rule"
    EXEMPTION = "an exemption"
    AUTHORIZATION = "an authorization"
    BAR = "a bar"
    PROFILE = "a profile"


NamedDeclaration: TypeAlias = (
    syntax.Jurisdiction
    | syntax.Instrument
    | syntax.Entity
    | syntax.Actor
    | syntax.EndUserClass
    | syntax.EndUseClass
    | syntax.Material
    | syntax.Scheme
    | syntax.ListDeclaration
    | syntax.Parameter
    | syntax.Define
    | syntax.Question
    | syntax.Rule
    | syntax.Exempt
    | syntax.Authorize
    | syntax.Bar
    | syntax.Profile
)

_KINDS: Mapping[type, Kind] = {
    syntax.Jurisdiction: Kind.JURISDICTION,
    syntax.Instrument: Kind.INSTRUMENT,
    syntax.Entity: Kind.ENTITY,
    syntax.Actor: Kind.ACTOR,
    syntax.EndUserClass: Kind.END_USER,
    syntax.EndUseClass: Kind.END_USE,
    syntax.Material: Kind.MATERIAL,
    syntax.Scheme: Kind.SCHEME,
    syntax.ListDeclaration: Kind.LIST,
    syntax.Parameter: Kind.PARAMETER,
    syntax.Define: Kind.DEFINITION,
    syntax.Question: Kind.QUESTION,
    syntax.Rule: Kind.RULE,
    syntax.Exempt: Kind.EXEMPTION,
    syntax.Authorize: Kind.AUTHORIZATION,
    syntax.Bar: Kind.BAR,
    syntax.Profile: Kind.PROFILE,
}

PROVISIONS = frozenset({Kind.RULE, Kind.EXEMPTION, Kind.AUTHORIZATION, Kind.BAR})


@frozen
class Symbol:
    """A declared name.

    Attributes:
        id: The full name: entities, actors, materials, jurisdictions and core's schemes are known
            by their bare names, everything else by module and name.
        kind: What it stands for.
        module: The module that declares it.
        node: The declaration.
    """

    id: str
    kind: Kind
    module: str
    node: NamedDeclaration = field(eq=False, repr=False)

    @property
    def span(self) -> Span:
        """Where it is declared."""
        return self.node.span


@frozen(slots=False)
class SymbolTable:
    """All names of a policy.

    Attributes:
        modules: By name.
        symbols: By full name.
        within: Per module, its own names.
    """

    modules: Mapping[str, syntax.Module]
    symbols: Mapping[str, Symbol]
    within: Mapping[str, Mapping[str, Symbol]]

    @cached_property
    def _by_kind(self) -> Mapping[Kind, tuple[Symbol, ...]]:
        found: dict[Kind, list[Symbol]] = {kind: [] for kind in Kind}
        for id_ in sorted(self.symbols):
            found[self.symbols[id_].kind].append(self.symbols[id_])
        return {kind: tuple(symbols) for kind, symbols in found.items()}

    def of_kind(self, *kinds: Kind) -> tuple[Symbol, ...]:
        """Return all symbols of some kinds, sorted by their full names."""
        if len(kinds) == 1:
            return self._by_kind[kinds[0]]
        found = (symbol for kind in kinds for symbol in self._by_kind[kind])
        return tuple(sorted(found, key=lambda symbol: symbol.id))

    def candidates(self, module: str, path: syntax.Path) -> tuple[Symbol, ...]:
        """Return what a name can mean in a module: its own, then full names, then used ones."""
        name = str(path)
        own = self.within[module].get(name)
        if own is not None:
            return (own,)
        uses = self.modules[module].uses
        for use in uses:
            if use.alias == path.parts[0] and len(path.parts) > 1:
                aliased = self.within.get(str(use.module), {}).get(".".join(path.parts[1:]))
                return (aliased,) if aliased is not None else ()
        full = self.symbols.get(name)
        if full is not None:
            return (full,)
        opened = {str(use.module) for use in uses} | {CORE}
        found = (self.within.get(used, {}).get(name) for used in sorted(opened))
        return tuple(symbol for symbol in found if symbol is not None)

    def names_seen_from(self, module: str) -> tuple[str, ...]:
        """Return the names that can be written in a module, for suggestions."""
        opened = [self.within.get(str(use.module), {}) for use in self.modules[module].uses]
        names = [*self.within[module], *(n for scope in opened for n in scope), *self.symbols]
        return tuple(dict.fromkeys(names))


def full_name(module: str, declaration: NamedDeclaration) -> str:
    """Return the name under which a declaration is known everywhere."""
    match declaration:
        case syntax.Jurisdiction() | syntax.Entity() | syntax.Actor() | syntax.Material():
            return declaration.name
        case syntax.Scheme() if module == CORE:
            return declaration.name
        case _:
            return f"{module}.{declaration.name}"


def resolve(modules: Sequence[syntax.Module], diagnostics: list[Diagnostic]) -> SymbolTable:
    """Collect every declared name; report names declared twice."""
    symbols: dict[str, Symbol] = {}
    within: dict[str, dict[str, Symbol]] = {}
    for module in modules:
        module_name = str(module.name)
        scope = within.setdefault(module_name, {})
        for declaration in module.declarations:
            kind = _KINDS.get(type(declaration))
            if kind is None:
                continue
            assert isinstance(declaration, NamedDeclaration)
            symbol = Symbol(full_name(module_name, declaration), kind, module_name, declaration)
            earlier = scope.get(declaration.name) or symbols.get(symbol.id)
            if earlier is not None:
                diagnostics.append(_declared_twice(declaration, earlier))
                continue
            scope[declaration.name] = symbol
            symbols[symbol.id] = symbol
    return SymbolTable({str(m.name): m for m in modules}, symbols, within)


def nearest(name: str, names: Iterable[str]) -> str | None:
    """Return the help line that offers the nearest name, if one is near."""
    near = nearest_name(name, names)
    return f"did you mean `{near}`?" if near else None


def _declared_twice(declaration: NamedDeclaration, earlier: Symbol) -> Diagnostic:
    return diagnostic(
        "ECP0103",
        f"`{declaration.name}` is declared twice",
        declaration.span,
        "declared again here",
        secondary=(Label(earlier.span, "first declared here"),),
        help="give one of them another name; the corpus is append-only, so to change an "
        "earlier declaration use `amend`, `extend`, `suspend` or `repeal`",
    )
