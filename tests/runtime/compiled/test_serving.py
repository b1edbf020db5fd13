"""Verdicts as a host asks for them: from several threads, for another day, of broken data."""

import gc
import linecache
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest
from benchmarks import as_ecp, family

import ecp
from ecp_runtime.evaluate import decide
from ecp_runtime.facts import read_transaction


def _policy(size: str = "60") -> ecp.Policy:
    return ecp.load({"xctrl.ecp": as_ecp.text(family.family(size, 5))}, cache=False)


def _said(policy: ecp.Policy, transaction: dict[str, Any]) -> tuple[Any, ...]:
    verdict = policy.verdict(transaction)
    return verdict.at_least, verdict.at_most, verdict.rules


def test_threads_share_a_policy_that_has_seen_nothing_yet() -> None:
    asked = [as_ecp.transaction(facts) for facts in family.transactions(200, 9)]
    alone, shared = _policy(), _policy()
    expected = [_said(alone, transaction) for transaction in asked]
    with ThreadPoolExecutor(8) as pool:
        for found in pool.map(lambda _: [_said(shared, each) for each in asked], range(8)):
            assert found == expected


def test_threads_decide_with_a_policy_that_has_seen_nothing_yet() -> None:
    asked = [as_ecp.transaction(facts) for facts in family.transactions(40, 9)]
    alone, shared = _policy(), _policy()
    expected = [alone.decide(transaction) for transaction in asked]
    with ThreadPoolExecutor(4) as pool:
        for found in pool.map(lambda _: [shared.decide(each) for each in asked], range(4)):
            assert found == expected


def test_policies_can_be_swapped_while_others_decide() -> None:
    old, new = _policy("12"), _policy("60")
    asked = [as_ecp.transaction(facts) for facts in family.transactions(100, 9)]
    right = {id(policy): [_said(policy, each) for each in asked] for policy in (old, new)}
    current = [old]

    def serve(_: int) -> bool:
        answers = []
        for number, transaction in enumerate(asked):
            policy = current[0]
            answers.append(_said(policy, transaction) == right[id(policy)][number])
        return all(answers)

    with ThreadPoolExecutor(4) as pool:
        served = [pool.submit(serve, n) for n in range(20)]
        for n in range(200):
            current[0] = new if n % 2 else old
        assert all(each.result() for each in served)


def test_another_date_of_the_act() -> None:
    policy = _policy()
    for facts in family.transactions(20, 3):
        transaction = as_ecp.transaction(facts)
        verdict = policy.verdict(transaction, on="2026-03-01")
        read = read_transaction(policy.program, transaction)
        decision = decide(policy.program, read, on=date(2026, 3, 1))
        assert verdict.at_most == decision.outcome.at_most
        assert verdict.decision == decision


@pytest.mark.parametrize(
    "broken", [{}, {"items": []}, {"items": [{}], "act": {"one_of": []}}, {"items": {"a": 1}}]
)
def test_malformed_data_that_shows_is_refused(broken: dict[str, Any]) -> None:
    with pytest.raises(ecp.TransactionError):
        _policy("12").verdict(broken)


def test_the_text_is_kept_for_tracebacks() -> None:
    engine = _policy("12").compiled()
    assert linecache.getlines(engine.name)[0] in engine.text


def test_the_text_goes_with_the_policy() -> None:
    policy = _policy("12")
    name = policy.compiled().name
    assert name in linecache.cache
    del policy
    gc.collect()
    assert name not in linecache.cache
