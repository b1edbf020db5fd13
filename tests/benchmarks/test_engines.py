"""Every engine of the benchmarks that is installed gives the oracle's answers."""

import pytest
from benchmarks.engines import ENGINES, PACKAGES, Ready, version_of
from benchmarks.family import Family, edges, family, oracle, transactions
from benchmarks.timing import fresh

# Sizes with made rules, without any, and with less than the rules written by hand.
POLICIES = [("S", 11), ("37", 4), ("5", 2)]


@pytest.mark.parametrize(("size", "seed"), POLICIES)
@pytest.mark.parametrize("name", ENGINES)
def test_engines_agree_with_the_oracle(name: str, size: str, seed: int) -> None:
    policy = family(size, seed)
    ready = loaded(name, policy)
    right = oracle(policy)
    for facts in (*edges(seed), *transactions(100, seed + 1)):
        outcome, reasons = ready.read(ready.decide(fresh(ready.shape(facts))))
        expected, rules = right(facts)
        assert (outcome, sorted(reasons)) == (expected, sorted(rules)), facts


def test_all_kinds_of_made_rules_are_among_them() -> None:
    kinds = {part[1] for rule in family("37", 4).rules[12:] for part in rule.when[1:] if part[1:]}
    assert {"item.value_usd", "end_use", "end_user.military", "item.content_pct"} <= kinds


@pytest.mark.parametrize("name", ENGINES)
def test_engines_say_their_version(name: str) -> None:
    loaded(name, family("1", 1))
    assert version_of(name).rpartition(" ")[2][0].isdigit()


def loaded(name: str, policy: Family) -> Ready:
    """Load a policy; skip where a peer is not installed."""
    try:
        return ENGINES[name](policy)
    except ModuleNotFoundError:
        if name not in PACKAGES:
            raise
        pytest.skip(f"{PACKAGES[name]} is not installed; `make bench` installs it")
