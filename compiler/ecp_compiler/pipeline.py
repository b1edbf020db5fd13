"""The passes, in order."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from attrs import frozen

from ecp_compiler.check import Checked, check
from ecp_compiler.conflicts import find_conflicts
from ecp_compiler.dates import check_dates
from ecp_compiler.depth import check_depth
from ecp_compiler.given import report_refused
from ecp_compiler.hir import duties_of
from ecp_compiler.kept_changes import kept_changes
from ecp_compiler.lower import lower
from ecp_compiler.modules import Library, load_modules
from ecp_compiler.near_words import near_words
from ecp_compiler.resolve import PROVISIONS, Kind, SymbolTable, resolve
from ecp_compiler.scenario import Scenario, scenarios
from ecp_compiler.slips import find_slips
from ecp_compiler.targets import find_targets
from ecp_compiler.timeline import consolidate
from ecp_compiler.vocabulary import Vocabulary
from ecp_compiler.void_acts import void_acts
from ecp_compiler.warnings import life_warnings
from ecp_dsl.diagnostic import Diagnostic, Severity, diagnostic
from ecp_dsl.source import SourceFile, Span
from ecp_runtime import ir
from ecp_runtime.size import circular


@frozen
class Place:
    """Where something stands in the sources, without the sources."""

    module: str
    file: str
    line: int


@frozen(kw_only=True)
class Compiled:
    """What compiling gives.

    Attributes:
        program: The decision IR; None where there were errors.
        scenarios: The `test` blocks.
        source_map: The places of everything that has an id.
        diagnostics: Errors and warnings, by file and place.
    """

    program: ir.Program | None
    scenarios: tuple[Scenario, ...]
    source_map: Mapping[str, Place]
    diagnostics: tuple[Diagnostic, ...]


def compile_policy(
    sources: Sequence[SourceFile],
    *,
    vocabulary: Vocabulary,
    library: Library,
    as_of: date | None = None,
) -> Compiled:
    """Compile a policy: load modules, resolve, check, consolidate, find conflicts, lower.

    Args:
        sources: The policy's own texts.
        vocabulary: What plugins supply.
        library: Where used modules come from that are not among the sources.
        as_of: The day for which warnings about endings and verifications are given, if any.

    Returns:
        The program, or the reasons why there is none. All errors are reported, not the first.
    """
    # Every pass adds to this one list, which is read when all are done.
    found: list[Diagnostic] = []
    loaded = load_modules(sources, library, found)
    modules = loaded.modules
    table = resolve(modules, found)
    checked = check(modules, table, vocabulary, found)
    targets = find_targets(checked.policy, table, found)
    timeline = consolidate(checked.policy, targets, found)
    find_conflicts(checked.policy, targets, found)
    check_depth(checked.policy, table, targets, found)
    tests = scenarios(modules, checked.environments, duties_of(checked.policy))
    program = None
    if not any(d.severity is Severity.ERROR for d in found):
        program = lower(checked.policy, timeline, targets, vocabulary)
        # What an error left out would look like a slip, so these come last.
        check_dates(checked.policy, table, as_of, found)
        find_slips(checked.policy, table, modules, found)
        found.extend(near_words(program, modules))
        found.extend(void_acts(checked.policy, targets, timeline, table))
        found.extend(kept_changes(checked.policy, targets, table))
        found.extend(life_warnings(checked.policy, timeline, as_of))
        circles = [_in_a_circle(table, name) for name in circular(program)]
        found.extend(circles)
        if not circles:
            report_refused((test.facts for test in tests), program, found)
    if any(d.severity is Severity.ERROR for d in found):
        program = None
    return Compiled(
        program=program,
        scenarios=tests,
        source_map=_source_map(table, checked),
        diagnostics=tuple(sorted(_true_of(found, loaded.damaged), key=_place_of)),
    )


def _true_of(found: list[Diagnostic], damaged: Sequence[Span]) -> Iterator[Diagnostic]:
    """Leave out what follows from text that could not be read: it may be untrue."""
    for each in found:
        span = each.primary.span
        is_of_syntax = each.code < "ECP0100"
        if is_of_syntax or not any(
            d.file is span.file and d.start <= span.start < d.end for d in damaged
        ):
            yield each


def _in_a_circle(table: SymbolTable, name: str) -> Diagnostic:
    span = next(s.span for s in table.of_kind(Kind.LIST, Kind.PARAMETER) if s.id == name)
    return diagnostic(
        "ECP0107",
        f"whether `{name}` is in force depends on itself",
        span,
        "the condition of a suspension asks for it again",
        help="let the suspension depend on something else, such as a reading or a fact",
    )


def _place_of(found: Diagnostic) -> tuple[str, int, int, str, str]:
    span = found.primary.span
    return span.file.name, span.start, span.end, found.code, found.message


def _source_map(table: SymbolTable, checked: Checked) -> dict[str, Place]:
    kinds = (*PROVISIONS, Kind.LIST, Kind.PARAMETER, Kind.QUESTION, Kind.INSTRUMENT)
    kinds += (Kind.DEFINITION, Kind.END_USER, Kind.END_USE)
    places = {s.id: Place(s.module, s.span.file.name, s.span.line) for s in table.of_kind(*kinds)}
    for part in checked.policy.parts:
        places.setdefault(part.key, Place(part.module, part.span.file.name, part.span.line))
    return dict(sorted(places.items()))
