"""Counts the instructions of fixed workloads and compares them with a committed table.

`python -m benchmarks.instructions` fails if a workload takes more instructions than the table says,
by more than `MARGIN`; `--update` writes the table anew. Time plays no part: callgrind counts the
same on a busy machine.

What is compared are ratios to a calibration loop counted in the same run, so that another build of
the same Python gives about the same. Repeated runs of one build differed by less than 1 %. Between
two builds of CPython 3.11, one plain and one optimised as Debian does, counts differed by 2 to
14 %, and ratios by at most 9 %: hence the margin. A run takes about a minute.
"""

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from attrs import frozen

from benchmarks import counted

TABLE = Path(__file__).with_name("instructions.json")
MARGIN = 1.15
"""How many times the committed instructions are still no failure."""

INSTALL = "valgrind is not installed; on Debian and Ubuntu: sudo apt install valgrind"


class CannotCount(Exception):
    """Raised where counting is impossible on this machine; the message says what to do."""


@frozen
class Count:
    """The instructions of one call, and of all calls as a multiple of the calibration loop."""

    instructions: int
    ratio: float


def main(arguments: Sequence[str] | None = None) -> int:
    """Count and compare, or count and write the table."""
    parser = argparse.ArgumentParser(prog="benchmarks.instructions")
    parser.add_argument("--update", action="store_true", help="write what is counted to the table")
    parser.add_argument("--table", type=Path, default=TABLE)
    chosen = parser.parse_args(arguments)
    try:
        if not chosen.update:
            check_python(read(chosen.table))
        found = count()
    except CannotCount as error:
        print(error, file=sys.stderr)
        return 2
    if chosen.update:
        chosen.table.write_text(json.dumps(as_table(found), indent=2) + "\n", encoding="utf-8")
    lines, failed = compare(found, read(chosen.table))
    print("\n".join(lines))
    return 1 if failed else 0


def count() -> dict[str, Count]:
    """Run all workloads under callgrind and return what each took."""
    valgrind = shutil.which("valgrind")
    if valgrind is None:
        raise CannotCount(INSTALL)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        counted.prepare(folder)
        done = subprocess.run(
            [
                valgrind,
                "--tool=callgrind",
                "--dump-before=getppid",
                "--dump-line=no",
                f"--callgrind-out-file={folder / 'counts'}",
                *(sys.executable, "-S", "-m", "benchmarks.counted", name),
            ],
            env=_environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise CannotCount(f"the workloads failed under valgrind:\n{done.stderr}")
        calls: list[tuple[str, int]] = json.loads(done.stdout.splitlines()[-1])
        # A dump is written before each mark: the even ones hold what ran between two marks.
        totals = [_total(folder / f"counts.{2 * n}") for n in range(1, len(calls) + 1)]
    calibration = totals[0]
    return {
        name: Count(total // times, float(f"{total / calibration:.5g}"))
        for (name, times), total in zip(calls, totals, strict=True)
    }


def _environment() -> dict[str, str]:
    """The child finds what this process finds; nothing else of the surroundings reaches it."""
    return {
        "PATH": os.environ.get("PATH", ""),
        "LC_ALL": "C.UTF-8",
        "ECP_CACHE": "",
        "PYTHONPATH": os.pathsep.join([str(TABLE.parents[1]), *filter(None, sys.path)]),
        "PYTHONHASHSEED": "0",
        "PYTHONDONTWRITEBYTECODE": "1",
    }


def _total(dump: Path) -> int:
    with dump.open(encoding="utf-8", errors="replace") as lines:
        for line in lines:
            if line.startswith("totals:"):
                return int(line.split()[1])
    raise CannotCount(f"callgrind wrote no total in {dump.name}")


def as_table(found: Mapping[str, Count]) -> dict[str, Any]:
    """Lay out what was counted, as it is committed."""
    return {
        "python": _python(),
        "workloads": {
            name: {"instructions_per_call": each.instructions, "ratio": each.ratio}
            for name, each in found.items()
        },
    }


def read(table: Path) -> dict[str, Any]:
    """Read a committed table."""
    found: dict[str, Any] = json.loads(table.read_text(encoding="utf-8"))
    return found


def check_python(table: Mapping[str, Any]) -> None:
    """Refuse to compare with another version of Python, which needs other instructions."""
    if table["python"] != _python():
        raise CannotCount(
            f"the table was counted with Python {table['python']}, and this is {_python()}; "
            "run the gate with that version"
        )


def _python() -> str:
    return ".".join(platform.python_version_tuple()[:2])


def compare(found: Mapping[str, Count], table: Mapping[str, Any]) -> tuple[list[str], bool]:
    """Say what was counted beside what was committed, and whether anything became too slow."""
    committed: Mapping[str, Mapping[str, float]] = table["workloads"]
    lines: list[str] = []
    wrong: list[str] = [name for name in committed if name not in found]
    for name, each in found.items():
        if name not in committed:
            wrong.append(name)
            continue
        before = committed[name]
        times = each.ratio / before["ratio"]
        slower = times > MARGIN
        lines.append(
            f"{name:<21} counted {each.instructions:>11,} a call, ratio {each.ratio:g}; "
            f"committed {before['instructions_per_call']:>11,}, ratio {before['ratio']:g}; "
            f"{times:.3f} times{'  TOO MANY' if slower else ''}"
        )
        wrong += [name] if slower else []
    if wrong:
        lines.append(
            f"\nBeyond {MARGIN} times what is committed, or not in both: {', '.join(wrong)}.\n"
            "Find what made it slower. If the change is worth its price, say so in its message and "
            "write the table anew: make counts"
        )
    return lines, bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
