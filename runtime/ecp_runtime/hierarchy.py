"""Code systems: which code is within which."""

from typing import Literal, TypeAlias

from ecp_runtime import ir

Relation: TypeAlias = Literal["within", "coarser", "apart"]


def ancestors(scheme: ir.Scheme | None, code: str) -> tuple[str, ...]:
    """The codes that a code is within, other than itself, from the coarsest on."""
    if scheme is None or scheme.hierarchy == "flat" or code in scheme.results:
        return ()
    if scheme.hierarchy == "prefix":
        return tuple(code[:length] for length in range(1, len(code)))
    if not scheme.separator:
        return ()
    parts = code.split(scheme.separator)
    return tuple(scheme.separator.join(parts[:count]) for count in range(1, len(parts)))


def relate(scheme: ir.Scheme | None, code: str, target: str) -> Relation:
    """Say whether a code is within a target, might be (it is coarser), or is elsewhere."""
    if code == target or target in ancestors(scheme, code):
        return "within"
    if scheme is not None and code in scheme.results:
        return "apart"
    return "coarser" if code in ancestors(scheme, target) else "apart"
