"""Puts each fault of the table into a copy of the sources and sees whether its tests notice.

`python scripts/faults.py --jobs 2` runs all of them, after running their tests without any fault;
names choose some. A fault that no test notices, or that no longer applies, is an error.
"""

import argparse
import sys
import tempfile
import time
from multiprocessing import Pool
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from tests.faults.applying import Copy, Fault, Result  # noqa: E402  # once the root is there
from tests.faults.table import FAULTS  # noqa: E402

WITHOUT = 30
"""So many minutes all tests together may take without any fault."""

_copies: list[Copy] = []


def main() -> int:
    """Run the faults that are chosen, or all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="only these faults")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--list", action="store_true", help="name all faults and what they break")
    chosen = parser.parse_args()
    if chosen.list:
        for fault in FAULTS:
            print(f"{fault.name} ({fault.file}, {fault.function}): {fault.law}")
        return 0
    unknown = set(chosen.names) - {fault.name for fault in FAULTS}
    if unknown:
        parser.error(f"no such fault: {', '.join(sorted(unknown))}")
    faults = [f for f in FAULTS if not chosen.names or f.name in chosen.names]
    return _run(faults, chosen.jobs)


def _run(faults: list[Fault], jobs: int) -> int:
    start = time.monotonic()
    missed = 0
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name,
        Pool(jobs, _start, (name,)) as pool,
    ):
        tests = sorted({test for fault in faults for test in fault.tests})
        parts = [tuple(tests[n::jobs]) for n in range(jobs) if tests[n::jobs]]
        for failed, error in pool.imap_unordered(_without, parts):
            if failed or error:
                print(f"without any fault, these fail: {', '.join(failed)}\n{error or ''}")
                return 1
        print(f"{len(tests)} tests pass without faults, {time.monotonic() - start:.0f} s")
        for number, result in enumerate(pool.imap_unordered(_with, faults), 1):
            missed += not result.is_caught
            print(f"{number}/{len(faults)} {_told(result)}", flush=True)
    print(f"{len(faults) - missed} of {len(faults)} caught, {time.monotonic() - start:.0f} s")
    return 1 if missed else 0


def _start(folder: str) -> None:
    _copies.append(Copy(Path(tempfile.mkdtemp(dir=folder))))


def _without(tests: tuple[str, ...]) -> tuple[list[str], str | None]:
    return _copies[0].test(tests, minutes=WITHOUT)


def _with(fault: Fault) -> Result:
    return _copies[0].run(fault)


def _told(result: Result) -> str:
    if result.error is not None:
        return f"ERROR {result.name}: {result.error}"
    if result.unnoticed:
        return f"MISSED {result.name} by {', '.join(result.unnoticed)}"
    return f"caught {result.name}, {result.seconds:.1f} s"


if __name__ == "__main__":
    sys.exit(main())
