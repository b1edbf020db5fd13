"""The type checker: every declaration resolved and typed, or reported."""

from collections.abc import Mapping, Sequence

from attrs import frozen

from ecp_compiler import definitions, facts, hir, instruments, lists, provisions
from ecp_compiler.environment import Environment, Signature
from ecp_compiler.misfits import CodesSeen, doubt_patterns
from ecp_compiler.names import symbol
from ecp_compiler.resolve import Kind, Symbol, SymbolTable
from ecp_compiler.types import Shapes
from ecp_compiler.vocabulary import Vocabulary
from ecp_dsl import syntax
from ecp_dsl.diagnostic import Diagnostic
from ecp_runtime import ir


@frozen(kw_only=True)
class Checked:
    """What the checker gives: the typed policy, and what is needed to check more against it.

    `environments` are kept for tests and profiles that stand in the same modules.
    """

    policy: hir.Policy
    environments: Mapping[str, Environment]


def check(
    modules: Sequence[syntax.Module],
    table: SymbolTable,
    vocabulary: Vocabulary,
    diagnostics: list[Diagnostic],
) -> Checked:
    """Check all modules of a policy together; mistakes go to `diagnostics`, then and later."""
    diagnostics.extend(facts.missing_core(table, modules))
    schemes = facts.schemes(modules, vocabulary, diagnostics)
    shapes = facts.shapes(modules, table, vocabulary, tuple(schemes), diagnostics)
    codes = CodesSeen()
    environments = _environments(table, vocabulary, schemes, shapes, codes, diagnostics)
    roles = facts.actors(table)
    homes = {
        name: home
        for name in table.modules
        for home in (instruments.home_of(name, table),)
        if home is not None
    }
    questions = _questions(table, environments, homes)
    parameters = _parameters(table, environments)
    checked_definitions = _definitions(table, environments, diagnostics)
    jurisdictions = _jurisdictions(table, environments)
    policy = hir.Policy(
        modules=tuple(ir.Module(str(m.name), m.title) for m in modules),
        entities=facts.entities(shapes, roles),
        actors=roles,
        schemes=tuple(schemes.values()),
        materials=facts.materials(modules),
        jurisdictions=tuple(jurisdictions.values()),
        instruments=_instruments(table, environments),
        lists=_list_heads(table, environments, homes),
        parts=_list_parts(modules, table, environments),
        parameters=parameters,
        written_out=checked_definitions,
        questions=questions,
        provisions=_provisions(table, environments, homes, jurisdictions, diagnostics),
        acts=_acts(modules, environments, homes, jurisdictions, diagnostics),
        profiles=_profiles(table, environments),
    )
    provided = {s.id: s for s in vocabulary.schemes if schemes.get(s.id) is s}
    declared = {found.id: found.span for found in table.of_kind(Kind.SCHEME)}
    doubt_patterns(codes, provided, declared, diagnostics)
    return Checked(policy=policy, environments=environments)


def _environments(
    table: SymbolTable,
    vocabulary: Vocabulary,
    schemes: Mapping[str, ir.Scheme],
    shapes: Shapes,
    codes: CodesSeen,
    diagnostics: list[Diagnostic],
) -> dict[str, Environment]:
    """Make one environment per module; they share what is filled in as checking goes on."""
    signatures: dict[str, Signature] = {}
    parameter_types: dict[str, ir.Type] = {}
    list_schemes: dict[str, str | None] = {}
    made = {
        name: Environment(
            table=table,
            shapes=shapes,
            vocabulary=vocabulary,
            schemes=schemes,
            signatures=signatures,
            parameter_types=parameter_types,
            list_schemes=list_schemes,
            home_schemes=_home_schemes(table, name, schemes),
            calendar=_calendar(table, name),
            module=name,
            codes=codes,
            diagnostics=diagnostics,
        )
        for name in sorted(table.modules)
    }
    for found in table.of_kind(Kind.LIST):
        assert isinstance(found.node, syntax.ListDeclaration)
        list_schemes[found.id] = lists.list_scheme(made[found.module], found.node)
    return made


def _jurisdiction_nodes(table: SymbolTable, module: str) -> list[syntax.Jurisdiction]:
    """Return the jurisdictions that a module sees: its own, those above it, those it uses."""
    parts = module.split(".")
    above = {".".join(parts[:n]) for n in range(1, len(parts) + 1)}
    seen = above | {str(u.module) for u in table.modules[module].uses}
    return [
        s.node
        for s in table.of_kind(Kind.JURISDICTION)
        if s.module in seen and isinstance(s.node, syntax.Jurisdiction)
    ]


def _home_schemes(
    table: SymbolTable, module: str, schemes: Mapping[str, ir.Scheme]
) -> tuple[str, ...]:
    named = {
        str(clause.scheme)
        for node in _jurisdiction_nodes(table, module)
        for clause in node.clauses
        if isinstance(clause, syntax.UsesScheme)
    }
    declared_in = {s.id for s in table.of_kind(Kind.SCHEME) if s.node.name in named}
    return tuple(sorted((named | declared_in) & set(schemes)))


def _calendar(table: SymbolTable, module: str) -> str | None:
    for node in _jurisdiction_nodes(table, module):
        for clause in node.clauses:
            if isinstance(clause, syntax.UsesCalendar):
                return str(clause.calendar)
    return None


def _questions(
    table: SymbolTable, environments: Mapping[str, Environment], homes: Mapping[str, str]
) -> tuple[ir.Question, ...]:
    made: list[ir.Question] = []
    for found in table.of_kind(Kind.QUESTION):
        env = environments[found.module]
        signature = definitions.question_signature(env, found)
        if signature is not None:
            _remember(env, found, signature)
        made.append(definitions.question(env, found, homes.get(found.module)))
    return tuple(made)


def _remember(env: Environment, found: Symbol, signature: Signature) -> None:
    assert isinstance(env.signatures, dict)
    env.signatures[found.id] = signature


def _parameters(
    table: SymbolTable, environments: Mapping[str, Environment]
) -> tuple[hir.Parameter, ...]:
    made: list[hir.Parameter] = []
    for found in table.of_kind(Kind.PARAMETER):
        env = environments[found.module]
        assert isinstance(found.node, syntax.Parameter)
        type_ = provisions.parameter_type(env, found.node)
        checked = provisions.parameter(env, found.id, found.node)
        if type_ is not None:
            assert isinstance(env.parameter_types, dict)
            env.parameter_types[found.id] = type_
            made.append(checked)
    return tuple(made)


def _definitions(
    table: SymbolTable, environments: Mapping[str, Environment], diagnostics: list[Diagnostic]
) -> tuple[ir.Definition, ...]:
    made: list[ir.Definition] = []
    for found in definitions.order(table, environments, diagnostics):
        env = environments[found.module]
        result = definitions.definition(env, found)
        if result is not None:
            made.append(result[0])
            _remember(env, found, result[1])
    return tuple(made)


def _jurisdictions(
    table: SymbolTable, environments: Mapping[str, Environment]
) -> dict[str, ir.Jurisdiction]:
    return {
        found.id: instruments.jurisdiction(environments[found.module], found.node)
        for found in table.of_kind(Kind.JURISDICTION)
        if isinstance(found.node, syntax.Jurisdiction)
    }


def _instruments(
    table: SymbolTable, environments: Mapping[str, Environment]
) -> tuple[ir.Instrument, ...]:
    return tuple(
        instruments.instrument(environments[found.module], found.id, found.node)
        for found in table.of_kind(Kind.INSTRUMENT)
        if isinstance(found.node, syntax.Instrument)
    )


def _list_heads(
    table: SymbolTable, environments: Mapping[str, Environment], homes: Mapping[str, str]
) -> tuple[hir.ListHead, ...]:
    return tuple(
        lists.list_head(environments[found.module], found, found.node, homes.get(found.module))
        for found in table.of_kind(Kind.LIST)
        if isinstance(found.node, syntax.ListDeclaration)
    )


def _list_parts(
    modules: Sequence[syntax.Module], table: SymbolTable, environments: Mapping[str, Environment]
) -> tuple[hir.ListPart, ...]:
    made: list[hir.ListPart | None] = []
    for module in modules:
        env = environments[str(module.name)]
        for declared in module.declarations:
            match declared:
                case syntax.ListDeclaration(name):
                    found = table.within[env.module].get(name)
                    if found is not None and found.node is declared:
                        made.append(lists.list_part(env, found.id, declared))
                case syntax.ExtendList(path):
                    extended = _extended(env, path)
                    if extended is not None:
                        made.append(lists.list_part(env, extended, declared))
                case _:
                    pass
    return tuple(part for part in made if part is not None)


def _extended(env: Environment, path: syntax.Path) -> str | None:
    found = symbol(env, path)
    if found is None:
        return None
    if found.kind is not Kind.LIST:
        env.report("ECP0105", f"`{path}` is {found.kind.value}, not a list", path.span)
        return None
    return found.id


def _provisions(
    table: SymbolTable,
    environments: Mapping[str, Environment],
    homes: Mapping[str, str],
    jurisdictions: Mapping[str, ir.Jurisdiction],
    diagnostics: list[Diagnostic],
) -> tuple[hir.Provision, ...]:
    made: list[hir.Provision] = []
    for found in table.of_kind(Kind.RULE, Kind.EXEMPTION, Kind.AUTHORIZATION, Kind.BAR):
        node = found.node
        assert isinstance(node, provisions.ProvisionNode)
        home = homes.get(found.module)
        if home is None:
            # Whose law a module without a name is cannot be told; that it has none is reported.
            if found.module:
                diagnostics.append(instruments.no_home(node, node.name))
            continue
        env = environments[found.module]
        made.append(provisions.provision(env, found, node, jurisdictions[home]))
    return tuple(made)


def _acts(
    modules: Sequence[syntax.Module],
    environments: Mapping[str, Environment],
    homes: Mapping[str, str],
    jurisdictions: Mapping[str, ir.Jurisdiction],
    diagnostics: list[Diagnostic],
) -> tuple[hir.Act, ...]:
    made: list[hir.Act] = []
    for module in modules:
        name = str(module.name)
        for declared in module.declarations:
            if not isinstance(declared, provisions.ActNode):
                continue
            home = homes.get(name)
            if home is None:
                if name:
                    diagnostics.append(instruments.no_home(declared, "this act"))
                continue
            checked = provisions.act(environments[name], declared, jurisdictions[home])
            if checked is not None:
                made.append(checked)
    return tuple(made)


def _profiles(
    table: SymbolTable, environments: Mapping[str, Environment]
) -> tuple[ir.Profile, ...]:
    return tuple(
        definitions.profile(environments[found.module], found.id, found.node)
        for found in table.of_kind(Kind.PROFILE)
        if isinstance(found.node, syntax.Profile)
    )
