"""What may stand where, in a lawyer's words.

The parser stops in a state; what the state stands for is derived from the grammar: the set of
productions that are being read, and how far. `messages.py` has the words.
"""

from collections.abc import Iterable
from functools import cache

from attrs import frozen

from ecp_dsl.lexicon import Token
from ecp_dsl.machine import Machine
from ecp_dsl.messages import message_for
from ecp_dsl.messages_conditions import VAGUE
from ecp_dsl.tables import END, Production, tables
from ecp_dsl.words import RESERVED_DECLARATIONS

_MAX_LISTED = 8

# How patterns are called; words and symbols stand for themselves.
_TERMINALS = {
    "NAME": "a name",
    "KEY": "a name and `:`",
    "STRING": "a text in quotation marks",
    "NUMBER": "a number",
    "DATE": "a date",
    "CODE": "a code",
    "COMPARISON": "a comparison such as `>=`",
    "PLUS_MINUS": "`+` or `-`",
    "TIMES_DIVIDED": "`*` or `/`",
    END: "the end of the file",
}

# Repetitions, by what is repeated: the construct whose message applies.
_REPETITIONS = {
    "use": "start",
    "declaration": "start",
    "field": "field",
    "member_detail": "member",
    "entry": "record",
    "OR and_expr": "or_",
    "AND not_expr": "and_",
    "COMMA expr": "set_of",
    "COMMA fact": "fact_list",
    "COMMA function_parameter": "function_parameters",
    "COMMA STRING": "texts",
    "COMMA path": "paths",
    "COMMA NAME": "names",
    "DOT NAME": "path",
    "DOT CODE": "path",
}


@frozen
class Mistake:
    """What to say about a token that cannot stand where it stands."""

    message: str
    label: str
    help: str | None


@frozen
class Place:
    """What a state stands for.

    Attributes:
        constructs: What is being read.
        last: What was read last in it.
        two: The last two, where all constructs agree on them: the text after `by` is not the
            text after `source`.
    """

    constructs: tuple[str, ...]
    last: str
    two: str = ""


def describe(machine: Machine, token: Token, last: Token | None) -> Mistake:
    """Say what is wrong with a token in the machine's state."""
    found = _shown(token)
    written = _message(machine)
    label = "this cannot stand here" if last is None else f"this cannot follow {_shown(last)}"
    return Mistake(f"{written}, not {found}", label, _possible(machine))


def _message(machine: Machine) -> str:
    """Return the message for the machine's state.

    After a name or a value the state itself knows little: what may follow depends on the clause
    around it. So the states around it are asked, from the inside to the outside, for the first
    message that says more.
    """
    ways = [way for t in machine.accepts if (way := machine.way_to(t)) is not None]
    _, passed = min(ways, key=lambda way: (way[0], -len(way[1])), default=(0, [machine.states[-1]]))
    messages = [written_message(state) for state in passed]
    return next((message for message in messages if message not in VAGUE), messages[-1])


def _shown(token: Token) -> str:
    """Return how a token is named in a message."""
    if token.type == END:
        return "the end of the file"
    if token.type == "STRING":
        return "a text"
    text = token.value if len(token.value) <= 30 else f"{token.value[:29]}…"
    return f"`{text}`"


def _possible(machine: Machine) -> str | None:
    """Return what may stand in the machine's state, or None if that is too much to list."""
    usable = [t for t in machine.accepts if machine.can((t,))]
    symbols = machine.tables.symbols
    words: list[str] = []
    if {symbols.get(t) for t in usable} >= RESERVED_DECLARATIONS - {"module"}:
        usable = [t for t in usable if symbols.get(t) in {"use", "module"}]
        words = ["the next declaration"]
    listed = sorted(_TERMINALS.get(t) or f"`{symbols[t]}`" for t in usable) + words
    if len(listed) < 2 or len(listed) > _MAX_LISTED:
        return None
    joined = listed[0] if len(listed) == 1 else f"{', '.join(listed[:-1])} or {listed[-1]}"
    return f"possible here: {joined}"


@cache
def written_message(state: int) -> str:
    """Return the written message for a state; a test demands one for each."""
    place = places()[state]
    for construct in place.constructs:
        for last in (place.two, place.last):
            message = message_for(construct, last)
            if message is not None:
                return message
    raise LookupError(f"no message for {place}")


_Item = tuple[Production, int]


@cache
def places() -> tuple[Place, ...]:
    """Return what each state stands for, by following the tables from the first state."""
    table = tables()
    by_origin: dict[str, list[Production]] = {}
    for production in table.productions:
        by_origin.setdefault(production.origin, []).append(production)
    kernels: dict[int, frozenset[_Item]] = {
        table.start: frozenset((production, 0) for production in by_origin["start"])
    }
    found = {table.start: Place(("start",), "")}
    todo = [table.start]
    while todo:
        state = todo.pop()
        items = _closure(kernels[state], by_origin)
        shifts = {s: a for s, a in table.actions[state].items() if isinstance(a, int)}
        for symbol, target in {**shifts, **table.gotos[state]}.items():
            if target not in kernels:
                kernels[target] = frozenset(
                    (production, dot + 1)
                    for production, dot in items
                    if dot < len(production.symbols) and production.symbols[dot] == symbol
                )
                found[target] = _place(kernels[target], symbol)
                todo.append(target)
    return tuple(found[state] for state in range(len(table.actions)))


def _closure(kernel: Iterable[_Item], by_origin: dict[str, list[Production]]) -> frozenset[_Item]:
    """Add what may begin at the places of a kernel."""
    items = set(kernel)
    todo = list(items)
    while todo:
        production, dot = todo.pop()
        if dot < len(production.symbols):
            for inner in by_origin.get(production.symbols[dot], ()):
                if (inner, 0) not in items:
                    items.add((inner, 0))
                    todo.append((inner, 0))
    return frozenset(items)


def _place(kernel: frozenset[_Item], symbol: str) -> Place:
    """Name what a kernel stands for, real constructs before repetitions."""
    names = sorted(
        {_construct(production) for production, _ in kernel},
        key=lambda name: (name.startswith("*"), name),
    )
    if not kernel:
        return Place(("start",), symbol, symbol)
    constructs = tuple(name.lstrip("*") for name in names)
    if symbol.startswith("_"):
        return Place(constructs, "end", "end")
    before = {production.symbols[dot - 2] for production, dot in kernel if dot > 1}
    return Place(constructs, symbol, f"{before.pop()} {symbol}" if len(before) == 1 else symbol)


def _construct(production: Production) -> str:
    """Return the name of a production; repetitions get a star in front."""
    if not production.is_inline:
        return production.name
    repeated = " ".join(s for s in production.symbols if s != production.origin)
    return f"*{_REPETITIONS.get(repeated, repeated)}"
