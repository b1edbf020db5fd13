"""JSON Schemas: of the transactions that a policy reads, and of decisions.

The schema of a transaction accepts all that reading accepts, but for fractions of a number in
binary. It cannot say what hangs on two values or on a whole, so that reading refuses more: ranges
that are upside down, amounts of several currencies in one range, ids and rates given twice, a
question answered by both of its names, lone surrogates and blank texts as codes, whole numbers as
tariff codes that are none, ids of other policies that are near to one of this, numbers of more
digits than are read, and what is too deep or too much.
"""

from collections.abc import Mapping
from typing import assert_never

from ecp_runtime import decision, facts, ir, places
from ecp_runtime.hierarchy import ancestors
from ecp_runtime.scalars import ACT_DATE
from ecp_runtime.schema_parts import (
    ABSENT,
    BOOLEAN,
    DAY,
    DECIMAL,
    DRAFT,
    DURATION_LENGTH,
    INSTANT,
    NO_END,
    NOT_BLANK,
    PERCENT,
    RATE,
    TEXT,
    TEXT_OR_NULL,
    Schema,
    matching,
    object_of,
    one_of,
    ranged,
    shared_object_of,
    together,
    united,
    wrapped,
)


def transaction_schema(program: ir.Program) -> Schema:
    """Describe the transactions that a policy reads."""
    builder = _TransactionSchema(program)
    root = builder.transaction()
    return {
        "$schema": DRAFT,
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
        if ACT_DATE in own:
            # The act is on a day.
            own[ACT_DATE] = {"allOf": [own[ACT_DATE]], "not": wrapped(NO_END)}
        return object_of(
            {
                "id": TEXT,
                **own,
                "schema": {"const": facts.SCHEMA},
                "rates": {"type": "array", "maxItems": places.MAX_LIST, "items": self._rate()},
                **self._shared(),
                places.ITEMS_FIELD: {
                    "type": "array",
                    "minItems": 1,
                    "maxItems": places.MAX_LIST,
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
        return object_of({"id": TEXT, **overrides, **item, **self._shared()})

    def _shared(self) -> Schema:
        """What both the header and a line may say."""
        party: ir.Type = ir.EntityType(places.PARTY)
        roles = {
            actor.name: self._fact(ir.ListType(party) if actor.many else party, actor.title)
            for actor in self._program.actors
        }
        return {"parties": object_of(roles), "answers": self._answers()}

    def _answers(self) -> Schema:
        answers: Schema = {}
        last_parts = [question.id.rpartition(".")[2] for question in self._program.questions]
        for question in self._program.questions:
            readings = [reading.name for reading in question.readings]
            options: list[object] = ["yes", "no", True, False]
            answer = wrapped({"enum": readings if question.kind == "law" else options})
            titled: Schema = {**answer, "title": question.text}
            answers[question.id] = titled
            short = question.id.rpartition(".")[2]
            # What may be several questions answers none of them.
            answers[short] = titled if last_parts.count(short) == 1 else False
        # An answer to a question that the policy does not have, or no longer, counts for nothing.
        names: Schema = {"minLength": 1, "maxLength": places.LONGEST_NAME - 1}
        others = wrapped({"anyOf": [BOOLEAN, TEXT]})
        return {
            "type": "object",
            "properties": answers,
            "propertyNames": names,
            "additionalProperties": others,
        }

    def _entity(self, name: str) -> Schema:
        properties = self._properties(name, without=set())
        if name == places.PARTY and "listed" not in properties:
            lists = [each.id for each in self._program.lists if each.kind == "party"]
            properties["listed"] = shared_object_of(dict.fromkeys(lists, wrapped(BOOLEAN)))
        return object_of(properties)

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
        match type_:
            case ir.ClassificationType():
                return {**titled, **wrapped(self._type(type_))}
            case ir.EntityType():
                return {**titled, "anyOf": [self._type(type_), *ABSENT]}
            case _:
                return {**titled, **wrapped({"anyOf": [self._type(type_), *ABSENT]})}

    def _type(self, type_: ir.Type) -> Schema:
        match type_:
            case ir.YesNoType():
                return one_of({"enum": [True, False, "yes", "no"]})
            case ir.TextType():
                return one_of(TEXT)
            case ir.NumberType():
                return ranged(DECIMAL)
            case ir.PercentType():
                return ranged(PERCENT)
            case ir.DateType():
                return {"anyOf": [ranged(DAY), ranged(INSTANT)]}
            case ir.DurationType():
                return DURATION_LENGTH
            case ir.MoneyType():
                return united("amount", "currency", {"$ref": "#/$defs/currency"})
            case ir.QuantityType(dimension):
                return united("value", "unit", {"$ref": f"#/$defs/unit.{dimension}"})
            case ir.EnumType(values):
                return one_of({"enum": list(values)})
            case ir.CodeType(scheme):
                known = scheme in self._schemes
                return one_of({"$ref": f"#/$defs/code.{scheme}"} if known else TEXT)
            case ir.ClassificationType():
                codes = {
                    id_: wrapped(together({"$ref": f"#/$defs/code.{id_}"}))
                    for id_ in sorted(self._schemes)
                }
                return shared_object_of(codes)
            case ir.EntityType(name):
                return {"$ref": f"#/$defs/entity.{name}"}
            case ir.ListType(element):
                # Nothing is no element.
                each: Schema = {**self._fact(element, None), "not": {"type": "null"}}
                items: Schema = {"type": "array", "maxItems": places.MAX_LIST, "items": each}
                partial = object_of({"complete": BOOLEAN, "items": items})
                return {"anyOf": [items, {**partial, "minProperties": 1}]}
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
            return NOT_BLANK
        patterns = (scheme.pattern, scheme.written, scheme.lost_zero)
        found = [matching(pattern) for pattern in patterns if pattern is not None]
        found += [named] if named["enum"] else []
        found += [{"type": "integer", "minimum": 0}] if scheme.lost_zero is not None else []
        return {"anyOf": found} if len(found) > 1 else found[0]

    def _rate(self) -> Schema:
        currency: Schema = {"$ref": "#/$defs/currency"}
        keys = ("from", "to", "rate", "date")
        shapes: Schema = {"from": currency, "to": currency, "rate": RATE, "date": DAY}
        return object_of(shapes, required=keys)


# Decisions


def decision_schema() -> Schema:
    """Describe decisions."""
    outcomes: Schema = {"enum": list(ir.OUTCOMES)}
    review: Schema = {"enum": [*ir.REVIEWS, None]}
    reviews = _all(dict.fromkeys(_ENDS, review))
    ends = dict.fromkeys(_ENDS, outcomes)
    range_ = object_of({**ends, "review": reviews}, required=_ENDS)
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
                    "properties": {"kind": TEXT, "text": TEXT},
                    "required": ["kind", "text"],
                }
            ),
        }
    )
    by_jurisdiction: Schema = {"type": "object", "additionalProperties": jurisdiction}
    rulebook = _all({"title": TEXT_OR_NULL, "version": TEXT_OR_NULL})
    policy = {
        "hash": TEXT,
        "rulebooks": _map(rulebook),
        "modules": _map(TEXT),
        "engine": TEXT,
    }
    adopted = _all(
        {"reading": TEXT, "by": TEXT_OR_NULL, "on": TEXT_OR_NULL, "reason": TEXT_OR_NULL}
    )
    day: Schema = {"anyOf": [TEXT_OR_NULL, _all(dict.fromkeys(_ENDS, TEXT_OR_NULL))]}
    whole = _all(
        {
            "schema": {"const": decision.SCHEMA},
            "transaction": TEXT_OR_NULL,
            "on": day,
            "known_at": TEXT,
            "outcome": ref,
            "items": _array(_all({"id": TEXT, "outcome": ref, "jurisdictions": by_jurisdiction})),
            "policy": _all(policy),
            "profile": _all({"id": TEXT_OR_NULL, "adopted": _map(adopted)}),
        }
    )
    outcome = _all(
        {
            "at_least": outcomes,
            "at_most": outcomes,
            "determined": {"type": "boolean"},
            "review": reviews,
        }
    )
    keys = ("instrument", "title", "clause", "source")
    citation: Schema = {"anyOf": [{"type": "null"}, _all(dict.fromkeys(keys, TEXT_OR_NULL))]}
    definitions: Schema = {"outcome": outcome, "citation": citation, "ground": _ground()}
    return {"$schema": DRAFT, "title": decision.SCHEMA, **whole, "$defs": definitions}


_ENDS = ("at_least", "at_most")
_GROUNDS: Schema = {"type": "array", "items": {"$ref": "#/$defs/ground"}}


def _all(properties: Mapping[str, object]) -> Schema:
    return object_of(properties, required=tuple(properties))


def _array(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _map(values: Schema) -> Schema:
    return {"type": "object", "additionalProperties": values}


def _literal(alias: object) -> Schema:
    return {"enum": list(getattr(alias, "__args__", ()))}


def _measure(cited: Schema) -> Schema:
    return _all(
        {
            "rule": TEXT,
            "effect": _literal(decision.Effect),
            "status": _literal(decision.Status),
            "citation": cited,
            "title": TEXT,
            "review": {"enum": [*ir.REVIEWS, None]},
            "authority": TEXT_OR_NULL,
            "citations": _GROUNDS,
        }
    )


def _authorization(cited: Schema) -> Schema:
    return _all(
        {
            "authorization": TEXT,
            "kind": TEXT,
            "title": TEXT,
            "status": _literal(decision.Availability),
            "satisfies": _array(TEXT),
            "citation": cited,
            "citations": _GROUNDS,
            "conditions": _array(_condition()),
            "not_checked": _array(TEXT),
        }
    )


def _condition() -> Schema:
    truth = _literal(decision.YesNoUnknown)
    keys = ("title", "value", "source", "as_of")
    fact = _all({"path": TEXT, **dict.fromkeys(keys, TEXT_OR_NULL)})
    own = {"text": TEXT, "truth": truth, "facts": _array(fact)}
    return _all({"words": TEXT_OR_NULL, **own, "because": _array(_all(own))})


def _ground() -> Schema:
    known = ("instrument", "clause", "issued", "source", "read", "verified", "confidence")
    always = {
        "kind": _literal(decision.GroundKind),
        "of": TEXT,
        "title": TEXT,
        **dict.fromkeys(known, TEXT_OR_NULL),
        "status": {"enum": ["applies", "may_apply"]},
    }
    given = ("member", "title", "country", "spelled", "role")
    matched = object_of(
        {
            "list": TEXT,
            "list_title": TEXT,
            "by": _literal(decision.MatchedBy),
            "path": TEXT,
            **dict.fromkeys(given, TEXT_OR_NULL),
            "asked": TEXT,
        },
        required=("list", "list_title", "by", "path", *given),
    )
    more = {"from": TEXT, "through": TEXT, "value": TEXT, "matched": matched}
    return object_of({**always, **more}, required=tuple(always))


def _obligation(cited: Schema) -> Schema:
    return _all(
        {
            "provision": TEXT,
            "kind": TEXT,
            "to": TEXT_OR_NULL,
            "text": TEXT_OR_NULL,
            "document": TEXT_OR_NULL,
            "due": TEXT_OR_NULL,
            "fulfilled": _literal(decision.YesNoUnknown),
            "status": {"enum": ["applies", "may_apply"]},
            "citation": cited,
            "citations": _GROUNDS,
        }
    )


def _missing(leads_to: Schema) -> Schema:
    always = {
        "kind": {"enum": ["fact", "judgement", "law"]},
        "path": TEXT,
        "question": TEXT,
        "ask": TEXT_OR_NULL,
        "valid_for": TEXT_OR_NULL,
        "if": _map(leads_to),
    }
    sometimes: Schema = {
        "reviews": _map({"enum": list(ir.REVIEWS)}),
        "more": {"type": "integer", "minimum": 1},
        "tried": {"const": False},
        "wanted": TEXT,
    }
    return object_of({**always, **sometimes}, required=tuple(always))
