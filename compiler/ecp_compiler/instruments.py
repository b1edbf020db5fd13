"""Legal acts, jurisdictions, citations and periods."""

from collections.abc import Sequence
from datetime import date, timedelta

from ecp_compiler.environment import Environment
from ecp_compiler.expressions import condition
from ecp_compiler.names import symbol
from ecp_compiler.resolve import Kind, SymbolTable, nearest
from ecp_dsl import syntax
from ecp_dsl.diagnostic import Diagnostic, diagnostic
from ecp_runtime import ir
from ecp_runtime.zones import find_zone, is_zone_name, zone_names

CONFIDENCE = ("high", "medium", "low")


def period(env: Environment, written: syntax.Period) -> ir.Period:
    """Return a period with both ends included; report one that ends before it begins."""
    end = written.end
    if end is not None and not written.end_included:
        end -= timedelta(days=1)
    if written.start is not None and end is not None and end < written.start:
        env.report(
            "ECP0402",
            "the period ends before it begins",
            written.span,
            f"from {written.start} to {end}, both included",
            help="`through D` includes D, `until D` does not",
        )
    return ir.Period(written.start, end)


def citation(env: Environment, under: syntax.Under) -> ir.Citation | None:
    """Return the instrument and clause that a provision cites."""
    found = symbol(env, under.instrument)
    if found is None:
        return None
    if found.kind is not Kind.INSTRUMENT:
        env.report(
            "ECP0105",
            f"`{under.instrument}` is {found.kind.value}, not an instrument",
            under.instrument.span,
        )
        return None
    return ir.Citation(found.id, under.clause)


def issued_on(env: Environment, instrument: str) -> date | None:
    """Return the day on which an instrument was issued, if its declaration states one."""
    node = env.table.symbols[instrument].node
    clauses = node.clauses if isinstance(node, syntax.Instrument) else ()
    return next((c.on for c in clauses if isinstance(c, syntax.IssuedBy)), None)


def authority(env: Environment, path: syntax.Path) -> str:
    """Return the full name of an authority; report one that its jurisdiction does not have."""
    jurisdictions = {s.id: s.node for s in env.table.of_kind(Kind.JURISDICTION)}
    home = jurisdictions.get(path.parts[0])
    if not isinstance(home, syntax.Jurisdiction) or len(path.parts) != 2:
        env.report(
            "ECP0102",
            f"there is no authority `{path}`",
            path.span,
            help=nearest(path.parts[0], jurisdictions)
            or "an authority is written after its jurisdiction, as in `XX.ministry`",
        )
        return str(path)
    names = [c.name for c in home.clauses if isinstance(c, syntax.Authority)]
    if path.parts[1] not in names:
        env.report(
            "ECP0102",
            f"`{home.name}` has no authority `{path.parts[1]}`",
            path.span,
            help=nearest(path.parts[1], names) or f"its authorities are {', '.join(names)}",
        )
    return str(path)


def guidance(clauses: Sequence[object]) -> tuple[ir.Guidance, ...]:
    """Return what authorities said, in the order written."""
    return tuple(
        ir.Guidance(c.text, c.by, c.on, c.source) for c in clauses if isinstance(c, syntax.Guidance)
    )


def confidence(env: Environment, clauses: Sequence[object]) -> str | None:
    """Return the confidence level, if one is stated."""
    for clause in clauses:
        if isinstance(clause, syntax.Confidence):
            if clause.level not in CONFIDENCE:
                env.report(
                    "ECP0206",
                    f"`{clause.level}` is not a level of confidence",
                    clause.span,
                    help="the levels are high, medium and low",
                )
            return clause.level
    return None


def instrument(env: Environment, id_: str, declared: syntax.Instrument) -> ir.Instrument:
    """Check an instrument."""
    number = source = issuer = None
    issued = read = verified = None
    for clause in declared.clauses:
        match clause:
            case syntax.NumberOf(text):
                number = text
            case syntax.IssuedBy(path, on):
                issuer, issued = authority(env, path), on
            case syntax.SourceRead(address, on):
                source, read = address, on
            case syntax.Verified(on):
                verified = on
            case syntax.Confidence():
                pass
    return ir.Instrument(
        id=id_,
        title=declared.title,
        number=number,
        authority=issuer,
        issued=issued,
        source=source,
        read=read,
        verified=verified,
        confidence=confidence(env, declared.clauses),
    )


def jurisdiction(env: Environment, declared: syntax.Jurisdiction) -> ir.Jurisdiction:
    """Check a jurisdiction."""
    zone = "UTC"
    calendar: str | None = None
    authorities: list[tuple[str, str]] = []
    schemes: list[str] = []
    reaches: list[ir.Reach] = []
    left_out: list[str] = []
    for clause in declared.clauses:
        match clause:
            case syntax.Authority(name, title):
                authorities.append((name, title))
            case syntax.TimeZone(written):
                zone = written
                _check_zone(env, clause)
            case syntax.UsesCalendar(path):
                calendar = str(path)
                _check_calendar(env, path)
            case syntax.UsesScheme(path):
                found = symbol(env, path)
                if found is not None:
                    schemes.append(found.id)
            case syntax.Reaches(act, when, under):
                cited = citation(env, under) if under is not None else None
                reaches.append(ir.Reach(act, condition(env, when), cited))
            case syntax.NotModelled(text):
                left_out.append(text)
    return ir.Jurisdiction(
        id=declared.name,
        title=declared.title,
        time_zone=zone,
        calendar=calendar,
        authorities=tuple(authorities),
        schemes=tuple(schemes),
        reaches=tuple(sorted(reaches, key=lambda r: (r.act, repr(r)))),
        not_modelled=tuple(left_out),
    )


def _check_zone(env: Environment, clause: syntax.TimeZone) -> None:
    if find_zone(clause.zone) is not None:
        return
    known = zone_names()
    if not known and is_zone_name(clause.zone):
        # This machine has no time zones at all; the evaluator says so where a date hangs on one.
        return
    env.report(
        "ECP0210",
        f"there is no time zone `{clause.zone}`",
        clause.span,
        help=nearest(clause.zone, known)
        or 'a time zone is written by its IANA name, as in "Europe/Vienna"',
    )


def _check_calendar(env: Environment, path: syntax.Path) -> None:
    known = [c.id for c in env.vocabulary.calendars]
    if str(path) not in known:
        env.report(
            "ECP0502",
            f"no installed plugin provides the calendar `{path}`",
            path.span,
            help=nearest(str(path), known),
        )


def home_of(module: str, table: SymbolTable) -> str | None:
    """Return the jurisdiction to which a module's provisions belong.

    It is the one that the module declares, else that of the nearest module above it by name, else
    the only one among the modules it uses.
    """
    by_module = {s.module: s.id for s in table.of_kind(Kind.JURISDICTION)}
    parts = module.split(".")
    for length in range(len(parts), 0, -1):
        found = by_module.get(".".join(parts[:length]))
        if found is not None:
            return found
    used = {
        by_module[str(u.module)] for u in table.modules[module].uses if str(u.module) in by_module
    }
    return next(iter(used)) if len(used) == 1 else None


def no_home(declaration: syntax.Declaration, name: str) -> Diagnostic:
    """Report a provision whose jurisdiction cannot be told."""
    return diagnostic(
        "ECP0104",
        f"it is not clear whose law `{name}` is",
        declaration.span,
        "the module belongs to no jurisdiction, or to several",
        help="declare the jurisdiction in this module, name the module below that of its "
        "jurisdiction, or `use` exactly one module that declares one",
    )
