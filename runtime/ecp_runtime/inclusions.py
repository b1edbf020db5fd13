"""Which lists include which, on whatever days, and what a statement on one says of the others."""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from itertools import islice
from typing import TypeAlias

from attrs import define, field, frozen

from ecp_runtime import ir

MAX_ROUTES = 100
"""In how many ways at most it is said how a list includes another one."""


@frozen(eq=False)
class Step:
    """That a part of a list includes another list.

    Attributes:
        whole: The list that includes.
        part: The part of it that does.
        inclusion: What it includes, and when.
    """

    whole: str
    part: ir.ListPart
    inclusion: ir.ListInclusion


Route: TypeAlias = tuple[Step, ...]
"""From a list through lists that it includes to another one."""


@define(slots=False, eq=False)
class Inclusions:
    """The lists of a program, by what they include; whether that is so on a day is not asked."""

    lists: Mapping[str, ir.ListDefinition]
    _routes: dict[tuple[str, str], tuple[Route, ...]] = field(factory=dict, init=False)

    @cached_property
    def parts(self) -> Mapping[str, frozenset[str]]:
        """All lists that each list includes, directly or through others."""
        direct = {
            definition.id: {each.list for part in definition.parts for each in part.inclusions}
            for definition in self.lists.values()
        }

        def reached(start: str) -> frozenset[str]:
            found: set[str] = set()
            pending = [start]
            while pending:
                further = direct.get(pending.pop(), set()) - found
                found |= further
                pending += further
            return frozenset(found - {start})

        return {list_id: reached(list_id) for list_id in direct}

    @cached_property
    def wholes(self) -> Mapping[str, frozenset[str]]:
        """All lists that include each list, directly or through others."""
        return {
            list_id: frozenset(whole for whole, parts in self.parts.items() if list_id in parts)
            for list_id in self.lists
        }

    @cached_property
    def akin(self) -> Mapping[str, frozenset[str]]:
        """The lists of which a statement may say something on each list: parts and wholes."""
        return {list_id: self.parts[list_id] | self.wholes[list_id] for list_id in self.lists}

    def routes(self, whole: str, part: str) -> tuple[Route, ...]:
        """List the ways in which a list includes another one, the shortest first; once for each."""
        found = self._routes.get((whole, part))
        if found is None:
            found = tuple(islice(self._find_routes(whole, part), MAX_ROUTES))
            self._routes[whole, part] = found
        return found

    def _find_routes(self, whole: str, part: str) -> Iterator[Route]:
        pending: deque[tuple[str, Route]] = deque([(whole, ())])
        while pending:
            place, before = pending.popleft()
            if place == part:
                yield before
                continue
            definition = self.lists.get(place)
            for each in () if definition is None else definition.parts:
                for inclusion in each.inclusions:
                    following = inclusion.list
                    leads_there = following == part or part in self.parts.get(following, ())
                    if leads_there and all(step.whole != following for step in before):
                        pending.append((following, (*before, Step(place, each, inclusion))))

    def statements(self, on: Iterable[str], *, is_all: bool) -> dict[str, bool]:
        """Return the statements of somebody who is on some lists of parties.

        With `is_all`, the party is on no other.
        """
        others = (each.id for each in self.lists.values() if each.kind == "party" and is_all)
        return dict.fromkeys(others, False) | dict.fromkeys(sorted(on), True)
