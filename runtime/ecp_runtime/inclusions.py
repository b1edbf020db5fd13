"""Which lists include which, on whatever days, and what a statement on one says of the others."""

from collections.abc import Iterable, Mapping
from functools import cached_property

from attrs import define

from ecp_runtime import ir


@define(slots=False, eq=False)
class Inclusions:
    """The lists of a program, by what they include; whether that is so on a day is not asked."""

    lists: Mapping[str, ir.ListDefinition]

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

    def statements(self, on: Iterable[str], *, is_all: bool) -> dict[str, bool]:
        """Return the statements of somebody who is on some lists of parties.

        With `is_all`, the party is on no other.
        """
        others = (each.id for each in self.lists.values() if each.kind == "party" and is_all)
        return dict.fromkeys(others, False) | dict.fromkeys(sorted(on), True)
