"""The standard rulebook reads transactions that carry facts for other jurisdictions too."""

from typing import Any

import pytest
from tests.strategies.agreement import disagreement

import ecp


def order(**classification: str) -> dict[str, Any]:
    return {
        "id": "PO-1",
        "act": "export",
        "date": "2026-03-10",
        "from": "CN",
        "destination": "DE",
        "parties": {"end_user": {"name": "Beispiel", "listed": {"us.entity_list": False}}},
        "items": [{"id": "1", "classification": classification}],
    }


def test_codes_and_screening_results_of_other_jurisdictions_are_left_alone() -> None:
    policy = ecp.load()
    both = {"cn.dual_use": "1C905.a.4", "us.ccl": "EAR99", "eu.annex_1": "NOT_LISTED"}
    with_others = policy.decide(order(**both))
    assert with_others.outcome == policy.decide(order(**{"cn.dual_use": "1C905.a.4"})).outcome


@pytest.mark.parametrize("slip", ["cn.dualuse", "cm.dual_use", "CN.dual_use", "dual_use"])
def test_a_slip_in_the_name_of_a_scheme_is_refused(slip: str) -> None:
    with pytest.raises(ecp.TransactionError, match=r"a code scheme of the policy"):
        ecp.load().decide(order(**{slip: "1C905.a.4"}))


@pytest.mark.parametrize("code", ["1C905.a.4", "1C905", "NOT_LISTED", "1c905", "9Z999"])
def test_both_evaluators_read_the_contract_alike(code: str) -> None:
    engine = ecp.load().compiled()
    for extra in ({}, {"us.ccl": "EAR99"}, {"cm.dual_use": code}):
        assert disagreement(engine, order(**{"cn.dual_use": code}, **extra)) is None
