"""The LALR machine: a stack of states, and a value for each symbol read."""

from collections.abc import Iterable, Mapping
from typing import Any

from ecp_dsl.build import Builder
from ecp_dsl.lexicon import Token
from ecp_dsl.tables import END, Action, Production, Tables

# Nonterminals of which a body in braces holds any number. A state that can go on with one of them
# is a place from which reading can start again after a mistake.
_BODY_PARTS = frozenset(
    {
        "clause",
        "jurisdiction_clause",
        "instrument_clause",
        "field",
        "material_clause",
        "scheme_clause",
        "list_clause",
        "question_clause",
        "adopt",
        "test_clause",
        "entry",
    }
)

_KEPT_STACKS = 2_000


class Machine:
    """Reads tokens; the builder makes a value of everything reduced."""

    def __init__(self, tables: Tables, builder: Builder) -> None:
        """Start before the first token."""
        self.tables = tables
        self.states: list[int] = [tables.start]
        self.values: list[Any] = []
        self.is_done = False
        self._fitting: dict[tuple[object, ...], bool] = {}
        self._build = builder.reduce

    @property
    def accepts(self) -> Mapping[str, Action]:
        """The terminals that the current state can use."""
        return self.tables.actions[self.states[-1]]

    def feed(self, token: Token) -> bool:
        """Read a token; return False, with nothing consumed, if it cannot stand here.

        The tables alone would notice some mistakes only after reductions, and then the place of
        the mistake could no longer be told; so reductions wait until the token is known to fit.
        """
        kind, states, actions = token.type, self.states, self.tables.actions
        action = actions[states[-1]].get(kind)
        if not isinstance(action, int) and not self._fits(kind):
            return False
        while not isinstance(action, int):
            assert action is not None
            if action.is_transparent:
                states[-1] = self.tables.gotos[states[-2]][action.origin]
            else:
                self._reduce(action)
            if kind == END and states[-1] == self.tables.end:
                self.is_done = True
                return True
            action = actions[states[-1]].get(kind)
        states.append(action)
        self.values.append(token)
        return True

    def _fits(self, terminal: str) -> bool:
        """Tell whether a terminal can be read; the same few stacks come up time and again."""
        key = (terminal, *self.states)
        fits = self._fitting.get(key)
        if fits is None:
            if len(self._fitting) >= _KEPT_STACKS:
                self._fitting.clear()
            fits = self._fitting[key] = self.can((terminal,))
        return fits

    def _reduce(self, production: Production) -> None:
        """Replace the right-hand side on the stack by its value."""
        states, values, size = self.states, self.values, production.size
        children: list[Any] = []
        if size:
            children = values[-size:]
            del values[-size:]
            del states[-size:]
        # What only passes its one child on leaves no trace but the state.
        value = children[0] if production.is_transparent else self._build(production, children)
        values.append(value)
        states.append(self.tables.gotos[states[-1]][production.origin])

    def can(self, terminals: Iterable[str]) -> bool:
        """Tell whether these terminals could be read, one after the other, from here on."""
        states = list(self.states)
        return all(self._follow(states, terminal) is not None for terminal in terminals)

    def way_to(self, terminal: str) -> tuple[int, list[int]] | None:
        """Return the states passed before a terminal could be read, and how deep the last is."""
        states = list(self.states)
        passed = self._follow(states, terminal)
        return None if passed is None else (len(states), passed)

    def _follow(self, states: list[int], terminal: str) -> list[int] | None:
        """Read a terminal on a stack of states alone; return the states that were on top."""
        actions, gotos = self.tables.actions, self.tables.gotos
        passed = [states[-1]]
        while True:
            action = actions[states[-1]].get(terminal)
            if action is None:
                return None
            if not isinstance(action, Production):
                states.append(action)
                return passed
            if action.symbols:
                del states[-len(action.symbols) :]
            states.append(gotos[states[-1]][action.origin])
            passed.append(states[-1])
            if terminal == END and states[-1] == self.tables.end:
                return passed

    def complete(self, terminal: str) -> None:
        """Reduce what is complete, as if `terminal` came next."""
        if not self.can((terminal,)):
            return
        while True:
            action = self.accepts[terminal]
            if not isinstance(action, Production):
                return
            if action.origin == "start":
                return
            self._reduce(action)

    def top(self) -> int:
        """Return the index of the innermost state in which a declaration may begin."""
        gotos = self.tables.gotos
        return next(
            i for i in range(len(self.states) - 1, -1, -1) if "declaration" in gotos[self.states[i]]
        )

    def body(self) -> int | None:
        """Return the index of the innermost state in which a clause may begin."""
        gotos = self.tables.gotos
        for index in range(len(self.states) - 1, self.top(), -1):
            if not _BODY_PARTS.isdisjoint(gotos[self.states[index]]):
                return index
        return None

    def starters(self) -> frozenset[str]:
        """Return the terminals that begin a part of the current body."""
        return frozenset(
            terminal for terminal, action in self.accepts.items() if terminal not in {"RBRACE", END}
        )

    def cut(self, index: int) -> list[Any]:
        """Drop everything above the state at `index`; return the values dropped."""
        dropped = self.values[index:]
        del self.states[index + 1 :]
        del self.values[index:]
        return dropped

    def first_token(self) -> Token | None:
        """Return the word with which the unfinished declaration begins."""
        top = self.top()
        value = self.values[top] if top < len(self.values) else None
        return value if type(value) is Token else None
