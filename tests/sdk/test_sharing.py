"""Policies with the same hash share what was made of their program, and nothing outlives them."""

import gc
import linecache
import re
import threading
import traceback
import weakref
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from tests.sdk.test_commands import GOOD

import ecp
from ecp_runtime.compiled.engine import Engine

ORDER: dict[str, Any] = {"act": "export", "date": "2026-02-01", "items": [{"hs": "850511"}]}


@pytest.fixture(scope="module")
def bundle() -> bytes:
    return ecp.load({"shared.ecp": GOOD}, cache=False).to_bundle()


def test_two_loads_of_a_bundle_share_program_engine_and_text(bundle: bytes) -> None:
    one, other = ecp.load(bundle), ecp.load(bundle)
    assert one.program is other.program
    assert one.compiled() is other.compiled()
    assert one.compiled().name == f"<ecp {one.hash}>"


def test_the_same_bundle_from_another_place_is_shared(bundle: bytes, tmp_path: Path) -> None:
    path = tmp_path / "policy.ecpb"
    path.write_bytes(bundle)
    assert ecp.load(path).compiled() is ecp.load(bundle).compiled()


def test_sources_that_came_from_elsewhere_have_their_own_places(bundle: bytes) -> None:
    one = ecp.load(bundle)
    other = ecp.load(ecp.load({"moved/shared.ecp": GOOD}, cache=False).to_bundle())
    assert one.hash == other.hash
    assert one.compiled() is other.compiled()
    assert {place.file for place in one.source_map.values()} != {
        place.file for place in other.source_map.values()
    }


def test_a_policy_whose_hash_was_asked_for_is_shared_with_later_ones(bundle: bytes) -> None:
    gc.collect()
    compiled = ecp.load({"shared.ecp": GOOD}, cache=False)
    assert compiled.hash == ecp.load(bundle).hash
    assert compiled.compiled() is ecp.load(bundle).compiled()


def test_a_hash_is_not_worked_out_for_the_sake_of_sharing(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(program: object) -> str:
        raise AssertionError("hashed")

    monkeypatch.setattr("ecp_runtime.prepare.content_hash", refuse)
    policy = ecp.load({"shared.ecp": GOOD}, cache=False)
    assert policy.verdict(ORDER).at_most == "license_required"


def test_other_rules_are_not_shared(bundle: bytes) -> None:
    changed = ecp.load({"shared.ecp": GOOD.replace("850511", "850512")}, cache=False).to_bundle()
    one, other = ecp.load(bundle), ecp.load(changed)
    assert one.hash != other.hash
    assert one.compiled() is not other.compiled()


def test_everything_goes_with_the_last_policy(bundle: bytes) -> None:
    one, other = ecp.load(bundle), ecp.load(bundle)
    one.decide(ORDER)
    one.verdict(ORDER)
    name = one.compiled().name
    gone = [weakref.ref(each) for each in (one.program, one.compiled(), one.compiled().prepared)]
    del one
    gc.collect()
    assert all(each() is not None for each in gone)
    assert name in linecache.cache
    assert other.verdict(ORDER).at_most == "license_required"
    del other
    gc.collect()
    assert [each() for each in gone] == [None, None, None]
    assert not [each for each in linecache.cache if name[5:-1] in each]


def test_a_policy_can_be_loaded_again_after_that(bundle: bytes) -> None:
    for _ in range(2):
        policy = ecp.load(bundle)
        assert policy.verdict(ORDER).at_most == "license_required"
        assert linecache.getlines(policy.compiled().name)
        del policy
        gc.collect()


def test_a_traceback_shows_the_line_and_the_hash(bundle: bytes) -> None:
    policy = ecp.load(bundle)

    with pytest.raises(BreakingError) as caught:
        policy.verdict(Breaking())
    frames = [f for f in traceback.extract_tb(caught.tb) if f.filename.startswith("<ecp")]
    assert frames[0].filename == f"<ecp {policy.hash}>"
    assert frames[0].line and frames[0].line in policy.compiled().text


class BreakingError(Exception):
    """What nobody expects."""


class Breaking(dict[str, object]):
    """A transaction that fails when it is read."""

    def __getitem__(self, key: str) -> object:
        """Fail."""
        raise BreakingError(key)

    def get(self, key: str, default: object = None) -> object:
        """Fail."""
        raise BreakingError(key)


def test_engines_of_equal_text_show_it_until_the_last_is_gone(bundle: bytes) -> None:
    policy = ecp.load(bundle)
    first, second = Engine(policy.program), Engine(policy.program)
    assert first.name == second.name == policy.compiled().name
    name = first.name
    del first, policy
    gc.collect()
    assert "".join(linecache.getlines(name)) == second.text
    del second
    gc.collect()
    assert name not in linecache.cache


def test_threads_that_load_at_once_end_with_one_engine(bundle: bytes) -> None:
    gc.collect()
    ready = threading.Barrier(8, timeout=30)

    def load(_: int) -> tuple[ecp.Policy, Engine, str]:
        ready.wait()
        policy = ecp.load(bundle)
        return policy, policy.compiled(), policy.verdict(ORDER).at_most

    with ThreadPoolExecutor(8) as pool:
        loaded = list(pool.map(load, range(8)))
    assert {outcome for _, _, outcome in loaded} == {"license_required"}
    assert len({id(engine) for _, engine, _ in loaded}) == 1
    assert len({id(policy.program) for policy, _, _ in loaded}) == 1


def test_the_name_of_text_without_a_known_hash_says_nothing_of_one() -> None:
    policy = ecp.load({"shared.ecp": GOOD.replace("850511", "850599")}, cache=False)
    assert re.fullmatch(r"<ecp [0-9a-f]+>", policy.compiled().name)
