"""Counts how often generated code has to ask the reference evaluator."""

from collections.abc import Mapping
from typing import Any

from ecp_runtime import ir
from ecp_runtime.compiled.decide import Asking
from ecp_runtime.compiled.engine import Compiled, Engine
from ecp_runtime.compiled.verdict import Part


class CountingEngine(Engine):
    """An engine that counts what it leaves to the reference evaluator, and whole lines of that."""

    def __init__(self, program: ir.Program) -> None:
        """Start with nothing asked."""
        self.asked = 0
        self.lines = 0
        super().__init__(program)

    def _asking(self, transaction: Mapping[str, object], scratch: list[Any]) -> Asking:
        self.asked += 1
        return super()._asking(transaction, scratch)

    def _by_reference(
        self, compiled: Compiled, transaction: Mapping[str, Any], n: int, scratch: list[Any]
    ) -> Part:
        self.lines += 1
        return super()._by_reference(compiled, transaction, n, scratch)
