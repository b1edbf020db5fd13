"""The vocabulary of generated programs: the small one, with more codes, countries and records."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from typing import TypeAlias

import attrs
from tests.strategies import vocabulary as v

from ecp_runtime import ir

Path: TypeAlias = tuple[ir.Expr, ir.Type]
"""An expression that reads a fact, and the fact's type."""

Paths: TypeAlias = dict[ir.Type, tuple[Path, ...]]

COUNTRIES = (*v.COUNTRIES, "DD", "EE", "FF", "GG", "HH")
CODES = tuple(
    f"{head}{tail}"
    for head in ("1A", "1B", "2B", "3C")
    for tail in ("", ".a", ".a.1", ".a.2", ".b", ".b.1")
)
ENTRIES = tuple(code for code in CODES if code[-1].isdigit())
"""Codes that nothing is finer than."""

MILITARY = ("W1", "W1/a", "W1/b", "W2", "W2/a/x")
HS = ("84", "8504", "8505", "850511", "850519", "90")
RESULTS = ("NOT_LISTED", "EXEMPT")
SCHEMES: dict[str, tuple[str, ...]] = {
    "country": COUNTRIES,
    "ctl": (*CODES, "NOT_LISTED"),
    "hs": HS,
    "x.mil": (*MILITARY, *RESULTS),
}
"""The codes worth naming in each scheme."""

AS_GIVEN: dict[str, dict[str, str | int]] = {
    "country": {"HH": "QB", "GG": "QG"},
    "hs": {"850519": "8505.19", "84": 84},
}
"""How transactions write some codes: as ones that were withdrawn, with dots, as numbers."""

NAMES = ("Evil Corp", "Evil Corp., Ltd.", "Good GmbH", "邪悪株式会社", "Grey Ltd", "Evil  CORP")
NO_NAMES = ("TBD", "不明", " ", "\u200b", "★")
"""Texts that name nobody."""

IDENTIFIERS = (("lei", "5493001KJTIIGC8Y1R12"), ("duns", "12-345-6789"), ("vat", "XA 77"))
PURPOSES = ("civil", "military", "research", "none")
DOCUMENTS = ("certificate", "invoice", "end-user statement")
BLANK = ("", " \t", "\u200b")
TEXTS = ("civil", "other", "Evil Corp", "certificate")
ORDINARY = ("other", "civic", "invoice", "radio")
"""What texts are declared with; one of them is near to a word that rules name."""
STRANGE = ("Civil", "certificat", "unheard of", "other_")
"""Texts that no rule names; some differ from a word in a letter or in case."""
DAYS = tuple(date(2026, 1, 1) + timedelta(days=days) for days in (0, 31, 59, 60, 90, 120, 150, 181))
CURRENCIES = ("EUR", "JPY", "USD")
PARTY_LISTS = ("m.bad", "m.worse")
CODE_LISTS = (
    ("m.codes", "ctl"),
    ("m.countries", "country"),
    ("m.finer", "ctl"),
    ("m.mil", "x.mil"),
)

PARTY = ir.EntityType("Party")
LISTED = ir.ListType(ir.EntityType("License"))
EXTRA: dict[str, tuple[tuple[str, ir.Type], ...]] = {
    "Transaction": (("licenses", LISTED), ("note", ir.TextType())),
    "Party": (("military", ir.YesNoType()), ("founded", ir.DateType())),
    "Item": (("made:production_date", ir.DateType()), ("encrypted", ir.YesNoType())),
    "Component": (("components", v.COMPONENTS), ("share", ir.PercentType())),
    "EndUse": (("sites", ir.ListType(v.COUNTRY)), ("sector", ir.EnumType(PURPOSES))),
    "Dates": (("signed", ir.DateType()),),
}
LICENSE = v.entity(
    "License",
    ("number", ir.TextType()),
    ("valid_from", ir.DateType()),
    ("valid_through", ir.DateType()),
    ("end_user", PARTY),
    ("limit", ir.MoneyType()),
)


def _with_ordinary(field: ir.FieldDefinition) -> ir.FieldDefinition:
    is_text = field.type in (ir.TextType(), ir.ListType(ir.TextType()))
    return attrs.evolve(field, ordinary=ORDINARY) if is_text else field


ENTITIES = tuple(
    attrs.evolve(
        entity,
        fields=tuple(
            map(
                _with_ordinary,
                (*entity.fields, *v.entity(entity.name, *EXTRA.get(entity.name, ())).fields),
            )
        ),
    )
    for entity in (*v.ENTITIES, LICENSE)
)
FIELDS = {entity.name: entity.fields for entity in ENTITIES}
ROLES: dict[str, ir.Type] = {
    "exporter": PARTY,
    "end_user": PARTY,
    "brokers": ir.ListType(PARTY),
}
RECORDS = ("Component", "Item", "Party", "License")
"""What lists of records hold."""

QUESTIONS_OF_FACT = ("m.q", "m.dated", "n.q", "m.working")
QUESTIONS_OF_LAW: dict[str, tuple[str, ...]] = {
    "m.law": ("extended", "lapsed"),
    "m.scope": ("wide", "narrow", "split"),
}


@cache
def paths(scope: tuple[tuple[str, ir.Type], ...]) -> Paths:
    """List what can be read, by type: of the innermost variable, or of the transaction."""
    found: dict[ir.Type, list[Path]] = {}
    if scope:
        name, type_ = scope[-1]
        reads = _of(ir.Variable(name), type_, 2)
    else:
        reads = _of_transaction()
    for expr, type_ in reads:
        found.setdefault(_kind(type_), []).append((expr, type_))
    return {kind: tuple(exprs) for kind, exprs in found.items()}


def _of_transaction() -> Iterator[Path]:
    for name, type_ in ROLES.items():
        yield from _of(v.tx(name), type_, 1)
    for field in FIELDS["Transaction"]:
        if field.name != "id":
            yield from _of(v.tx(field.name), field.type, 1)


def _of(expr: ir.Expr, type_: ir.Type, depth: int) -> Iterator[Path]:
    match type_:
        case ir.ClassificationType():
            for scheme in ("ctl", "x.mil"):
                yield ir.CodeIn(expr, scheme), ir.CodeType(scheme)
        case ir.EntityType(name):
            yield expr, type_
            for field in FIELDS[name] if depth else ():
                yield from _of(ir.Field(expr, field.name), field.type, depth - 1)
        case _:
            yield expr, type_


def _kind(type_: ir.Type) -> ir.Type:
    return ir.EnumType(()) if isinstance(type_, ir.EnumType) else type_
