"""The words of decisions, with what they mean, from `glossary.md`."""

import re
from functools import cache
from importlib.resources import files

__all__ = ["entries", "meaning"]

_ENTRY = re.compile(r"^## (\w+)\n", re.MULTILINE)


@cache
def entries() -> dict[str, str]:
    """Return the page for each word, as Markdown."""
    text = (files("ecp") / "glossary.md").read_text(encoding="utf-8")
    _, *parts = _ENTRY.split(text)
    return {
        word: f"# {word}\n\n{body.strip()}\n"
        for word, body in zip(parts[::2], parts[1::2], strict=True)
    }


def meaning(word: str) -> str | None:
    """Return the page for a word, written as in JSON or as in a report; None if there is none."""
    return entries().get(re.sub(r"[\s_-]+", "_", word.strip().casefold()))
