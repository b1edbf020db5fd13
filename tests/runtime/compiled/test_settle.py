"""How provisions stand by text of their own, and transactions with assumed answers in them."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest
import tests.strategies.vocabulary as make
from benchmarks import orders
from tests.strategies.agreement import Asked, compare, disagreement

import ecp
from ecp_runtime import ir
from ecp_runtime.compiled.answers import Assumed
from ecp_runtime.compiled.assume import Assuming
from ecp_runtime.compiled.decide import Compiled, Decider
from ecp_runtime.compiled.engine import Engine
from ecp_runtime.decision import to_json
from ecp_runtime.evaluate import Inquiry, inquire
from ecp_runtime.facts import read_transaction
from ecp_runtime.prepare import prepare
from ecp_runtime.provisions import Provisions
from ecp_runtime.situation import Assumption, Listing
from ecp_runtime.unknown import Gap
from ecp_runtime.values import Absent, DateRange, Symbols

ON_LIST = ir.WithinList(make.tx("end_user"), "m.bad")
EXTENDED = ir.ReadingIs("m.law", "extended")
PAUSED = make.life(suspensions=(make.suspension(date(2026, 4, 1), None, condition=EXTENDED),))
CONTRACTED = ir.Field(make.tx("dates"), "contract")
OWNED = ir.Quantified(
    "any", "each", make.party("end_user", "owners"), ir.WithinList(ir.Variable("each"), "m.bad")
)
PROGRAM = make.program(
    rules=(
        make.rule("m.paused", ir.Prohibition(), ON_LIST, life_=PAUSED),
        make.rule(
            "m.coded",
            make.license_(),
            ir.WithinCode(make.control_code(), ir.Code("ctl", "1A")),
        ),
        make.rule("m.judged", make.license_(), ON_LIST, judged_at=CONTRACTED),
        make.rule("m.owned", ir.Prohibition(), OWNED),
    ),
    exemptions=(make.exemption("m.e", ("m.coded",), ir.Ask("m.q", ())),),
    authorizations=(make.authorization("m.a", ("m.coded", "m.judged")),),
    bars=(make.bar("m.b", ("m.a",), ir.WithinList(make.tx("exporter"), "m.bad")),),
    lists=(make.list_of("m.bad", make.member("Evil Corp")),),
    questions=(make.question("m.q"), make.question("m.law", "extended", "lapsed")),
)
PROFILE = ir.Profile(
    id="m.p",
    title="What counsel holds",
    adoptions=(
        ir.Adoption("m.law", "extended", "counsel", date(2026, 3, 1), None),
        ir.Adoption("m.q", "yes", "counsel", None, None),
    ),
)
PARTIES: dict[str, Any] = {
    "exporter": {"name": "Fine"},
    "end_user": {"name": "Evil Corp", "owners": [{"name": "Fine"}, {"name": "Evil Corp"}]},
}
FACTS: dict[str, Any] = {
    "act": "export",
    "date": "2026-04-10",
    "parties": PARTIES,
    "answers": {"law": "lapsed", "q": "no"},
    "dates": {"contract": "2026-03-01"},
    "items": [{"classification": {"ctl": "1A.a"}}],
}


def _without(key: str, **changes: Any) -> dict[str, Any]:
    return {name: value for name, value in FACTS.items() if name != key} | changes


@pytest.mark.parametrize(
    "facts",
    [
        FACTS,
        _without("answers"),
        _without("parties"),
        _without("date", date={"at_least": "2026-03-01", "at_most": "2026-05-01"}),
        _without("parties", parties={**PARTIES, "exporter": None}),
        _without("parties", parties={**PARTIES, "end_user": {"listed": {"m.bad": True}}}),
        _without("items", items=[{}, *FACTS["items"], {"parties": {"exporter": {}}}]),
        _without("items", items=[{"classification": {"value": {}, "source": "laboratory"}}]),
        _without("items", items=[{"classification": {"ctl": {"one_of": ["1A.a", "2B"]}}}]),
        _without("parties", parties={"end_user": {"name": {"one_of": ["none", "Evil Corp"]}}}),
    ],
    ids=repr,
)
@pytest.mark.parametrize("profile", [None, PROFILE])
def test_what_is_settled_is_what_the_reference_finds(
    facts: dict[str, Any], profile: ir.Profile | None
) -> None:
    assert compare(Engine(PROGRAM), Asked(facts, profile=profile)).difference is None


def test_look_ups_behind_reaches_and_lives_of_lists_are_said() -> None:
    """Whoever settles them, they may leave a rule open."""
    by_name = make.life(suspensions=(make.suspension(None, None, condition=ON_LIST),))
    on_codes = ir.WithinList(make.control_code(), "m.codes")
    codes = make.list_of("m.codes", make.member("1A"), scheme="ctl", life_=by_name)
    reaches = (
        ir.Reach("export", ir.WithinList(make.tx("exporter"), "m.bad"), None),
        ir.Reach("reexport", make.ALWAYS, None),
    )
    program = make.program(
        jurisdictions=(make.jurisdiction(reaches),),
        rules=(
            make.rule("m.r", make.license_(), on_codes, governs=("reexport",)),
            make.rule("m.s", ir.Prohibition(), on_codes, governs=("export",)),
        ),
        lists=(codes, make.list_of("m.bad", make.member("Evil Corp"))),
    )
    compared = compare(Engine(program), Asked(_without("answers")))
    assert compared.difference is None and compared.decision is not None
    caveats = compared.decision.items[0].jurisdictions[0].caveats
    said = {dict(each.details)["party"] for each in caveats if each.kind == "screening"}
    assert said == {"parties.exporter", "parties.end_user"}


def _provisions(decider: Decider, facts: dict[str, Any]) -> Provisions:
    inquiry: Inquiry = inquire(PROGRAM, read_transaction(PROGRAM, facts))
    (jurisdiction,) = decider.prepared.jurisdictions
    situation = inquiry.situation(inquiry.transaction.lines[0], jurisdiction)
    return Compiled(decider, facts, None).provisions(0, situation)


def test_equal_standings_are_one_object() -> None:
    decider = Decider(PROGRAM)
    first, second = _provisions(decider, FACTS), _provisions(decider, _without("id"))
    for rule in PROGRAM.rules[:2]:
        assert first.standing(rule) is not None
        assert first.standing(rule) is second.standing(rule)


def test_threads_write_the_text_of_conditions_at_once() -> None:
    policy, alone = ecp.load(cache=False), ecp.load(cache=False)
    asked = orders.known(12, 4)
    expected = [to_json(alone.decide(order)) for order in asked]

    def decide(turn: int) -> bool:
        turned = [*range(turn, len(asked)), *range(turn)]
        return all(to_json(policy.decide(asked[n])) == expected[n] for n in turned)

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(decide, range(4)))


def test_decisions_are_written_as_their_json() -> None:
    policy = ecp.load()
    for order in (*orders.known(5, 3), *orders.partly_unknown(5, 3)):
        written = json.dumps(
            to_json(policy.decide(order)), ensure_ascii=False, separators=(",", ":")
        )
        assert policy.decide_json(json.dumps(order)) == written.encode()


WRITTEN: dict[str, Any] = {
    "parties": {"end_user": {"name": "Fine", "listed": {"m.worse": True}}},
    "items": [{}, {"classification": {"hs": "85"}, "components": [{}, {"origin": "AA"}]}],
}


@pytest.mark.parametrize(
    ("gap", "answer", "part", "found"),
    [
        (Gap("fact", "destination"), Symbols(frozenset({"BB"})), "destination", "BB"),
        (
            Gap("fact", "items[1].classification.ctl"),
            Symbols(frozenset({"1A"})),
            "items",
            [{}, {**WRITTEN["items"][1], "classification": {"hs": "85", "ctl": "1A"}}],
        ),
        (
            Gap("fact", "items[1].components[0].classification.ctl"),
            Symbols(frozenset({"1A"})),
            "items",
            [
                {},
                {
                    "classification": {"hs": "85"},
                    "components": [{"classification": {"ctl": "1A"}}, {"origin": "AA"}],
                },
            ],
        ),
        (
            Gap("fact", "parties.exporter"),
            Absent(),
            "parties",
            {**WRITTEN["parties"], "exporter": None},
        ),
        (
            Gap("fact", "parties.end_user.name"),
            Listing(frozenset({"m.bad"}), is_all=False),
            "parties",
            {"end_user": {"name": "Fine", "listed": {"m.bad": True, "m.worse": True}}},
        ),
        (
            Gap("fact", "items[0].parties.exporter.country"),
            Symbols(frozenset({"BB"})),
            "items",
            [{"parties": {"exporter": {"country": "BB"}}}, WRITTEN["items"][1]],
        ),
        (
            Gap("judgement", "m.q"),
            True,
            "items",
            [{}, {**WRITTEN["items"][1], "answers": {"m.q": Assumed(True)}}],
        ),
    ],
    ids=repr,
)
def test_assumptions_are_written_where_their_author_would(
    gap: Gap, answer: Assumption, part: str, found: object
) -> None:
    before = json.dumps(WRITTEN)
    written = Assuming(prepare(PROGRAM)).written(WRITTEN, 1, gap, answer)
    assert written == {**WRITTEN, part: found}
    assert json.dumps(WRITTEN) == before


@pytest.mark.parametrize(
    "path", ["date", "items[1].components[7].origin", "items[0].nowhere.at_all", "parties"]
)
def test_assumptions_that_have_no_place_are_not_written(path: str) -> None:
    assert Assuming(prepare(PROGRAM)).written(WRITTEN, 1, Gap("fact", path), True) is None


def test_a_range_that_is_assumed_cannot_be_read() -> None:
    assumed = DateRange(date(2026, 1, 1), None)
    gap = Gap("fact", "dates.contract")
    written: Any = Assuming(prepare(PROGRAM)).written(WRITTEN, 1, gap, assumed)
    with pytest.raises(TypeError):
        hash(written["dates"]["contract"])


@pytest.mark.parametrize("more", [{}, {"source": "invoice"}, {"as_of": "2026-01-15"}], ids=repr)
def test_a_record_with_nothing_but_a_value_is_no_value_with_its_source(
    more: dict[str, str],
) -> None:
    codes = make.list_of("m.codes", make.member("1A.a"), scheme="ctl")
    place = ir.Equal(make.of_item("origin"), ir.Code("country", "AA"))
    for condition in (ir.WithinList(make.control_code(), "m.codes"), place):
        rules = (make.rule("m.r", ir.Prohibition(), condition),)
        engine = Engine(make.program(rules=rules, lists=(codes,)))
        item = {"value": {"amount": "5", "currency": "USD"}}
        given: dict[str, Any] = {"date": "2026-03-10", "items": [item]}
        assert disagreement(engine, given) is None
        route = {"value": ["AA", {"one_of": ["BB", "CC"]}], **more}
        assert disagreement(engine, {**given, "route": route}) is None
