"""By what a party is looked up on lists: its names and its identifiers."""

from typing import TYPE_CHECKING, NamedTuple, TypeAlias, TypeVar

from ecp_runtime.conversions import gaps_of
from ecp_runtime.screening import IdentifierKey
from ecp_runtime.unknown import Gap, Unknown
from ecp_runtime.values import ListValue, Record, Symbols, Value, texts_of

if TYPE_CHECKING:
    from ecp_runtime.expressions import Evaluator

_K = TypeVar("_K")

Spelled: TypeAlias = tuple[tuple[tuple[_K, ...], ...], frozenset[Gap]]
"""The keys of each spelling that a name may have, and where the name is given."""


class Who(NamedTuple):
    """By what a party is looked up.

    `is_named` says that its name is known: only then does finding nothing count. An identifier may
    be one that a list does not give, and other names are not all that a party has. `open_schemes`
    are the schemes of identifiers that are not known, or that no list uses; `parted` are the names
    in which a mark may part two names.
    """

    names: tuple[Spelled[str], ...]
    identifiers: tuple[Spelled[IdentifierKey], ...]
    is_named: bool
    open_schemes: frozenset[Gap]
    parted: frozenset[Gap]


def read_who(evaluator: "Evaluator", party: Record) -> Who:
    """Return the names and identifiers of a party, each in the spellings that lists use."""
    field = evaluator.field
    own = field(party, "name")
    spelled = [
        field(each, "value") if isinstance(each, Record) else each
        for each in _elements(evaluator, field(party, "names"))
    ]
    names: list[Spelled[str]] = []
    is_named = False
    parted: frozenset[Gap] = frozenset()
    for value in (own, *spelled):
        read = [evaluator.situation.prepared.name(text) for text in texts_of(value)]
        keys = {name.keys for name in read}
        parts = {(key,) for name in read for key in name.parts}
        if parts:
            # Whether a part of what is given is the name is not known.
            origin = value.origin if isinstance(value, Symbols) else gaps_of(value)
            names.append((tuple(sorted({(), *parts})), origin))
            parted |= origin
        if isinstance(value, Symbols):
            if keys != {()}:
                names.append((tuple(sorted(keys)), value.origin))
            if value is own:
                is_named = all(name.is_real for name in read)
        elif keys:
            names.append((tuple(sorted({(), *keys})), gaps_of(value)))
    identifiers, open_schemes = _identifiers(evaluator, field(party, "identifiers"))
    return Who(tuple(names), identifiers, is_named, open_schemes, parted)


def _elements(evaluator: "Evaluator", value: Value) -> tuple[Value, ...]:
    return evaluator.situation.elements(value) if isinstance(value, ListValue) else ()


def _identifiers(
    evaluator: "Evaluator", given: Value
) -> tuple[tuple[Spelled[IdentifierKey], ...], frozenset[Gap]]:
    """Read identifiers, and say which of their schemes would have to be known better."""
    spelled: list[Spelled[IdentifierKey]] = []
    open_schemes: frozenset[Gap] = frozenset()
    read = evaluator.situation.prepared.identifiers.readings
    for element in _elements(evaluator, given):
        if not isinstance(element, Record):
            continue
        scheme = evaluator.field(element, "scheme")
        value = evaluator.field(element, "value")
        texts = texts_of(value)
        if not texts:
            continue
        schemes = sorted(scheme.options) if isinstance(scheme, Symbols) else (None,)
        found = [read(each, text) for text in texts for each in schemes]
        readings = {reading for each in found for reading in each}
        readings |= {()} if isinstance(value, Unknown) else set()
        if readings == {()}:
            continue
        origin = gaps_of(value)
        if len(schemes) > 1 or any(len(each) > 1 for each in found):
            blamed = scheme.origin if isinstance(scheme, Symbols) else gaps_of(scheme)
            origin |= blamed
            open_schemes |= blamed
        spelled.append((tuple(sorted(readings)), origin))
    return tuple(spelled), open_schemes
