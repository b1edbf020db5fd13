"""What would settle a decision: each gap that matters, and what its answers would lead to."""

import re
from collections.abc import Iterable, Mapping

from attrs import evolve

from ecp_runtime import ir
from ecp_runtime.answers import validity
from ecp_runtime.decision import Missing
from ecp_runtime.hints import OTHER, Answer, Hints, OnList
from ecp_runtime.outcome import Bounds, bound_of, combine
from ecp_runtime.places import ITEMS_FIELD, PARTY, TRANSACTION
from ecp_runtime.precision import Ranges
from ecp_runtime.prepare import Prepared
from ecp_runtime.provisions import Provisions
from ecp_runtime.relevance import Relevance, Values, cells
from ecp_runtime.situation import DATE_GAP, Assumption, Situation
from ecp_runtime.unknown import Gap, Unknown
from ecp_runtime.values import Symbols

MAX_ANSWERS = 12
"""How many answers are tried for one gap."""

MAX_TRIED = 60
"""How many gaps are tried out; later ones are listed without their answers."""


def missing(provisions: Provisions, current: Bounds, ranges: Ranges) -> tuple[Missing, ...]:
    """List what would settle an undetermined range, what changes most first."""
    if current.determined:
        return ()
    # A gap that changes nothing by itself may still matter once others are closed: it comes last.
    entries: list[tuple[int, Missing]] = []
    of_no_account: list[tuple[int, Missing]] = []
    gaps, hints = _relevant(provisions, current)
    relevance = Relevance(ranges, _values(ranges, hints, gaps))
    for index, gap in enumerate(sorted(gaps)):
        answers, more = _answers(ranges, hints, gap) if index < MAX_TRIED else ({}, 0)
        tried = {label: ranges.range(frozenset({(gap, a)})) for label, a in answers.items()}
        if OTHER in tried:
            is_replaced = provisions.situation.is_replaced(gap)
            tried[OTHER] = _of_others(tried[OTHER], current, is_replaced=is_replaced)
        entry = _entry(provisions.situation.prepared, gap, tried)
        entry = evolve(entry, more=more, wanted=hints.wanted.get(gap))
        # It is not shown of what decides who is listed: parties are assumed to be on lists or not.
        is_alike = all(found == current for found in tried.values())
        is_shown = is_alike or not ranges.decides_listings(gap)
        chosen = of_no_account if is_shown and not relevance.may_matter(gap) else entries
        chosen.append((_effect(current, tried), entry))
    if not entries and of_no_account:
        # The range is wider than what is possible: any fact is asked for that makes it certain.
        return (max((entry for _, entry in of_no_account), key=_determined),)
    return tuple(entry for _, entry in sorted(entries, key=lambda each: (-each[0], each[1].path)))


def _of_others(found: Bounds, current: Bounds, *, is_replaced: bool) -> Bounds:
    """Return what all other answers come to, where `found` is that of one that no rule names.

    Rules that come to no more than what is certain propose no answers, and may name others.
    """
    strict = combine((found, Bounds(current.at_least, current.at_least)))
    return Bounds(found.at_least, strict.at_most) if is_replaced else strict


def _determined(entry: Missing) -> tuple[int, str]:
    """By how many answers a decision becomes determined."""
    return sum(outcome.determined for _, outcome in entry.answers), entry.path


def missing_date(situation: Situation) -> tuple[Missing, ...]:
    """List the date of the act, where it may turn out to be a day that the rulebook covers."""
    first, last = situation.first_day, situation.day.high
    if first is None or situation.day.exact is not None or (last is not None and last < first):
        return ()
    return (_entry(situation.prepared, DATE_GAP, {}),)


def _values(ranges: Ranges, hints: Hints, gaps: Iterable[Gap]) -> Values:
    """List for each gap the values that it may have, where they can be told apart."""
    return {
        gap: values
        for gap in gaps
        if (
            values := ranges.values(gap)
            or cells(_proposed(ranges, hints, gap).values(), gap, ranges.given(gap))
        )
    }


def _proposed(ranges: Ranges, hints: Hints, gap: Gap) -> Mapping[str, Answer]:
    """Return what was compared with a gap: none for a party that was looked up by its name."""
    return {} if ranges.is_name_given(gap) else hints.found.get(gap, {})


def _answers(ranges: Ranges, hints: Hints, gap: Gap) -> tuple[dict[str, Assumption], int]:
    """Choose the answers to try, `other` last, and count those that are left out.

    What is left out is among the others.
    """
    found: dict[str, Assumption] = {}
    for label, answer in _proposed(ranges, hints, gap).items():
        assumption = ranges.on_list(gap, answer.list) if isinstance(answer, OnList) else answer
        if assumption is not None:
            found[label] = assumption
    other = found.pop(OTHER, None)
    labels = list(found)
    kept = {label: found[label] for label in labels[: MAX_ANSWERS - 1]}
    left_out = [found[label] for label in labels[MAX_ANSWERS - 1 :]]
    if isinstance(other, Symbols):
        options = (each.options for each in left_out if isinstance(each, Symbols))
        kept[OTHER] = evolve(other, options=other.options.union(*options))
    return kept, len(left_out)


def _relevant(provisions: Provisions, current: Bounds) -> tuple[set[Gap], Hints]:
    """The gaps behind whatever could still move either end of the range, with hints at them."""
    found: set[Gap] = set()
    prepared = provisions.situation.prepared
    hints = Hints(prepared)
    reach = provisions.reach()
    if isinstance(reach, Unknown):
        found |= reach.gaps
    hints.take(provisions.reach_hints())
    for rule in provisions.rules:
        bound = bound_of(rule)
        value = False if bound is None else provisions.value(rule)
        if bound is None or value is False or bound.rank <= current.at_least.rank:
            continue
        if isinstance(value, Unknown):
            found |= value.gaps
            hints.take(provisions.reach_hints(rule.governs))
            _take_hints(provisions, rule, hints, set())
        for authorization in prepared.offered(rule):
            covered = provisions.value(authorization)
            if isinstance(covered, Unknown):
                found |= covered.gaps
                _take_hints(provisions, authorization, hints, set())
    return found, hints


def _take_hints(
    provisions: Provisions, provision: ir.Provision, hints: Hints, taken: set[int]
) -> None:
    """Take the hints of a provision and of what may lift it, each once."""
    standing = provisions.standing(provision)
    if standing is None or id(provision) in taken:
        return
    taken.add(id(provision))
    hints.take(standing.hints)
    for lifting in provisions.lifting(provision) if isinstance(standing.lifted, Unknown) else ():
        if isinstance(provisions.value(lifting), Unknown):
            _take_hints(provisions, lifting, hints, taken)


def _effect(current: Bounds, tried: Mapping[str, Bounds]) -> int:
    """By how much the best answer lowers the safe bound."""

    def height(bound: Bounds) -> int:
        outcome, review = bound.at_most.rank
        return outcome * len(ir.REVIEWS) + review

    return height(current) - min((height(each) for each in tried.values()), default=height(current))


def _entry(prepared: Prepared, gap: Gap, tried: Mapping[str, Bounds]) -> Missing:
    answers = tuple((label, outcome.range()) for label, outcome in tried.items())
    question = prepared.questions.get(gap.path)
    if gap.kind == "fact":
        text, ask = describe_path(prepared, gap.path), None
    elif question is not None:
        text, ask = _asked(prepared, question), question.asked_of
    else:
        text, ask = _unsettled(prepared, gap.path), None
    kind = "fact" if gap.kind == "screening" else gap.kind
    valid_for = None if question is None else validity(question)
    return Missing(
        kind=kind, path=gap.path, question=text, ask=ask, answers=answers, valid_for=valid_for
    )


def _asked(prepared: Prepared, question: ir.Question) -> str:
    """Ask a question, and say what an answer to it takes."""
    if question.id in prepared.asked_of_several:
        return f"{question.text} (asked about several: only a profile can answer for all of them)"
    valid_for = validity(question)
    if valid_for is None:
        return question.text
    return f"{question.text} (the answer holds for {valid_for} from its date, `as_of`)"


def _unsettled(prepared: Prepared, id_: str) -> str:
    if id_ in prepared.parameters:
        return f"What is the value of “{prepared.parameters[id_].title}” on this date?"
    if id_ in prepared.calendars:
        last = prepared.calendars[id_].announced_through
        return f"Which days are working days after {last}? They are announced up to then."
    return id_


def describe_path(prepared: Prepared, path: str) -> str:
    """Say in words what the fact at a path is."""
    steps = [re.sub(r"\[\d+\]$", "", step) for step in path.split(".")]
    titles: list[str] = []
    entity: str | None = TRANSACTION
    while steps:
        step = steps.pop(0)
        if step == "parties" and steps and steps[0] in prepared.actors:
            titles.append(prepared.actors[steps.pop(0)].title)
            entity = PARTY
            continue
        fields = prepared.fields.get(entity or "", {})
        field = next((f for f in fields.values() if f.key == step), None)
        type_ = None if field is None else field.type
        if not (step == ITEMS_FIELD and entity == TRANSACTION):
            titles.append(step if field is None or field.title is None else field.title)
        if isinstance(type_, ir.ClassificationType) and steps:
            scheme = prepared.schemes.get(".".join(steps))
            titles.append(scheme.title if scheme is not None else ".".join(steps))
            break
        while isinstance(type_, ir.ListType):
            type_ = type_.element
        entity = type_.name if isinstance(type_, ir.EntityType) else None
        if step == ITEMS_FIELD and entity is None:
            entity = "Item"
    return ": ".join(titles) or path
