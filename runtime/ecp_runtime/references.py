"""Which expressions refer to acts of their own: to lists, parameters and questions."""

from collections.abc import Mapping

import attrs

from ecp_runtime import ir
from ecp_runtime.tree import children


class References:
    """Says which expressions of a program refer to acts, definitions included.

    # Invariant: what it remembers is final, so threads may share it.
    """

    def __init__(
        self, definitions: Mapping[str, ir.Definition], questions: Mapping[str, ir.Question]
    ) -> None:
        """Serve a program, which keeps its expressions."""
        self._definitions = definitions
        self._questions = questions
        self._known: dict[int, bool] = {}

    def are_in(self, node: attrs.AttrsInstance) -> bool:
        """Whether an expression refers to an act."""
        known = self._known.get(id(node))
        if known is None:
            known = self._known[id(node)] = self._look(node)
        return known

    def _look(self, node: attrs.AttrsInstance) -> bool:
        match node:
            case ir.WithinList() | ir.ParameterValue() | ir.ReadingIs():
                return True
            case ir.Ask(name) if name in self._questions and self._questions[name].citations:
                return True
            case ir.Call(name) if name in self._definitions:
                if self.are_in(self._definitions[name].body):
                    return True
        return any(map(self.are_in, children(node)))
