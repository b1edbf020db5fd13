"""Looks parties up on lists, as the transaction writes them: by assertion, names, identifiers.

Whatever is not plain text is left to the reference, and so is a list whose days depend on facts.
"""

from collections.abc import Iterable
from typing import Any

from ecp_runtime.compiled.dated import OPEN, Memberships, Named, Stretches, within
from ecp_runtime.compiled.given import ABSENT, opened
from ecp_runtime.compiled.readers import Learnt, Unsure, plain
from ecp_runtime.prepare import Prepared
from ecp_runtime.screening import IdentifierKey

LISTED = "listed"
"""Where a party says on which lists it is."""

LOOKED_UP = ("name", "names", "identifiers", "value", "scheme")
"""The fields by which parties are looked up; their keys are read as they are."""


_BESIDES_NAME = frozenset({LISTED, "names", "identifiers"})


def plain_name(party: Any) -> str | None:
    """Return the name of a party that is known by nothing but one plain name."""
    if party.__class__ is not dict or not _BESIDES_NAME.isdisjoint(party):
        return None
    name = party.get("name")
    return name if name.__class__ is str else None


class Parties:
    """Look-ups of one jurisdiction."""

    def __init__(self, prepared: Prepared, memberships: Memberships) -> None:
        """Start with no look-up."""
        self._prepared = prepared
        self._memberships = memberships
        self._made: dict[tuple[str, bool], IsNamed] = {}

    def of(self, list_id: str, *, three: bool) -> "IsNamed":
        """Return the look-up for a list."""
        key = list_id, three
        if key not in self._made:
            self._made[key] = IsNamed(self._prepared, self._memberships, list_id, three=three)
        return self._made[key]


class IsNamed:
    """Says whether a party is on one list on a day; None where it has no name.

    What is not certain raises `Unsure` in two-valued text.
    """

    def __init__(
        self, prepared: Prepared, memberships: Memberships, list_id: str, *, three: bool
    ) -> None:
        """Look up on a list; `three` tells a party without a name from one that is not read."""
        self._read = prepared.name
        self._identifiers = prepared.identifiers
        self._list = list_id
        self._parts = prepared.inclusions.parts[list_id]
        self._akin = prepared.inclusions.akin[list_id]
        self._three = three
        self._by_name: Learnt[Named] = Learnt(lambda name: memberships.by_name(name, list_id))
        self._by_identifier: Learnt[Named] = Learnt(lambda i: memberships.by_identifier(i, list_id))
        self._by_plain_name: Learnt[Named | None] = Learnt(self._find_plain_name)
        self._is_name: Learnt[bool] = Learnt(lambda name: memberships.is_name(name, list_id))
        self._is_identifier: Learnt[bool] = Learnt(
            lambda identifier: memberships.is_identifier(identifier, list_id)
        )

    def __call__(self, party: Any, day: int) -> Any:
        """Look a party up on a day, written as a number; `OPEN` is left to the reference."""
        if not self._three:
            truth = self._look_up(party, day)
            if truth.__class__ is not bool:
                raise Unsure
            return truth
        try:
            return self._look_up(party, day)
        except Unsure:
            return OPEN

    def ever(self, party: Any) -> Any:
        """Look a party up for days that are not certain: `OPEN` where they matter."""
        try:
            known = self.without_days(party)
        except Unsure:
            return OPEN
        if known.__class__ is not tuple:
            return known
        names, identifiers = known
        is_known = any(self._is_name[each] for each in names)
        return OPEN if is_known or any(self._is_identifier[i] for i in identifiers) else False

    def _look_up(self, party: Any, day: int) -> Any:
        name = plain_name(party)
        if name is not None:
            by_name = self._by_plain_name[name]
            if by_name is None:
                return None
            return True if within(by_name[0], day) else OPEN if within(by_name[1], day) else False
        known = self.without_days(party)
        if known.__class__ is not tuple:
            return known
        found = [self._by_name[each] for each in known[0]]
        found += [self._by_identifier[each] for each in known[1]]
        if any(within(sure, day) for sure, _ in found):
            return True
        return OPEN if any(within(open_, day) for _, open_ in found) else False

    def without_days(self, party: Any) -> Any:
        """Say what can be said whatever the day, or list names and identifiers to look up.

        Nobody is on no list, and a party may say itself whether it is; of one whose name is not
        known it is not known.

        Raises:
            Unsure: If that is not written plainly, or depends on the day.
        """
        if party is None or party == "none" or party is ABSENT:
            return False
        if party.__class__ is not dict:
            raise Unsure
        if LISTED in party:
            asserted = party[LISTED]
            if self._list in asserted:
                answer = plain(asserted[self._list])
                if answer.__class__ is not bool:
                    raise Unsure
                on_part = (plain(asserted[each]) for each in self._parts & asserted.keys())
                if answer or not any(each is True for each in on_part):
                    return answer
            if not self._akin.isdisjoint(asserted):
                raise Unsure
        names, is_named = self._spelled(party.get("name"))
        for other in opened(party.get("names"))[0]:
            names += self._spelled(other.get("value") if other.__class__ is dict else other)[0]
        found = [self._identifier(each) for each in opened(party.get("identifiers"))[0]]
        identifiers = [key for keys in found for key in keys]
        if is_named:
            return names, identifiers
        # Without a name, finding nothing says nothing.
        if any(self._is_name[each] for each in names):
            raise Unsure
        if any(self._is_identifier[each] for each in identifiers):
            raise Unsure
        return None

    def has_name(self, name: str) -> bool:
        """Whether a plain name is one to look up."""
        return self._by_plain_name[name] is not None

    def _find_plain_name(self, text: str) -> Named | None:
        names, is_named = self._spelled(text)
        if is_named:
            found = [self._by_name[each] for each in names]
            return _together(each[0] for each in found), _together(each[1] for each in found)
        if any(self._is_name[each] for each in names):
            raise Unsure
        return None

    def _spelled(self, raw: Any) -> tuple[tuple[str, ...], bool]:
        """List what a name is compared by, and say whether it is one."""
        raw = plain(raw)
        if raw is None or raw == "none":
            return (), False
        if raw.__class__ is not str:
            raise Unsure
        name = self._read(raw)
        if any(self._is_name[each] for each in name.parts):
            raise Unsure
        return name.keys, name.is_real

    def _identifier(self, raw: Any) -> tuple[IdentifierKey, ...]:
        """List the keys of an identifier that has one reading."""
        if raw.__class__ is not dict:
            raise Unsure
        scheme, value = plain(raw.get("scheme")), plain(raw.get("value"))
        if value is None:
            return ()
        if value.__class__ is not str or value == "none" or not isinstance(scheme, str | None):
            raise Unsure
        readings = self._identifiers.readings(None if scheme == "none" else scheme, value)
        if len(readings) > 1:
            raise Unsure
        return readings[0]


def _together(stretches: Iterable[Stretches]) -> Stretches:
    return tuple(sorted({each for found in stretches for each in found}))
