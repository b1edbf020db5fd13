"""Values of facts and expressions, and the truths they lead to.

Truth is strong Kleene logic: `True`, `False`, or an `Unknown` that names the gaps it comes from.
A fact that is not given is `Unknown`; a fact known to be absent is `Absent`; they never mix.

# Invariant: replacing any value by a less precise one never turns a yes into a no or back.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Literal, TypeAlias

from attrs import field, frozen

from ecp_runtime import ir
from ecp_runtime.measures import Measure
from ecp_runtime.unknown import Gap, Unknown
from ecp_runtime.words import Words

Truth: TypeAlias = bool | Unknown


@frozen
class Absent:
    """Known not to exist, such as the intermediate consignee of a direct sale."""

    path: str | None = None
    type: ir.Type | None = None


@frozen
class Symbols:
    """A text, enumerated value or code; more than one option when it is not known which.

    `origin` names the fact, for tests that the options cannot settle. `words` are those that the
    policy knows, of a text that rules compare with words.
    """

    options: frozenset[str]
    scheme: str | None = None
    origin: frozenset[Gap] = frozenset()
    words: Words | None = None

    def is_word(self, option: str) -> bool:
        """Whether an option says what it means: any other text may be a word in another form."""
        return self.words is None or option in self.words.known


@frozen
class Several:
    """Codes of one scheme that hold together: an item is of several entries of a control list.

    What is asked of it is so if it is so of one of them.
    """

    codes: tuple[Symbols, ...]


@frozen
class DateRange:
    """A date between two others, both included; None is open."""

    low: date | None
    high: date | None
    origin: frozenset[Gap] = frozenset()

    @property
    def exact(self) -> date | None:
        """The date, where it is certain."""
        return self.low if self.low == self.high else None


@frozen
class MomentRange:
    """An instant, or a range of them, not yet converted to a jurisdiction's local date."""

    low: date | datetime | None
    high: date | datetime | None
    origin: frozenset[Gap] = frozenset()


@frozen(eq=False)
class Fact:
    """A value with where it came from; `given` is what the transaction writes, where it matters."""

    value: "Value"
    path: str
    source: str | None = None
    as_of: date | None = None
    given: object = None


@frozen(eq=False)
class Record:
    """The facts given about one thing; a field that is not here is unknown.

    `listings` holds what the transaction asserts about party lists.
    """

    entity: str
    path: str
    facts: Mapping[str, Fact]
    listings: Mapping[str, Fact] = field(factory=dict)


@frozen(eq=False)
class ClassificationValue:
    """A code per scheme; a scheme that is not here is not yet classified."""

    path: str
    codes: Mapping[str, Fact]


@frozen(eq=False)
class ListValue:
    """The elements of a list, and whether there may be more."""

    path: str
    element: ir.Type
    elements: tuple["Value", ...]
    complete: bool


Value: TypeAlias = (
    bool
    | Unknown
    | Absent
    | Measure
    | Symbols
    | Several
    | DateRange
    | MomentRange
    | ir.Duration
    | Record
    | ClassificationValue
    | ListValue
)


def negate(truth: Truth) -> Truth:
    """Turn yes into no and back; unknown stays."""
    return truth if isinstance(truth, Unknown) else not truth


def all_of(truths: Iterable[Truth]) -> Truth:
    """Conjoin: no where one is no, else unknown where one is. Stops at the first no."""
    gaps: frozenset[Gap] | None = None
    for truth in truths:
        if truth is False:
            return False
        if isinstance(truth, Unknown):
            gaps = truth.gaps if gaps is None else gaps | truth.gaps
    return True if gaps is None else Unknown(gaps)


def any_of(truths: Iterable[Truth]) -> Truth:
    """Disjoin: yes where one is yes, else unknown where one is. Stops at the first yes."""
    gaps: frozenset[Gap] | None = None
    for truth in truths:
        if truth is True:
            return True
        if isinstance(truth, Unknown):
            gaps = truth.gaps if gaps is None else gaps | truth.gaps
    return False if gaps is None else Unknown(gaps)


def agree(truths: Iterable[Truth], origin: frozenset[Gap]) -> Truth:
    """Combine what each possible value leads to: certain only where all lead to the same."""
    seen = list(truths)
    if seen and all(truth is True for truth in seen):
        return True
    if seen and all(truth is False for truth in seen):
        return False
    return Unknown(origin.union(*(t.gaps for t in seen if isinstance(t, Unknown))))


def word(truth: Truth) -> Literal["yes", "no", "unknown"]:
    """Name a truth as decisions and explanations do."""
    if isinstance(truth, Unknown):
        return "unknown"
    return "yes" if truth else "no"


def unknown_fact(path: str, type_: ir.Type | None) -> Unknown:
    """Make the value of a fact that is not given."""
    return Unknown(frozenset({Gap("fact", path)}), path, type_)


def texts_of(value: Value) -> frozenset[str]:
    """Return the texts that a value may be; of an unknown one, those given beside placeholders."""
    match value:
        case Symbols(options):
            return options
        case Unknown():
            return value.named
        case _:
            return frozenset()


def is_nonnegative(type_: ir.Type | None) -> bool:
    """Whether facts of a type cannot be below zero; reading a transaction enforces it."""
    return isinstance(type_, ir.MoneyType | ir.QuantityType | ir.PercentType)


def until_mixed(truths: Iterator[Truth]) -> Iterator[Truth]:
    """Stop when both a yes and a no were seen: more options change nothing."""
    seen: set[bool] = set()
    for truth in truths:
        yield truth
        if not isinstance(truth, Unknown):
            seen.add(truth)
            if len(seen) == 2:
                return
