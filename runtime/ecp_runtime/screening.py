"""Names and identifiers of parties, made comparable.

A name is compared by its keys: the name itself, folded, and what is left of it when legal forms
are taken off its ends, each also without the words for “and” and without accents. Two names are
the same if they have a key in common. So neither a legal form on either side nor “and” for “&” nor
an accent ever hides a match, even where a part of the name looks like a form.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from html import unescape
from itertools import accumulate
from typing import TypeAlias

from attrs import frozen

from ecp_runtime.beside import Cut, cuts, has_more_cuts, is_of_branch
from ecp_runtime.folding import is_blank, is_unspaced, unaccented, words
from ecp_runtime.placeholders import is_placeholder, says_nothing
from ecp_runtime.remembered import Remembered

MATCHER = "ecp-exact/2"

_LEAST = 2
"""Fewer letters than this are no name: what leaves less is not taken off."""

_LEAST_PLAIN = 3
"""A legal form of fewer letters is not known without its accents: IĮ would be the numeral II."""

_MOST_TAKEN_OFF = 8
"""How many ways to take legal forms off one end of a name are compared, those of most forms."""

_LONG = 300
"""A name of more letters is compared with all and with no legal forms only."""

_KEPT = 10_000
"""Of how many texts it is remembered whether they say anything."""

_SHOWN = 8
"""How many schemes of identifiers are shown as examples."""
_AND = frozenset(
    (
        *("and", "und", "et", "og", "och", "ve", "en", "ja", "és", "și", "και", "та"),
        *("アンド", "앤", "앤드", "및"),
    )
)
"""Words for “and”, which is also written as a mark: left out between two words."""

_SHORT_AND = frozenset("yeuиі")
"""Letters that say “and”. Between single letters, or beside a legal form, they are initials."""

_ESCAPED = re.compile(r"&#?\w{1,8};")
"""A character as HTML writes it: `&amp;`."""

_MOST_ESCAPED = 3
"""How often a name that was escaped again is read."""


@frozen
class Name:
    """A name as it is compared.

    Attributes:
        keys: What it is compared by; none where the text has no letters.
        is_real: Whether somebody may be called so. Not finding a placeholder, legal forms alone,
            a name without letters, one that is too long, or a branch whose party cannot be told
            apart, says nothing.
        parts: By what it is compared as well, if a mark in it parts two names; that is not sure.
    """

    keys: tuple[str, ...]
    is_real: bool
    parts: tuple[str, ...] = ()


class NameForms:
    """Finds the keys of names, given the legal forms that are not part of a name."""

    def __init__(self, legal_forms: Iterable[str]) -> None:
        """Fold the legal forms."""
        folded = {"".join(words(form)) for form in legal_forms} - {""}
        plain = {each for form in folded for each in unaccented(form) if len(each) >= _LEAST_PLAIN}
        self._forms = forms = frozenset(folded | plain)
        self._longest = max(map(len, forms), default=0)
        # How forms begin and end: most names neither begin nor end like one.
        self._heads = frozenset(form[:2] for form in forms)
        self._tails = frozenset(form[-2:] for form in forms)
        # Scripts without spaces glue the form to the name.
        glued = frozenset(form for form in forms if len(form) >= _LEAST and is_unspaced(form))
        self._glued_lengths = tuple(sorted({len(form) for form in glued}))
        self._glued_heads = frozenset(form[:2] for form in glued)
        self._glued_tails = frozenset(form[-2:] for form in glued)
        self._silent: Remembered[str, bool] = Remembered(_KEPT)

    def read(self, text: str) -> Name:
        """Bring a name of a transaction into the form that is compared.

        What is written beside the name, and another name written behind it, add keys.
        """
        keys = self.keys(text)
        if len(text) > _LONG:
            # Not all that stands beside the name is looked for, so not finding it says nothing.
            return Name(keys, is_real=False)
        plain = _unescaped(text) if ";" in text else text
        beside = dict.fromkeys(self._beside(plain))
        keys = tuple(dict.fromkeys((*keys, *beside))) if beside else keys
        parts = tuple(dict.fromkeys(key for key in self._parts(plain) if key not in keys))
        has_letters = bool(keys) and any(map(str.isalpha, keys[0]))
        is_form = not self._forms.isdisjoint(keys)
        is_whole = not has_more_cuts(text) and (bool(beside) or not is_of_branch(text))
        is_real = has_letters and is_whole and not is_form and not self.says_nothing(text)
        return Name(keys, is_real, parts)

    def says_nothing(self, text: str) -> bool:
        """Whether a text is not known, and equals no other: it is blank, or a placeholder.

        So it is whatever legal form the placeholder has, and whatever stands beside it.
        """
        found = self._silent.get(text)
        if found is None:
            found = self._says_nothing(text)
            self._silent.keep(text, found)
        return found

    def _says_nothing(self, text: str) -> bool:
        if text == "none" or len(text) > _LONG:
            return is_blank(text)
        first = (cut.head if cut.head.strip() else cut.tail for cut in cuts(text))
        return self._is_placeholder(text) or any(
            map(self._is_placeholder, filter(str.strip, first))
        )

    def _is_placeholder(self, name: str) -> bool:
        parts = words(name)
        if says_nothing(name, parts):
            return True
        keys = self.keys(name) if parts else ()
        return any(map(is_placeholder, keys)) or ("?" in name and not self._forms.isdisjoint(keys))

    def _beside(self, text: str) -> Iterator[str]:
        """Yield the keys of names that end before, or begin behind, what stands beside a name."""
        for cut in cuts(text):
            begins, ends = self._forms_of(cut.tail)
            has_form = begins or ends
            if cut.is_sure or (cut.is_enclosed and has_form) or self._is_parted(cut, begins, ends):
                for name in (cut.head, cut.tail if cut.is_sure or has_form else ""):
                    yield from (key for key in self.keys(name) if key not in self._forms)

    def _parts(self, text: str) -> Iterator[str]:
        """Yield the keys of what stands on either side of a mark, and of both the other way round.

        Agencies, universities and people have no legal form by which their name could be parted
        from what stands beside it.
        """
        for cut in cuts(text):
            turned = (f"{cut.tail} {cut.head}",) if cut.may_go_on and not cut.is_joined else ()
            for name in (cut.head, cut.tail, *turned):
                keys = self.keys(name)
                yield from (key for key in keys if len(key) >= _LEAST and key not in self._forms)

    def _is_parted(self, cut: Cut, begins: bool, ends: bool) -> bool:
        """Whether a name ends at a cut, given whether its tail begins, or ends, with a form."""
        if cut.may_go_on and begins:
            return False
        before, behind = self._forms_of(cut.head)
        return behind or (before and (ends or not cut.is_joined))

    def _forms_of(self, text: str) -> tuple[bool, bool]:
        """Whether a text begins with a legal form, and whether it ends with one."""
        parts = words(text)
        whole = "".join(parts)
        edges = tuple(accumulate(map(len, parts), initial=0))
        starts, ends = self._starts(whole, edges), self._ends(whole, edges)
        return len(starts) > 1, len(ends) > 1

    def keys(self, name: str) -> tuple[str, ...]:
        """List the keys of a name, the whole name first; none when nothing is left to compare."""
        written = self._keys(name)
        plain = (each for key in written if not key.isascii() for each in unaccented(key))
        return tuple(dict.fromkeys((*written, *sorted(plain))))

    def _keys(self, name: str) -> tuple[str, ...]:
        parts = words(_unescaped(name) if ";" in name else name)
        whole = "".join(parts)
        if len(whole) <= _LEAST:
            return (whole,) if whole else ()
        edges = tuple(accumulate(map(len, parts), initial=0))
        starts, ends = self._starts(whole, edges), self._ends(whole, edges)
        ands = _ands(parts, edges, starts, ends)
        if len(starts) == len(ends) == 1 and not ands:
            return (whole,)
        places = [(a, b) for a in starts for b in ends if b - a >= _LEAST]
        found = dict.fromkeys(whole[a:b] for a, b in places)
        if ands:
            found.update(dict.fromkeys(_without(whole, a, b, ands) for a, b in places))
        return tuple(found)

    def _starts(self, whole: str, edges: Sequence[int]) -> Sequence[int]:
        """List where a name may begin: at its first letter, and after legal forms before it."""
        forms, heads = self._forms, self._heads
        found = [0]
        for start in found:
            head = whole[start : start + 2]
            if head not in heads and head[:1] not in heads:
                continue
            places = [each for each in edges if start < each <= start + self._longest]
            if head in self._glued_heads:
                places += [start + length for length in self._glued_lengths]
            for place in places:
                if whole[start:place] in forms and place not in found:
                    found.append(place)
        return found if len(found) == 1 else _kept(sorted(found), whole)

    def _ends(self, whole: str, edges: Sequence[int]) -> Sequence[int]:
        """List where a name may end: at its last letter, and before legal forms behind it."""
        forms, tails = self._forms, self._tails
        found = [len(whole)]
        for end in found:
            tail = whole[max(end - 2, 0) : end]
            if tail not in tails and tail[-1:] not in tails:
                continue
            places = [each for each in edges if end - self._longest <= each < end]
            if tail in self._glued_tails:
                places += [end - length for length in self._glued_lengths if length <= end]
            for place in places:
                if whole[place:end] in forms and place not in found:
                    found.append(place)
        return found if len(found) == 1 else _kept(sorted(found, reverse=True), whole)


def _kept(places: list[int], whole: str) -> list[int]:
    most = _MOST_TAKEN_OFF if len(whole) <= _LONG else 1
    return places if len(places) <= most else [places[0], *places[-most:]]


IdentifierKey: TypeAlias = tuple[str, str]
"""The scheme and the value of an identifier, folded."""


class Identifiers:
    """Says as which listed identifier an identifier may be read.

    The same register has many names, and a value without a scheme may be of any register. So an
    identifier is compared by its value alone unless its scheme is one that some list uses.
    """

    def __init__(self, identifiers: Iterable[tuple[str, str]]) -> None:
        """Index the identifiers of all listed parties, each a scheme and a value."""
        self._schemes: dict[str, str] = {}
        self._keys: dict[str, list[IdentifierKey]] = {}
        for identifier in identifiers:
            key = normalise_identifier(*identifier)
            if key[1]:
                self._schemes.setdefault(key[0], identifier[0])
                keys = self._keys.setdefault(key[1], [])
                if key not in keys:
                    keys.append(key)

    @property
    def wanted(self) -> str:
        """What is wanted of a scheme that no list uses."""
        schemes = ", ".join(sorted(self._schemes.values())[:_SHOWN])
        return f"the scheme of the identifier, as the lists of parties name it, such as {schemes}"

    def readings(self, scheme: str | None, value: str) -> tuple[tuple[IdentifierKey, ...], ...]:
        """List the readings of an identifier, each with the keys by which it is looked up.

        Args:
            scheme: The scheme as written; None where it is not known.
            value: The value as written.

        Returns:
            One reading where no other scheme can change what is found, and else the reading that
            it is nobody's, and one for each scheme under which the value is listed.
        """
        folded, key = normalise_identifier(scheme or "", value)
        if folded in self._schemes:
            return (((folded, key),) if key else (),)
        return ((), *((each,) for each in sorted(self._keys.get(key, ()))))


def _unescaped(name: str) -> str:
    for _ in range(_MOST_ESCAPED):
        name, before = _ESCAPED.sub(lambda found: unescape(found[0]), name), name
        if name == before:
            break
    return name


def _ands(
    parts: Sequence[str], edges: Sequence[int], starts: Sequence[int], ends: Sequence[int]
) -> Sequence[tuple[int, int]]:
    """List from where to where a name only says “and”, between two other words."""
    found = []
    if not _AND.isdisjoint(parts):
        found = [(edges[n], edges[n + 1]) for n, part in enumerate(parts) if part in _AND]
    if not _SHORT_AND.isdisjoint(parts):
        others = [n for n, part in enumerate(parts) if part not in _AND]
        found += [
            (edges[n], edges[n + 1])
            for before, n, behind in zip(others, others[1:], others[2:], strict=False)
            if parts[n] in _SHORT_AND
            and len(parts[before]) >= _LEAST <= len(parts[behind])
            and edges[n] not in starts
            and edges[n + 1] not in ends
        ]
        found.sort()
    return found


def _without(whole: str, start: int, end: int, ands: Sequence[tuple[int, int]]) -> str:
    """Leave out each “and” that has something of the name before and behind it."""
    kept, done = [], start
    for first, last in ands:
        if start < first and last < end:
            kept.append(whole[done:first])
            done = last
    return "".join((*kept, whole[done:end]))


def normalise_identifier(scheme: str, value: str) -> tuple[str, str]:
    """Bring an identifier into the form that is compared; what is blank compares with nothing."""
    return "".join(words(scheme)), "".join(words(value))
