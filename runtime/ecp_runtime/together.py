"""Codes that hold together, told apart by what all tests come to for them.

A test of several codes is so if it is so of one of them. So what the tests come to for several
codes is what they come to for each of them, put together: their *marks*, united.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from ecp_runtime.tested import Tests

Marks: TypeAlias = frozenset[object]
"""All that the tests come to for a code; what no test says of it leaves no mark."""

Together: TypeAlias = tuple[frozenset[str], ...]
"""What each of several codes may be."""

Signature: TypeAlias = tuple[
    str | None, frozenset[str], frozenset[str], bool, tuple[tuple[object, ...], ...]
]
"""What all tests come to for a code: the code with which it is compared, those that it may turn
out to be, those that it is within, whether it is no entry, and for each list why it is on it."""


def marks(signature: Signature, code: str, tests: Tests) -> Marks:
    """Take apart what all tests come to for a code."""
    equal, coarser, within, is_result, lists = signature
    found: list[tuple[str, object]] = [] if equal is None else [("is", equal)]
    found += [("may be", each) for each in coarser]
    found += [("within", each) for each in within]
    found += [] if is_result else [("is", "an entry")]
    found += [("on", (number, why)) for number, each in enumerate(lists) for why in each]
    found += [("itself", code)] if tests.is_free else []
    return frozenset(found)


def any_of_them(codes: Mapping[str, Marks], results: Sequence[str]) -> Sequence[Together]:
    """List what may be given where nothing is: one code, or several together.

    Each set of codes has one of which the class comes last, and the others are of earlier classes.
    So there are as many values as classes, and each set is covered by one of them.

    Args:
        codes: A code of each class, with its marks.
        results: What is no entry of the scheme: it has no other code beside it.

    Returns:
        For each class its code, alone where no earlier one would leave a mark of its own beside it,
        and otherwise together with what is any of these and itself.
    """
    found: list[Together] = []
    earlier: dict[str, Marks] = {}
    for code, own in codes.items():
        beside = frozenset(each for each, others in earlier.items() if not others <= own)
        if code not in results:
            earlier[code] = own
        alone = frozenset({code})
        found.append((alone, alone | beside) if beside and code not in results else (alone,))
    return found


def one_of_each(options: Iterable[Mapping[str, Marks]], most: int) -> Sequence[Together] | None:
    """List what several codes may turn out to be that are known in part.

    Args:
        options: For each code, the marks of what it may turn out to be.
        most: How many may be listed.

    Returns:
        Codes for all that the tests may come to; None for more than `most`.
    """
    found: dict[Marks, tuple[str, ...]] = {frozenset(): ()}
    for each in options:
        united: dict[Marks, tuple[str, ...]] = {}
        for before, codes in found.items():
            for code, own in each.items():
                united.setdefault(before | own, codes if code in codes else (*codes, code))
                if len(united) > most:
                    return None
        found = united
    return [tuple(frozenset({code}) for code in codes) for codes in found.values()]
