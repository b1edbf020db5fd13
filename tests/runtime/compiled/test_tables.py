"""Cells of tables that hold many rules, which are kept by day."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import tests.strategies.vocabulary as make
from tests.strategies.agreement import disagreement

from ecp_runtime import ir
from ecp_runtime.compiled.engine import Engine
from ecp_runtime.compiled.tables import MANY_ROWS

CODE_A = ir.WithinCode(make.control_code(), ir.Code("ctl", "1A.a"))
CODE_B = ir.WithinCode(make.control_code(), ir.Code("ctl", "2B"))
FINER = ir.WithinCode(make.control_code(), ir.Code("ctl", "1A.a.1"))
FROM_A = ir.Equal(make.of_item("origin"), ir.Code("country", "AA"))
FROM_B = ir.Equal(make.of_item("origin"), ir.Code("country", "BB"))


def _engine(*shared: ir.Expr) -> Engine:
    """Put many rules into one cell, and a few into another, so that the fact is looked up."""
    rules = [
        make.rule(
            f"m.r{n}.{number}",
            (ir.Prohibition(), make.license_())[n % 2],
            ir.And((condition, ir.Compare(">=", make.of_item("level"), ir.Number(Decimal(n))))),
            life_=make.life(date(2026, 1, 1 + n % 28)),
        )
        for number, condition in enumerate(shared)
        for n in range(3 * MANY_ROWS if number == 0 else 4)
    ]
    return Engine(make.program(rules=tuple(rules)))


@pytest.mark.parametrize(
    "shared",
    [
        (CODE_A, CODE_B),
        (FINER, CODE_B),
        (FROM_A, FROM_B),
        (ir.And((CODE_A, FROM_A)), ir.And((CODE_B, FROM_B))),
    ],
    ids=["code", "finer code", "country", "both"],
)
def test_a_crowded_cell_leaves_no_rule_out(shared: tuple[ir.Expr, ...]) -> None:
    engine = _engine(*shared)
    items: tuple[dict[str, Any], ...] = (
        {"classification": {"ctl": "1A.a.1"}, "origin": "AA", "level": 20},
        {"classification": {"ctl": "1A.a"}, "origin": "AA", "level": 20},
        {"classification": {"ctl": "1A"}, "origin": "AA"},
        {"origin": "AA", "level": 20},
        {"classification": {"ctl": "1A.a.1"}, "level": 20},
        {"level": 3},
        {},
    )
    for day in ("2026-01-10", "2026-03-10", "2025-12-31"):
        for item in items:
            transaction = {"act": "export", "date": day, "items": [item]}
            assert disagreement(engine, transaction) is None, (day, item)
