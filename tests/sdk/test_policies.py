"""Policies add up: what `--policy` names counts beside the library, and nothing is replaced."""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.sdk.running import Done, Shell

ORDER = {"act": "export", "from": "CN", "date": "2026-06-15", "items": [{"hs": "850511"}]}


def _law(code: str, name: str, *, effect: str = "prohibit") -> str:
    return f"""module {name} "Law of {name}"
use core

jurisdiction {code} "{name}" {{
  authority office "Office"
  time zone "UTC"
  reaches export when act is export
}}

instrument order_1 "Order No. 1" {{
  issued by {code}.office on 2026-01-01
  source "https://example.org/1" read 2026-01-0{len(name)}
}}

rule magnets {{
  under order_1 clause "1"
  when item.hs within "850511"
  {effect}
  in force from 2026-01-02
}}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the law of three countries."""
    for code, name in (("AA", "aland"), ("BB", "bland"), ("CC", "cland")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "module.ecp").write_text(_law(code, name), encoding="utf-8")
    return tmp_path


def _decide(ecp: Shell, *arguments: object) -> Done:
    return ecp("decide", "-", "--format", "json", *arguments, stdin=json.dumps(ORDER))


def _jurisdictions(done: Done) -> set[str]:
    decision: dict[str, Any] = json.loads(done.out)
    return set(decision["items"][0]["jurisdictions"])


def test_policies_count_beside_the_library(folder: Path, ecp: Shell) -> None:
    first, second = folder / "aland", folder / "bland" / "module.ecp"
    assert _jurisdictions(_decide(ecp)) == {"CN"}
    assert _jurisdictions(_decide(ecp, "--policy", first)) == {"CN", "AA"}
    both = ("--policy", first, "--policy", second)
    assert _jurisdictions(_decide(ecp, *both)) == {"CN", "AA", "BB"}
    assert _jurisdictions(_decide(ecp, *both, "--no-library")) == {"AA", "BB"}
    assert _jurisdictions(_decide(ecp, "--policy", folder, "--no-library")) == {"AA", "BB", "CC"}


def test_the_order_of_policies_makes_no_difference(folder: Path, ecp: Shell) -> None:
    first, second = ("--policy", folder / "aland"), ("--policy", folder / "bland")
    assert _decide(ecp, *first, *second).out == _decide(ecp, *second, *first).out
    assert _decide(ecp, *first, *first).out == _decide(ecp, *first).out


def test_two_modules_of_one_name_are_an_error_and_none_wins(folder: Path, ecp: Shell) -> None:
    other = folder / "other.ecp"
    for code, name in (("AA", "aland"), ("CN", "cn")):
        other.write_text(_law(code, name, effect="oblige notify"), encoding="utf-8")
        done = _decide(ecp, "--policy", folder / "aland", "--policy", other)
        assert done.status == 2
        found = json.loads(done.out)["error"]["diagnostics"]
        assert "ECP0106" in {diagnostic["code"] for diagnostic in found}


def test_the_library_itself_may_be_named_as_a_policy(ecp: Shell) -> None:
    library = Path(__file__).parents[2] / "stdlib_rules" / "ecp_stdlib"
    assert _decide(ecp, "--policy", library).out == _decide(ecp).out


def test_a_bundle_counts_alone(folder: Path, tmp_path: Path, ecp: Shell) -> None:
    place = tmp_path / "a.ecpb"
    assert ecp("compile", folder / "aland", "-o", place).status == 0
    assert _jurisdictions(_decide(ecp, "--policy", place, "--no-library")) == {"AA"}
    for more in (
        (),
        ("--policy", folder / "bland"),
        ("--policy", folder / "bland", "--no-library"),
    ):
        done = _decide(ecp, "--policy", place, *more)
        assert done.status == 2
        assert "a bundle is a whole policy" in json.loads(done.out)["error"]["message"]


def test_a_bundle_may_hold_several_policies_and_the_library(
    folder: Path, tmp_path: Path, ecp: Shell
) -> None:
    place = tmp_path / "a.ecpb"
    paths = (folder / "aland", folder / "bland")
    assert ecp("compile", *paths, "--library", "-o", place).status == 0
    packed = _decide(ecp, "--policy", place, "--no-library")
    assert packed.out == _decide(ecp, "--policy", paths[0], "--policy", paths[1]).out


def test_a_decision_names_the_rulebooks_with_their_versions(folder: Path, ecp: Shell) -> None:
    done = _decide(ecp, "--policy", folder / "aland", "--no-library")
    assert json.loads(done.out)["policy"]["rulebooks"] == {
        "aland": {"title": "Law of aland", "version": "2026-01-05"},
        "core": {"title": "The shape of a transaction", "version": None},
    }
    text = ecp(
        "decide", "-", "--policy", folder / "aland", "--format", "text", stdin=json.dumps(ORDER)
    )
    assert "aland (Law of aland, as of 2026-01-05)" in " ".join(text.out.split())
    assert set(json.loads(_decide(ecp).out)["policy"]["rulebooks"]) == {"cn", "core"}


def test_a_timeline_shows_the_library_and_what_is_added(folder: Path, ecp: Shell) -> None:
    added = ("--policy", folder / "aland", "--policy", folder / "bland")
    for name in ("aland.magnets", "bland", "cn.mofcom.a2025_18"):
        assert ecp("timeline", name, *added).status == 0
    assert ecp("timeline", "cn.mofcom.a2025_18", *added, "--no-library").status == 2


def test_checking_without_a_path_is_about_the_library(ecp: Shell) -> None:
    done = ecp("check")
    assert (done.status, done.err) == (0, "")
    assert "files checked" in done.out


def test_a_policy_file_may_come_on_standard_input(folder: Path, ecp: Shell) -> None:
    sound = _law("DD", "dland")
    done = ecp("check", "-", stdin=sound)
    assert (done.status, done.out) == (0, "1 file checked: no errors, no warnings\n")
    done = ecp("check", folder / "aland", "-", stdin=sound)
    assert (done.status, done.out) == (0, "2 files checked: no errors, no warnings\n")
    done = ecp("check", "-", stdin=sound.replace("prohibit", "prohibitt"))
    assert done.status == 2
    assert "<stdin>:" in done.out
    done = ecp("check", "-", stdin=b"\n\xff")
    assert (done.status, done.err) == (2, "")
    assert "not UTF-8 text" in done.out and "<stdin>:2:1" in done.out
    done = ecp(
        "test",
        "-",
        stdin=sound + 'test "t" { given { act: export item: {} } expect DD prohibited }\n',
    )
    assert done.status == 1
    assert "<stdin>:" in done.out


def test_standard_input_is_formatted_to_standard_output(ecp: Shell, tmp_path: Path) -> None:
    messy = "module   a\r\nuse    core\r\n"
    done = ecp("fmt", "-", stdin=messy)
    assert (done.status, done.out, done.err) == (0, "module a\n\nuse core\n", "")
    assert ecp("fmt", "-", stdin=done.out).out == done.out
    assert ecp("fmt", "--check", "-", stdin=done.out).status == 0
    checked = ecp("fmt", "--check", "-", stdin=messy)
    assert checked.status == 1
    assert "+module a" in checked.out
    broken = ecp("fmt", "-", stdin="module a\nrule {")
    assert (broken.status, broken.out) == (2, "")
    assert "<stdin>:2" in broken.err


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "the file is empty"),
        (b"module a\n", "neither policy text, by its name, nor a bundle"),
        (b"PK\x03\x04", "neither policy text, by its name, nor a bundle"),
    ],
)
def test_a_file_that_is_no_bundle_is_not_called_one(
    content: bytes, said: str, tmp_path: Path, ecp: Shell
) -> None:
    place = tmp_path / "odd"
    place.write_bytes(content)
    for command in (("timeline", "cn", "--policy", place), ("compile", place, place, "--stats")):
        done = ecp(*command)
        assert done.status == 2
        assert f"{place}: {said}; name a folder of .ecp files" in done.err
