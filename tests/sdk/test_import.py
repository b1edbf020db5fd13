"""Importing the package costs a host next to nothing."""

import subprocess
import sys
from pathlib import Path

import pytest

import ecp

_HEAVY = ("attr", "lark", "click", "pluggy", "ecp_dsl", "ecp_compiler", "ecp_plugins")


def _run(code: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_importing_loads_nothing_heavy() -> None:
    loaded = _run("import sys, ecp; print(*sys.modules, sep='\\n')").split()
    assert "ecp.errors" in loaded
    assert not [name for name in loaded if name.split(".")[0] in _HEAVY]


def test_a_bundle_decides_without_parser_compiler_and_plugins(tmp_path: Path) -> None:
    bundle = tmp_path / "policy.ecpb"
    bundle.write_bytes(ecp.load(cache=False).to_bundle())
    code = f"""
import sys, ecp
decision = ecp.load({str(bundle)!r}).decide({{"items": [{{}}]}})
assert ecp.to_json(decision)["schema"] == "ecp-decision/1"
print(*sys.modules, sep="\\n")
"""
    loaded = {name.split(".")[0] for name in _run(code).split()}
    assert not loaded & set(_HEAVY) - {"attr"}


@pytest.mark.parametrize("name", ["nothing", "cli_"])
def test_an_unknown_name_is_an_attribute_error(name: str) -> None:
    with pytest.raises(AttributeError, match=name):
        getattr(ecp, name)
