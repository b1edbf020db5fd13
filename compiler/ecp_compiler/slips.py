"""What is sound and still looks like a slip: it disables law, widens relief, or does nothing."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from ecp_compiler import hir
from ecp_compiler.repeats import file_of_another_name, named_twice
from ecp_compiler.resolve import Kind, Symbol, SymbolTable
from ecp_dsl import syntax
from ecp_dsl.diagnostic import Diagnostic, Label, diagnostic
from ecp_dsl.source import Span
from ecp_dsl.walk import descend
from ecp_runtime import ir
from ecp_runtime.tree import nodes


def find_slips(
    policy: hir.Policy,
    table: SymbolTable,
    modules: Sequence[syntax.Module],
    diagnostics: list[Diagnostic],
) -> None:
    """Warn of what authors rarely mean."""
    diagnostics.extend(_wide_exemptions(policy, table))
    diagnostics.extend(_unconditional_exemptions(policy))
    diagnostics.extend(_empty_lists(policy, table))
    diagnostics.extend(_unused(table, modules))
    for module in modules:
        diagnostics.extend(_tests_of_one_name(module))
        diagnostics.extend(named_twice(module))
        diagnostics.extend(file_of_another_name(module))


# Exemptions


def _wide_exemptions(policy: hir.Policy, table: SymbolTable) -> Iterator[Diagnostic]:
    homes = {s.module: s for s in table.of_kind(Kind.JURISDICTION)}
    for provision in policy.provisions:
        if provision.symbol.kind is not Kind.EXEMPTION:
            continue
        for path in provision.targets:
            found = next(iter(table.candidates(provision.symbol.module, path)), None)
            is_home = found is None and str(path) in homes
            if is_home or (found is not None and found.kind is Kind.JURISDICTION):
                yield diagnostic(
                    "ECP0308",
                    f"`{provision.symbol.node.name}` lifts every requirement of `{path}`",
                    path.span,
                    "all rules, also those that are written later",
                    help="name the rules or the act that the exemption is from",
                )


def _unconditional_exemptions(policy: hir.Policy) -> Iterator[Diagnostic]:
    for provision in policy.provisions:
        if provision.symbol.kind is not Kind.EXEMPTION:
            continue
        clauses = getattr(provision.symbol.node, "clauses", ())
        if not any(isinstance(clause, syntax.When) for clause in clauses):
            yield diagnostic(
                "ECP0309",
                f"`{provision.symbol.node.name}` has no `when`, so it lifts in every case",
                provision.span,
                "nothing says for which cases this is",
                help="add `when` with the condition, or `when yes` if the act has none",
            )


# Lists


def _empty_lists(policy: hir.Policy, table: SymbolTable) -> Iterator[Diagnostic]:
    members: dict[str, int] = {head.id: 0 for head in policy.lists}
    includes: dict[str, set[str]] = {head.id: set() for head in policy.lists}
    for part in policy.parts:
        members[part.list] = members.get(part.list, 0) + len(part.members)
        includes.setdefault(part.list, set()).update(i.list for i in part.inclusions)
    empty = {id_ for id_ in members if not _has_members(id_, members, includes)}
    if not empty:
        return
    conditions = [(p.condition, p.span) for p in policy.provisions]
    spans = {s.id: s.span for s in table.of_kind(Kind.DEFINITION, Kind.END_USER, Kind.END_USE)}
    conditions += [(d.body, spans[d.id]) for d in policy.written_out]
    for condition, span in conditions:
        asked = {n.list for n in nodes(condition) if isinstance(n, ir.WithinList)}
        for id_ in sorted(asked & empty):
            yield diagnostic(
                "ECP0310",
                f"the list `{id_}` has no members, so nothing is on it",
                _where_named(span, id_),
                "asked for here",
                secondary=(Label(table.symbols[id_].span, "declared here"),),
                help="add its members, or remove the condition",
            )


def _has_members(
    list_: str, members: Mapping[str, int], includes: Mapping[str, Iterable[str]]
) -> bool:
    todo, seen = [list_], {list_}
    while todo:
        current = todo.pop()
        if members.get(current):
            return True
        todo.extend(following := set(includes.get(current, ())) - seen)
        seen |= following
    return False


def _where_named(span: Span, id_: str) -> Span:
    """Return where a declaration names something by the last part of its name."""
    name = id_.rpartition(".")[2]
    at = span.file.text.find(name, span.start, span.end)
    return span if at < 0 else Span(span.file, at, at + len(name))


# What nothing uses


_USED = (Kind.LIST, Kind.DEFINITION, Kind.END_USER, Kind.END_USE, Kind.PARAMETER, Kind.QUESTION)


def _unused(table: SymbolTable, modules: Sequence[syntax.Module]) -> Iterator[Diagnostic]:
    """Warn of lists, definitions and the like that no rule asks for, by whatever way."""
    declared = {s.id: s for s in table.of_kind(*_USED)}
    uses: dict[str, set[str]] = {}
    roots: set[str] = set()
    for module in modules:
        name = str(module.name)
        own = {id(s.node): s.id for s in table.within[name].values()}
        for declaration in module.declarations:
            named = _named_in(declaration, name, table)
            user = own.get(id(declaration))
            if user in declared:
                uses.setdefault(str(user), set()).update(named)
            elif isinstance(declaration, syntax.ExtendList):
                extended = set(_ids(table, name, declaration.list))
                for id_ in extended:
                    uses.setdefault(id_, set()).update(named - extended)
            else:
                roots |= named
    used, todo = set(roots), list(roots)
    while todo:
        following = uses.get(todo.pop(), set()) - used
        used |= following
        todo.extend(following)
    seen_elsewhere = _modules_used(modules)
    for id_, symbol in sorted(declared.items()):
        if id_ not in used and symbol.module not in seen_elsewhere:
            yield _is_unused(symbol)


def _named_in(declaration: syntax.Declaration, module: str, table: SymbolTable) -> set[str]:
    paths = (node for node in descend(declaration) if isinstance(node, syntax.Path))
    return {id_ for path in paths for id_ in _ids(table, module, path)}


def _ids(table: SymbolTable, module: str, path: syntax.Path) -> tuple[str, ...]:
    return tuple(symbol.id for symbol in table.candidates(module, path))


def _modules_used(modules: Sequence[syntax.Module]) -> set[str]:
    """Return the modules that others use: what they declare may be meant for policies to come."""
    return {str(use.module) for module in modules for use in module.uses}


def _is_unused(symbol: Symbol) -> Diagnostic:
    return diagnostic(
        "ECP0311",
        f"nothing uses {symbol.kind.value.replace('a ', 'the ', 1)} `{symbol.node.name}`",
        symbol.span,
        "no rule asks for it",
        help="use it in a condition, or remove it",
    )


# Tests


def _tests_of_one_name(module: syntax.Module) -> Iterator[Diagnostic]:
    first: dict[str, Span] = {}
    for declared in module.declarations:
        if not isinstance(declared, syntax.Test):
            continue
        earlier = first.setdefault(declared.name, declared.span)
        if earlier is not declared.span:
            yield diagnostic(
                "ECP0312",
                f"two tests are called {declared.name!r}",
                declared.span,
                "again here",
                secondary=(Label(earlier, "first here"),),
                help="give each case a name of its own, so that a failure tells which one it is",
            )
