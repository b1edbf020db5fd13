"""The commands besides `decide`."""

import json
from pathlib import Path

import pytest
from tests.sdk.running import Shell

from ecp_dsl.codes import CODES

ROOT = Path(__file__).parents[2]
CASES = ROOT / "tests" / "golden" / "decisions"

GOOD = """module acme
use core

jurisdiction ACM "Acme" {
  authority office "Compliance office"
  time zone "UTC"
  reaches export when act is export
}

instrument handbook "Handbook" {
  issued by ACM.office on 2026-01-01
}

rule magnets {
  title "Magnets need approval"
  under handbook clause "3"
  governs export
  when item.hs within "850511"
  require license from ACM.office
  in force from 2026-01-01
}

test "magnets" {
  given {
    act: export date: 2026-02-01
    item: { hs: "850511" }
  }
  expect ACM license_required because magnets
}
"""


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    """A small policy in a folder."""
    place = tmp_path / "policy"
    place.mkdir()
    (place / "acme.ecp").write_text(GOOD, encoding="utf-8")
    return place


def _break(policy: Path, old: str, new: str) -> None:
    place = policy / "acme.ecp"
    text = place.read_text(encoding="utf-8")
    assert old in text
    place.write_text(text.replace(old, new), encoding="utf-8")


def test_every_command_explains_itself_with_examples(ecp: Shell) -> None:
    whole = ecp("--help")
    assert whole.status == 0
    for name in ("check", "compile", "decide", "explain", "fmt", "test", "timeline"):
        assert name in whole.out
        done = ecp(name, "--help")
        assert done.status == 0
        assert "Examples:" in done.out
        assert "\b" not in done.out


def test_the_version_is_said(ecp: Shell) -> None:
    assert ecp("--version").out.startswith("ecp 0.")


def test_an_unknown_command_is_bad_input(ecp: Shell) -> None:
    done = ecp("decied")
    assert done.status == 2
    assert "No such command" in done.err


def test_checking_a_sound_policy(policy: Path, ecp: Shell) -> None:
    done = ecp("check", policy)
    assert (done.status, done.err) == (0, "")
    assert "1 file checked: no errors" in done.out


def test_checking_finds_every_error_with_its_place(policy: Path, ecp: Shell) -> None:
    _break(policy, "item.hs", "item.hz")
    _break(policy, "from ACM.office\n", "from ACM.ofice\n")
    done = ecp("check", policy)
    assert done.status == 2
    assert "acme.ecp:18" in done.out
    assert "ECP02" in done.out
    assert "2 errors" in done.out


@pytest.mark.parametrize("kind", ["json", "sarif"])
def test_checking_as_data(policy: Path, kind: str, ecp: Shell) -> None:
    _break(policy, "item.hs", "item.hz")
    done = ecp("check", policy, "--format", kind)
    assert done.status == 2
    assert "ECP02" in json.dumps(json.loads(done.out))


def test_checking_a_file_finds_modules_beside_it(policy: Path, ecp: Shell) -> None:
    other = policy / "acme" / "more.ecp"
    other.parent.mkdir()
    other.write_text("module acme.more\nuse acme\n", encoding="utf-8")
    assert ecp("check", other).status == 0


def test_compiling_gives_the_same_bytes_and_a_policy_that_decides(
    policy: Path, tmp_path: Path, ecp: Shell
) -> None:
    first, second = tmp_path / "a.ecpb", tmp_path / "b.ecpb"
    assert ecp("compile", policy, "-o", first).out.startswith(str(first))
    ecp("compile", policy, "-o", second)
    assert first.read_bytes() == second.read_bytes()
    order = '{"act": "export", "date": "2026-02-01", "items": [{"hs": "850511"}]}'
    assert ecp("decide", "-", "--policy", first, "--no-library", stdin=order).status == 3


def test_compiling_a_broken_policy_writes_nothing(policy: Path, tmp_path: Path, ecp: Shell) -> None:
    _break(policy, "item.hs", "item.hz")
    done = ecp("compile", policy, "-o", tmp_path / "a.ecpb")
    assert (done.status, done.out) == (2, "")
    assert "ECP02" in done.err
    assert not (tmp_path / "a.ecpb").exists()


def test_a_place_that_cannot_be_written_is_named(policy: Path, tmp_path: Path, ecp: Shell) -> None:
    done = ecp("compile", policy, "-o", tmp_path / "nothing" / "a.ecpb")
    assert done.status == 2
    assert "cannot be written" in done.err


def test_tests_pass_and_are_named(policy: Path, ecp: Shell) -> None:
    assert ecp("test", policy).out.endswith("1 test passed\n")
    assert "acme: magnets" in ecp("test", policy, "-v").out


def test_a_run_without_tests_is_no_success(policy: Path, ecp: Shell) -> None:
    done = ecp("test", policy, "-k", "nothing")
    assert done.status == 2
    assert "no tests" in done.out
    assert "No test has 'nothing' in its name" in done.out
    text = (policy / "acme.ecp").read_text(encoding="utf-8")
    (policy / "acme.ecp").write_text(text[: text.index("test ")], encoding="utf-8")
    done = ecp("test", policy)
    assert done.status == 2
    assert "The policy has no `test` block" in done.out


def test_rules_that_no_test_touches_are_counted_and_named(policy: Path, ecp: Shell) -> None:
    assert "touched by no test" not in ecp("test", policy).out
    _break(policy, 'item: { hs: "850511" }', 'item: { hs: "850512" }')
    _break(policy, "license_required because magnets", "no_license_required")
    done = ecp("test", policy)
    assert "1 rule or authorization is touched by no test; `--untested` names them" in done.out
    assert done.status == 0
    assert "  acme.magnets\n" in ecp("test", policy, "--untested").out


def test_a_failing_test_shows_what_was_expected_and_what_is(policy: Path, ecp: Shell) -> None:
    _break(policy, "ACM license_required because magnets", "ACM prohibited")
    done = ecp("test", policy)
    assert done.status == 1
    assert "expected  expect ACM prohibited" in done.out or "expected  ACM prohibited" in done.out
    assert "actual    the outcome is license_required" in done.out
    assert "why       `acme.magnets` applies: Magnets need approval" in done.out
    assert "1 test: 0 passed, 1 failed" in done.out


def test_tests_of_a_broken_policy_are_bad_input(policy: Path, ecp: Shell) -> None:
    _break(policy, "item.hs", "item.hz")
    assert ecp("test", policy).status == 2


def test_formatting(policy: Path, ecp: Shell) -> None:
    ecp("fmt", policy)
    sound = (policy / "acme.ecp").read_bytes()
    assert ecp("fmt", "--check", policy).status == 0
    _break(policy, "rule magnets {", "rule   magnets\n{")
    done = ecp("fmt", "--check", policy)
    assert done.status == 1
    assert "-rule   magnets" in done.out
    assert ecp("fmt", policy).status == 0
    assert (policy / "acme.ecp").read_bytes() == sound


def test_formatting_leaves_a_broken_file_alone(policy: Path, ecp: Shell) -> None:
    _break(policy, "rule magnets {", "rule magnets")
    before = (policy / "acme.ecp").read_bytes()
    done = ecp("fmt", policy)
    assert done.status == 2
    assert "ECP00" in done.err
    assert (policy / "acme.ecp").read_bytes() == before


def test_formatting_normalises_line_ends(policy: Path, ecp: Shell) -> None:
    place = policy / "acme.ecp"
    ecp("fmt", policy)
    sound = place.read_bytes()
    place.write_bytes(b"\xef\xbb\xbf" + sound.replace(b"\n", b"\r\n"))
    assert ecp("fmt", "--check", policy).status == 1
    ecp("fmt", policy)
    assert place.read_bytes() == sound


@pytest.mark.parametrize("number", CODES)
def test_every_code_can_be_explained(number: str, ecp: Shell) -> None:
    done = ecp("explain", number)
    assert done.status == 0
    assert CODES[number].name in done.out
    assert "```" not in done.out
    assert ecp("explain", CODES[number].name).out == done.out
    assert ecp("explain", number.lower()).out == done.out


def test_an_unknown_code_gets_the_nearest(ecp: Shell) -> None:
    done = ecp("explain", "unknown-nam")
    assert done.status == 2
    assert "did you mean unknown-name?" in done.err


def test_the_life_of_a_rule(ecp: Shell) -> None:
    done = ecp("timeline", "magnets", "--policy", CASES, "--no-library", "--as-of", "2026-08-01")
    assert done.status == 0
    assert "2025-06-01 – 2025-12-31  in force" in done.out
    assert "  2026-01-01 – 2026-06-30  suspended: Relief Order, clause 2" in done.out
    assert "▸ 2026-07-01 – 2026-12-31  suspended on a condition" in done.out


def test_the_life_of_a_module_as_known_earlier(ecp: Shell) -> None:
    done = ecp("timeline", "arcadia", "--policy", CASES, "--no-library", "--known-at", "2025-07-01")
    assert "arcadia.listed_goods" in done.out
    assert "Relief Order" not in done.out


def test_an_unknown_rule_gets_the_nearest(ecp: Shell) -> None:
    done = ecp("timeline", "arcadia.magnet", "--policy", CASES, "--no-library")
    assert done.status == 2
    assert "did you mean arcadia.magnets?" in done.err


def test_a_day_that_the_rulebook_does_not_cover_is_the_reason(policy: Path, ecp: Shell) -> None:
    order = policy.parent / "order.json"
    order.write_text('{"act": "export", "items": [{"hs": "850511"}]}', encoding="utf-8")
    done = ecp("decide", order, "--policy", policy)
    told = "The rulebook for Acme covers acts from 2026-01-01 on; this act may be earlier"
    assert " ".join(done.out.split()).count(told) == 1
    earlier = ecp("decide", order, "--policy", policy, "--on", "2025-12-31")
    assert "this act is earlier" in " ".join(earlier.out.split())
