"""Words in rules that are nearly another word: mostly a slip, and then the rule is never met."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from ecp_dsl import syntax
from ecp_dsl.diagnostic import Diagnostic, diagnostic
from ecp_dsl.source import Span
from ecp_dsl.walk import descend
from ecp_runtime import ir
from ecp_runtime.uses import Uses
from ecp_runtime.words import is_near, shortened

_SHORTEST = 4
"""Words of fewer letters are often near one another."""


def near_words(program: ir.Program, modules: Sequence[syntax.Module]) -> Iterator[Diagnostic]:
    """Warn of words that differ in a letter from another word for the same fact.

    The other word is one that rules compare the fact with, an ordinary word of the fact, or one
    of the values that some fact may have. Of two words in rules the rarer one is the slip.
    """
    places = _places(modules)
    counts = Counter({word: len(spans) for word, spans in places.items()})
    fields = {(e.name, f.name): f for e in program.entities for f in e.fields}
    values = {v for f in fields.values() if isinstance(f.type, ir.EnumType) for v in f.type.values}
    reported: set[str] = set()
    for name, words in sorted(Uses(program).words.items()):
        declared = fields.get(name)
        ordinary = set(() if declared is None else declared.ordinary) | values
        by_form = _by_form(words | ordinary)
        for word in sorted(words - ordinary - reported):
            usual = [
                o
                for o in _rivals(word, by_form)
                if o in ordinary
                or (counts[o], _first(places, word)) > (counts[word], _first(places, o))
            ]
            if usual:
                reported.add(word)
                yield from (_report(word, usual[0], span) for span in places.get(word, ()))


def _by_form(words: Iterable[str]) -> Mapping[tuple[str, str], set[str]]:
    """Group words by their digits and by what is left where a letter is left out."""
    found: dict[tuple[str, str], set[str]] = {}
    for word in words:
        for form in shortened(word):
            found.setdefault((_digits(word), form), set()).add(word)
    return found


def _rivals(word: str, by_form: Mapping[tuple[str, str], set[str]]) -> list[str]:
    """List the words for which a word may be a slip; those within one letter share a form."""
    digits = _digits(word)
    others = {o for form in shortened(word) for o in by_form.get((digits, form), ())}
    return sorted(other for other in others if _is_slip(word, other))


def _is_slip(word: str, other: str) -> bool:
    """Tell whether a word may be a slip for another; other digits make another word."""
    if word == other or min(len(word), len(other)) < _SHORTEST:
        return False
    return _digits(word) == _digits(other) and is_near(word, other)


def _digits(word: str) -> str:
    return "".join(char for char in word if char.isdigit())


def _places(modules: Sequence[syntax.Module]) -> dict[str, list[Span]]:
    """Return where each text stands outside tests, in the order of files and places."""
    found: dict[str, list[Span]] = {}
    for module in modules:
        for declaration in module.declarations:
            if isinstance(declaration, syntax.Test):
                continue
            for node in descend(declaration):
                if isinstance(node, syntax.Text):
                    found.setdefault(node.value, []).append(node.span)
    return found


def _first(places: dict[str, list[Span]], word: str) -> tuple[str, int]:
    spans = places.get(word)
    return (spans[0].file.name, spans[0].start) if spans else ("", 0)


def _report(word: str, other: str, span: Span) -> Diagnostic:
    return diagnostic(
        "ECP0314",
        f'"{word}" differs in a letter from "{other}"',
        span,
        "a fact with the other word does not meet this",
        help=f'did you mean "{other}"?',
    )
