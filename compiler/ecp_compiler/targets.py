"""What provisions and acts aim at: a provision, list, module, instrument or jurisdiction."""

from collections.abc import Callable, Mapping

from attrs import frozen

from ecp_compiler import hir
from ecp_compiler.resolve import PROVISIONS, Kind, Symbol, SymbolTable, nearest
from ecp_dsl import syntax
from ecp_dsl.diagnostic import Diagnostic, Label, diagnostic
from ecp_runtime import ir


@frozen
class Targets:
    """Resolved targets.

    Attributes:
        of_provisions: Per exemption, authorization and bar, the provisions it aims at.
        of_acts: Per act, in the order of the policy's acts: provisions, parts of lists (see
            `hir.part_key`) and parameters.
    """

    of_provisions: Mapping[str, tuple[str, ...]]
    of_acts: tuple[tuple[str, ...], ...]


_MEANT_BY_GROUP: Mapping[Kind, Kind] = {
    Kind.EXEMPTION: Kind.RULE,
    Kind.AUTHORIZATION: Kind.RULE,
    Kind.BAR: Kind.AUTHORIZATION,
}


def act_or_module(table: SymbolTable, path: syntax.Path, module: str) -> str | None:
    """Return the instrument or the module that a name stands for in a module, if it is one."""
    symbol = next(iter(table.candidates(module, path)), None)
    if symbol is None:
        return _module_named(table, path, module)
    return symbol.id if symbol.kind is Kind.INSTRUMENT else None


def is_inside(module: str, group: str) -> bool:
    """Tell whether a module is another one, or below it."""
    return module == group or module.startswith(f"{group}.")


def _module_named(table: SymbolTable, path: syntax.Path, module: str) -> str:
    name = str(path)
    for use in table.modules[module].uses:
        if use.alias == name:
            name = str(use.module)
    return name


@frozen
class _Aim:
    """What a dotted name covers. `exact` tells whether it names one thing, not a group."""

    ids: tuple[str, ...]
    exact: bool


def find_targets(policy: hir.Policy, table: SymbolTable, diagnostics: list[Diagnostic]) -> Targets:
    """Resolve every target, and report those that do not fit what aims at them."""
    finder = _Finder(policy, table, diagnostics)
    of_provisions = {
        p.id: finder.of_provision(p) for p in policy.provisions if p.symbol.kind is not Kind.RULE
    }
    return Targets(of_provisions, tuple(finder.of_act(a) for a in policy.acts))


class _Finder:
    def __init__(
        self, policy: hir.Policy, table: SymbolTable, diagnostics: list[Diagnostic]
    ) -> None:
        self._policy = policy
        self._table = table
        self._diagnostics = diagnostics
        self._provisions = {p.id: p for p in policy.provisions}
        self._issued = {i.id: i.issued for i in policy.instruments}
        self._origins = {p.id: p.citations[0].instrument for p in policy.provisions}
        self._origins |= {part.key: part.citation.instrument for part in policy.parts}

    def of_provision(self, aiming: hir.Provision) -> tuple[str, ...]:
        """Return what an exemption, authorization or bar aims at."""
        match aiming.symbol.kind:
            case Kind.EXEMPTION:
                return self._collect(aiming, self._can_be_exempted(aiming), "can be lifted")
            case Kind.AUTHORIZATION:
                return self._collect(aiming, _requires_license, "requires a license")
            case _:
                return self._collect(aiming, _is_authorization, "is an authorization")

    def _can_be_exempted(self, aiming: hir.Provision) -> Callable[[hir.Provision], bool]:
        def fits(target: hir.Provision) -> bool:
            if target.id == aiming.id:
                return True
            match target.symbol.kind:
                case Kind.RULE:
                    return aiming.even_prohibition or not isinstance(target.effect, ir.Prohibition)
                case Kind.EXEMPTION | Kind.BAR:
                    return True
                case _:
                    return False

        return fits

    def _collect(
        self, aiming: hir.Provision, fits: Callable[[hir.Provision], bool], wanted: str
    ) -> tuple[str, ...]:
        found: set[str] = set()
        for path in aiming.targets:
            aim = self._aim(path, aiming.symbol.module)
            if aim is None:
                continue
            targets = [self._provisions[i] for i in aim.ids if i in self._provisions]
            if not aim.exact:
                # A group stands for what can be meant in it, never for what aims at the group.
                meant = _MEANT_BY_GROUP[aiming.symbol.kind]
                targets = [t for t in targets if t.symbol.kind is meant]
            fitting = [t for t in targets if fits(t)]
            if not fitting:
                self._report_unfit(aiming, path, targets, wanted)
            found.update(t.id for t in fitting)
        return tuple(sorted(found))

    def _report_unfit(
        self, aiming: hir.Provision, path: syntax.Path, targets: list[hir.Provision], wanted: str
    ) -> None:
        if aiming.symbol.kind is Kind.EXEMPTION and any(
            isinstance(t.effect, ir.Prohibition) for t in targets
        ):
            self._diagnostics.append(
                diagnostic(
                    "ECP0302",
                    f"`{path}` is a prohibition, and an exemption lifts requirements only",
                    path.span,
                    secondary=tuple(Label(t.span, "prohibits") for t in targets[:1]),
                    help="if the act lifts the prohibition itself, add `even prohibition`",
                )
            )
            return
        self._diagnostics.append(
            diagnostic(
                "ECP0303",
                f"nothing in `{path}` {wanted}",
                path.span,
                secondary=tuple(Label(t.span, "this does not") for t in targets[:1]),
            )
        )

    def of_act(self, act: hir.Act) -> tuple[str, ...]:
        """Return what a suspension, resumption, repeal or amendment acts on."""
        found: set[str] = set()
        for path in act.targets:
            aim = self._aim(path, act.module)
            if aim is None:
                continue
            if act.kind == "amend" and not aim.exact:
                self._diagnostics.append(
                    diagnostic(
                        "ECP0105",
                        f"`{path}` is more than one provision",
                        path.span,
                        help=self._instead_of_amending(path, act),
                    )
                )
                continue
            if not aim.ids:
                self._diagnostics.append(
                    diagnostic("ECP0303", f"there is nothing in `{path}` to {act.kind}", path.span)
                )
            found.update(aim.ids if aim.exact else self._issued_before(act, aim.ids))
        return tuple(sorted(found))

    def _instead_of_amending(self, path: syntax.Path, act: hir.Act) -> str:
        symbol = next(iter(self._table.candidates(act.module, path)), None)
        if symbol is not None and symbol.kind is Kind.LIST:
            return "a list is changed with `extend list`, which adds and removes members"
        return "amend one rule, exemption, authorization, bar or parameter at a time"

    def _issued_before(self, act: hir.Act, ids: tuple[str, ...]) -> tuple[str, ...]:
        """Leave out of a group what was issued after the act: no act can mean what is to come.

        Where that leaves nothing, all of it is kept, to be reported.
        """
        issued = self._issued.get(act.citation.instrument)
        if issued is None:
            return ids
        origins = (self._issued.get(self._origins.get(id_, "")) for id_ in ids)
        earlier = tuple(
            id_ for id_, day in zip(ids, origins, strict=True) if day is None or day <= issued
        )
        return earlier or ids

    def _aim(self, path: syntax.Path, module: str) -> _Aim | None:
        symbol = next(iter(self._table.candidates(module, path)), None)
        return self._module(path, module) if symbol is None else self._declared(path, symbol)

    def _declared(self, path: syntax.Path, symbol: Symbol) -> _Aim | None:
        match symbol.kind:
            case kind if kind in PROVISIONS:
                return _Aim((symbol.id,), True)
            case Kind.PARAMETER:
                return _Aim((symbol.id,), True)
            case Kind.LIST:
                keys = {p.key for p in self._policy.parts if p.list == symbol.id}
                return _Aim(tuple(sorted(keys)), False)
            case Kind.INSTRUMENT:
                return self._under(symbol.id)
            case Kind.JURISDICTION:
                return self._everything(lambda p: p.jurisdiction == symbol.id, lambda _: False)
            case _:
                self._diagnostics.append(
                    diagnostic(
                        "ECP0105",
                        f"`{path}` is {symbol.kind.value}, which nothing can act on",
                        path.span,
                        secondary=(Label(symbol.span, "declared here"),),
                    )
                )
                return None

    def _module(self, path: syntax.Path, module: str) -> _Aim | None:
        name = _module_named(self._table, path, module)
        inside = {m for m in self._table.modules if is_inside(m, name)}
        if inside:
            return self._everything(lambda p: p.symbol.module in inside, lambda m: m in inside)
        names = [*self._provisions, *self._table.modules, *self._table.names_seen_from(module)]
        self._diagnostics.append(
            diagnostic(
                "ECP0102",
                f"there is no `{path}`",
                path.span,
                "not a provision, list, module, instrument or jurisdiction",
                help=nearest(name, names) or "`use` the module that declares it",
            )
        )
        return None

    def _under(self, instrument: str) -> _Aim:
        provisions = {
            p.id for p in self._policy.provisions if p.citations[0].instrument == instrument
        }
        parts = {
            p.key
            for p in self._policy.parts
            if p.citation.instrument == instrument and self._extends_another(p)
        }
        return _Aim(tuple(sorted(provisions | parts)), False)

    def _everything(
        self, wanted: Callable[[hir.Provision], bool], module: Callable[[str], bool]
    ) -> _Aim:
        provisions = {p.id for p in self._policy.provisions if wanted(p)}
        parts = {p.key for p in self._policy.parts if module(p.module) and self._extends_another(p)}
        return _Aim(tuple(sorted(provisions | parts)), False)

    def _extends_another(self, part: hir.ListPart) -> bool:
        """Tell whether a part adds to the list of another module.

        An act's own lists and parameters are words in which its rules are written: with the act
        suspended they keep their meaning, so that one can still see what its rules would say.
        """
        return self._table.symbols[part.list].module != part.module


def _requires_license(target: hir.Provision) -> bool:
    return isinstance(target.effect, ir.LicenseRequirement)


def _is_authorization(target: hir.Provision) -> bool:
    return target.symbol.kind is Kind.AUTHORIZATION
