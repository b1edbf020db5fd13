"""Counts how often generated code has to ask the reference evaluator."""

from collections.abc import Mapping
from typing import Any

from ecp_runtime import ir
from ecp_runtime.compiled.decide import Asking
from ecp_runtime.compiled.engine import Engine


class CountingEngine(Engine):
    """An engine that counts what it leaves to the reference evaluator."""

    def __init__(self, program: ir.Program) -> None:
        """Start with nothing asked."""
        self.asked = 0
        super().__init__(program)

    def _asking(self, transaction: Mapping[str, object], scratch: list[Any]) -> Asking:
        self.asked += 1
        return super()._asking(transaction, scratch)
