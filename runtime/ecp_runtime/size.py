"""How much definitions, exemptions and lists come to with those that they build on.

Definitions that each use another one twice come to any amount in a few lines, and would be
evaluated for hours. Chains and circles are found without recursion, however long. The compiler
refuses all this with a place in the text; here it is refused for programs from elsewhere.
"""

from collections import Counter
from collections.abc import Collection, Mapping

import attrs

from ecp_runtime import ir

MAX_PARTS = 50_000
"""The parts that a definition may come to, such as comparisons, facts and constants."""

MAX_CHAIN = 50
"""How many exemptions or lists may build on one another in a chain or a circle."""

MAX_INCLUSIONS = 10_000
"""How many lists a list may come to, each counted as often as it is included."""

MAX_CALLS = 100
"""How many definitions may use one another in a chain."""


def check_size(program: ir.Program) -> None:
    """Raise `ValueError` where a program would take too long, or too many frames, to evaluate."""
    own = {definition.id: _own(definition.body) for definition in program.definitions}
    called = {name: calls.keys() for name, (_, calls) in own.items()}
    order = _in_order(called, MAX_CALLS, "definitions")
    circular = sorted(own.keys() - set(order))
    if circular:
        raise ValueError(f"the definition {circular[0]} contains itself, or uses one that does")
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


def parts_of(body: ir.Expr, definitions: Mapping[str, int]) -> int:
    """Count the parts of an expression, where those of definitions are known."""
    parts, calls = _own(body)
    return parts + sum(definitions.get(name, 0) * times for name, times in calls.items())


def _own(body: ir.Expr) -> tuple[int, Counter[str]]:
    """Count the nodes of an expression, and what it calls."""
    parts = 0
    calls: Counter[str] = Counter()
    waiting: list[object] = [body]
    while waiting:
        node = waiting.pop()
        if isinstance(node, tuple):
            waiting += node
        elif isinstance(node, ir.Expr):
            parts += 1
            if isinstance(node, ir.Call):
                calls[node.definition] += 1
            waiting += [getattr(node, field.name) for field in attrs.fields(type(node))]
    return parts, calls
