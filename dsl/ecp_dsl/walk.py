"""Walking over a syntax tree, whatever its nodes are."""

from collections.abc import Iterator
from typing import Any

import attrs

from ecp_dsl.syntax import Comment


def children(node: Any) -> Iterator[Any]:
    """Return the nodes directly inside a node, in the order of its attributes."""
    for attribute in attrs.fields(type(node)):
        value = getattr(node, attribute.name)
        for part in value if isinstance(value, tuple) else (value,):
            if _is_node(part):
                yield part


def descend(node: Any) -> Iterator[Any]:
    """Return a node and all nodes inside it, outer ones first."""
    todo = [node]
    while todo:
        found = todo.pop()
        yield found
        todo.extend(reversed(list(children(found))))


def _is_node(value: Any) -> bool:
    """Tell nodes from names, numbers and spans."""
    return (
        attrs.has(type(value))
        and type(value).__module__ == Comment.__module__
        and not isinstance(value, Comment)
    )
