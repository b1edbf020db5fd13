"""The shapes of facts: entities, actors, code schemes and materials."""

from collections.abc import Sequence

import attrs

from ecp_compiler import types
from ecp_compiler.resolve import CORE, Kind, SymbolTable, full_name, nearest
from ecp_compiler.types import Shapes
from ecp_compiler.vocabulary import Vocabulary
from ecp_dsl import syntax
from ecp_dsl.diagnostic import Diagnostic, Label, diagnostic
from ecp_dsl.source import Span
from ecp_runtime import ir
from ecp_runtime.patterns import PatternError, PatternFault, compile_pattern


def shapes(
    modules: Sequence[syntax.Module],
    table: SymbolTable,
    vocabulary: Vocabulary,
    schemes: Sequence[str],
    diagnostics: list[Diagnostic],
) -> Shapes:
    """Collect the fields of every entity, with extensions and a field for each actor."""
    entities: dict[str, dict[str, ir.FieldDefinition]] = {
        s.id: {} for s in table.of_kind(Kind.ENTITY)
    }
    known = _TypeReader(table, vocabulary, frozenset(schemes), diagnostics)
    for module in modules:
        for declaration in module.declarations:
            match declaration:
                case syntax.Entity(name, _, fields):
                    _add_fields(entities[name], name, fields, module, known)
                case syntax.ExtendEntity(path, fields):
                    if str(path) in entities:
                        _add_fields(entities[str(path)], str(path), fields, module, known)
                    else:
                        diagnostics.append(
                            diagnostic(
                                "ECP0102",
                                f"there is no entity `{path}`",
                                path.span,
                                help=nearest(str(path), entities),
                            )
                        )
                case _:
                    pass
    transaction = entities.get(types.TRANSACTION)
    if transaction is not None:
        for symbol in table.of_kind(Kind.ACTOR):
            assert isinstance(symbol.node, syntax.Actor)
            transaction.setdefault(symbol.node.name, _actor_field(symbol.node))
    return Shapes({name: dict(fields) for name, fields in sorted(entities.items())})


def _actor_field(actor: syntax.Actor) -> ir.FieldDefinition:
    party: ir.Type = ir.EntityType(types.PARTY)
    return ir.FieldDefinition(
        name=actor.name,
        key=actor.name,
        type=ir.ListType(party) if actor.many else party,
        guarded=False,
        title=actor.title,
    )


class _TypeReader:
    """Reads written types; entities may refer to one another in any order."""

    def __init__(
        self,
        table: SymbolTable,
        vocabulary: Vocabulary,
        schemes: frozenset[str],
        diagnostics: list[Diagnostic],
    ) -> None:
        self._table = table
        self._entities = frozenset(s.id for s in table.of_kind(Kind.ENTITY))
        self._dimensions = frozenset(u.dimension for u in vocabulary.units)
        self._schemes = schemes
        self.diagnostics = diagnostics

    def read(self, written: syntax.TypeExpr, module: str) -> ir.Type | None:
        """Return the type, or report that there is none of that name."""
        match written:
            case syntax.NamedType(name):
                return self.named(name, written)
            case syntax.OneOf(values):
                return ir.EnumType(values)
            case syntax.ListOf(element):
                inner = self.read(element, module)
                return None if inner is None else ir.ListType(inner)
            case syntax.CodeOf(path):
                return self._code(path, module)

    def ordinary(self, written: syntax.TypeExpr) -> tuple[str, ...]:
        """Return the ordinary words of a text; nothing else has any."""
        while isinstance(written, syntax.ListOf):
            written = written.element
        if not isinstance(written, syntax.NamedType) or not written.ordinary:
            return ()
        if written.name == "text":
            return tuple(sorted(set(written.ordinary)))
        self.diagnostics.append(
            diagnostic(
                "ECP0229",
                f"`{written.name}` has no words of its own",
                written.span,
                "only `text` is followed by ordinary words",
                help="write `one of { … }` for a closed choice, or leave the words out",
            )
        )
        return ()

    def named(self, name: str, written: syntax.NamedType) -> ir.Type | None:
        """Return a built-in type, a dimension or an entity by its name."""
        if name in types.BUILT_IN:
            return types.BUILT_IN[name]
        if name in self._dimensions:
            return ir.QuantityType(name)
        if name in self._entities:
            return ir.EntityType(name)
        names = [*types.BUILT_IN, *self._dimensions, *self._entities]
        self.diagnostics.append(
            diagnostic(
                "ECP0209",
                f"there is no type `{name}`",
                written.span,
                help=nearest(name, names) or f"types are {', '.join(sorted(names))}",
            )
        )
        return None

    def _code(self, path: syntax.Path, module: str) -> ir.Type | None:
        found = [s for s in self._table.candidates(module, path) if s.kind is Kind.SCHEME]
        scheme = found[0].id if found else str(path)
        if scheme in self._schemes:
            return ir.CodeType(scheme)
        self.diagnostics.append(
            diagnostic(
                "ECP0102",
                f"there is no code scheme `{path}`",
                path.span,
                help=nearest(str(path), self._schemes),
            )
        )
        return None


def _add_fields(
    into: dict[str, ir.FieldDefinition],
    entity: str,
    fields: Sequence[syntax.FieldDeclaration],
    module: syntax.Module,
    reader: _TypeReader,
) -> None:
    for declared in fields:
        if declared.name in into:
            reader.diagnostics.append(
                diagnostic(
                    "ECP0103",
                    f"`{entity}` has two fields `{declared.name}`",
                    declared.span,
                    "declared again here",
                    secondary=_earlier(declared, fields),
                )
            )
            continue
        type_ = reader.read(declared.type, str(module.name))
        if type_ is None:
            continue
        into[declared.name] = ir.FieldDefinition(
            name=declared.name,
            key=declared.key or declared.name,
            type=type_,
            guarded=declared.guarded,
            title=declared.title,
            ordinary=reader.ordinary(declared.type),
        )


def _earlier(
    declared: syntax.FieldDeclaration, fields: Sequence[syntax.FieldDeclaration]
) -> tuple[Label, ...]:
    """Point at the first field of a name, if it stands in the same declaration."""
    earlier = next(each for each in fields if each.name == declared.name)
    return () if earlier is declared else (Label(earlier.span, "first declared here"),)


def schemes(
    modules: Sequence[syntax.Module], vocabulary: Vocabulary, diagnostics: list[Diagnostic]
) -> dict[str, ir.Scheme]:
    """Collect all code schemes: declared, provided by plugins, and the one of materials."""
    provided = {s.id: s for s in vocabulary.schemes}
    found: dict[str, ir.Scheme] = {}
    for module in modules:
        for declaration in module.declarations:
            if not isinstance(declaration, syntax.Scheme):
                continue
            id_ = full_name(str(module.name), declaration)
            if any(isinstance(c, syntax.Provided) for c in declaration.clauses):
                if id_ in provided:
                    found[id_] = _with_sound_pattern(provided[id_], declaration, diagnostics)
                else:
                    # An open scheme stands in, so that its absence is reported once.
                    found[id_] = _scheme(id_, declaration, diagnostics)
                    diagnostics.append(
                        diagnostic(
                            "ECP0502",
                            f"no installed plugin provides the code scheme `{id_}`",
                            declaration.span,
                            help=nearest(id_, provided)
                            or "install the plugin, or describe the scheme with `pattern`",
                        )
                    )
                continue
            found[id_] = _scheme(id_, declaration, diagnostics)
    found[types.MATERIAL_SCHEME] = _material_scheme(modules)
    return dict(sorted(found.items()))


def _scheme(id_: str, declared: syntax.Scheme, diagnostics: list[Diagnostic]) -> ir.Scheme:
    pattern: str | None = None
    separator: str | None = None
    by_prefix = False
    closed = False
    codes: list[tuple[str, str]] = []
    results: list[str] = []
    for clause in declared.clauses:
        match clause:
            case syntax.Pattern(expression):
                if (problem := _problem_with(expression)) is None:
                    pattern = expression
                else:
                    span = _inside(clause, problem.at)
                    diagnostics.append(_refused(problem, "the pattern", span))
            case syntax.Hierarchy(None):
                by_prefix = True
            case syntax.Hierarchy(by):
                separator = by
            case syntax.Closed():
                closed = True
            case syntax.SchemeCode(code, title):
                codes.append((code, title or ""))
            case syntax.SchemeResult(name):
                results.append(name)
            case syntax.Provided():
                pass
    return ir.Scheme(
        id=id_,
        title=declared.title,
        pattern=pattern,
        hierarchy="prefix" if by_prefix else "separator" if separator else "flat",
        separator=separator or "",
        closed=closed,
        codes=tuple(sorted(codes)),
        results=tuple(sorted(results)),
    )


_PATTERN_CODES: dict[PatternFault, str] = {
    "malformed": "ECP0225",
    "ambiguous": "ECP0226",
    "too_large": "ECP0227",
}


def _problem_with(pattern: str) -> PatternError | None:
    try:
        compile_pattern(pattern)
    except PatternError as error:
        return error
    return None


def _refused(problem: PatternError, what: str, span: Span) -> Diagnostic:
    return diagnostic(
        _PATTERN_CODES[problem.kind],
        f"{what} is refused: {problem.message}",
        span,
        help=problem.help,
    )


def _inside(clause: syntax.Pattern, index: int) -> Span:
    """Return the place of one character of a pattern, which may be escaped in the text."""
    span = clause.span
    place = span.file.text.index('"', span.start) + 1
    for _ in clause.expression[:index]:
        place += 2 if span.file.text[place] == "\\" else 1
    return Span(span.file, place, place + 1)


def _with_sound_pattern(
    scheme: ir.Scheme, declaration: syntax.Scheme, diagnostics: list[Diagnostic]
) -> ir.Scheme:
    """Return a scheme of a plugin; one whose pattern is refused takes any text instead."""
    problem = None if scheme.pattern is None else _problem_with(scheme.pattern)
    if problem is None:
        return scheme
    what = f"the pattern `{scheme.pattern}` that a plugin gives for `{scheme.id}`"
    diagnostics.append(_refused(problem, what, declaration.span))
    return attrs.evolve(scheme, pattern=None)


def _material_scheme(modules: Sequence[syntax.Module]) -> ir.Scheme:
    materials = {
        d.name: d.title for m in modules for d in m.declarations if isinstance(d, syntax.Material)
    }
    return ir.Scheme(
        id=types.MATERIAL_SCHEME,
        title="Materials",
        pattern=None,
        hierarchy="flat",
        separator="",
        closed=True,
        codes=tuple(sorted(materials.items())),
        results=(),
    )


def materials(modules: Sequence[syntax.Module]) -> tuple[ir.Material, ...]:
    """Collect the declared materials."""
    found: list[ir.Material] = []
    for module in modules:
        for declared in module.declarations:
            if not isinstance(declared, syntax.Material):
                continue
            symbol = cas = group = None
            forms: tuple[str, ...] = ()
            for clause in declared.clauses:
                match clause:
                    case syntax.Symbol(text):
                        symbol = text
                    case syntax.CasNumber(text):
                        cas = text
                    case syntax.MaterialGroup(name):
                        group = name
                    case syntax.Forms(names):
                        forms = names
            found.append(ir.Material(declared.name, declared.title, symbol, cas, group, forms))
    return tuple(sorted(found, key=lambda m: m.id))


def entities(found: Shapes, roles: Sequence[ir.Actor]) -> tuple[ir.Entity, ...]:
    """Return the entities as the IR holds them, without the fields that actors add."""
    names = {role.name for role in roles}

    def own(entity: str, field: ir.FieldDefinition) -> bool:
        return entity != types.TRANSACTION or field.name not in names

    return tuple(
        ir.Entity(
            name, tuple(sorted((f for f in fields.values() if own(name, f)), key=lambda f: f.name))
        )
        for name, fields in sorted(found.entities.items())
    )


def actors(table: SymbolTable) -> tuple[ir.Actor, ...]:
    """Return the roles in a transaction."""
    nodes = [s.node for s in table.of_kind(Kind.ACTOR)]
    return tuple(ir.Actor(n.name, n.title, n.many) for n in nodes if isinstance(n, syntax.Actor))


def missing_core(table: SymbolTable, modules: Sequence[syntax.Module]) -> list[Diagnostic]:
    """Report that nothing declares the transaction, if nothing does."""
    if types.TRANSACTION in table.symbols or not any(m.declarations for m in modules):
        return []
    if any(str(use.module) not in table.modules for module in modules for use in module.uses):
        # A module that was not found has been reported, and may be the one that declares it.
        return []
    first = modules[0]
    return [
        diagnostic(
            "ECP0102",
            f"no module declares the entity `{types.TRANSACTION}`",
            first.name.span,
            help=f"add `use {CORE}`",
        )
    ]
