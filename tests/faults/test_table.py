"""Every fault of the table applies to the code as it is, and the quick ones are noticed."""

import ast
from collections import Counter
from pathlib import Path

import pytest
from tests.faults.applying import ROOT, Copy, DoesNotApply, Fault, with_fault
from tests.faults.table import ALWAYS, FAULTS

BY_NAME = {fault.name: fault for fault in FAULTS}


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Copy:
    return Copy(tmp_path_factory.mktemp("copy"))


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_fault_applies_and_names_tests_that_are_there(fault: Fault) -> None:
    text = (ROOT / fault.file).read_text(encoding="utf-8")
    ast.parse(with_fault(text, fault))
    assert fault.tests
    for test in fault.tests:
        file, _, name = test.partition("::")
        tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
        names = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
        assert not name or name.partition("[")[0] in names


def test_no_two_faults_are_in_one_function_or_have_one_name() -> None:
    assert len(BY_NAME) == len(FAULTS)
    places = Counter((fault.file, fault.function) for fault in FAULTS)
    assert [place for place, count in places.items() if count > 1] == []


def test_a_fault_that_no_longer_applies_is_an_error(copy: Copy) -> None:
    fault = Fault(
        name="gone",
        file="runtime/ecp_runtime/values.py",
        function="any_of",
        before="no such text",
        after="",
        law="",
        tests=(),
    )
    text = (ROOT / fault.file).read_text(encoding="utf-8")
    with pytest.raises(DoesNotApply, match="any_of"):
        with_fault(text, fault)
    assert not copy.run(fault).is_caught


@pytest.mark.parametrize("name", ALWAYS)
def test_quick_faults_are_noticed(name: str, copy: Copy) -> None:
    fault = BY_NAME[name]
    file = copy.folder / fault.file
    before = file.read_bytes()
    result = copy.run(fault)
    assert result.is_caught, result
    assert file.read_bytes() == before == Path(ROOT / fault.file).read_bytes()
