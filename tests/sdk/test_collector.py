"""The collector of cycles rests while policies are loaded, and only then."""

import gc
import threading
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
