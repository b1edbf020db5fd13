"""Which codes are on which lists, and on which days."""

from collections.abc import Iterable
from typing import TypeAlias

from ecp_runtime import ir
from ecp_runtime.compiled.conditions import ALWAYS, FOREVER, During
from ecp_runtime.compiled.readers import Learnt, Unsure
from ecp_runtime.compiled.specialise import Validity, meet, specialise
from ecp_runtime.hierarchy import ancestors
from ecp_runtime.life import known_day
from ecp_runtime.prepare import PartIndex, Prepared

Stretches: TypeAlias = tuple[tuple[int, int], ...]
"""Days on which something holds: from the first of each pair, before the second."""


class Memberships:
    """Look-ups of one jurisdiction: lives are laid out as known on its day."""

    def __init__(self, prepared: Prepared, jurisdiction: ir.Jurisdiction) -> None:
        """Start with no look-up."""
        self._prepared = prepared
        self._known = known_day(prepared.horizon, jurisdiction.time_zone)
        self._made: dict[tuple[str, bool], Learnt[tuple[Stretches, Stretches]]] = {}

    def of(self, list_id: str, *, three: bool) -> Learnt[tuple[Stretches, Stretches]]:
        """Return the look-up for a list: the days on which a code is on it, or may be.

        Raises `Unsure` for a code whose membership depends on facts, and, unless `three`, for one
        that is too coarse.
        """
        key = list_id, three
        if key not in self._made:
            self._made[key] = Learnt(lambda raw: self._learn(raw, list_id, three))
        return self._made[key]

    def ever(self, list_id: str) -> Learnt[bool]:
        """Return the look-up that says whether a code could be on a list on any day at all."""

        def learn(raw: object) -> bool:
            if raw is None or raw == "none":
                return False
            if not isinstance(raw, str):
                raise Unsure
            return self._is_ever_on(raw, list_id, ())

        return Learnt(learn)

    def _is_ever_on(self, code: str, list_id: str, through: tuple[str, ...]) -> bool:
        definition = self._prepared.lists.get(list_id)
        if definition is None or list_id in through:
            return False
        scheme = self._prepared.schemes.get(definition.scheme or "")
        return any(
            index.below.get(code)
            or self._members(index, (code, *ancestors(scheme, code)))
            or any(
                self._is_ever_on(code, inclusion.list, (*through, list_id))
                for inclusion in index.part.inclusions
            )
            for index in self._prepared.parts(list_id)
        )

    def _learn(self, raw: object, list_id: str, three: bool) -> tuple[Stretches, Stretches]:
        if raw is None or raw == "none":
            return (), ()
        if not isinstance(raw, str):
            raise Unsure
        certain, possible = self._on(raw, list_id, ())
        if possible and not three:
            raise Unsure
        return _plain(certain), _plain(possible)

    def _on(
        self, code: str, list_id: str, through: tuple[str, ...]
    ) -> tuple[list[During], list[During]]:
        definition = self._prepared.lists.get(list_id)
        certain: list[During] = []
        possible: list[During] = []
        if definition is None or list_id in through:
            return certain, possible
        scheme = self._prepared.schemes.get(definition.scheme or "")
        for index in self._prepared.parts(list_id):
            part = self._life(index.part.life)
            if part is None:
                continue
            certain += self._met(part, self._members(index, (code, *ancestors(scheme, code))))
            possible += self._met(part, index.below.get(code, ()))
            for inclusion in index.part.inclusions:
                own = self._life(inclusion.life)
                if own is None:
                    continue
                both = [b for a in part for c in own if (b := meet(a, c)) is not None]
                inside = self._on(code, inclusion.list, (*through, list_id))
                for found, into in zip(inside, (certain, possible), strict=True):
                    into += [b for a in both for c in found if (b := meet(a, c)) is not None]
        return certain, possible

    def _members(self, index: PartIndex, codes: Iterable[str]) -> list[ir.ListMember]:
        return [member for code in codes for member in index.by_code.get(code, ())]

    def _met(self, part: list[During], members: Iterable[ir.ListMember]) -> list[During]:
        return [
            both
            for member in members
            for own in self._life(member.life) or ()
            for stretch in part
            if (both := meet(stretch, own)) is not None
        ]

    def _life(self, life: ir.Life | None) -> list[During] | None:
        if life is None:
            return [ALWAYS]
        validity = specialise(life, self._prepared.instruments, self._known)
        return None if validity is None else _without_pauses(validity)


def on(found: tuple[Stretches, Stretches], day: int) -> bool | None:
    """Whether a code is on a list on a day; None where it may be."""
    for start, stop in found[0]:
        if start <= day < stop:
            return True
    for start, stop in found[1]:
        if start <= day < stop:
            return None
    return False


def _without_pauses(validity: Validity) -> list[During]:
    stretches = [validity.own]
    for pause in validity.pauses:
        if pause.condition is not None:
            raise Unsure
        before = During(None, pause.during.start)
        after = During(pause.during.stop, None)
        sides = [side for side in (before, after) if side != ALWAYS]
        stretches = [b for s in stretches for side in sides if (b := meet(s, side)) is not None]
    return stretches


def _plain(stretches: list[During]) -> Stretches:
    return tuple(sorted({(each.start or 0, each.stop or FOREVER) for each in stretches}))
