"""How much definitions, exemptions and lists come to with those that they build on.

Definitions that each use another one twice come to any amount in a few lines, and would be
evaluated for hours. Chains and circles are found without recursion, however long. The compiler
refuses all this with a place in the text; here it is refused for programs from elsewhere.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from typing import TypeAlias

import attrs

from ecp_runtime import ir
from ecp_runtime.tree import children, nodes, provisions_of

MAX_PARTS = 50_000
"""The parts that a definition may come to, such as comparisons, facts and constants."""

MAX_CHAIN = 50
"""How many exemptions or lists may build on one another in a chain or a circle."""

MAX_INCLUSIONS = 10_000
"""How many lists a list may come to, each counted as often as it is included."""

MAX_COLLECTIONS = 6
"""How many collections may be gone through in each other: every one multiplies what there is."""

MAX_CALLS = 100
"""How many definitions may use one another in a chain."""


def check_size(program: ir.Program) -> None:
    """Raise `ValueError` where a program would take too long, or too many frames, to evaluate."""
    own = {definition.id: _own(definition.body) for definition in program.definitions}
    called = {name: calls.keys() for name, (_, calls) in own.items()}
    order = _in_order(called, MAX_CALLS, "definitions")
    in_circles = sorted(own.keys() - set(order))
    if in_circles:
        raise ValueError(f"the definition {in_circles[0]} contains itself, or uses one that does")
    sizes: dict[str, int] = {}
    for name in order:
        parts, calls = own[name]
        sizes[name] = parts + sum(sizes.get(each, 0) * times for each, times in calls.items())
        if sizes[name] > MAX_PARTS:
            raise ValueError(f"the definition {name} comes to more than {MAX_PARTS:,} parts")
    lifted: dict[str, list[str]] = {}
    for exemption in program.exemptions:
        # Several versions may share an id.
        lifted.setdefault(exemption.id, []).extend(exemption.targets)
    included = {
        found.id: [each.list for part in found.parts for each in part.inclusions]
        for found in program.lists
    }
    for edges, what in ((lifted, "exemptions"), (included, "lists")):
        if len(edges) - len(_in_order(edges, MAX_CHAIN, what)) > MAX_CHAIN:
            raise ValueError(_too_long(MAX_CHAIN, what))
    for name in overfull(included):
        raise ValueError(f"the list {name} comes to more than {MAX_INCLUSIONS:,} lists")
    for name in circular(program):
        raise ValueError(f"whether {name} is in force depends on itself")


def check_collections(program: ir.Program) -> None:
    """Raise `ValueError` where too many collections are gone through in each other."""
    bodies = {definition.id: definition.body for definition in program.definitions}
    nested: dict[str, int] = {}
    for name in _in_order({n: _own(body)[1].keys() for n, body in bodies.items()}, MAX_CALLS, ""):
        nested[name] = collections_of(bodies[name], nested)
    roots = provisions_of(program)
    deepest = max((collections_of(root.condition, nested) for root in roots), default=0)
    if deepest > MAX_COLLECTIONS:
        raise ValueError(f"more than {MAX_COLLECTIONS} collections are gone through in each other")


def overfull(included: Mapping[str, Collection[str]]) -> list[str]:
    """Name the lists that come to too many, but not what includes those."""
    counts: dict[str, int] = {}
    found: list[str] = []
    for name in _in_order(included, len(included), "lists"):
        counts[name] = 1 + sum(counts.get(each, 0) for each in included[name])
        if counts[name] > MAX_INCLUSIONS:
            found.append(name)
            counts[name] = 0
    return found


def _in_order(edges: Mapping[str, Collection[str]], longest: int, what: str) -> list[str]:
    """Order what builds on others after those; leave out circles, and what builds on them."""
    waiting = {name: {each for each in below if each in edges} for name, below in edges.items()}
    above: dict[str, list[str]] = {name: [] for name in edges}
    for name, below in waiting.items():
        for each in below:
            above[each].append(name)
    chains: dict[str, int] = {}
    ready = [name for name, below in waiting.items() if not below]
    for name in ready:
        chains[name] = 1 + max((chains.get(each, 0) for each in edges[name]), default=0)
        if chains[name] > longest:
            raise ValueError(_too_long(longest, what))
        for each in above[name]:
            waiting[each].discard(name)
            if not waiting[each]:
                ready.append(each)
    return ready


def _too_long(longest: int, what: str) -> str:
    return f"more than {longest} {what} build on one another"


def collections_of(expr: ir.Expr, definitions: Mapping[str, int]) -> int:
    """Count how many collections are gone through in each other, those of definitions known."""
    deepest = 0
    waiting: list[tuple[attrs.AttrsInstance, int]] = [(expr, 0)]
    while waiting:
        node, above = waiting.pop()
        above += isinstance(node, ir.Quantified | ir.Count | ir.Sum | ir.Share)
        called = definitions.get(node.definition, 0) if isinstance(node, ir.Call) else 0
        deepest = max(deepest, above + called)
        waiting += [(child, above) for child in children(node)]
    return deepest


def circular(program: ir.Program) -> list[str]:
    """Name lists and parameters that are in force on a condition that asks for them again."""
    asked_by_lives: dict[_Node, set[_Node]] = {}
    edges: dict[_Node, set[_Node]] = {
        ("definition", each.id): _asked(each.body) for each in program.definitions
    }
    for found in program.lists:
        lives = [part.life for part in found.parts]
        lives += [m.life for part in found.parts for m in part.members if m.life is not None]
        lives += [i.life for part in found.parts for i in part.inclusions if i.life is not None]
        asked_by_lives["list", found.id] = _asked_by(lives)
        inclusions = {("list", i.list) for part in found.parts for i in part.inclusions}
        edges["list", found.id] = asked_by_lives["list", found.id] | inclusions
    for parameter in program.parameters:
        node = "parameter", parameter.id
        asked_by_lives[node] = edges[node] = _asked_by([v.life for v in parameter.versions])
    return sorted(
        node[1] for node, asked in asked_by_lives.items() if asked and _reaches(asked, node, edges)
    )


_Node: TypeAlias = tuple[str, str]


def _asked_by(lives: Iterable[ir.Life]) -> set[_Node]:
    conditions = [s.condition for life in lives for s in life.suspensions]
    return {node for each in conditions if each is not None for node in _asked(each)}


def _asked(expr: ir.Expr) -> set[_Node]:
    """The definitions, lists and parameters that an expression asks for."""
    found: set[_Node] = set()
    for node in nodes(expr):
        match node:
            case ir.Call(definition):
                found.add(("definition", definition))
            case ir.WithinList(_, list_id):
                found.add(("list", list_id))
            case ir.ParameterValue(parameter):
                found.add(("parameter", parameter))
            case _:
                pass
    return found


def _reaches(start: set[_Node], goal: _Node, edges: Mapping[_Node, set[_Node]]) -> bool:
    seen, waiting = set(start), list(start)
    while waiting:
        node = waiting.pop()
        if node == goal:
            return True
        new = edges.get(node, set()) - seen
        seen |= new
        waiting += new
    return False


def parts_of(body: ir.Expr, definitions: Mapping[str, int]) -> int:
    """Count the parts of an expression, where those of definitions are known."""
    parts, calls = _own(body)
    return parts + sum(definitions.get(name, 0) * times for name, times in calls.items())


def _own(body: ir.Expr) -> tuple[int, Counter[str]]:
    """Count the nodes of an expression, and what it calls."""
    inside = [node for node in nodes(body) if isinstance(node, ir.Expr)]
    return len(inside), Counter(node.definition for node in inside if isinstance(node, ir.Call))
