"""Which codes and parties are on which lists, and on which days."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeAlias

from ecp_runtime import ir
from ecp_runtime.compiled.conditions import ALWAYS, FOREVER, During
from ecp_runtime.compiled.given import is_nothing, options
from ecp_runtime.compiled.readers import MISSING, Learnt, Unsure
from ecp_runtime.compiled.specialise import Validity, meet, specialise
from ecp_runtime.compiled.truths import agreed
from ecp_runtime.hierarchy import ancestors
from ecp_runtime.life import known_day
from ecp_runtime.prepare import PartIndex, Prepared

Stretches: TypeAlias = tuple[tuple[int, int], ...]
"""Days on which something holds: from the first of each pair, before the second."""

OnList: TypeAlias = tuple[Stretches, Stretches, Stretches]
"""Days on which a code is on a list, on which it may be, and on which that depends on facts."""

Named: TypeAlias = tuple[Stretches, Stretches]
"""Days on which somebody of a name is on a list, and on which that depends on facts."""

OPEN: Any = type("Open", (), {"__slots__": (), "__repr__": lambda _: "OPEN"})()
"""Stands for a truth that depends on more facts than those that are looked up by."""

Days: TypeAlias = tuple[list[During], list[During]]
"""Days that are sure, and days on which a suspension may or may not be in effect."""

Matching: TypeAlias = Callable[[PartIndex], Sequence[ir.ListMember]]


class Several(tuple[OnList, ...]):
    """What each of several codes leads to, any of which is the one."""

    __slots__ = ()


class Memberships:
    """Look-ups of one jurisdiction: lives are laid out as known on its day."""

    def __init__(self, prepared: Prepared, jurisdiction: ir.Jurisdiction) -> None:
        """Start with no look-up."""
        self._prepared = prepared
        self._known = known_day(prepared.horizon, jurisdiction.time_zone)
        self._made: dict[tuple[str, bool], Learnt[OnList | Several]] = {}

    def of(self, list_id: str, *, three: bool) -> Learnt[OnList | Several]:
        """Return the look-up for a list: the days on which a code is on it, or may be.

        Raises `Unsure` for what is no code and, unless `three`, for one that is too coarse or not
        given.
        """
        key = list_id, three
        if key not in self._made:
            self._made[key] = Learnt(lambda raw: self._learn(raw, list_id, three))
        return self._made[key]

    def ever(self, list_id: str) -> Learnt[bool]:
        """Return the look-up that says whether a code could be on a list on any day at all."""

        def learn(key: object) -> bool:
            if key is MISSING:
                return True
            if is_nothing(key):
                return False
            return any(self._is_ever_on(code, list_id) for code in sorted(options(key)))

        return Learnt(learn)

    def _is_ever_on(self, code: str, list_id: str) -> bool:
        definition = self._prepared.lists.get(list_id)
        scheme = None
        if definition is not None:
            scheme = self._prepared.schemes.get(definition.scheme or "")
        codes = (code, *ancestors(scheme, code))

        def matching(index: PartIndex) -> Sequence[ir.ListMember]:
            return index.below.get(code) or self._members(index, codes)

        return self._is_any(matching, list_id, ())

    def _is_any(self, matching: Matching, list_id: str, through: tuple[str, ...]) -> bool:
        """Whether any member of a list matches, on whatever days it is a member."""
        if list_id in through or list_id not in self._prepared.lists:
            return False
        return any(
            matching(index)
            or any(
                self._is_any(matching, inclusion.list, (*through, list_id))
                for inclusion in index.part.inclusions
            )
            for index in self._prepared.parts(list_id)
        )

    def _learn(self, raw: object, list_id: str, three: bool) -> "OnList | Several":
        if raw is None or raw == "none":
            return (), (), ()
        if three and raw is MISSING:
            # On a day without a member, no code is on the list.
            sure, open_ = self._days(lambda index: index.part.members, list_id, ())
            return (), _plain(sure), _plain(open_)
        if three and isinstance(raw, frozenset):
            return Several(self._on_list(code, list_id, three) for code in options(raw))
        if not isinstance(raw, str):
            raise Unsure
        return self._on_list(raw, list_id, three)

    def _on_list(self, raw: str, list_id: str, three: bool) -> OnList:
        scheme = self._prepared.schemes.get(self._prepared.lists[list_id].scheme or "")
        codes = (raw, *ancestors(scheme, raw))
        certain = self._days(lambda index: self._members(index, codes), list_id, ())
        possible = self._days(lambda index: index.below.get(raw, []), list_id, ())
        if any(possible) and not three:
            raise Unsure
        return _plain(certain[0]), _plain(possible[0]), _plain(certain[1] + possible[1])

    def by_name(self, name: str, list_id: str) -> Named:
        """Look up somebody of a normalised name."""
        sure, open_ = self._days(lambda index: index.by_name.get(name, []), list_id, ())
        return _plain(sure), _plain(open_)

    def is_name(self, name: str, list_id: str) -> bool:
        """Whether anybody of a normalised name is ever on a list."""
        return self._is_any(lambda index: index.by_name.get(name, []), list_id, ())

    def is_identifier(self, identifier: tuple[str, str], list_id: str) -> bool:
        """Whether anybody with a normalised identifier is ever on a list."""
        return self._is_any(lambda index: index.by_identifier.get(identifier, []), list_id, ())

    def by_identifier(self, identifier: tuple[str, str], list_id: str) -> Named:
        """Look up somebody with a normalised identifier."""
        sure, open_ = self._days(lambda index: index.by_identifier.get(identifier, []), list_id, ())
        return _plain(sure), _plain(open_)

    def _days(self, matching: Matching, list_id: str, through: tuple[str, ...]) -> Days:
        """The days on which any of the matching members is on a list."""
        found: Days = [], []
        if list_id in through or list_id not in self._prepared.lists:
            return found
        for index in self._prepared.parts(list_id):
            inner = [self._life(member.life) for member in matching(index)]
            inner += [
                _both(self._life(each.life), self._days(matching, each.list, (*through, list_id)))
                for each in index.part.inclusions
            ]
            for days in inner:
                if any(days):
                    sure, open_ = _both(self._life(index.part.life), days)
                    found[0].extend(sure)
                    found[1].extend(open_)
        return found

    def _members(self, index: PartIndex, codes: Iterable[str]) -> list[ir.ListMember]:
        return [member for code in codes for member in index.by_code.get(code, ())]

    def _life(self, life: ir.Life | None) -> Days:
        if life is None:
            return [ALWAYS], []
        validity = specialise(life, self._prepared.instruments, self._known)
        return ([], []) if validity is None else _by_pauses(validity)


def on_or_open(found: OnList | Several, day: int) -> Any:
    """Whether a code is on a list on a day; None where it may be, `OPEN` where facts decide."""
    if not isinstance(found, Several):
        return _on(found, day)
    truths = [_on(each, day) for each in found]
    return OPEN if OPEN in truths else agreed(truths)


def on(found: OnList, day: int) -> bool | None:
    """Whether a code is on a list on a day; None where it may be.

    Raises `Unsure` where that depends on facts.
    """
    truth: bool | None = _on(found, day)
    if truth is OPEN:
        raise Unsure
    return truth


def _on(found: OnList, day: int) -> Any:
    certain, possible, open_ = found
    if within(certain, day):
        return True
    if within(open_, day):
        return OPEN
    return None if within(possible, day) else False


def within(stretches: Stretches, day: int) -> bool:
    """Whether a day lies in any of some stretches."""
    for start, stop in stretches:  # noqa: SIM110  # a generator costs more than the loop
        if start <= day < stop:
            return True
    return False


def _by_pauses(validity: Validity) -> Days:
    """Take suspensions out; those under a condition leave their days open."""
    sure = [validity.own]
    for pause in validity.pauses:
        if pause.condition is None:
            sure = _cut(sure, pause.during)
    open_: list[During] = []
    for pause in validity.pauses:
        if pause.condition is not None:
            open_ += _meets(sure, [pause.during])
            sure = _cut(sure, pause.during)
    return sure, open_


def _cut(stretches: list[During], out: During) -> list[During]:
    sides = [side for side in (During(None, out.start), During(out.stop, None)) if side != ALWAYS]
    return _meets(stretches, sides)


def _both(one: Days, other: Days) -> Days:
    """The days of two things together; open where either is, and neither is out."""
    every = one[0] + one[1]
    return _meets(one[0], other[0]), _meets(every, other[1]) + _meets(one[1], other[0])


def _meets(some: list[During], others: list[During]) -> list[During]:
    return [both for a in some for b in others if (both := meet(a, b)) is not None]


def _plain(stretches: list[During]) -> Stretches:
    return tuple(sorted({(each.start or 0, each.stop or FOREVER) for each in stretches}))
