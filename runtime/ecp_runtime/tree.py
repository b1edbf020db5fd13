"""Walks the nodes of the IR, whatever they are."""

from collections.abc import Hashable, Iterator
from functools import cache
from typing import get_args, get_origin

import attrs

from ecp_runtime import ir
from ecp_runtime.decoder import classes_of, fields_of


def children(node: attrs.AttrsInstance) -> list[attrs.AttrsInstance]:
    """List the nodes directly inside a node."""
    found: list[attrs.AttrsInstance] = []
    for name, is_many in inner_fields(type(node)):
        value = getattr(node, name)
        if is_many:
            found += value
        elif value is not None:
            found.append(value)
    return found


def nodes(node: attrs.AttrsInstance) -> Iterator[attrs.AttrsInstance]:
    """List a node and all that is inside it, however deep it nests."""
    waiting = [node]
    while waiting:
        found = waiting.pop()
        yield found
        waiting += children(found)


@cache
def inner_fields(of: Hashable) -> tuple[tuple[str, bool], ...]:
    """List the fields that hold nodes, with whether each holds several."""
    return tuple(
        (name, get_origin(hint) is tuple)
        for name, hint in fields_of(of).items()
        if any(map(classes_of, get_args(hint) if get_origin(hint) is tuple else (hint,)))
    )


def provisions_of(program: ir.Program) -> tuple[ir.Provision, ...]:
    """List all provisions of a program: rules, exemptions, authorizations and bars."""
    return (*program.rules, *program.exemptions, *program.authorizations, *program.bars)
