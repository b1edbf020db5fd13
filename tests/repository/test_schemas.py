"""The published JSON Schemas are current, and hold for what the code reads and writes."""

import json
from typing import Any

import jsonschema
import pytest
from scripts.publish_schemas import FOLDER, schemas
from tests.repository.tree import ROOT

import ecp
from ecp_runtime.codec import encode
from ecp_runtime.decision import to_json

PUBLISHED = {name: json.loads(text) for name, text in schemas().items()}
ORDER: dict[str, Any] = json.loads((ROOT / "examples/order.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", sorted(PUBLISHED))
def test_published_schemas_are_current(name: str) -> None:
    assert (FOLDER / name).read_text(encoding="utf-8") == schemas()[name], (
        "run `python scripts/publish_schemas.py`"
    )
    jsonschema.Draft202012Validator.check_schema(PUBLISHED[name])


def test_the_sample_order_and_its_decision_fit_their_schemas() -> None:
    jsonschema.validate(ORDER, PUBLISHED["transaction.schema.json"])
    decision = to_json(ecp.load().decide(ORDER))
    jsonschema.validate(decision, PUBLISHED["decision.schema.json"])


def test_the_standard_library_fits_the_schema_of_the_ir() -> None:
    document = json.loads(json.dumps(encode(ecp.load().program)))
    jsonschema.validate(document, PUBLISHED["ir.schema.json"])


@pytest.mark.parametrize(
    "change",
    [
        {"act": "smuggle"},
        {"destination": "ZZ"},
        {"items": []},
        {"colour": "red"},
        {"end_use": {"military": "perhaps"}},
    ],
)
def test_the_schema_refuses_what_the_reader_refuses(change: dict[str, Any]) -> None:
    broken = ORDER | change
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(broken, PUBLISHED["transaction.schema.json"])
    with pytest.raises(ecp.TransactionError):
        ecp.load().decide(broken)
