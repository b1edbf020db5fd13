"""Looks parties up on lists, as the transaction writes them: by assertion, names, identifiers.

Whatever is not plain text raises `Unsure`, and so does a list whose days depend on facts.
"""

from typing import Any

from ecp_runtime.compiled.dated import Memberships, Named, within
from ecp_runtime.compiled.readers import Learnt, Unsure, plain
from ecp_runtime.prepare import Prepared
from ecp_runtime.screening import normalise_identifier

LISTED = "listed"
"""Where a party says on which lists it is."""

LOOKED_UP = ("name", "names", "identifiers", "value", "scheme")
"""The fields by which parties are looked up; their keys are read as they are."""


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
    """Says whether a party is on one list on a day; None, or `Unsure`, where it has no name."""

    def __init__(
        self, prepared: Prepared, memberships: Memberships, list_id: str, *, three: bool
    ) -> None:
        """Look up on a list; `three` tells a party without a name from one that is not read."""
        self._normalised = prepared.normalised
        self._list = list_id
        self._three = three
        self._by_name: Learnt[Named] = Learnt(lambda name: memberships.by_name(name, list_id))
        self._by_identifier: Learnt[Named] = Learnt(lambda i: memberships.by_identifier(i, list_id))

    def __call__(self, party: Any, day: int) -> bool | None:
        """Look a party up on a day, written as a number."""
        asserted = self.asserted(party)
        if asserted is not None:
            return asserted
        names, identifiers = self._names(party)
        found = [self._by_name[each] for each in names]
        found += [self._by_identifier[each] for each in identifiers]
        if not found:
            if self._three:
                return None
            raise Unsure
        if any(within(sure, day) for sure, _ in found):
            return True
        if any(within(open_, day) for _, open_ in found):
            raise Unsure
        return False

    def asserted(self, party: Any) -> bool | None:
        """Say what needs no look-up: nobody is on no list, and a party may say it of itself."""
        if party is None or party == "none":
            return False
        if party.__class__ is not dict:
            raise Unsure
        if LISTED not in party or self._list not in party[LISTED]:
            return None
        answer = plain(party[LISTED][self._list])
        if answer.__class__ is not bool:
            raise Unsure
        return bool(answer)

    def has_names(self, party: Any) -> bool:
        """Whether a party can be looked up at all."""
        name = party.get("name")
        return bool(name.__class__ is str and self._spelled(name)) or any(self._names(party))

    def _names(self, party: Any) -> tuple[tuple[str, ...], list[tuple[str, str]]]:
        """Return the normalised names and identifiers of a party."""
        name = party.get("name")
        names = () if name is None else self._spelled(name)
        for other in _listed(party, "names"):
            names += self._spelled(other.get("value") if other.__class__ is dict else other)
        identifiers = [_identifier(each) for each in _listed(party, "identifiers")]
        return names, [each for each in identifiers if each is not None]

    def _spelled(self, raw: Any) -> tuple[str, ...]:
        raw = plain(raw)
        if raw is None or raw == "none":
            return ()
        if raw.__class__ is not str:
            raise Unsure
        normalised = self._normalised(raw)
        return (normalised,) if normalised else ()


def _listed(party: dict[str, Any], key: str) -> list[Any]:
    raw = plain(party.get(key))
    if raw is None or raw == "none":
        return []
    if raw.__class__ is not list:
        raise Unsure
    found: list[Any] = raw
    return found


def _identifier(raw: Any) -> tuple[str, str] | None:
    if raw.__class__ is not dict:
        raise Unsure
    scheme, value = plain(raw.get("scheme")), plain(raw.get("value"))
    if scheme.__class__ is str and value.__class__ is str and "none" not in (scheme, value):
        return normalise_identifier(scheme, value)
    if scheme is None or value is None:
        return None
    raise Unsure
