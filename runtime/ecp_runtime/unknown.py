"""What is not known, and by which gaps."""

from typing import Literal, TypeAlias

from attrs import field, frozen

from ecp_runtime import ir

GapKind: TypeAlias = Literal["fact", "judgement", "law", "screening"]


@frozen(order=True)
class Gap:
    """Something that would have to be known.

    `path` is the path of a fact, or the id of a question. The kind `screening` stands for
    look-ups by name; they are unknown only where that is assumed.
    """

    kind: GapKind
    path: str

    def is_inside(self, other: "Gap") -> bool:
        """Whether this is a fact of what is at the other path: of a record, or in a list."""
        if self.kind != "fact" or other.kind != "fact":
            return False
        return self.path.startswith((f"{other.path}.", f"{other.path}["))


@frozen
class Unknown:
    """A value or truth that is not known. It is never false, empty or zero.

    `path` and `type` are given for a fact, so that a field of an unknown record is in turn an
    unknown fact with a path of its own. `named` are the texts that it is given as beside some that
    say nothing: a party of such a name may be the listed one.
    """

    gaps: frozenset[Gap] = frozenset()
    path: str | None = None
    type: ir.Type | None = None
    named: frozenset[str] = field(default=frozenset(), eq=False)
