"""The collector of cycles rests while policies are loaded, and only then."""

import gc
import threading
import weakref
from collections.abc import Iterator

import pytest

from ecp.collector import paused


@pytest.fixture(autouse=True)
def collector() -> Iterator[None]:
    yield
    gc.enable()


def test_it_rests_until_the_last_load_is_through() -> None:
    with paused():
        with paused():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()


def test_it_goes_on_after_a_failure() -> None:
    with pytest.raises(ValueError, match="broken"), paused():
        raise ValueError("broken")
    assert gc.isenabled()


def test_a_host_that_switched_it_off_finds_it_off() -> None:
    gc.disable()
    with paused():
        pass
    assert not gc.isenabled()


def test_loads_in_several_threads_overlap() -> None:
    both = threading.Barrier(2, timeout=10)
    seen: list[bool] = []

    def load() -> None:
        with paused():
            both.wait()
            seen.append(gc.isenabled())
            both.wait()

    threads = [threading.Thread(target=load) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == [False, False]
    assert gc.isenabled()


def test_what_was_loaded_is_not_gone_through_at_once() -> None:
    with paused():
        kept = [[number] for number in range(100_000)]
    assert gc.get_count()[0] < len(kept)
    old = {id(each) for each in gc.get_objects(generation=2)}
    assert id(kept) in old


def test_cycles_made_during_a_load_are_found_later() -> None:
    class Cycle:
        me: "Cycle"

    with paused():
        cycle = Cycle()
        cycle.me = cycle
        gone = weakref.ref(cycle)
        del cycle
    gc.collect()
    assert gone() is None


def test_what_a_host_has_set_apart_stays_apart() -> None:
    gc.freeze()
    try:
        apart = gc.get_freeze_count()
        with paused():
            pass
        assert gc.get_freeze_count() >= apart - 1_000 > 0
    finally:
        gc.unfreeze()
