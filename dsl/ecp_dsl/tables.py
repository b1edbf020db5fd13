"""The grammar, compiled: tables for the parser and for its messages, in types of our own.

In: `grammar.lark`. Out: `Tables`, the only thing that knows how lark stores them. The parser drives
the tables itself because it needs what a plain LALR driver does not offer: diagnostics collected
per parse, nodes built without recursion, and recovery that keeps what was complete.
"""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, TypeAlias

from attrs import frozen
from lark import Lark
from lark.lexer import PatternStr, TerminalDef

END = "$END"


@frozen(eq=False)
class Production:
    """One alternative of a grammar rule, as the parser reduces it.

    Attributes:
        origin: The nonterminal it makes.
        name: What `build.py` calls it: the alias, else the nonterminal.
        symbols: The right-hand side.
        is_inline: Whether its value is a plain sequence to be spliced into the parent, as for the
            repetitions that lark makes of `x*`.
        is_transparent: Whether it only passes its one child on.
        size: How many symbols there are.
        splices: Whether any of them is inline.
    """

    origin: str
    name: str
    symbols: tuple[str, ...]
    is_inline: bool
    is_transparent: bool
    size: int
    splices: bool


Action: TypeAlias = "int | Production"  # shift to a state, or reduce


@frozen(eq=False)
class Phrase:
    """A terminal of several words, such as `in force`."""

    terminal: str
    pattern: re.Pattern[str]
    text: str


@frozen(eq=False)
class Tables:
    """What the parser and the scanner run on.

    Attributes:
        actions: By state and terminal, what to do.
        gotos: By state and nonterminal, the next state.
        start: The first state.
        end: The state in which a whole file has been read.
        productions: All of them.
        words: Keywords of one word, by spelling.
        phrases: Keywords of several words, by their first word.
        symbols: Spelling of each terminal that is not a pattern.
        patterns: The other terminals: names, numbers, texts, operators.
    """

    actions: tuple[Mapping[str, Action], ...]
    gotos: tuple[Mapping[str, int], ...]
    start: int
    end: int
    productions: tuple[Production, ...]
    words: Mapping[str, str]
    phrases: Mapping[str, tuple[Phrase, ...]]
    symbols: Mapping[str, str]
    patterns: Mapping[str, str]


@cache
def tables() -> Tables:
    """Compile the grammar, once per process."""
    grammar = files("ecp_dsl").joinpath("grammar.lark").read_text(encoding="utf-8")
    lark = Lark(grammar, parser="lalr", maybe_placeholders=False)
    configuration = lark.parse_interactive("").parser_state.parse_conf
    states = configuration.parse_table.states
    if sorted(states) != list(range(len(states))):  # pragma: no cover
        raise AssertionError("states are numbered from 0")
    productions: dict[object, Production] = {}

    def production(rule: object) -> Production:
        if rule not in productions:
            productions[rule] = _production(rule)
        return productions[rule]

    actions: list[Mapping[str, Action]] = []
    gotos: list[Mapping[str, int]] = []
    for number in range(len(states)):
        acts: dict[str, Action] = {}
        goes: dict[str, int] = {}
        for symbol, (action, argument) in states[number].items():
            if action.name == "Reduce":
                acts[symbol] = production(argument)
            elif symbol == END or symbol.isupper():
                acts[symbol] = argument
            else:
                goes[symbol] = argument
        actions.append(acts)
        gotos.append(goes)
    words, phrases, symbols, patterns = _terminals(lark.terminals)
    return Tables(
        actions=tuple(actions),
        gotos=tuple(gotos),
        start=configuration.start_state,
        end=configuration.end_state,
        productions=tuple(productions.values()),
        words=MappingProxyType(words),
        phrases=MappingProxyType(phrases),
        symbols=MappingProxyType(symbols),
        patterns=MappingProxyType(patterns),
    )


def _production(rule: Any) -> Production:
    """Translate one of lark's rules, for which lark exports no type."""
    origin = str(rule.origin.name)
    alias = rule.alias
    symbols = tuple(str(s.name) for s in rule.expansion)
    return Production(
        origin=origin,
        name=str(alias or origin),
        symbols=symbols,
        is_inline=_is_inline(origin),
        is_transparent=alias is None and bool(rule.options.expand1) and len(symbols) == 1,
        size=len(symbols),
        splices=any(map(_is_inline, symbols)),
    )


def _is_inline(symbol: str) -> bool:
    return symbol.startswith("_") and not symbol.isupper()


def _terminals(
    terminals: Iterable[TerminalDef],
) -> tuple[dict[str, str], dict[str, tuple[Phrase, ...]], dict[str, str], dict[str, str]]:
    """Sort the terminals into words, phrases, symbols and patterns."""
    words: dict[str, str] = {}
    phrases: dict[str, tuple[Phrase, ...]] = {}
    symbols: dict[str, str] = {}
    patterns: dict[str, str] = {}
    for terminal in sorted(terminals, key=lambda t: t.name):
        value = str(terminal.pattern.value)
        if isinstance(terminal.pattern, PatternStr):
            symbols[terminal.name] = value
            if value.isidentifier():
                words[value] = terminal.name
        elif r"\s+" in value and value[0].isalpha():
            text = value.replace(r"\s+", " ").replace(r"\b", "").replace("[sc]", "s")
            first = text.split(" ")[0]
            # A comment may stand wherever a space may.
            pattern = re.compile(value.replace(r"\s+", r"(?:\s|#[^\n]*\n)+"))
            phrase = Phrase(terminal=terminal.name, pattern=pattern, text=text)
            phrases[first] = (*phrases.get(first, ()), phrase)
            symbols[terminal.name] = text
        else:
            patterns[terminal.name] = terminal.pattern.to_regexp()
    return words, phrases, symbols, patterns


@cache
def _bare_key() -> re.Pattern[str]:
    patterns = tables().patterns
    return re.compile("|".join(f"(?:{patterns[name]})" for name in ("CODE", "NUMBER", "NAME")))


def is_bare_key(text: str) -> bool:
    """Tell whether a code can be written without quotation marks."""
    return _bare_key().fullmatch(text) is not None
