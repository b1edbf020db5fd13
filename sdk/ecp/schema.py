"""The JSON Schema of a transaction, generated from the entities that a policy declares."""

from typing import TypeAlias, assert_never

from ecp_runtime import ir

__all__ = ["transaction_schema"]

Schema: TypeAlias = dict[str, object]

_DECIMAL = r"^-?[0-9]+(\.[0-9]+)?$"
_PERCENT = r"^[0-9]+(\.[0-9]+)?%$"


def transaction_schema(program: ir.Program) -> Schema:
    """Return the JSON Schema (draft 2020-12) of the transactions that a program reads."""
    definitions: Schema = {
        f"entity.{entity.name}": _record(program, entity)
        for entity in program.entities
        if entity.name != "Transaction"
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "ecp-transaction/1",
        "title": "A transaction; whatever is left out is unknown",
        **_record(program, _entity(program, "Transaction")),
        "$defs": definitions | _answer_definitions(program),
    }


def _entity(program: ir.Program, name: str) -> ir.Entity:
    """Return an entity by name; a policy without it reads records with nothing in them."""
    found = (entity for entity in program.entities if entity.name == name)
    return next(found, ir.Entity(name, ()))


def _record(program: ir.Program, entity: ir.Entity) -> Schema:
    """Return the schema of one entity's records."""
    properties: Schema = {
        field.key: _titled(_fact(field.type), field.title) for field in entity.fields
    }
    if entity.name in ("Transaction", "Item"):
        # A line may replace what the header says.
        properties |= {
            "id": {"type": "string"},
            "parties": _parties(program),
            "answers": {"$ref": "#/$defs/answers"},
        }
    if entity.name == "Item":
        header = {f.name: f for f in _entity(program, "Transaction").fields}
        for name in ("destination", "end_use"):
            if name in header:
                properties[header[name].key] = _fact(header[name].type)
    return {"type": "object", "properties": dict(sorted(properties.items()))}


def _parties(program: ir.Program) -> Schema:
    """Return the schema of the roles, as the policy declares them."""
    party = ir.EntityType("Party")
    return {
        "type": "object",
        "properties": {
            actor.name: _titled(_fact(ir.ListType(party) if actor.many else party), actor.title)
            for actor in program.actors
        },
        "additionalProperties": False,
    }


def _answer_definitions(program: ir.Program) -> Schema:
    """Return the schema of `answers`: a question's id, full or as its last part."""
    properties: Schema = {}
    for question in program.questions:
        values = [reading.name for reading in question.readings]
        answer: Schema = {"enum": values} if values else {"enum": ["yes", "no", True, False]}
        schema = _titled({"anyOf": [answer, _sourced(answer)]}, question.text)
        properties[question.id] = schema
        properties.setdefault(question.id.rpartition(".")[2], schema)
    return {"answers": {"type": "object", "properties": dict(sorted(properties.items()))}}


def _fact(type_: ir.Type) -> Schema:
    """Return the schema of a fact: its value, a range of values, or `null` for none."""
    match type_:
        case ir.EntityType(name):
            return {"anyOf": [{"$ref": f"#/$defs/entity.{name}"}, *_absent()]}
        case ir.ListType(element):
            items: Schema = {"type": "array", "items": _fact(element)}
            partial: Schema = {
                "type": "object",
                "properties": {"complete": {"type": "boolean"}, "items": items},
                "required": ["items"],
                "additionalProperties": False,
            }
            return {"anyOf": [items, partial, *_absent()]}
        case ir.ClassificationType():
            return {"type": "object", "additionalProperties": _scalar({"type": "string"})}
        case ir.YesNoType():
            return _scalar({"enum": [True, False, "yes", "no"]})
        case ir.TextType() | ir.CodeType():
            return _scalar({"type": "string"})
        case ir.EnumType(values):
            return _scalar({"enum": list(values)})
        case ir.NumberType():
            return _ordered(
                {"anyOf": [{"type": "string", "pattern": _DECIMAL}, {"type": "number"}]}
            )
        case ir.PercentType():
            return _ordered({"type": "string", "pattern": _PERCENT})
        case ir.DateType():
            return _ordered({"type": "string", "anyOf": [{"format": f} for f in _DATE_FORMATS]})
        case ir.DurationType():
            return _ordered({"type": "string"})
        case ir.MoneyType():
            return _ordered(_measured("amount", "currency"))
        case ir.QuantityType():
            return _ordered(_measured("value", "unit"))
    assert_never(type_)


_DATE_FORMATS = ("date", "date-time")


def _measured(number: str, unit: str) -> Schema:
    """Return the schema of a number with its unit or currency."""
    amount: Schema = {
        "anyOf": [
            {"type": "string", "pattern": _DECIMAL},
            {"type": "number"},
            _range({"anyOf": [{"type": "string", "pattern": _DECIMAL}, {"type": "number"}]}),
        ]
    }
    return {
        "type": "object",
        "properties": {number: amount, unit: {"type": "string"}},
        "required": [number, unit],
    }


def _ordered(value: Schema) -> Schema:
    """Return the schema of a value that may be given as a range."""
    return _scalar({"anyOf": [value, _range(value)]})


def _range(value: Schema) -> Schema:
    return {
        "type": "object",
        "properties": {"at_least": value, "at_most": value},
        "minProperties": 1,
        "additionalProperties": False,
    }


def _scalar(value: Schema) -> Schema:
    """Return the schema of a scalar: possibly one of several, with its source, or none."""
    choice: Schema = {
        "type": "object",
        "properties": {"one_of": {"type": "array", "items": value, "minItems": 1}},
        "required": ["one_of"],
        "additionalProperties": False,
    }
    plain: Schema = {"anyOf": [value, choice]}
    return {"anyOf": [plain, _sourced(plain), *_absent()]}


def _sourced(value: Schema) -> Schema:
    """Return the schema of a value that says where it came from."""
    return {
        "type": "object",
        "properties": {
            "value": value,
            "source": {"type": "string"},
            "as_of": {"type": "string", "format": "date"},
        },
        "required": ["value"],
        "additionalProperties": False,
    }


def _absent() -> tuple[Schema, ...]:
    """Return what says that something is known not to be there."""
    return ({"type": "null"}, {"const": "none"})


def _titled(schema: Schema, title: str | None) -> Schema:
    return {"title": title, **schema} if title else schema
