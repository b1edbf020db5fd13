"""A small vocabulary for programs made by hand, and short ways to make their parts."""

from datetime import date
from decimal import Decimal
from typing import Any

import attrs

from ecp_runtime import ir

TX = ir.Transaction()
ITEM = ir.Field(TX, "item")
ALWAYS = ir.Truth(True)
NEVER = ir.Truth(False)


def tx(name: str) -> ir.Field:
    """Read a field of the transaction."""
    return ir.Field(TX, name)


def of_item(name: str) -> ir.Field:
    """Read a field of the line."""
    return ir.Field(ITEM, name)


def party(role: str, name: str) -> ir.Field:
    """Read a field of a party."""
    return ir.Field(ir.Field(TX, role), name)


def control_code() -> ir.CodeIn:
    """Read the line's code in the control scheme."""
    return ir.CodeIn(of_item("classification"), "ctl")


def life(
    start: date | None = None,
    end: date | None = None,
    *,
    under: str = "act",
    suspensions: tuple[ir.Suspension, ...] = (),
    endings: tuple[ir.Ending, ...] = (),
) -> ir.Life:
    """Make a life; without dates it is always in force."""
    return ir.Life(
        period=ir.Period(start, end),
        issued_under=under,
        suspensions=suspensions,
        endings=endings,
    )


def suspension(
    start: date | None,
    end: date | None,
    *,
    under: str = "late_act",
    condition: ir.Expr | None = None,
    resumptions: tuple[ir.Ending, ...] = (),
) -> ir.Suspension:
    """Make a suspension."""
    return ir.Suspension(
        citation=ir.Citation(under, None),
        period=ir.Period(start, end),
        condition=condition,
        resumptions=resumptions,
    )


def rule(
    id_: str,
    effect: ir.Effect | None,
    condition: ir.Expr = ALWAYS,
    *,
    governs: tuple[str, ...] = (),
    jurisdiction: str = "XA",
    life_: ir.Life | None = None,
    **changes: Any,
) -> ir.Rule:
    """Make a rule that is always in force."""
    made = ir.Rule(
        **_provision(id_, condition, jurisdiction, life_), governs=governs, effect=effect
    )
    return attrs.evolve(made, **changes)


def exemption(
    id_: str,
    targets: tuple[str, ...],
    condition: ir.Expr = ALWAYS,
    *,
    even_prohibition: bool = False,
    life_: ir.Life | None = None,
    **changes: Any,
) -> ir.Exemption:
    """Make an exemption that is always in force."""
    made = ir.Exemption(
        **_provision(id_, condition, "XA", life_),
        targets=targets,
        even_prohibition=even_prohibition,
    )
    return attrs.evolve(made, **changes)


def authorization(
    id_: str,
    targets: tuple[str, ...],
    condition: ir.Expr = ALWAYS,
    *,
    life_: ir.Life | None = None,
    **changes: Any,
) -> ir.Authorization:
    """Make an authorization that is always in force."""
    made = ir.Authorization(
        **_provision(id_, condition, "XA", life_), targets=targets, kind="general_license"
    )
    return attrs.evolve(made, **changes)


def bar(
    id_: str,
    targets: tuple[str, ...],
    condition: ir.Expr = ALWAYS,
    *,
    life_: ir.Life | None = None,
) -> ir.Bar:
    """Make a bar that is always in force."""
    return ir.Bar(**_provision(id_, condition, "XA", life_), targets=targets)


def license_(review: ir.Review | None = None) -> ir.LicenseRequirement:
    """Make a license requirement."""
    return ir.LicenseRequirement("XA.ministry", review)


def _provision(
    id_: str, condition: ir.Expr, jurisdiction: str, life_: ir.Life | None
) -> dict[str, Any]:
    return {
        "id": id_,
        "version": 1,
        "module": "m",
        "jurisdiction": jurisdiction,
        "title": f"Title of {id_}",
        "citations": (ir.Citation("act", "1"),),
        "life": life() if life_ is None else life_,
        "judged_at": None,
        "condition": condition,
        "guidance": (),
        "duties": (),
        "confidence": None,
    }


def member(key: str, *, life_: ir.Life | None = None, **changes: Any) -> ir.ListMember:
    """Make a member of a list."""
    made = ir.ListMember(
        key=key,
        title=None,
        aliases=(),
        identifiers=(),
        country=None,
        hs=(),
        materials=(),
        life=life_,
        citation=None,
    )
    return attrs.evolve(made, **changes)


def list_of(
    id_: str,
    *members: ir.ListMember,
    scheme: str | None = None,
    life_: ir.Life | None = None,
    inclusions: tuple[ir.ListInclusion, ...] = (),
) -> ir.ListDefinition:
    """Make a list of one part: of codes with a scheme, else of parties."""
    part = ir.ListPart(
        module="m",
        citation=ir.Citation("act", None),
        life=life() if life_ is None else life_,
        members=members,
        inclusions=inclusions,
    )
    return ir.ListDefinition(
        id=id_,
        title=f"List {id_}",
        kind="party" if scheme is None else "code",
        scheme=scheme,
        jurisdiction="XA",
        parts=(part,),
        guidance=(),
    )


def scheme(id_: str, **changes: Any) -> ir.Scheme:
    """Make an open, flat scheme."""
    made = ir.Scheme(
        id=id_,
        title=f"Scheme {id_}",
        pattern=None,
        hierarchy="flat",
        separator="",
        closed=False,
        codes=(),
        results=(),
    )
    return attrs.evolve(made, **changes)


def instrument(id_: str, issued: date | None = None, **changes: Any) -> ir.Instrument:
    """Make an instrument."""
    made = ir.Instrument(
        id=id_,
        title=f"Act {id_}",
        number=None,
        authority="XA.ministry",
        issued=issued,
        source=f"https://example.org/{id_}",
        read=date(2026, 6, 1),
        verified=date(2026, 6, 1),
        confidence="high",
    )
    return attrs.evolve(made, **changes)


def question(id_: str, *readings: str, **changes: Any) -> ir.Question:
    """Make a question: of law with readings, else of fact."""
    made = ir.Question(
        id=id_,
        kind="law" if readings else "fact",
        text=f"Question {id_}?",
        asked_of=None if readings else "compliance_officer",
        valid_for=None,
        guidance=(),
        readings=tuple(ir.Reading(name, f"Reading {name}", None) for name in readings),
        over=None,
        jurisdiction=None,
    )
    return attrs.evolve(made, **changes)


def entity(name: str, *fields: tuple[str, ir.Type]) -> ir.Entity:
    """Make the shape of a record; `name:key` gives a field another name in JSON."""
    return ir.Entity(
        name,
        tuple(
            ir.FieldDefinition(
                name=field.partition(":")[0],
                key=field.partition(":")[2] or field,
                type=type_,
                guarded=False,
                title=None,
            )
            for field, type_ in fields
        ),
    )


COUNTRY = ir.CodeType("country")
COMPONENTS = ir.ListType(ir.EntityType("Component"))

ENTITIES = (
    entity(
        "Transaction",
        ("id", ir.TextType()),
        ("act", ir.EnumType(("export", "reexport", "transfer"))),
        ("date", ir.DateType()),
        ("departure:from", COUNTRY),
        ("destination", COUNTRY),
        ("route", ir.ListType(COUNTRY)),
        ("item", ir.EntityType("Item")),
        ("items", ir.ListType(ir.EntityType("Item"))),
        ("end_use", ir.EntityType("EndUse")),
        ("documents", ir.ListType(ir.TextType())),
        ("dates", ir.EntityType("Dates")),
        ("deadline", ir.DurationType()),
    ),
    entity(
        "Party",
        ("name", ir.TextType()),
        ("names", ir.ListType(ir.EntityType("Name"))),
        ("country", COUNTRY),
        ("kind", ir.EnumType(("person", "company", "military"))),
        ("identifiers", ir.ListType(ir.EntityType("Identifier"))),
        ("owners", ir.ListType(ir.EntityType("Party"))),
        ("share", ir.PercentType()),
    ),
    entity("Name", ("value", ir.TextType()), ("script", ir.TextType())),
    entity("Identifier", ("scheme", ir.TextType()), ("value", ir.TextType())),
    entity(
        "Item",
        ("id", ir.TextType()),
        ("description", ir.TextType()),
        ("classification", ir.ClassificationType()),
        ("hs", ir.CodeType("hs")),
        ("origin", COUNTRY),
        ("value", ir.MoneyType()),
        ("weight", ir.QuantityType("mass")),
        ("purity", ir.PercentType()),
        ("level", ir.NumberType()),
        ("components", COMPONENTS),
    ),
    entity(
        "Component",
        ("classification", ir.ClassificationType()),
        ("origin", COUNTRY),
        ("value", ir.MoneyType()),
        ("weight", ir.QuantityType("mass")),
        ("level", ir.NumberType()),
    ),
    entity("EndUse", ("purpose", ir.TextType()), ("military", ir.YesNoType())),
    entity("Dates", ("contract", ir.DateType())),
)

CODES = ("1A", "1A.a", "1A.a.1", "1A.a.2", "1A.b", "2B", "2B.a")
COUNTRIES = ("AA", "BB", "CC")

REACHES = (
    ir.Reach("export", ir.Equal(tx("act"), ir.Text("export")), None),
    ir.Reach("reexport", ir.Equal(tx("act"), ir.Text("reexport")), None),
)
EVERYTHING = (ir.Reach("export", ALWAYS, None),)


def jurisdiction(reaches: tuple[ir.Reach, ...], id_: str = "XA") -> ir.Jurisdiction:
    """Make a jurisdiction east of Greenwich, with a working calendar."""
    return ir.Jurisdiction(
        id=id_,
        title="Country A",
        time_zone="Asia/Tokyo",
        calendar="cal",
        authorities=(("XA.ministry", "Ministry"),),
        schemes=("ctl",),
        reaches=reaches,
        not_modelled=("customs law",),
    )


CALENDAR = ir.Calendar(
    id="cal",
    holidays=(date(2026, 5, 1), date(2026, 5, 4)),
    working_weekends=(date(2026, 5, 9),),
    announced_from=date(2026, 1, 1),
    announced_through=date(2026, 12, 31),
)


def program(**parts: Any) -> ir.Program:
    """Make a program over the small vocabulary; `parts` replace fields of it."""
    made = ir.Program(
        version=ir.IR_VERSION,
        modules=(ir.Module("m", "2026.1"),),
        entities=ENTITIES,
        actors=(
            ir.Actor("exporter", "The exporter", False),
            ir.Actor("end_user", "The end user", False),
            ir.Actor("brokers", "The brokers", True),
        ),
        schemes=(
            scheme("country", closed=True, codes=tuple((c, f"Country {c}") for c in COUNTRIES)),
            scheme("hs", pattern="[0-9]{2,10}", hierarchy="prefix"),
            scheme(
                "ctl",
                pattern=r"[0-9][A-Z](\.[a-z](\.[0-9])?)?",
                hierarchy="separator",
                separator=".",
                codes=tuple((code, "") for code in CODES),
                results=("NOT_LISTED",),
            ),
        ),
        units=(
            ir.Unit("kg", "KGM", "mass", Decimal(1)),
            ir.Unit("g", "GRM", "mass", Decimal("0.001")),
            ir.Unit("m", "MTR", "length", Decimal(1)),
        ),
        currencies=("EUR", "JPY", "USD"),
        former_currencies=(ir.FormerCode("DEM", date(2026, 3, 1), ("EUR",)),),
        legal_forms=("Ltd", "Co", "GmbH", "株式会社"),
        aliases=(ir.Alias("AAA", "AA"), ir.Alias("kgs", "kg")),
        calendars=(CALENDAR,),
        materials=(),
        jurisdictions=(jurisdiction(EVERYTHING),),
        instruments=(
            instrument("act", date(2025, 1, 1)),
            instrument("late_act", date(2026, 2, 1)),
        ),
        lists=(),
        parameters=(),
        definitions=(),
        questions=(),
        rules=(),
        exemptions=(),
        authorizations=(),
        bars=(),
        profiles=(),
    )
    return attrs.evolve(made, **parts)
