"""`ecp.load` and `ecp.Policy`."""

import json
import re
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from tests.repository.tree import ROOT
from tests.sdk.test_commands import GOOD

import ecp
from ecp import cache as kept

CASES = ROOT / "tests" / "golden" / "decisions"
ORDER = {"act": "export", "date": "2026-02-01", "items": [{"hs": "850511"}]}


def test_a_policy_from_texts_a_folder_and_a_bundle_is_the_same(tmp_path: Path) -> None:
    (tmp_path / "acme.ecp").write_text(GOOD, encoding="utf-8")
    policies = [
        ecp.load({"acme.ecp": GOOD}),
        ecp.load(tmp_path),
        ecp.load(str(tmp_path / "acme.ecp")),
        ecp.load(ecp.load(tmp_path).to_bundle()),
    ]
    assert len({policy.hash for policy in policies}) == 1
    assert {policy.modules for policy in policies} == {("acme", "core")}
    decisions = [policy.decide(ORDER) for policy in policies]
    assert {decision.outcome.at_most for decision in decisions} == {"license_required"}
    assert decisions[0].policy.hash == policies[0].hash


def test_dates_may_be_dates_or_texts() -> None:
    policy = ecp.load({"acme.ecp": GOOD})
    assert policy.decide(ORDER, on=date(2025, 1, 1)) == policy.decide(ORDER, on="2025-01-01")
    moments: list[Any] = ["2026-01-01", "2026-01-01T00:00:00Z", datetime(2026, 1, 1, tzinfo=UTC)]
    assert {policy.decide(ORDER, known_at=moment).outcome for moment in moments}


def test_json_in_and_json_out_says_what_decide_says() -> None:
    policy = ecp.load({"acme.ecp": GOOD})
    text = json.dumps(ORDER)
    for asked in ({}, {"on": "2025-01-01"}, {"known_at": "2026-01-01"}):
        said = ecp.to_json(policy.decide(ORDER, **asked))
        assert json.loads(policy.decide_json(text, **asked)) == said
        assert policy.decide_json(text.encode(), **asked) == policy.decide_json(text, **asked)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (b"\xff{}", "UTF-8"),
        (b"{", "not valid JSON"),
        (b"[]", "an object"),
        (b'{"items": [{}], "items": []}', "given twice"),
        (b'{"items": [{"hs": 1}]}', "items[0].hs"),
    ],
)
def test_json_that_is_no_transaction_is_refused(text: bytes, says: str) -> None:
    with pytest.raises(ecp.TransactionError, match=re.escape(says)):
        ecp.load({"acme.ecp": GOOD}).decide_json(text)


@pytest.mark.parametrize(
    "dates",
    [
        {"on": "1 March 2026"},
        {"on": datetime(2026, 1, 1, tzinfo=UTC)},
        {"known_at": "yesterday"},
        {"known_at": datetime(2026, 1, 1)},
    ],
)
def test_dates_that_are_not_sound_are_refused(dates: dict[str, Any]) -> None:
    with pytest.raises(ecp.TransactionError):
        ecp.load({"acme.ecp": GOOD}).decide(ORDER, **dates)


def test_a_float_is_refused_with_its_path() -> None:
    with pytest.raises(ecp.TransactionError) as refused:
        ecp.load({"acme.ecp": GOOD}).decide(
            {"items": [{"value": {"amount": 0.1, "currency": "EUR"}}]}
        )
    assert "items[0].value" in refused.value.problems[0].path


def test_exact_numbers_are_welcome() -> None:
    value = {"amount": Decimal("0.1"), "currency": "EUR"}
    ecp.load({"acme.ecp": GOOD}).decide({"items": [{"value": value}]})


def test_a_policy_with_errors_says_all_of_them() -> None:
    broken = GOOD.replace("item.hs", "item.hz").replace("from ACM.office\n", "from ACM.ofice\n")
    with pytest.raises(ecp.PolicyError) as refused:
        ecp.load({"acme.ecp": broken})
    assert len(refused.value.diagnostics) >= 2
    assert str(refused.value).startswith("acme.ecp:")


@pytest.mark.parametrize("source", ["nothing.ecp", "nothing", "nothing.ecpb"])
def test_a_policy_that_is_not_there(source: str, tmp_path: Path) -> None:
    with pytest.raises(ecp.PolicyError, match="nothing"):
        ecp.load(tmp_path / source)


def test_an_empty_folder_is_no_policy(tmp_path: Path) -> None:
    with pytest.raises(ecp.PolicyError, match=r"no \.ecp file"):
        ecp.load(tmp_path)


def test_a_changed_bundle_is_refused() -> None:
    bundle = bytearray(ecp.load({"acme.ecp": GOOD}).to_bundle())
    bundle[len(bundle) // 2] ^= 1
    with pytest.raises(ecp.BundleError, match="ECP0601"):
        ecp.load(bytes(bundle))


def test_every_error_has_one_base() -> None:
    errors = [getattr(ecp, name) for name in ecp.__all__ if name.endswith("Error")]
    assert len(errors) == 6
    assert all(issubclass(error, ecp.EcpError) for error in errors)


def test_a_compiled_policy_is_kept_and_used_again(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = ecp.load({"acme.ecp": GOOD})
    (entry,) = cache.glob("*.ecpb")
    monkeypatch.setattr("ecp.loading.compile_policy", lambda _: pytest.fail("compiled again"))
    assert ecp.load({"acme.ecp": GOOD}).hash == first.hash
    monkeypatch.undo()
    monkeypatch.setenv("ECP_CACHE", str(cache))
    ecp.load({"acme.ecp": GOOD + "\n# changed\n"})
    assert set(cache.glob("*.ecpb")) > {entry}


@pytest.mark.parametrize("damage", [b"", b"nonsense"])
def test_a_damaged_entry_is_compiled_anew(damage: bytes, cache: Path) -> None:
    first = ecp.load({"acme.ecp": GOOD})
    (entry,) = cache.glob("*.ecpb")
    sound = entry.read_bytes()
    entry.write_bytes(damage)
    assert ecp.load({"acme.ecp": GOOD}).hash == first.hash
    assert entry.read_bytes() == sound


def test_a_place_that_cannot_be_written_only_costs_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("ECP_CACHE", str(tmp_path / "file" / "below"))
    assert ecp.load({"acme.ecp": GOOD}).modules
    monkeypatch.setenv("ECP_CACHE", "")
    assert kept.folder() is None
    assert ecp.load({"acme.ecp": GOOD}).modules


def test_old_entries_are_forgotten(tmp_path: Path) -> None:
    for number in range(5):
        (tmp_path / f"{number}.ecpb").touch()
    kept.forget_oldest(tmp_path, keep=2)
    assert len(list(tmp_path.iterdir())) == 2


@pytest.mark.parametrize("source", [None, CASES])
def test_the_schema_accepts_what_the_policy_reads(source: Path | None) -> None:
    schema = ecp.load(source).transaction_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    for place in CASES.glob("*.json") if source else [ROOT / "examples" / "order.json"]:
        order = json.loads(place.read_text(encoding="utf-8"))
        assert not [error.message for error in validator.iter_errors(order)], place


def test_decisions_follow_their_schema() -> None:
    validator = jsonschema.Draft202012Validator(ecp.decision_schema())
    policy = ecp.load(CASES)
    for place in CASES.glob("*.json"):
        order = ecp.read_json(place.read_text(encoding="utf-8"))
        assert isinstance(order, dict)
        decision = ecp.to_json(policy.decide(order))
        assert not [error.message for error in validator.iter_errors(decision)], place


@pytest.mark.parametrize(
    "order",
    [
        {"act": "expor"},
        {"date": "someday", "items": "none of them"},
        {"items": [{"value": {"amount": "12"}}]},
        {"parties": {"end_usr": {}}},
        {"end_use": {"military": "perhaps"}},
        {"answers": {"raises_military_strength": "maybe"}},
    ],
)
def test_the_schema_refuses_what_the_policy_refuses(order: dict[str, Any]) -> None:
    policy = ecp.load()
    assert not jsonschema.Draft202012Validator(policy.transaction_schema()).is_valid(order)
    with pytest.raises(ecp.TransactionError):
        policy.decide({"items": [{}], **order})
