"""Policies that are loaded again when their files change."""

import gc
import multiprocessing
import pickle
import threading
import weakref
from collections.abc import Iterator
from pathlib import Path
from queue import Queue

import pytest
from tests.sdk.test_commands import GOOD

import ecp

ORDER = {"act": "export", "date": "2026-02-01", "items": [{"hs": "850511"}]}
STRICT = GOOD.replace("require license from ACM.office", "prohibit")
BROKEN = GOOD.replace("when ", "whenn ")
SOON, LATE = 0.01, 60.0


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return a policy file by which the order needs a license."""
    path = tmp_path / "acme.ecp"
    path.write_text(GOOD, encoding="utf-8")
    return path


def _answer(policy: ecp.Policy) -> str:
    return policy.verdict(ORDER).at_most


def test_changed_files_become_the_current_policy(file: Path) -> None:
    source = ecp.PolicySource(file.parent)
    first = source.current
    assert not source.refresh()
    assert source.current is first
    file.write_text(STRICT, encoding="utf-8")
    assert source.refresh()
    assert (_answer(first), _answer(source.current)) == ("license_required", "prohibited")
    assert not source.refresh()


def test_a_file_of_the_same_meaning_changes_nothing(file: Path) -> None:
    source = ecp.PolicySource(file)
    first = source.current
    file.write_text(f"{GOOD}\n# a remark\n", encoding="utf-8")
    assert not source.refresh()
    assert source.current is first


def test_files_that_cannot_be_loaded_leave_the_last_good_policy(file: Path) -> None:
    changes: list[ecp.PolicyChange] = []
    source = ecp.PolicySource(file.parent, on_change=changes.append)
    first = source.current
    file.write_text(BROKEN, encoding="utf-8")
    assert not source.refresh()
    assert source.current is first
    assert isinstance(source.error, ecp.PolicyError)
    assert source.error.diagnostics
    file.unlink()
    assert not source.refresh()
    assert source.current is first
    assert source.error is not None
    file.write_text(STRICT, encoding="utf-8")
    assert source.refresh()
    assert source.error is None
    assert [(c.current is first, c.error is None) for c in changes] == [
        (True, False),
        (True, False),
        (False, True),
    ]
    assert all(change.previous is first for change in changes)


def test_what_cannot_be_loaded_at_first_is_an_error(file: Path, tmp_path: Path) -> None:
    with pytest.raises(ecp.PolicyError, match="no such file"):
        ecp.PolicySource(tmp_path / "none.ecp")
    file.write_text(BROKEN, encoding="utf-8")
    with pytest.raises(ecp.PolicyError):
        ecp.PolicySource(file)
    for poll in (0, -1.0, True, "5", float("nan")):
        with pytest.raises(ecp.ArgumentError, match="poll"):
            ecp.PolicySource(file, poll=poll)  # type: ignore[arg-type]  # what the error is for


@pytest.fixture
def watched(file: Path) -> Iterator[tuple[ecp.PolicySource, "Queue[ecp.PolicyChange]"]]:
    """Return a source that looks for changes by itself, and what it says of them."""
    changes: Queue[ecp.PolicyChange] = Queue()
    with ecp.PolicySource(file.parent, poll=SOON, on_change=changes.put) as source:
        yield source, changes


def test_a_thread_looks_for_changes(
    file: Path, watched: tuple[ecp.PolicySource, "Queue[ecp.PolicyChange]"]
) -> None:
    source, changes = watched
    file.write_text(STRICT, encoding="utf-8")
    while changes.get(timeout=LATE).error is not None:
        # The file was read while it was written.
        pass
    assert _answer(source.current) == "prohibited"


def test_many_threads_use_it_while_it_changes(file: Path) -> None:
    source = ecp.PolicySource(file.parent)
    expected = {
        ecp.load({"acme.ecp": text}).hash: ecp.load({"acme.ecp": text}).decide_json(
            b'{"act": "export", "date": "2026-02-01", "items": [{"hs": "850511"}]}'
        )
        for text in (GOOD, STRICT)
    }
    done, wrong = threading.Event(), []

    def ask() -> None:
        while not done.is_set():
            policy = source.current
            said = policy.decide_json(
                b'{"act": "export", "date": "2026-02-01", "items": [{"hs": "850511"}]}'
            )
            if said != expected[policy.hash]:
                wrong.append(said)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for turn in range(10):
        file.write_text((STRICT, GOOD)[turn % 2] + "\n" * turn, encoding="utf-8")
        assert source.refresh()
    done.set()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_a_listener_that_fails_ends_no_watch(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    raised: Queue[object] = Queue()
    monkeypatch.setattr(threading, "excepthook", lambda arguments: raised.put(arguments.exc_value))

    def fail(change: ecp.PolicyChange) -> None:
        raise RuntimeError(change.current.hash)

    with ecp.PolicySource(file.parent, poll=SOON, on_change=fail) as source:
        for text in (STRICT, GOOD):
            file.write_text(text, encoding="utf-8")
            assert isinstance(raised.get(timeout=LATE), RuntimeError)
        source.close()


def test_a_source_that_nobody_uses_is_dropped(file: Path) -> None:
    source = ecp.PolicySource(file.parent, poll=SOON)
    watcher = next(each for each in threading.enumerate() if each.name == "ecp-policy")
    gone = weakref.ref(source)
    del source
    watcher.join(LATE)
    gc.collect()
    assert gone() is None
    assert not watcher.is_alive()


def _in_child(source: ecp.PolicySource, file: Path, answers: "multiprocessing.Queue[str]") -> None:
    changed = threading.Event()
    source.subscribe(lambda change: changed.set() if change.error is None else None)
    file.write_text(STRICT, encoding="utf-8")
    changed.wait(LATE)
    answers.put(_answer(source.current))


def test_a_forked_process_looks_for_changes_by_itself(file: Path) -> None:
    fork = multiprocessing.get_context("fork")
    answers = fork.Queue()
    with ecp.PolicySource(file.parent, poll=SOON) as source:
        child = fork.Process(target=_in_child, args=(source, file, answers))
        child.start()
        assert answers.get(timeout=LATE) == "prohibited"
        child.join()


def test_a_policy_pickles_as_its_bundle() -> None:
    policy = ecp.load({"acme.ecp": GOOD})
    again: ecp.Policy = pickle.loads(pickle.dumps(policy))
    assert again.hash == policy.hash
    assert again.source_map == policy.source_map
    assert again.decide(ORDER) == policy.decide(ORDER)
