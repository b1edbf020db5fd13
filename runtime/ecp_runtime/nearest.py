"""What was probably meant by a name that does not exist.

A suggestion is taken as advice, so it never changes the meaning: codes are suggested where they are
equal but for case, blanks and punctuation, or where people are known to write the one for the
other. Only words are suggested for words that differ in a letter.
"""

import unicodedata
from collections.abc import Iterable, Mapping

from ecp_runtime import ir

_LONGEST = 80
"""No name of a policy is longer; nothing is looked for near a longer one."""

_LONG = 12
"""From how many letters on a word may differ in two of them."""

_SHORTEST = 3
"""Words of fewer letters are too close to one another to tell which is meant."""


def nearest_name(name: str, names: Iterable[str]) -> str | None:
    """Return the name that is equal but for its writing or its module, or for a letter."""
    if len(name) > _LONGEST:
        return None
    known = sorted(set(names))
    same = _same(name, known)
    if same is not None:
        return same
    tails = [each for each in known if each.endswith(f".{name}")]
    if len(tails) == 1:
        return tails[0]
    near = sorted((far, each) for each in known if (far := _distance(name, each)) is not None)
    return near[0][1] if near else None


def nearest_code(
    word: str, codes: Mapping[str, str] | Iterable[str], aliases: Iterable[ir.Alias]
) -> str | None:
    """Return the code that a word stands for: another way to write it, an alias, or its title.

    Args:
        word: What was written.
        codes: The codes that are possible, with their titles if they have some.
        aliases: What people write instead of codes of any sort.
    """
    if len(word) > _LONGEST:
        return None
    titles = codes if isinstance(codes, Mapping) else dict.fromkeys(codes, "")
    spelled = {title: code for code, title in titles.items() if title}
    spelled |= {code: code for code in titles}
    if word in spelled:
        return spelled[word]
    folded = fold(word)
    for alias in aliases:
        if alias.code in spelled and fold(alias.name) == folded:
            return spelled[alias.code]
    same = _same(word, titles) or _same(word, spelled)
    return None if same is None else spelled[same]


def fold(word: str) -> str:
    """Return a word without case, blanks and punctuation."""
    plain = unicodedata.normalize("NFKC", word).casefold().replace("\u03bc", "u")
    return "".join(char for char in plain if char.isalnum() or char == "$")


def _same(word: str, known: Iterable[str]) -> str | None:
    """Return the one name that is equal but for its writing, if there is just one."""
    folded = fold(word)
    if not folded:
        return None
    same = [each for each in known if fold(each) == folded and not _is_other_prefix(word, each)]
    return same[0] if len(same) == 1 else None


def _is_other_prefix(word: str, unit: str) -> bool:
    """Tell whether two units differ in `m` for a thousandth and `M` for a million."""
    is_code = len(unit) > 2 and (unit.isupper() or unit.islower())
    return (
        1 < len(unit) <= len("MWh")
        and not is_code
        and word[:1] != unit[:1]
        and word[:1].casefold() == unit[:1].casefold() == "m"
    )


def _distance(name: str, known: str) -> int | None:
    """Return in how many letters two dotted names differ; None if they are not near.

    Parts with digits are numbers of acts, entries or codes: another one is another thing.
    """
    one, other = name.split("."), known.split(".")
    if len(one) != len(other):
        return None
    total = 0
    for left, right in zip(one, other, strict=True):
        if left == right:
            continue
        if not (_is_word(left) and _is_word(right)) or _digits(left) != _digits(right):
            return None
        allowed = 2 if min(len(left), len(right)) >= _LONG else 1
        far = edits(left.casefold(), right.casefold(), allowed)
        if far > allowed:
            return None
        total += far
    return total


def _is_word(name: str) -> bool:
    """Tell a word from an abbreviation, in which each letter counts."""
    return len(name) > _SHORTEST or (len(name) == _SHORTEST and name.islower())


def _digits(name: str) -> list[str]:
    return [char for char in name if char.isdigit()]


def edits(one: str, other: str, limit: int) -> int:
    """Return how many letters are left out, added, replaced or swapped with the next.

    Args:
        one: A word.
        other: Another word.
        limit: How many count; where there are more, the result is only larger than this.
    """
    if abs(len(one) - len(other)) > limit:
        return limit + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, left in enumerate(one, start=1):
        following = [i]
        for j, right in enumerate(other, start=1):
            cost = min(row[j] + 1, following[j - 1] + 1, row[j - 1] + (left != right))
            if i > 1 and j > 1 and left == other[j - 2] and one[i - 2] == right:
                cost = min(cost, before[j - 2] + 1)
            following.append(cost)
        if min(following) > limit:
            return limit + 1
        before, row = row, following
    return row[-1]
