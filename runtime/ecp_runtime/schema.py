"""JSON Schemas: of the transactions that a policy reads, and of decisions.

The schema of a transaction says what can be said without looking at the whole: reading still
refuses more, such as ranges that are upside down.
"""

from collections.abc import Mapping
from typing import TypeAlias, assert_never

from ecp_runtime import decision, facts, ir, places
from ecp_runtime.hierarchy import ancestors

Schema: TypeAlias = dict[str, object]

_DRAFT = "https://json-schema.org/draft/2020-12/schema"
_TEXT: Schema = {"type": "string"}
_NOT_BLANK: Schema = {"type": "string", "pattern": r"\S"}
_TEXT_OR_NULL: Schema = {"type": ["string", "null"]}
_DATE: Schema = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}"}
_DECIMAL: Schema = {
    "anyOf": [
        {"type": "string", "pattern": r"^-?[0-9]{1,30}(\.[0-9]{1,20})?$"},
        {"type": "number"},
    ]
}
_PERCENT: Schema = {"type": "string", "pattern": r"^[0-9]{1,30}(\.[0-9]{1,20})? ?%$"}
_PROVENANCE: Schema = {"source": _TEXT, "as_of": _DATE}


def transaction_schema(program: ir.Program) -> Schema:
    """Describe the transactions that a policy reads."""
    builder = _TransactionSchema(program)
    root = builder.transaction()
    return {
        "$schema": _DRAFT,
        "title": facts.SCHEMA,
        "description": "Whatever is left out is unknown; null is known to be absent.",
        **root,
        "$defs": builder.definitions(),
    }


class _TransactionSchema:
    """Builds the schema of one program's transactions."""

    def __init__(self, program: ir.Program) -> None:
        self._program = program
        self._entities = {entity.name: entity for entity in program.entities}
        self._schemes = {scheme.id: scheme for scheme in program.schemes}
        self._dimensions = {unit.dimension for unit in program.units}

    def transaction(self) -> Schema:
        own = self._properties(places.TRANSACTION, without={places.ITEM_FIELD, places.ITEMS_FIELD})
        return _object(
            {
                **own,
                "schema": {"const": facts.SCHEMA},
                "id": _TEXT,
                "rates": {"type": "array", "items": self._rate()},
                **self._shared(),
                places.ITEMS_FIELD: {
                    "type": "array",
                    "minItems": 1,
                    "maxItems": facts.MAX_LIST,
                    "items": {"$ref": "#/$defs/line"},
                },
            },
            required=(places.ITEMS_FIELD,),
        )

    def definitions(self) -> Schema:
        names = sorted(self._entities.keys() - {places.TRANSACTION})
        found: Schema = {f"entity.{name}": self._entity(name) for name in names}
        if places.PARTY not in self._entities:
            found[f"entity.{places.PARTY}"] = self._entity(places.PARTY)
        codes: Schema = {f"code.{id_}": self._code(scheme) for id_, scheme in self._schemes.items()}
        units: Schema = {
            f"unit.{dimension}": {"enum": self._units(dimension)}
            for dimension in sorted({*self._dimensions, *self._asked_dimensions()})
        }
        former = (each.name for each in self._program.former_currencies)
        currency: Schema = {"currency": {"enum": [*self._program.currencies, *former]}}
        return {**found, **codes, **currency, **units, "line": self._line()}

    def _asked_dimensions(self) -> set[str]:
        types = [field.type for entity in self._program.entities for field in entity.fields]
        return {type_.dimension for type_ in types if isinstance(type_, ir.QuantityType)}

    def _line(self) -> Schema:
        header = {field.name: field for field in self._fields(places.TRANSACTION)}
        overrides = {
            header[name].key: self._fact(header[name].type, header[name].title)
            for name in places.LINE_OVERRIDES
            if name in header
        }
        item = self._properties(places.item_entity(self._entities), without=set())
        return _object({**overrides, **item, "id": _TEXT, **self._shared()})

    def _shared(self) -> Schema:
        """What both the header and a line may say."""
        party: ir.Type = ir.EntityType(places.PARTY)
        roles = {
            actor.name: self._fact(ir.ListType(party) if actor.many else party, actor.title)
            for actor in self._program.actors
        }
        return {"parties": _object(roles), "answers": self._answers()}

    def _answers(self) -> Schema:
        answers: Schema = {}
        last_parts = [question.id.rpartition(".")[2] for question in self._program.questions]
        for question in self._program.questions:
            readings = [reading.name for reading in question.readings]
            options: list[object] = ["yes", "no", True, False]
            answer = _wrapped({"enum": readings if question.kind == "law" else options})
            titled: Schema = {**answer, "title": question.text}
            answers[question.id] = titled
            short = question.id.rpartition(".")[2]
            if last_parts.count(short) == 1:
                answers[short] = titled
        # An answer to a question that the policy does not have, or no longer, counts for nothing.
        return {"type": "object", "properties": answers}

    def _entity(self, name: str) -> Schema:
        properties = self._properties(name, without=set())
        if name == places.PARTY and "listed" not in properties:
            lists = [each.id for each in self._program.lists if each.kind == "party"]
            listed: Schema = {id_: _wrapped({"type": "boolean"}) for id_ in lists}
            properties["listed"] = {"type": "object", "properties": listed}
        return _object(properties)

    def _fields(self, entity: str) -> tuple[ir.FieldDefinition, ...]:
        found = self._entities.get(entity)
        return () if found is None else found.fields

    def _properties(self, entity: str, *, without: set[str]) -> Schema:
        return {
            field.key: self._fact(field.type, field.title)
            for field in self._fields(entity)
            if field.name not in without
        }

    def _fact(self, type_: ir.Type, title: str | None) -> Schema:
        titled: Schema = {} if title is None else {"title": title}
        absent: list[object] = [{"type": "null"}, {"const": "none"}]
        match type_:
            case ir.ClassificationType():
                return {**titled, **self._type(type_)}
            case ir.EntityType():
                return {**titled, "anyOf": [self._type(type_), *absent]}
            case _:
                return {**titled, **_wrapped({"anyOf": [self._type(type_), *absent]})}

    def _type(self, type_: ir.Type) -> Schema:
        match type_:
            case ir.YesNoType():
                return _one_of({"enum": [True, False, "yes", "no"]})
            case ir.TextType():
                return _one_of(_TEXT)
            case ir.NumberType():
                return _ranged(_DECIMAL)
            case ir.PercentType():
                return _ranged(_PERCENT)
            case ir.DateType():
                return _ranged(_DATE)
            case ir.DurationType():
                return _object({"value": _DECIMAL, "unit": _TEXT}, required=("value", "unit"))
            case ir.MoneyType():
                return _united("amount", "currency", {"$ref": "#/$defs/currency"})
            case ir.QuantityType(dimension):
                return _united("value", "unit", {"$ref": f"#/$defs/unit.{dimension}"})
            case ir.EnumType(values):
                return _one_of({"enum": list(values)})
            case ir.CodeType(scheme):
                known = scheme in self._schemes
                return _one_of({"$ref": f"#/$defs/code.{scheme}"} if known else _TEXT)
            case ir.ClassificationType():
                codes: Schema = {
                    id_: _wrapped(_one_of({"$ref": f"#/$defs/code.{id_}"}))
                    for id_ in sorted(self._schemes)
                }
                return {"type": "object", "properties": codes}
            case ir.EntityType(name):
                return {"$ref": f"#/$defs/entity.{name}"}
            case ir.ListType(element):
                items: Schema = {
                    "type": "array",
                    "maxItems": facts.MAX_LIST,
                    "items": self._fact(element, None),
                }
                partial = _object({"complete": {"type": "boolean"}, "items": items})
                return {"anyOf": [items, partial]}
            case _:
                assert_never(type_)

    def _units(self, dimension: str) -> list[str]:
        anything = dimension not in self._dimensions
        units = self._program.units
        return sorted({u.code for u in units if anything or u.dimension == dimension})

    def _code(self, scheme: ir.Scheme) -> Schema:
        codes = [code for code, _ in scheme.codes]
        former = [each.name for each in scheme.former]
        named: Schema = {"enum": [*codes, *scheme.results, *former]}
        if scheme.closed:
            coarser = {a for code in codes for a in ancestors(scheme, code)}
            return {"enum": [*codes, *sorted(coarser.difference(codes)), *scheme.results, *former]}
        if scheme.pattern is None:
            return _NOT_BLANK
        patterns = (scheme.pattern, scheme.written, scheme.lost_zero)
        found = [_matching(pattern) for pattern in patterns if pattern is not None]
        found += [named] if named["enum"] else []
        found += [{"type": "integer", "minimum": 0}] if scheme.lost_zero is not None else []
        return {"anyOf": found} if len(found) > 1 else found[0]

    def _rate(self) -> Schema:
        currency: Schema = {"$ref": "#/$defs/currency"}
        keys = ("from", "to", "rate", "date")
        shapes: Schema = {"from": currency, "to": currency, "rate": _DECIMAL, "date": _DATE}
        return _object(shapes, required=keys)


def _matching(pattern: str) -> Schema:
    return {"type": "string", "pattern": f"^(?:{pattern})$"}


def _object(properties: Mapping[str, object], *, required: tuple[str, ...] = ()) -> Schema:
    made: Schema = {"type": "object", "properties": dict(properties), "additionalProperties": False}
    return {**made, "required": list(required)} if required else made


def _wrapped(value: Schema) -> Schema:
    """Allow a value to say where it came from."""
    return {"anyOf": [value, _object({"value": value, **_PROVENANCE}, required=("value",))]}


def _one_of(value: Schema) -> Schema:
    several: Schema = {"type": "array", "minItems": 1, "items": value}
    return {"anyOf": [value, _object({"one_of": several}, required=("one_of",))]}


def _ranged(value: Schema) -> Schema:
    ends = {**_object({"at_least": value, "at_most": value}), "minProperties": 1}
    return {"anyOf": [_one_of(value), ends]}


def _united(amount: str, unit: str, units: Schema) -> Schema:
    keys = (amount, unit)
    whole = _object({amount: _DECIMAL, unit: units}, required=keys)
    inside = _object({amount: _ranged(_DECIMAL), unit: units}, required=keys)
    return {"anyOf": [inside, _ranged(whole)]}


# Decisions


def decision_schema() -> Schema:
    """Describe decisions."""
    outcomes: Schema = {"enum": list(ir.OUTCOMES)}
    review: Schema = {"enum": [*ir.REVIEWS, None]}
    range_ = _all({"at_least": outcomes, "at_most": outcomes})
    ref: Schema = {"$ref": "#/$defs/outcome"}
    cited: Schema = {"$ref": "#/$defs/citation"}
    jurisdiction = _all(
        {
            "outcome": ref,
            "measures": _array(_measure(cited)),
            "authorizations": _array(_authorization(cited)),
            "obligations": _array(_obligation(cited)),
            "missing": _array(_missing({"anyOf": [outcomes, range_]})),
            "caveats": _array(
                {
                    "type": "object",
                    "properties": {"kind": _TEXT, "text": _TEXT},
                    "required": ["kind", "text"],
                }
            ),
        }
    )
    by_jurisdiction: Schema = {"type": "object", "additionalProperties": jurisdiction}
    rulebook = _all({"title": _TEXT_OR_NULL, "version": _TEXT_OR_NULL})
    policy = {
        "hash": _TEXT,
        "rulebooks": _map(rulebook),
        "modules": _map(_TEXT),
        "engine": _TEXT,
    }
    adopted = _all(
        {"reading": _TEXT, "by": _TEXT_OR_NULL, "on": _TEXT_OR_NULL, "reason": _TEXT_OR_NULL}
    )
    day: Schema = {"anyOf": [_TEXT_OR_NULL, _all(dict.fromkeys(_ENDS, _TEXT_OR_NULL))]}
    whole = _all(
        {
            "schema": {"const": decision.SCHEMA},
            "transaction": _TEXT_OR_NULL,
            "on": day,
            "known_at": _TEXT,
            "outcome": ref,
            "items": _array(_all({"id": _TEXT, "outcome": ref, "jurisdictions": by_jurisdiction})),
            "policy": _all(policy),
            "profile": _all({"id": _TEXT_OR_NULL, "adopted": _map(adopted)}),
        }
    )
    outcome = _all(
        {
            "at_least": outcomes,
            "at_most": outcomes,
            "determined": {"type": "boolean"},
            "review": _all(dict.fromkeys(_ENDS, review)),
        }
    )
    keys = ("instrument", "title", "clause", "source")
    citation: Schema = {"anyOf": [{"type": "null"}, _all(dict.fromkeys(keys, _TEXT_OR_NULL))]}
    definitions: Schema = {"outcome": outcome, "citation": citation, "ground": _ground()}
    return {"$schema": _DRAFT, "title": decision.SCHEMA, **whole, "$defs": definitions}


_ENDS = ("at_least", "at_most")
_GROUNDS: Schema = {"type": "array", "items": {"$ref": "#/$defs/ground"}}


def _all(properties: Mapping[str, object]) -> Schema:
    return _object(properties, required=tuple(properties))


def _array(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _map(values: Schema) -> Schema:
    return {"type": "object", "additionalProperties": values}


def _literal(alias: object) -> Schema:
    return {"enum": list(getattr(alias, "__args__", ()))}


def _measure(cited: Schema) -> Schema:
    return _all(
        {
            "rule": _TEXT,
            "effect": _literal(decision.Effect),
            "status": _literal(decision.Status),
            "citation": cited,
            "title": _TEXT,
            "review": {"enum": [*ir.REVIEWS, None]},
            "authority": _TEXT_OR_NULL,
            "citations": _GROUNDS,
        }
    )


def _authorization(cited: Schema) -> Schema:
    return _all(
        {
            "authorization": _TEXT,
            "kind": _TEXT,
            "title": _TEXT,
            "status": _literal(decision.Availability),
            "satisfies": _array(_TEXT),
            "citation": cited,
            "citations": _GROUNDS,
            "conditions": _array(_condition()),
            "not_checked": _array(_TEXT),
        }
    )


def _condition() -> Schema:
    truth = _literal(decision.YesNoUnknown)
    keys = ("title", "value", "source", "as_of")
    fact = _all({"path": _TEXT, **dict.fromkeys(keys, _TEXT_OR_NULL)})
    own = {"text": _TEXT, "truth": truth, "facts": _array(fact)}
    return _all({"words": _TEXT_OR_NULL, **own, "because": _array(_all(own))})


def _ground() -> Schema:
    known = ("instrument", "clause", "issued", "source", "read", "verified", "confidence")
    always = {
        "kind": _literal(decision.GroundKind),
        "of": _TEXT,
        "title": _TEXT,
        **dict.fromkeys(known, _TEXT_OR_NULL),
        "status": {"enum": ["applies", "may_apply"]},
    }
    given = ("member", "title", "country", "spelled", "role")
    matched = _object(
        {
            "list": _TEXT,
            "list_title": _TEXT,
            "by": _literal(decision.MatchedBy),
            "path": _TEXT,
            **dict.fromkeys(given, _TEXT_OR_NULL),
            "asked": _TEXT,
        },
        required=("list", "list_title", "by", "path", *given),
    )
    more = {"from": _TEXT, "through": _TEXT, "value": _TEXT, "matched": matched}
    return _object({**always, **more}, required=tuple(always))


def _obligation(cited: Schema) -> Schema:
    return _all(
        {
            "provision": _TEXT,
            "kind": _TEXT,
            "to": _TEXT_OR_NULL,
            "text": _TEXT_OR_NULL,
            "document": _TEXT_OR_NULL,
            "due": _TEXT_OR_NULL,
            "fulfilled": _literal(decision.YesNoUnknown),
            "status": {"enum": ["applies", "may_apply"]},
            "citation": cited,
            "citations": _GROUNDS,
        }
    )


def _missing(leads_to: Schema) -> Schema:
    always = {
        "kind": {"enum": ["fact", "judgement", "law"]},
        "path": _TEXT,
        "question": _TEXT,
        "ask": _TEXT_OR_NULL,
        "valid_for": _TEXT_OR_NULL,
        "if": _map(leads_to),
    }
    sometimes: Schema = {
        "more": {"type": "integer", "minimum": 1},
        "tried": {"const": False},
        "wanted": _TEXT,
    }
    return _object({**always, **sometimes}, required=tuple(always))
