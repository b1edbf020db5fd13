"""Names and identifiers of parties, made comparable.

The matcher compares what is left after normalisation, exactly: case, width, spacing,
punctuation and legal form do not matter, everything else does.
"""

import unicodedata
from collections.abc import Iterable

MATCHER = "ecp-exact/1"

# In abbreviations (G.K., S.A.) and possessives these stand inside a word, elsewhere between words.
_INSIDE_WORDS = frozenset(".'’`´·")


def words(text: str) -> tuple[str, ...]:
    """Split a name into words without case, width and punctuation."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    cleaned = (
        "" if mark in _INSIDE_WORDS else mark if unicodedata.category(mark)[0] in "LNM" else " "
        for mark in folded
    )
    return tuple("".join(cleaned).split())


class NameForms:
    """Normalises names, given the legal forms to leave out."""

    def __init__(self, legal_forms: Iterable[str]) -> None:
        """Prepare the legal forms, the longest first."""
        split = {words(form) for form in legal_forms} - {()}
        self._forms = tuple(sorted(split, key=lambda form: (-len(form), form)))
        # Scripts without spaces glue the form to the name.
        self._glued = tuple(
            form[0] for form in self._forms if len(form) == 1 and _is_unspaced(form[0])
        )

    def normalise(self, name: str) -> str:
        """Bring a name into the form that is compared; empty when nothing is left to compare."""
        parts = words(name)
        bare = self._without_glued("".join(self._without_forms(parts)))
        return bare or "".join(parts)

    def _without_forms(self, parts: tuple[str, ...]) -> tuple[str, ...]:
        kept: list[str] = []
        position = 0
        while position < len(parts):
            for form in self._forms:
                if parts[position : position + len(form)] == form:
                    position += len(form)
                    break
            else:
                kept.append(parts[position])
                position += 1
        return tuple(kept)

    def _without_glued(self, name: str) -> str:
        for form in self._glued:
            name = name.removeprefix(form).removesuffix(form)
        return name


def normalise_identifier(scheme: str, value: str) -> tuple[str, str]:
    """Bring an identifier into the form that is compared."""
    return "".join(words(scheme)), "".join(words(value))


def _is_unspaced(text: str) -> bool:
    return all(ord(mark) > 0x2E7F for mark in text)
