"""No fixed workload takes more instructions than the committed table allows."""

import shutil
from pathlib import Path

import pytest
from benchmarks import counted, instructions
from benchmarks.instructions import Count


def test_no_workload_takes_more_instructions_than_committed() -> None:
    if shutil.which("valgrind") is None:
        pytest.skip(instructions.INSTALL)
    table = instructions.read(instructions.TABLE)
    try:
        instructions.check_python(table)
    except instructions.CannotCount as error:
        pytest.skip(str(error))
    lines, failed = instructions.compare(instructions.count(), table)
    assert not failed, "\n".join(lines)


def test_the_table_has_exactly_the_workloads_and_all_of_them_run(tmp_path: Path) -> None:
    counted.prepare(tmp_path)
    chosen = counted.workloads(tmp_path)
    committed = instructions.read(instructions.TABLE)["workloads"]
    assert [workload.name for workload in chosen] == list(committed)
    for workload in chosen:
        workload.run()


def test_too_many_instructions_are_said_with_what_to_do() -> None:
    table = {
        "workloads": {
            "decide": {"instructions_per_call": 100, "ratio": 1.0},
            "gone": {"instructions_per_call": 100, "ratio": 1.0},
        }
    }
    lines, failed = instructions.compare({"decide": Count(130, 1.3)}, table)
    assert failed
    assert "1.300 times  TOO MANY" in lines[0]
    assert "gone, decide" in lines[-1]
    assert "make counts" in lines[-1]
    del table["workloads"]["gone"]
    assert instructions.compare({"decide": Count(110, 1.1)}, table)[1] is False


def test_another_python_is_not_compared() -> None:
    with pytest.raises(instructions.CannotCount, match=r"counted with Python 2\.7"):
        instructions.check_python({"python": "2.7"})
