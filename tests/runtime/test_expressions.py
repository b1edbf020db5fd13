"""What every node of the IR means, one example at a time."""

from datetime import date
from decimal import Decimal
from typing import Any, Literal

import pytest
from tests.strategies import vocabulary as v

from ecp_runtime import ir
from ecp_runtime.evaluate import inquire
from ecp_runtime.expressions import NO_ENV, Evaluator
from ecp_runtime.facts import read_transaction
from ecp_runtime.measures import Measure
from ecp_runtime.unknown import Unknown
from ecp_runtime.values import DateRange, word

LISTS = (
    v.list_of(
        "m.bad",
        v.member("Evil Corp", aliases=("邪悪株式会社",), identifiers=(("LEI", "549300"),)),
        v.member("Later Corp", life_=v.life(date(2026, 4, 1))),
    ),
    v.list_of("m.more", inclusions=(ir.ListInclusion("m.bad", None),)),
    v.list_of("m.codes", v.member("1A.a"), scheme="ctl"),
    v.list_of("m.future", v.member("1A", life_=v.life(under="late_act")), scheme="ctl"),
)
PARAMETERS = (
    ir.ParameterDefinition(
        "m.limit",
        "Limit",
        tuple(
            ir.ParameterVersion(
                value=ir.Number(Decimal(value)),
                life=v.life(start),
                citation=ir.Citation("act", None),
            )
            for value, start in (("10", date(2026, 1, 1)), ("20", date(2026, 3, 1)))
        ),
    ),
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
    v.question("m.q", valid_for=ir.Duration(12, "month")),
    v.question("m.law", "yes_it_is", "no_it_is_not", over=ir.Period(date(2026, 3, 1), None)),
)
PROGRAM = v.program(
    lists=LISTS, parameters=PARAMETERS, definitions=DEFINITIONS, questions=QUESTIONS
)


def evaluator(data: dict[str, Any], profile: ir.Profile | None = None) -> Evaluator:
    transaction = read_transaction(PROGRAM, {"date": "2026-03-10", "items": [{}], **data})
    inquiry = inquire(PROGRAM, transaction, profile=profile)
    return Evaluator(inquiry.situation(transaction.lines[0], PROGRAM.jurisdictions[0]))


def check(expr: ir.Expr, /, **data: Any) -> str:
    return word(evaluator(data).truth(expr, NO_ENV))


def line(**fields: Any) -> dict[str, Any]:
    return {"items": [fields]}


def components(*parts: dict[str, Any], complete: bool = True) -> dict[str, Any]:
    return line(components={"complete": complete, "items": list(parts)})


def usd(amount: Any) -> dict[str, Any]:
    return {"amount": amount, "currency": "USD"}


C = ir.Variable("c")
FROM_AA = ir.Equal(ir.Field(C, "origin"), ir.Code("country", "AA"))
PARTS = v.of_item("components")
END_USER = v.tx("end_user")


def end_user(**fields: Any) -> dict[str, Any]:
    return {"parties": {"end_user": fields}}


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("1A.a", "yes"),
        ("1A.a.1", "yes"),
        ("1A", "unknown"),
        ("1A.b", "no"),
        ("NOT_LISTED", "no"),
        ({"one_of": ["1A.a.1", "1A.a.2"]}, "yes"),
        ({"one_of": ["1A.a.1", "1A.b"]}, "unknown"),
        ({"one_of": ["2B", "NOT_LISTED"]}, "no"),
    ],
)
def test_within_a_code_and_a_list(code: object, expected: str) -> None:
    data = line(classification={"ctl": code})
    assert check(ir.WithinCode(v.control_code(), ir.Code("ctl", "1A.a")), **data) == expected
    assert check(ir.WithinList(v.control_code(), "m.codes"), **data) == expected


def test_a_missing_classification_is_unknown() -> None:
    for data in (line(), line(classification={})):
        assert check(ir.WithinCode(v.control_code(), ir.Code("ctl", "1A")), **data) == "unknown"
        assert check(ir.WithinScheme(v.control_code(), "ctl"), **data) == "unknown"
    assert check(
        ir.WithinScheme(v.control_code(), "ctl"), **line(classification={"ctl": "2B"})
    ) == ("yes")
    listed = line(classification={"ctl": "NOT_LISTED"})
    assert check(ir.WithinScheme(v.control_code(), "ctl"), **listed) == "no"


def test_hs_codes_nest_by_prefix() -> None:
    within = ir.WithinCode(v.of_item("hs"), ir.Code("hs", "8505"))
    assert [check(within, **line(hs=code)) for code in ("850511", "85", "8504")] == [
        "yes",
        "unknown",
        "no",
    ]


@pytest.mark.parametrize(
    ("code", "expected"), [("1A.a.1", "yes"), ("1A.a", "unknown"), ("1A.b", "no"), ("2B", "no")]
)
def test_a_coarse_code_may_yet_equal(code: str, expected: str) -> None:
    constant = ir.Code("ctl", "1A.a.1")
    data = line(classification={"ctl": code})
    assert check(ir.Equal(v.control_code(), constant), **data) == expected
    assert check(ir.OneOf(v.control_code(), (constant,)), **data) == expected


@pytest.mark.parametrize(
    ("party", "expected"),
    [
        ({"name": "EVIL CORP., LTD."}, "yes"),
        ({"name": "Fine", "names": [{"value": "邪悪"}]}, "yes"),
        ({"name": "Fine", "identifiers": [{"scheme": "lei", "value": "5493-00"}]}, "yes"),
        ({"identifiers": [{"scheme": "lei", "value": "1"}]}, "unknown"),
        ({"name": "Fine"}, "no"),
        ({"name": "Later Corp"}, "no"),
        ({"name": {"one_of": ["Fine", "Evil Corp"]}}, "unknown"),
        ({"country": "AA"}, "unknown"),
        ({"name": "—"}, "unknown"),
        ({"listed": {"m.bad": True, "m.more": True}}, "yes"),
        ({"name": "Evil Corp", "listed": {"m.bad": False, "m.more": False}}, "no"),
        (None, "no"),
    ],
)
def test_parties_on_lists(party: object, expected: str) -> None:
    for list_id in ("m.bad", "m.more"):
        data = {"parties": {"end_user": party}}
        assert check(ir.WithinList(END_USER, list_id), **data) == expected
    assert check(ir.WithinList(END_USER, "m.bad")) == "unknown"


def test_members_come_and_go() -> None:
    listed = ir.WithinList(END_USER, "m.bad")
    party = end_user(name="Later Corp")
    assert check(listed, date="2026-04-01", **party) == "yes"
    assert check(listed, date={"at_least": "2026-03-01"}, **party) == "unknown"


@pytest.mark.parametrize(
    ("given", "absent", "military"),
    [
        ({}, "unknown", "unknown"),
        ({"end_use": None}, "yes", "no"),
        ({"end_use": {}}, "no", "unknown"),
        ({"end_use": {"military": None}}, "no", "no"),
        ({"end_use": {"military": True}}, "no", "yes"),
        ({"end_use": {"military": {"one_of": [True, False]}}}, "no", "unknown"),
    ],
)
def test_absence_is_not_ignorance(given: dict[str, Any], absent: str, military: str) -> None:
    field = ir.Field(v.tx("end_use"), "military")
    assert check(ir.IsAbsent(v.tx("end_use")), **given) == absent
    assert check(field, **given) == military
    negated = {"yes": "no", "no": "yes", "unknown": "unknown"}[military]
    assert check(ir.Not(field), **given) == negated


def test_nothing_is_compared_with_what_does_not_exist() -> None:
    data = line(value=None)
    for operator in ("<", "<=", "=", ">=", ">"):
        compared = ir.Compare(operator, v.of_item("value"), ir.Money(Decimal(1), "USD"))
        assert check(compared, **data) == "no"
    different = ir.Compare("!=", v.of_item("value"), ir.Money(Decimal(1), "USD"))
    assert check(different, **data) == "yes"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (usd("5000"), "no"),
        (usd("5000.01"), "yes"),
        (usd({"at_least": "4000", "at_most": "6000"}), "unknown"),
        (usd({"at_least": "6000"}), "yes"),
        ({"amount": "9000", "currency": "EUR"}, "unknown"),
    ],
)
def test_values_against_a_limit(value: object, expected: str) -> None:
    over = ir.Compare(">", v.of_item("value"), ir.Money(Decimal(5000), "USD"))
    assert check(over, **line(value=value)) == expected


def test_rates_are_dated() -> None:
    over = ir.Compare(">", v.of_item("value"), ir.Money(Decimal(5000), "USD"))
    rate = {"from": "USD", "to": "EUR", "rate": "0.5", "date": "2026-03-09"}
    newer = {**rate, "rate": "2", "date": "2026-03-11"}
    data = line(value={"amount": "3000", "currency": "EUR"})
    assert check(over, rates=[rate], **data) == "yes"
    assert check(over, rates=[rate, newer], **data) == "yes"
    assert check(over, rates=[rate, newer], date="2026-03-12", **data) == "no"
    assert check(over, rates=[newer], **data) == "unknown"


def share(threshold: str, over: ir.Expr | None = None) -> ir.Expr:
    made = ir.Share(ir.Field(C, "value"), "c", PARTS, FROM_AA, over)
    return ir.Compare(">=", made, ir.Number(Decimal(threshold)))


A1 = {"origin": "AA", "value": usd("1")}
B9 = {"origin": "BB", "value": usd("9")}


@pytest.mark.parametrize(
    ("parts", "complete", "expected"),
    [
        ((A1, B9), True, "yes"),
        ((A1, B9, B9), True, "no"),
        ((A1, {"origin": "BB"}), True, "unknown"),
        # Where it comes from is open, and that decides.
        ((A1, B9, {"value": usd("9")}), True, "unknown"),
        # Even if the rest were all from elsewhere, or all from there.
        ((A1, {"value": usd("9")}), True, "yes"),
        ((B9, {"origin": "CC"}), True, "no"),
        ((A1, B9), False, "unknown"),
        ((), True, "no"),
        (({"origin": "AA", "value": None},), True, "unknown"),
        ((A1, {"origin": "BB", "value": {"amount": "9", "currency": "EUR"}}), True, "unknown"),
    ],
)
def test_shares(parts: tuple[dict[str, Any], ...], complete: bool, expected: str) -> None:
    assert check(share("0.1"), **components(*parts, complete=complete)) == expected


@pytest.mark.parametrize(
    ("base", "expected"),
    [(usd("10"), "yes"), (usd("11"), "no"), (usd("0"), "unknown"), (None, "unknown")],
)
def test_shares_over_a_base(base: object, expected: str) -> None:
    data = line(components=[A1], value=base)
    assert check(share("0.1", v.of_item("value")), **data) == expected
    assert check(share("0.1", v.of_item("value")), **line(components=[A1])) == "unknown"
    assert check(share("0.1", v.of_item("value")), **line(components=[B9], value=base)) == "no"


def test_shares_of_nothing() -> None:
    nothings: tuple[object, ...] = (None, [])
    for nothing in nothings:
        assert check(share("0.1"), **line(components=nothing)) == "no"
        assert check(share("0"), **line(components=nothing)) == "yes"
    assert check(share("0.1"), **line()) == "unknown"


@pytest.mark.parametrize(
    ("parts", "complete", "any_", "every", "one"),
    [
        ((), True, "no", "yes", "no"),
        ((A1,), True, "yes", "yes", "yes"),
        ((A1, B9), True, "yes", "no", "yes"),
        ((B9,), True, "no", "no", "no"),
        ((B9, {}), True, "unknown", "no", "unknown"),
        ((A1, {}), True, "yes", "unknown", "yes"),
        ((), False, "unknown", "unknown", "unknown"),
        ((A1,), False, "yes", "unknown", "yes"),
        ((B9,), False, "unknown", "no", "unknown"),
    ],
)
def test_any_every_count(
    parts: tuple[dict[str, Any], ...], complete: bool, any_: str, every: str, one: str
) -> None:
    data = components(*parts, complete=complete)
    assert check(ir.Quantified("any", "c", PARTS, FROM_AA), **data) == any_
    assert check(ir.Quantified("every", "c", PARTS, FROM_AA), **data) == every
    counted = ir.Compare(">=", ir.Count("c", PARTS, FROM_AA), ir.Number(Decimal(1)))
    assert check(counted, **data) == one


def test_sums() -> None:
    total = ir.Sum(ir.Field(C, "value"), "c", PARTS, FROM_AA)
    over = ir.Compare(">", total, ir.Money(Decimal(1), "USD"))
    assert check(over, **components(A1, A1, B9)) == "yes"
    assert check(over, **components(A1, B9)) == "no"
    assert check(over, **components(A1, {"origin": "AA"})) == "unknown"
    assert check(over, **components(A1, A1, {}, complete=False)) == "yes"
    assert check(over, **components()) == "no"


def test_contains() -> None:
    shown = ir.Contains(v.tx("documents"), ir.Text("certificate"))
    assert check(shown, documents=["certificate"]) == "yes"
    assert check(shown, documents=[]) == "no"
    assert check(shown, documents={"complete": False, "items": []}) == "unknown"
    assert check(shown, documents=None) == "no"
    assert check(shown) == "unknown"


def compare_number(operator: Literal["<", "="], left: ir.Expr, right: str) -> ir.Expr:
    return ir.Compare(operator, left, ir.Number(Decimal(right)))


def test_arithmetic() -> None:
    level = v.of_item("level")
    doubled = ir.Arithmetic("*", level, ir.Number(Decimal(2)))
    assert check(compare_number("=", doubled, "6"), **line(level="3")) == "yes"
    inverse = ir.Arithmetic("/", ir.Number(Decimal(1)), level)
    assert check(compare_number("<", inverse, "1"), **line(level="0")) == "unknown"
    assert check(compare_number("<", inverse, "1"), **line(level="4")) == "yes"
    less = ir.Arithmetic("-", level, level)
    assert check(compare_number("<", less, "1"), **line(level={"at_most": "3"})) == "unknown"
    assert check(compare_number("<", less, "1"), **line(level=None)) == "no"


def test_dates() -> None:
    contract = ir.Field(v.tx("dates"), "contract")
    late = ir.Compare(">", ir.DaysBetween(v.tx("date"), contract), ir.Duration(90, "day"))
    assert check(late, dates={"contract": "2025-12-10"}) == "no"
    assert check(late, dates={"contract": "2025-12-09"}) == "yes"
    assert check(late, dates={"contract": {"at_least": "2025-12-09"}}) == "unknown"
    assert check(late, dates={"contract": None}) == "no"
    shifted = ir.Compare("<", ir.Shift(contract, ir.Duration(12, "month"), False), v.tx("date"))
    assert check(shifted, dates={"contract": "2025-03-09"}) == "yes"
    beyond = ir.Shift(v.tx("date"), ir.Duration(400, "working_day"), False)
    assert isinstance(evaluator({}).value(beyond, NO_ENV), Unknown)


def test_instants_are_local() -> None:
    on = ir.Compare("=", v.tx("date"), ir.Date(date(2026, 3, 11)))
    assert check(on, date="2026-03-10T15:00:00Z") == "yes"
    assert check(on, date="2026-03-10T14:59:59Z") == "no"


def test_parameters_have_versions() -> None:
    def limit(**data: Any) -> object:
        return evaluator(data).value(ir.ParameterValue("m.limit"), NO_ENV)

    assert limit(date="2026-02-01") == evaluator({}).value(ir.Number(Decimal(10)), NO_ENV)
    assert limit(date="2026-03-01") == evaluator({}).value(ir.Number(Decimal(20)), NO_ENV)
    between = limit(date={"at_least": "2026-02-01", "at_most": "2026-04-01"})
    assert isinstance(between, Measure) and not between.is_exact
    assert isinstance(limit(date="2025-12-31"), Unknown)


def test_calls_bind_arguments() -> None:
    call = ir.Call("m.is_military", (END_USER,))
    assert check(call, **end_user(kind="military")) == "yes"
    assert check(call, **end_user(kind={"one_of": ["person", "company"]})) == "no"


def profile(question: str, reading: str) -> ir.Profile:
    adoption = ir.Adoption(question, reading, "counsel", date(2026, 1, 1), None)
    return ir.Profile("p", "Profile", (adoption,))


def test_judgements() -> None:
    ask = ir.Ask("m.q", ())
    assert check(ask) == "unknown"
    assert check(ask, answers={"q": "yes"}) == "unknown"
    assert check(ask, answers={"q": {"value": "yes", "as_of": "2025-03-10"}}) == "yes"
    assert check(ask, answers={"q": {"value": "yes", "as_of": "2026-03-11"}}) == "unknown"
    assert check(ask, answers={"q": {"value": "yes", "as_of": "2025-03-09"}}) == "unknown"
    adopted = profile("m.q", "no")
    assert word(evaluator({}, adopted).truth(ask, NO_ENV)) == "no"
    given = {"answers": {"q": {"value": "yes", "as_of": "2026-03-10"}}}
    assert word(evaluator(given, adopted).truth(ask, NO_ENV)) == "yes"


def test_lines_answer_for_themselves() -> None:
    ask = ir.Ask("m.q", ())
    yes, no = ({"q": {"value": value, "as_of": "2026-03-10"}} for value in ("yes", "no"))
    assert check(ask, answers=yes, **line(answers=no)) == "no"


def test_open_law() -> None:
    reading = ir.ReadingIs("m.law", "yes_it_is")
    assert check(reading) == "unknown"
    assert check(reading, answers={"law": "yes_it_is"}) == "yes"
    assert check(reading, answers={"law": "no_it_is_not"}) == "no"
    # Before its period the question does not arise.
    assert check(reading, date="2026-02-01", answers={"law": "yes_it_is"}) == "no"
    straddling = {"at_least": "2026-02-01", "at_most": "2026-04-01"}
    assert check(reading, date=straddling, answers={"law": "yes_it_is"}) == "unknown"
    assert word(evaluator({}, profile("m.law", "yes_it_is")).truth(reading, NO_ENV)) == "yes"
    assert word(evaluator({}, profile("m.law", "nonsense")).truth(reading, NO_ENV)) == "unknown"


def test_lists_issued_later_are_not_known() -> None:
    within = ir.WithinList(v.control_code(), "m.future")
    data = {"date": "2026-03-10", **line(classification={"ctl": "1A"})}
    transaction = read_transaction(PROGRAM, data)
    for known_at, expected in ((date(2026, 1, 31), False), (date(2026, 2, 1), True)):
        inquiry = inquire(PROGRAM, transaction, known_at=known_at)
        situation = inquiry.situation(transaction.lines[0], PROGRAM.jurisdictions[0])
        assert Evaluator(situation).truth(within, NO_ENV) is expected


@pytest.mark.parametrize(
    "nonsense",
    [
        ir.Compare("<", v.of_item("value"), ir.Number(Decimal(1))),
        ir.Compare("<", ir.Text("a"), ir.Number(Decimal(1))),
        ir.WithinList(v.of_item("value"), "m.codes"),
        ir.WithinList(v.of_item("value"), "no.such"),
        ir.Ask("no.such", ()),
        ir.ReadingIs("no.such", "x"),
        ir.Call("no.such", ()),
        ir.Variable("nowhere"),
        ir.Field(ir.Number(Decimal(1)), "x"),
        ir.CodeIn(ir.Number(Decimal(1)), "ctl"),
        ir.Quantified("any", "c", v.of_item("value"), v.ALWAYS),
        ir.Transaction(),
    ],
)
def test_nonsense_is_unknown(nonsense: ir.Expr) -> None:
    assert check(nonsense, **line(value=usd("1"))) == "unknown"


def test_header_date_is_the_date_of_the_act() -> None:
    assert evaluator({}).value(v.tx("date"), NO_ENV) == DateRange(
        date(2026, 3, 10), date(2026, 3, 10), evaluator({}).situation.day.origin
    )
