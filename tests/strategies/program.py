"""Strategies for programs over the small vocabulary; `transaction.py` has facts for them."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Literal, TypeAlias

from hypothesis import strategies as st
from tests.strategies import vocabulary as v

from ecp_runtime import ir

FIRST = date(2026, 1, 1)
LAST = date(2026, 6, 30)
REVIEWS = (None, *ir.REVIEWS)
NAMES = ("Evil Corp", "Evil Corp., Ltd.", "Good GmbH", "邪悪株式会社", "Grey Ltd")
PARTY_LISTS = ("m.bad", "m.worse")
C = ir.Variable("c")

days = st.dates(FIRST, LAST)
codes = st.sampled_from(v.CODES)
# A code that has finer ones equals itself, and what it turns out to be does not: so only these.
entries = st.sampled_from(("1A.a.1", "1A.a.2", "1A.b", "2B.a"))
countries = st.sampled_from(v.COUNTRIES)
Operator: TypeAlias = Literal["=", "!=", "<", "<=", ">", ">="]
OPERATORS: tuple[Operator, ...] = ("=", "!=", "<", "<=", ">", ">=")
operators = st.sampled_from(OPERATORS)
small = st.sampled_from(("0", "1", "5", "10", "50"))
ratios = st.sampled_from(("0", "0.001", "0.25", "0.5", "1"))


# Lives


@st.composite
def periods(draw: st.DrawFn) -> ir.Period:
    """A period that is not empty; either end may be open."""
    start = draw(st.none() | days)
    length = draw(st.none() | st.integers(0, 120))
    end = None if length is None else (start or FIRST) + timedelta(days=length)
    return ir.Period(start, end)


@st.composite
def suspensions(draw: st.DrawFn) -> ir.Suspension:
    """A suspension, perhaps only under a condition, perhaps ended early."""
    readings: tuple[ir.Expr | None, ...] = (
        None,
        ir.ReadingIs("m.law", "extended"),
        ir.Not(ir.ReadingIs("m.law", "lapsed")),
    )
    condition = draw(st.sampled_from(readings))
    resumed = draw(st.none() | days)
    resumptions = (
        () if resumed is None else (ir.Ending(ir.Citation("act", None), resumed, "resumption"),)
    )
    period = draw(periods())
    return v.suspension(period.start, period.end, condition=condition, resumptions=resumptions)


@st.composite
def lives(draw: st.DrawFn) -> ir.Life:
    """A life, mostly simple."""
    if draw(st.booleans()):
        return v.life()
    period = draw(periods())
    ended = draw(st.none() | days)
    endings = () if ended is None else (ir.Ending(ir.Citation("late_act", None), ended, "repeal"),)
    return v.life(
        period.start,
        period.end,
        suspensions=tuple(draw(st.lists(suspensions(), max_size=2))),
        endings=endings,
    )


# Conditions


def usd(amount: str, currency: str = "USD") -> ir.Money:
    """Make an amount of money."""
    return ir.Money(Decimal(amount), currency)


def of_component(name: str) -> ir.Field:
    """Read a field of the component in scope."""
    return ir.Field(C, name)


COMPONENTS = v.of_item("components")
component_tests = st.one_of(
    st.just(v.ALWAYS),
    st.builds(lambda c: ir.Equal(of_component("origin"), ir.Code("country", c)), countries),
    st.builds(
        lambda c: ir.WithinCode(
            ir.CodeIn(of_component("classification"), "ctl"), ir.Code("ctl", c)
        ),
        codes,
    ),
)
measures = st.sampled_from((of_component("value"), of_component("weight"), of_component("level")))


def _symbol_tests() -> st.SearchStrategy[ir.Expr]:
    return st.one_of(
        st.builds(lambda c: ir.Equal(v.tx("destination"), ir.Code("country", c)), countries),
        st.builds(
            lambda c: ir.OneOf(
                v.of_item("origin"), (ir.Code("country", c), ir.Code("country", "CC"))
            ),
            countries,
        ),
        st.builds(lambda c: ir.OneOf(v.control_code(), (ir.Code("ctl", c),)), entries),
        st.builds(lambda c: ir.Equal(v.control_code(), ir.Code("ctl", c)), entries),
        st.builds(lambda c: ir.WithinCode(v.control_code(), ir.Code("ctl", c)), codes),
        st.just(ir.WithinScheme(v.control_code(), "ctl")),
        st.builds(
            lambda c: ir.WithinCode(v.of_item("hs"), ir.Code("hs", c)),
            st.sampled_from(("85", "8505", "850511")),
        ),
        st.just(ir.WithinList(v.control_code(), "m.codes")),
        st.just(ir.WithinList(v.tx("destination"), "m.countries")),
        st.builds(lambda id_: ir.WithinList(v.tx("end_user"), id_), st.sampled_from(PARTY_LISTS)),
        st.just(ir.Equal(v.party("end_user", "kind"), ir.Text("military"))),
        st.just(ir.Equal(ir.Field(v.tx("end_use"), "purpose"), ir.Text("civil"))),
        st.just(ir.Field(v.tx("end_use"), "military")),
        st.just(ir.Ask("m.q", ())),
        st.just(ir.Ask("m.dated", ())),
        st.sampled_from(("extended", "lapsed")).map(lambda r: ir.ReadingIs("m.law", r)),
        st.sampled_from(("wide", "narrow")).map(lambda r: ir.ReadingIs("m.scope", r)),
        st.just(ir.Contains(v.tx("documents"), ir.Text("certificate"))),
        st.builds(lambda c: ir.Contains(v.tx("route"), ir.Code("country", c)), countries),
        st.sampled_from(
            (v.tx("end_use"), v.tx("end_user"), COMPONENTS, v.of_item("value"), v.tx("brokers"))
        ).map(ir.IsAbsent),
        st.just(ir.Call("m.is_military", (v.tx("end_user"),))),
    )


def _number_tests() -> st.SearchStrategy[ir.Expr]:
    value, level = v.of_item("value"), v.of_item("level")
    contract = ir.Field(v.tx("dates"), "contract")
    return st.one_of(
        st.builds(
            lambda o, a, c: ir.Compare(o, value, usd(a, c)),
            operators,
            small,
            st.sampled_from(("USD", "EUR")),
        ),
        st.builds(
            lambda o, r: ir.Compare(o, v.of_item("purity"), ir.Number(Decimal(r))),
            operators,
            ratios,
        ),
        st.builds(
            lambda o, n: ir.Compare(
                o, ir.Arithmetic("*", level, ir.Number(Decimal(2))), ir.Number(Decimal(n))
            ),
            operators,
            small,
        ),
        st.builds(
            lambda o, n: ir.Compare(
                o, ir.Arithmetic("/", ir.Number(Decimal(10)), level), ir.Number(Decimal(n))
            ),
            operators,
            small,
        ),
        st.builds(
            lambda o, a: ir.Compare(o, v.of_item("weight"), ir.Amount(Decimal(a), "mass")),
            operators,
            small,
        ),
        st.builds(lambda o, d: ir.Compare(o, v.tx("date"), ir.Date(d)), operators, days),
        st.builds(
            lambda o, n: ir.Compare(
                o, ir.DaysBetween(v.tx("date"), contract), ir.Duration(n, "day")
            ),
            operators,
            st.integers(0, 60),
        ),
        st.builds(
            lambda o, n, unit: ir.Compare(
                o, ir.Shift(contract, ir.Duration(n, unit), False), v.tx("date")
            ),
            operators,
            st.integers(0, 20),
            st.sampled_from(("day", "month", "year", "working_day")),
        ),
        st.builds(lambda o: ir.Compare(o, level, ir.ParameterValue("m.threshold")), operators),
    )


@st.composite
def _aggregate_tests(draw: st.DrawFn) -> ir.Expr:
    operator = draw(operators)
    where = draw(component_tests)
    measure = draw(measures)
    limits: dict[str, ir.Expr] = {
        "value": usd(draw(small), draw(st.sampled_from(("USD", "EUR")))),
        "weight": ir.Amount(Decimal(draw(small)), "mass"),
        "level": ir.Number(Decimal(draw(small))),
    }
    left: ir.Expr
    right: ir.Expr = ir.Number(Decimal(draw(ratios)))
    kind = draw(st.sampled_from(("count", "sum", "share", "over", "any", "every", "brokers")))
    match kind:
        case "count":
            left, right = ir.Count("c", COMPONENTS, where), ir.Number(Decimal(draw(small)))
        case "sum":
            left, right = ir.Sum(measure, "c", COMPONENTS, where), limits[measure.name]
        case "share":
            left = ir.Share(measure, "c", COMPONENTS, where, None)
        case "over":
            left = ir.Share(measure, "c", COMPONENTS, where, v.of_item(measure.name))
        case "any":
            return ir.Quantified("any", "c", COMPONENTS, where)
        case "every":
            return ir.Quantified("every", "c", COMPONENTS, where)
        case _:
            listed = ir.WithinList(C, draw(st.sampled_from(PARTY_LISTS)))
            return ir.Quantified("any", "c", v.tx("brokers"), listed)
    return ir.Compare(operator, left, right)


tests: st.SearchStrategy[ir.Expr] = st.one_of(_symbol_tests(), _number_tests(), _aggregate_tests())
conditions: st.SearchStrategy[ir.Expr] = st.recursive(
    tests,
    lambda inner: st.one_of(
        inner.map(ir.Not),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: ir.And(tuple(parts))),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: ir.Or(tuple(parts))),
    ),
    max_leaves=4,
)


# Programs


effects = st.one_of(
    st.just(ir.Prohibition()),
    st.sampled_from(REVIEWS).map(v.license_),
    st.sampled_from(REVIEWS).map(v.license_),
    st.just(ir.NotificationRequirement("XA.ministry", ir.Duration(5, "working_day"))),
    st.none(),
)


@st.composite
def rules(draw: st.DrawFn, id_: str, jurisdiction: str) -> ir.Rule:
    """A rule."""
    return v.rule(
        id_,
        draw(effects),
        draw(conditions | conditions.map(ir.Not)),
        governs=draw(st.sampled_from(((), ("export",), ("reexport",)))),
        jurisdiction=jurisdiction,
        life_=draw(lives()),
        judged_at=draw(st.none() | st.just(ir.Field(v.tx("dates"), "contract"))),
    )


@st.composite
def programs(draw: st.DrawFn) -> ir.Program:
    """A program of a few rules with exemptions from exemptions, authorizations and bars."""
    ids = [f"m.r{n}" for n in range(draw(st.integers(1, 3)))]
    made = tuple(draw(rules(id_, draw(st.sampled_from(("XA", "XA", "XB"))))) for id_ in ids)
    authorizations = tuple(
        v.authorization(
            f"m.a{n}",
            (draw(st.sampled_from(ids)),),
            draw(conditions | conditions.map(ir.Not)),
            life_=draw(lives()),
        )
        for n in range(draw(st.integers(0, 2)))
    )
    bars = tuple(
        v.bar(f"m.b{n}", (draw(st.sampled_from(authorizations)).id,), draw(conditions))
        for n in range(draw(st.integers(0, 1)) if authorizations else 0)
    )
    targets = [*ids, *(bar.id for bar in bars)]
    exemptions: list[ir.Exemption] = []
    for n in range(draw(st.integers(0, 3))):
        exemptions.append(
            v.exemption(
                f"m.e{n}",
                (draw(st.sampled_from(targets)),),
                draw(conditions),
                even_prohibition=draw(st.booleans()),
                life_=draw(lives()),
            )
        )
        targets.append(f"m.e{n}")
    return v.program(
        jurisdictions=(
            _jurisdiction(draw, "XA", "Asia/Tokyo"),
            _jurisdiction(draw, "XB", "America/New_York"),
        ),
        rules=made,
        exemptions=tuple(exemptions),
        authorizations=authorizations,
        bars=bars,
        lists=draw(list_definitions()),
        questions=QUESTIONS,
        parameters=(_threshold(draw),),
        definitions=DEFINITIONS,
    )


def vocabulary_only() -> ir.Program:
    """A program without rules that has everything conditions name."""
    return v.program(
        lists=(
            v.list_of("m.bad", v.member(NAMES[0])),
            v.list_of("m.codes", v.member("1A.a"), scheme="ctl"),
            v.list_of("m.countries", v.member("AA"), scheme="country"),
            v.list_of("m.worse", v.member(NAMES[3])),
        ),
        questions=QUESTIONS,
        parameters=(
            ir.ParameterDefinition(
                "m.threshold",
                "Threshold",
                tuple(
                    ir.ParameterVersion(
                        value=ir.Number(Decimal(value)),
                        life=v.life(start),
                        citation=ir.Citation("act", None),
                    )
                    for value, start in (("2", None), ("4", date(2026, 3, 1)))
                ),
            ),
        ),
        definitions=DEFINITIONS,
    )


DEFINITIONS = (
    ir.Definition(
        id="m.is_military",
        title=None,
        parameters=("p",),
        body=ir.Equal(ir.Field(ir.Variable("p"), "kind"), ir.Text("military")),
    ),
)
QUESTIONS = (
    v.question("m.q", citations=(ir.Citation("act", "3"),)),
    v.question("m.dated", valid_for=ir.Duration(1, "month")),
    v.question("m.law", "extended", "lapsed", over=ir.Period(date(2026, 3, 1), date(2026, 4, 30))),
    v.question("m.scope", "wide", "narrow", citations=(ir.Citation("act", "2"),)),
)


def _jurisdiction(draw: st.DrawFn, id_: str, zone: str) -> ir.Jurisdiction:
    return ir.Jurisdiction(
        id=id_,
        title=id_,
        time_zone=zone,
        calendar="cal",
        authorities=(),
        schemes=("ctl",),
        reaches=draw(st.sampled_from((v.EVERYTHING, v.EVERYTHING, v.REACHES))),
        not_modelled=(),
    )


def _threshold(draw: st.DrawFn) -> ir.ParameterDefinition:
    versions = tuple(
        ir.ParameterVersion(
            value=ir.Number(Decimal(draw(small))),
            life=v.life(draw(st.none() | days)),
            citation=ir.Citation("act", None),
        )
        for _ in range(draw(st.integers(0, 2)))
    )
    return ir.ParameterDefinition("m.threshold", "Threshold", versions)


@st.composite
def list_definitions(draw: st.DrawFn) -> tuple[ir.ListDefinition, ...]:
    """Lists of codes, countries and parties, whose members come and go."""

    def members(keys: tuple[str, ...]) -> tuple[ir.ListMember, ...]:
        chosen = draw(st.lists(st.sampled_from(keys), max_size=3, unique=True))
        return tuple(v.member(key, life_=draw(st.none() | lives())) for key in chosen)

    included = draw(st.sampled_from(((), (ir.ListInclusion("m.worse", None),))))
    return (
        v.list_of("m.bad", *members(NAMES[:3]), inclusions=included, life_=draw(lives())),
        v.list_of("m.codes", *members(v.CODES), scheme="ctl"),
        v.list_of("m.countries", *members(v.COUNTRIES), scheme="country"),
        v.list_of("m.worse", *members(NAMES[2:])),
    )
