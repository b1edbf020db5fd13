"""Write the JSON Schemas to `docs/schemas/`: of transactions, of decisions, and of the decision IR.

They come from the same definitions that the code uses. A policy with fields of its own has a
transaction schema of its own: `ecp.load(…).transaction_schema()`.
"""

import json
from pathlib import Path

import ecp
from ecp_runtime.codec import json_schema
from ecp_runtime.schema import decision_schema

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "schemas"


def schemas() -> dict[str, str]:
    """Return the text of each schema by the name of its file."""
    found: dict[str, object] = {
        "transaction.schema.json": ecp.load().transaction_schema(),
        "decision.schema.json": decision_schema(),
        "ir.schema.json": json_schema(),
    }
    return {
        name: json.dumps(schema, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
        for name, schema in found.items()
    }


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, text in schemas().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
