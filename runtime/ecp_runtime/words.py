"""Words: which texts of a fact a policy knows, where its rules compare the fact with words.

A text that rules compare with words says something only while it is one of those words, or an
ordinary word that its field is declared with. Any other text may be a word that somebody spelled
in another way: it is unknown for every comparison.
"""

from collections.abc import Sequence
from difflib import get_close_matches
from functools import lru_cache

from attrs import frozen

from ecp_runtime import ir
from ecp_runtime.folding import is_blank

MAX_NEAREST = 3
"""How many words are shown as probably meant."""

MAX_COMPARED = 2_000
"""Of more words than this, only those that differ in one letter are shown as nearest."""

_LONGEST = 60
"""The nearest words are looked for by so many letters of a text."""


@frozen(eq=False)
class Words(ir.TextType):
    """The type of a text that rules compare with words.

    Attributes:
        named: The words that rules name.
        ordinary: The ordinary words of the field that are not mistaken for one of them.
        known: Both.
    """

    named: frozenset[str]
    ordinary: tuple[str, ...]
    known: frozenset[str]

    def nearest(self, text: str) -> tuple[str, ...]:
        """List the words that were probably meant by a text, the likeliest first."""
        return _nearest(self, text[:_LONGEST])


def words_of(named: frozenset[str], ordinary: Sequence[str]) -> Words:
    """Leave out the ordinary words that may be mistaken for one that a rule names."""
    forms = {form for word in named if ordinary for form in shortened(word)}
    kept = tuple(
        word
        for word in ordinary
        if word not in named
        and (forms.isdisjoint(shortened(word)) or not any(is_near(word, other) for other in named))
    )
    known = frozenset(word for word in named.union(kept) if not is_blank(word))
    return Words(named, kept, known)


@lru_cache(maxsize=1_000)
def _nearest(words: Words, text: str) -> tuple[str, ...]:
    form = _folded(text)
    by_form = {_folded(word): word for word in sorted(words.known)}
    if len(by_form) > MAX_COMPARED:
        by_form = {each: word for each, word in by_form.items() if is_near(each, form)}
    return tuple(by_form[each] for each in get_close_matches(form, by_form, n=MAX_NEAREST))


def shortened(word: str) -> set[str]:
    """Leave out one letter at a time: words within one edit have one of these in common."""
    forms = {word, _folded(word)}
    return forms | {form[:n] + form[n + 1 :] for form in forms for n in range(len(form))}


def is_near(word: str, other: str) -> bool:
    """Whether two words differ in one letter at most, or in case, blanks, hyphens, underscores."""
    first, second = _folded(word), _folded(other)
    return _within_one_edit(first, second) or _within_one_edit(word, other)


def _folded(word: str) -> str:
    return "".join(letter for letter in word.casefold() if not (letter in "-_" or letter.isspace()))


def _within_one_edit(first: str, second: str) -> bool:
    """Whether one insertion, deletion, replacement or swap of neighbors makes them equal."""
    if len(first) > len(second):
        first, second = second, first
    if len(second) - len(first) > 1:
        return False
    start = 0
    while start < len(first) and first[start] == second[start]:
        start += 1
    if len(first) < len(second):
        return first[start:] == second[start + 1 :]
    swapped = first[start + 1 : start + 2] + first[start : start + 1]
    return first[start + 1 :] == second[start + 1 :] or (
        swapped == second[start : start + 2] and first[start + 2 :] == second[start + 2 :]
    )
