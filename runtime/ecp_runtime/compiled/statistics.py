"""What the back end made of a policy: what is looked up, what is not, and why.

Takes what the passes made, and gives plain data for people and programs.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping

from attrs import frozen

from ecp_runtime import ir
from ecp_runtime.compiled.conditions import Beyond, Condition, Path, Some, conjuncts, inner
from ecp_runtime.compiled.index import (
    MAX_KEYS,
    MIN_RULES,
    Indexed,
    Table,
    all_keys,
    find_indexes,
    keys_of,
    selective_keys,
)
from ecp_runtime.compiled.plan import Plan, Planned, PlannedRule, Planner
from ecp_runtime.compiled.translate import Translator
from ecp_runtime.life import known_day
from ecp_runtime.prepare import Prepared, prepare

OR_AT_THE_TOP = "its condition is an `or` whose branches do not all ask for the same fact"
NO_VALUES = "its condition asks for no certain value of a code, a text or a list"
TOO_MANY_VALUES = f"it asks for more than {MAX_KEYS:,} values"
NOT_SELECTIVE = "the values it asks for are most of those that any rule asks for"
TOO_FEW_RULES = (
    f"fewer than {MIN_RULES} rules ask for the same facts, or most of them for the same values"
)
ASKED = "its condition is left to the reference evaluator"

_WORDS = re.compile(r"(?<=[a-z])(?=[A-Z])")


@frozen(kw_only=True)
class TableStatistics:
    """Rules that are looked up together.

    Attributes:
        facts: What they are looked up by, one fact or two.
        rules: How many rules there are.
        keys: How many values, or pairs of values, lead to any of them.
        most: How many rules one of these leads to at most, finer codes aside.
        tested: How many rules ask for more, which is tested for each.
    """

    facts: tuple[str, ...]
    rules: int
    keys: int
    most: int
    tested: int


@frozen(kw_only=True)
class LeftStatistics:
    """Rules that are tested one by one, for one reason."""

    reason: str
    rules: tuple[str, ...]


@frozen(kw_only=True)
class Statistics:
    """What was made of one jurisdiction's law.

    Attributes:
        jurisdiction: Its id.
        rules: How many rules may be in force some day.
        tables: What is looked up.
        left: What is not, by reason.
        asked: What the reference evaluator is asked: each construct, with how many provisions
            need it.
        suspended: How many provisions have suspensions.
        exemptions: How many exemptions, authorizations and bars rules depend on; so the next two.
        authorizations: As above.
        bars: As above.
    """

    jurisdiction: str
    rules: int
    tables: tuple[TableStatistics, ...]
    left: tuple[LeftStatistics, ...]
    asked: tuple[tuple[str, int], ...]
    suspended: int
    exemptions: int
    authorizations: int
    bars: int


def statistics(program: ir.Program) -> tuple[Statistics, ...]:
    """Run the passes up to the indexes, and say what they made of each jurisdiction."""
    prepared = prepare(program)
    translator = Translator(prepared)
    found: list[Statistics] = []
    for jurisdiction in prepared.jurisdictions:
        known = known_day(prepared.horizon, jurisdiction.time_zone)
        plan = Planner(prepared, translator, jurisdiction, known).plan()
        found.append(of_plan(plan, find_indexes(plan.rules, prepared), prepared))
    return tuple(found)


def of_plan(plan: Plan, indexed: Indexed, prepared: Prepared) -> Statistics:
    """Say what was made of one jurisdiction."""
    provisions = (*(rule.own for rule in plan.rules), *plan.others)
    kinds = Counter(type(planned.provision) for planned in plan.others)
    asked = Counter(name for planned in provisions for name in sorted(set(_constructs(planned))))
    return Statistics(
        jurisdiction=plan.jurisdiction.id,
        rules=len(plan.rules),
        tables=tuple(_of_table(table) for table in indexed.tables),
        left=_left(plan, indexed, prepared),
        asked=tuple(sorted(asked.items(), key=lambda found: (-found[1], found[0]))),
        suspended=sum(1 for planned in provisions if planned.pauses),
        exemptions=kinds[ir.Exemption],
        authorizations=kinds[ir.Authorization],
        bars=kinds[ir.Bar],
    )


def _of_table(table: Table) -> TableStatistics:
    crowd = Counter(
        (first, second)
        for candidate in table.candidates
        for first in candidate.first
        for second in candidate.second or ("",)
    )
    facts = [name_of(table.first)] + ([] if table.second is None else [name_of(table.second)])
    return TableStatistics(
        facts=tuple(facts),
        rules=len(table.candidates),
        keys=len(crowd),
        most=max(crowd.values(), default=0),
        tested=sum(1 for candidate in table.candidates if conjuncts(candidate.rest)),
    )


def _left(plan: Plan, indexed: Indexed, prepared: Prepared) -> tuple[LeftStatistics, ...]:
    usable = selective_keys(plan.rules, prepared)
    found: defaultdict[str, list[str]] = defaultdict(list)
    for rule in indexed.residual:
        reason = _reason(rule, bool(usable[rule.position]), prepared)
        found[reason].append(rule.own.id)
    return tuple(
        LeftStatistics(reason=reason, rules=tuple(sorted(found[reason])))
        for reason in sorted(found, key=lambda reason: (-len(found[reason]), reason))
    )


def _reason(rule: PlannedRule, has_usable_keys: bool, prepared: Prepared) -> str:
    condition = rule.own.condition
    if has_usable_keys:
        return TOO_FEW_RULES
    if all_keys(condition, prepared):
        return NOT_SELECTIVE
    parts = conjuncts(condition)
    if any(len(key.values) > MAX_KEYS for part in parts for key in keys_of(part, prepared)):
        return TOO_MANY_VALUES
    if rule.own.is_asked or any(isinstance(part, Beyond) for part in parts):
        return ASKED
    return OR_AT_THE_TOP if any(isinstance(part, Some) for part in parts) else NO_VALUES


def _constructs(planned: Planned) -> Iterator[str]:
    if planned.is_asked:
        judged = planned.provision.judged_at is not None
        yield "a date other than the act's" if judged else "a circle of exemptions"
    yield from _beyond(planned.condition)
    for pause in planned.pauses:
        yield from _beyond(pause.condition)


def _beyond(condition: Condition) -> Iterator[str]:
    if isinstance(condition, Beyond):
        yield _construct(condition.expr)
    for part in inner(condition):
        yield from _beyond(part)


def _construct(expr: ir.Expr) -> str:
    """Name what the generated code cannot do itself."""
    match expr:
        case ir.Call():
            return f"call of {expr.definition}"
        case ir.Equal(left, right) | ir.Compare(_, left, right):
            reasons = [_construct(side) for side in (left, right) if isinstance(side, _COMPUTED)]
            return reasons[0] if reasons else _words(expr)
        case _:
            return _words(expr)


_COMPUTED = (
    ir.Count
    | ir.Sum
    | ir.Share
    | ir.Arithmetic
    | ir.Shift
    | ir.DaysBetween
    | ir.ParameterValue
    | ir.Call
)


_SPOKEN: Mapping[type, str] = {
    ir.Ask: "question of fact",
    ir.ReadingIs: "reading of open law",
    ir.WithinList: "list membership",
    ir.Quantified: "any or every",
    ir.IsAbsent: "comparison with none",
}


def _words(expr: ir.Expr) -> str:
    return _SPOKEN.get(type(expr)) or _WORDS.sub(" ", type(expr).__name__).lower()


def name_of(path: Path) -> str:
    """Write where a fact stands as policies do."""
    start = {"item": ("item",), "party": (path.name,)}.get(path.root, ())
    return ".".join((*start, *path.keys))
