"""Expresses which look-ups by name decide a condition: what it comes to while they are left open.

Such a text is True, False, or the set of look-ups that leave it open; that set is empty where it
is open for want of facts alone. So the meaning is that of the reference evaluator under
`OPEN_SCREENING`, where every look-up is a gap of its own.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeAlias

import attrs

from ecp_runtime import ir
from ecp_runtime.compiled.conditions import (
    All,
    Beyond,
    Condition,
    Inverse,
    Listed,
    Named,
    Over,
    Path,
    Some,
    all_of,
    inner,
    outer_variables,
    some_of,
)
from ecp_runtime.compiled.express import MAX_NESTED, Expressions
from ecp_runtime.compiled.language import Language
from ecp_runtime.compiled.parties import IsNamed, plain_name
from ecp_runtime.compiled.readers import MISSING
from ecp_runtime.compiled.reads import CONTEXT
from ecp_runtime.membership import Screening
from ecp_runtime.prepare import Prepared
from ecp_runtime.tree import nodes

LeftOpen: TypeAlias = frozenset[Screening]
"""The look-ups that leave something open."""

Live: TypeAlias = bool | LeftOpen | None
"""Whether something holds while look-ups are left open; None is open for want of facts."""

BY_FACTS: LeftOpen = frozenset()


def every(truths: Iterable[Live]) -> bool | LeftOpen:
    """Conjoin: a no settles it, else whatever is open leaves it open."""
    return _joined(truths, settles=False)


def some(truths: Iterable[Live]) -> bool | LeftOpen:
    """Disjoin: a yes settles it, else whatever is open leaves it open."""
    return _joined(truths, settles=True)


def opposite(truth: Live) -> bool | LeftOpen:
    """Turn yes into no and back; what is open stays open."""
    return not truth if isinstance(truth, bool) else truth or BY_FACTS


def _joined(truths: Iterable[Live], *, settles: bool) -> bool | LeftOpen:
    found: LeftOpen | None = None
    for truth in truths:
        if truth is settles:
            return settles
        if not isinstance(truth, bool):
            found = (found or BY_FACTS) | (truth or BY_FACTS)
    return not settles if found is None else found


Referred: TypeAlias = ir.ListDefinition | ir.Definition | ir.ParameterDefinition


class Screens:
    """Says whether evaluating something may look parties up by name, on any way there is.

    # Invariant: what it remembers is final, so threads may share it.
    """

    def __init__(self, prepared: Prepared) -> None:
        """Serve a program."""
        self._prepared = prepared
        # By identity: the program keeps what is referred to.
        self._direct: dict[int, tuple[bool, tuple[Referred, ...]]] = {}
        self._known: dict[int, bool] = {}

    def has_look_ups(self, condition: Condition) -> bool:
        """Look through a condition."""
        match condition:
            case Named():
                return True
            case Beyond(expr):
                return self.may_screen(expr)
            case Listed(_, list_id):
                found = self._prepared.lists.get(list_id)
                return found is not None and self._refers_to_look_ups(found)
            case _:
                return any(map(self.has_look_ups, inner(condition)))

    def may_screen(self, root: attrs.AttrsInstance) -> bool:
        """Look through a provision or an expression, and all that it refers to."""
        screens, referred = self._look_through(root)
        return screens or any(map(self._refers_to_look_ups, referred))

    def _refers_to_look_ups(self, start: Referred) -> bool:
        known = self._known.get(id(start))
        if known is None:
            known = self._known[id(start)] = self._search(start)
        return known

    def _search(self, start: Referred) -> bool:
        pending: list[Referred] = [start]
        seen: set[int] = set()
        while pending:
            node = pending.pop()
            if id(node) in seen:
                continue
            seen.add(id(node))
            if id(node) not in self._direct:
                self._direct[id(node)] = self._look_through(node)
            screens, referred = self._direct[id(node)]
            if screens:
                return True
            pending += referred
        return False

    def _look_through(self, root: attrs.AttrsInstance) -> tuple[bool, tuple[Referred, ...]]:
        """Say whether something looks parties up itself, and list what it refers to."""
        prepared = self._prepared
        referred: list[Referred | None] = []
        for node in nodes(root):
            match node:
                case ir.WithinList(_, id_) | ir.ListInclusion(list=id_):
                    found = prepared.lists.get(id_)
                    if isinstance(node, ir.WithinList) and found and found.kind == "party":
                        return True, ()
                    referred.append(found)
                case ir.Call(id_):
                    referred.append(prepared.definitions.get(id_))
                case ir.ParameterValue(id_):
                    referred.append(prepared.parameters.get(id_))
        return False, tuple(each for each in referred if each is not None)


class LookUps(Expressions):
    """Expresses conditions with all look-ups by name left open, in one function."""

    def __init__(self, language: Language, screens: Screens) -> None:
        """Start a function in which no fact has been read."""
        super().__init__(language, three=True)
        self._screens = screens

    def live(self, condition: Condition, depth: int = 0) -> str | None:
        """Express a condition; None where it hides look-ups, or is nested too deeply."""
        if not self._screens.has_look_ups(condition):
            return self.condition(condition)
        if depth > MAX_NESTED:
            return None
        match condition:
            case Named(path, list_id):
                return self._look_up(path, list_id)
            case Inverse(part):
                text = self.live(part, depth + 1)
                return None if text is None else f"opposite({text})"
            case All(parts):
                return self._join(parts, all_of, "every", depth)
            case Some(parts):
                return self._join(parts, some_of, "some", depth)
            case Over():
                return self._each(condition, depth)
            case _:
                return None

    def _join(
        self,
        parts: tuple[Condition, ...],
        of: Callable[[tuple[Condition, ...]], Condition],
        name: str,
        depth: int,
    ) -> str | None:
        """Join parts; those that look nobody up come first, and may settle it."""
        has_look_ups = self._screens.has_look_ups
        plain = tuple(part for part in parts if not has_look_ups(part))
        texts = [self.live(part, depth + 1) for part in parts if has_look_ups(part)]
        known = [text for text in texts if text is not None]
        if len(known) < len(texts):
            return None
        if not plain:
            return f"{name}(({', '.join(known)},))"
        mark = self.reads.temporary()
        settles = name == "some"
        first = f"({mark} := {self.condition(of(plain))})"
        return f"({settles} if {first} is {settles} else {name}(({mark}, {', '.join(known)})))"

    def _look_up(self, path: Path, list_id: str) -> str:
        is_named = self.language.parties.of(list_id, three=True)
        name = self.names.made(("look up", id(is_named)), "s", LookUp(is_named, list_id))
        return f"{name}({self.reads.fact(path)}, {self._at(path)})"

    def _at(self, path: Path) -> str:
        """Express the path under which the reference evaluator knows a fact."""
        keys = ".".join(path.keys)
        down = f" + {self.names.constant(f'.{keys}')}" if keys else ""
        match path.root:
            case "header":
                return self.names.constant(keys)
            case "item":
                return f"at_item(n){down}"
            case "override":
                first = self.names.constant(path.keys[0])
                return f"(at_item(n){down} if {first} in line else {self.names.constant(keys)})"
            case "party":
                return f"at_party(n, line, {self.names.constant(path.name)}){down}"
            case "variable":
                return f"{path.name}_at{down}"

    def _each(self, over: Over, depth: int) -> str | None:
        own = LookUps(self.language, self._screens)
        test = own.live(over.part, depth + 1)
        if test is None:
            return None
        element = own.reads.element(over.variable, over.element)
        outer = sorted({path.name for path in outer_variables(over)})
        more = "".join(f", {name}, {name}_at" for name in outer)
        name = f"look_up_{over.kind}_{self.language.next()}"
        lines = [
            f"def {name}(listed, at, {CONTEXT}{more}):",
            "    elements, is_open = opened(listed)",
            "    found = [None] if is_open else []",
            f"    for number, {over.variable} in enumerate(elements):",
            *([] if element is None else [f"        {element}"]),
            f"        {over.variable}_at = f'{{at}}[{{number}}]'",
            f"        found.append({test})",
            f"    return {'some' if over.kind == 'any' else 'every'}(found)",
            "",
        ]
        self.language.helpers.append("\n".join(lines))
        return f"{name}({self.reads.fact(over.path)}, {self._at(over.path)}, {CONTEXT}{more})"


class LookUp:
    """Says on what look-up it hangs whether a party is on one list."""

    def __init__(self, is_named: IsNamed, list_id: str) -> None:
        """Look up on a list."""
        self._is_named = is_named
        self._list = list_id

    def __call__(self, party: Any, at: str) -> Live:
        """Ask about a party, whose path is `at`; what it says of itself is no look-up."""
        if party is MISSING:
            return None
        name = plain_name(party)
        if name is not None:
            return frozenset({(at, self._list)}) if self._is_named.has_name(name) else None
        known = self._is_named.without_days(party)
        if known.__class__ is not tuple:
            return bool(known) if known is not None else None
        return frozenset({(at, self._list)})


def _at_item(n: int) -> str:
    return f"items[{n}]"


def _at_party(n: int, line: Mapping[str, Any], role: str) -> str:
    own = line.get("parties")
    return f"items[{n}].parties.{role}" if own and role in own else f"parties.{role}"


LOOK_UPS: Mapping[str, Any] = {
    "every": every,
    "some": some,
    "opposite": opposite,
    "at_item": _at_item,
    "at_party": _at_party,
}
"""What such texts call by its own name."""
