"""Which members of a list match a code or a party, and by what."""

import re
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from attrs import frozen

from ecp_runtime import ir
from ecp_runtime.decision import Matched, MatchedBy
from ecp_runtime.inclusions import Route
from ecp_runtime.prepare import Prepared
from ecp_runtime.screening import IdentifierKey, normalise_identifier
from ecp_runtime.values import ListValue, Record, Symbols, Truth, Value, all_of, any_of

if TYPE_CHECKING:
    from ecp_runtime.expressions import Evaluator

_ROLE = re.compile(r"(?:^|\.)parties\.(\w+)(?:\[\d+\])?$")


@frozen(kw_only=True, eq=False)
class Match:
    """A member of a list that a code or a party matches, or a statement that one is on the list.

    Attributes:
        asked: The list that was asked for.
        list: The list that has the member; `asked` includes it, or is it.
        truth: Whether the match puts what was asked about on the list `asked`.
        member: The member; None where the transaction states it.
        part: The part of the list that has the member, or the first one.
        value: The code or the party.
    """

    asked: str
    list: str
    truth: Truth
    member: ir.ListMember | None
    part: ir.ListPart
    value: Value

    @property
    def citation(self) -> ir.Citation:
        """The act under which the member is on the list."""
        own = None if self.member is None else self.member.citation
        return own or self.part.citation

    @property
    def lives(self) -> tuple[ir.Life | None, ...]:
        """What has to be in force for the member to be on the list."""
        return (self.part.life,) if self.member is None else (self.member.life, self.part.life)

    @property
    def start(self) -> date | None:
        """The first day on which the member is on the list."""
        days = [life.period.start for life in self.lives if life is not None and life.period.start]
        return max(days, default=None)

    @property
    def end(self) -> date | None:
        """The last day, as the periods say."""
        days = [life.period.end for life in self.lives if life is not None and life.period.end]
        return min(days, default=None)

    def matched(self, prepared: Prepared) -> Matched:
        """Say what matched, for a decision."""
        path = self.value.path if isinstance(self.value, Record) else _path(self.value)
        role = _ROLE.search(path)
        by, spelled = self._by(prepared)
        member = self.member
        return Matched(
            list=self.list,
            list_title=prepared.lists[self.list].title,
            asked=None if self.asked == self.list else self.asked,
            member=None if member is None else member.key,
            member_title=None if member is None else member.title,
            country=None if member is None else member.country,
            by=by,
            spelled=spelled,
            path=path,
            role=None if role is None else role[1],
        )

    def _by(self, prepared: Prepared) -> tuple[MatchedBy, str | None]:
        member = self.member
        if member is None:
            return "statement", None
        if not isinstance(self.value, Record):
            return "code", member.key
        given = frozenset(_names(prepared, self.value))
        for by, spellings in (("name", (member.key, member.title)), ("alias", member.aliases)):
            for spelled in spellings:
                if spelled is not None and not given.isdisjoint(_keys(prepared, spelled)):
                    return by, spelled  # type: ignore[return-value]  # one of the two words above
        known = frozenset(_identifiers(prepared, self.value))
        for scheme, identifier in member.identifiers:
            if normalise_identifier(scheme, identifier) in known:
                return "identifier", f"{scheme} {identifier}"
        return "name", member.key


def matches(evaluator: "Evaluator", value: Value, list_id: str) -> tuple[Match, ...]:
    """List the members that match a code or a party, those that are off the list included.

    Where one certainly matches, others need not be listed.
    """
    prepared = evaluator.situation.prepared
    if not isinstance(value, Symbols | Record) or list_id not in prepared.lists:
        return ()
    truth, noted = evaluator.membership.noting(value, list_id)
    if not noted:
        return _stated(evaluator, value, list_id) if truth is True else ()
    found: list[Match] = []
    for member, listed in noted:
        placed = prepared.placed(member)
        is_in = all_of(
            (
                listed,
                evaluator.life_in_force(placed.part.life),
                any_of(truth for _, truth in routes(evaluator, list_id, placed.list)),
            )
        )
        found.append(
            Match(
                asked=list_id,
                list=placed.list,
                truth=truth if is_in is True else is_in,
                member=member,
                part=placed.part,
                value=value,
            )
        )
    return tuple(found)


def _stated(evaluator: "Evaluator", value: Value, list_id: str) -> tuple[Match, ...]:
    """What is on a list without a member that matches is so by a statement of the transaction."""
    prepared = evaluator.situation.prepared
    listings = value.listings if isinstance(value, Record) else {}
    stated = (
        part
        for part in (list_id, *sorted(prepared.inclusions.parts[list_id]))
        if part in listings and listings[part].value is True
        if any(truth is True for _, truth in routes(evaluator, list_id, part))
    )
    found = next(stated, list_id)
    return tuple(
        Match(asked=list_id, list=found, truth=True, member=None, part=part, value=value)
        for part in prepared.lists[found].parts[:1]
    )


def routes(evaluator: "Evaluator", whole: str, part: str) -> tuple[tuple[Route, Truth], ...]:
    """List the ways in which a list includes another one, and whether they hold on the day.

    A list includes itself by a way without steps.
    """
    in_force = evaluator.life_in_force
    return tuple(
        (
            route,
            all_of(
                in_force(life) for step in route for life in (step.part.life, step.inclusion.life)
            ),
        )
        for route in evaluator.situation.prepared.inclusions.routes(whole, part)
    )


def denying(evaluator: "Evaluator", value: Value, list_id: str) -> tuple[str, ...]:
    """List the lists that include another one on which the transaction says that a party is not."""
    inclusions = evaluator.situation.prepared.inclusions
    if not isinstance(value, Record) or list_id not in inclusions.wholes:
        return ()
    return tuple(
        whole
        for whole, stated in sorted(value.listings.items())
        if stated.value is False and whole in inclusions.wholes[list_id]
    )


def _path(value: Value) -> str:
    """Return where a code is given."""
    gaps = value.origin if isinstance(value, Symbols) else frozenset()
    return min((gap.path for gap in gaps), default="")


def _keys(prepared: Prepared, name: str) -> tuple[str, ...]:
    """Bring a name into the forms that are compared."""
    return prepared.names.keys(name)


def _names(prepared: Prepared, party: Record) -> Iterator[str]:
    """List the names of a party in the forms that are compared."""
    for fact in (party.facts.get("name"), party.facts.get("names")):
        for text in () if fact is None else _texts(fact.value):
            yield from _keys(prepared, text)


def _texts(value: Value) -> Iterator[str]:
    match value:
        case Symbols(options):
            yield from sorted(options)
        case ListValue(elements=elements):
            for element in elements:
                yield from _texts(element)
        case Record(facts=facts) if "value" in facts:
            yield from _texts(facts["value"].value)


def _identifiers(prepared: Prepared, party: Record) -> Iterator[IdentifierKey]:
    given = party.facts.get("identifiers")
    elements = given.value.elements if given and isinstance(given.value, ListValue) else ()
    for element in elements:
        if isinstance(element, Record) and "value" in element.facts:
            scheme = element.facts.get("scheme")
            schemes = None if scheme is None else _texts(scheme.value)
            for text in _texts(element.facts["value"].value):
                for each in schemes or (None,):
                    for keys in prepared.identifiers.readings(each, text):
                        yield from keys
