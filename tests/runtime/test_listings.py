"""What is known of a party on a list: by its names, its identifiers, and what is stated of it."""

from datetime import date
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.strategies import vocabulary as v
from tests.strategies.agreement import disagreement

from ecp_runtime import ir
from ecp_runtime.compiled.engine import Engine
from ecp_runtime.decision import to_json
from ecp_runtime.evaluate import decide
from ecp_runtime.facts import read_transaction

EVIL = v.member("Evil Corp", aliases=("邪悪株式会社",), identifiers=(("LEI", "549300"),))
OTHER = v.member("Other Corp", identifiers=(("USCC", "911"),))

# `whole` includes `part`, which includes `inner`; `later` includes `part` from April on.
LISTS = (
    v.list_of("m.inner", EVIL),
    v.list_of("m.part", v.member("Partly Bad"), inclusions=(ir.ListInclusion("m.inner", None),)),
    v.list_of("m.whole", v.member("Wholly Bad"), inclusions=(ir.ListInclusion("m.part", None),)),
    v.list_of(
        "m.later",
        inclusions=(ir.ListInclusion("m.part", v.life(date(2026, 4, 1))),),
    ),
    v.list_of("m.apart", v.member("Else"), OTHER),
)
IDS = tuple(each.id for each in LISTS)


def _program(list_id: str) -> ir.Program:
    on_list = ir.WithinList(v.tx("end_user"), list_id)
    return v.program(rules=(v.rule("m.r", ir.Prohibition(), on_list),), lists=LISTS)


ENGINES = {list_id: Engine(_program(list_id)) for list_id in IDS}


def found(party: Any, list_id: str, day: str = "2026-03-10") -> str:
    """Say whether a party is on a list, and hold generated code against the reference."""
    engine = ENGINES[list_id]
    data = {"date": day, "items": [{}], "parties": {"end_user": party}}
    assert disagreement(engine, data) is None
    outcome = decide(engine.program, read_transaction(engine.program, data)).outcome
    if not outcome.determined:
        return "unknown"
    return "yes" if outcome.at_most == "prohibited" else "no"


LEI = {"scheme": "LEI", "value": "549300"}


@pytest.mark.parametrize(
    ("party", "expected"),
    [
        ({"name": "EVIL CORP"}, "yes"),
        ({"name": "Fine"}, "no"),
        ({"name": "Fine", "identifiers": [LEI]}, "yes"),
        ({"identifiers": [LEI]}, "yes"),
        ({"name": "N/A", "identifiers": [LEI]}, "yes"),
        # An identifier that is not found says nothing, whatever its scheme.
        ({"identifiers": [{"scheme": "LEI", "value": "1"}]}, "unknown"),
        ({"identifiers": [{"scheme": "VAT", "value": "1"}]}, "unknown"),
        ({"identifiers": [{"scheme": "", "value": "1"}]}, "unknown"),
        ({"identifiers": [{"scheme": "LEI", "value": " "}]}, "unknown"),
        ({"identifiers": [{"scheme": "LEI", "value": "--"}]}, "unknown"),
        ({"identifiers": [{"scheme": "LEI"}]}, "unknown"),
        ({"identifiers": []}, "unknown"),
        ({"name": "Fine", "identifiers": [{"scheme": "LEI", "value": ""}]}, "no"),
        (
            {"name": "Fine", "identifiers": [{**LEI, "value": {"one_of": ["549300", "1"]}}]},
            "unknown",
        ),
        ({"name": "Fine", "identifiers": [{**LEI, "scheme": {"one_of": ["LEI", "V"]}}]}, "unknown"),
        ({"name": "Fine", "identifiers": [{**LEI, "value": {"one_of": ["2", "1"]}}]}, "no"),
        # A listed value without a scheme that a list uses may be the listed identifier.
        ({"name": "Fine", "identifiers": [{"value": "5493-00"}]}, "unknown"),
        ({"name": "Fine", "identifiers": [{"scheme": "", "value": "549300"}]}, "unknown"),
        ({"name": "Fine", "identifiers": [{"scheme": "TBD", "value": "549300"}]}, "unknown"),
        ({"name": "Fine", "identifiers": [{"scheme": "none", "value": "549300"}]}, "unknown"),
        (
            {"name": "Fine", "identifiers": [{"scheme": "Legal entity", "value": "549300"}]},
            "unknown",
        ),
        ({"name": "Fine", "identifiers": [{"scheme": "l.e.i.", "value": "549300"}]}, "yes"),
        ({"name": "Fine", "identifiers": [{"scheme": "USCC", "value": "549300"}]}, "no"),
        ({"name": "Fine", "identifiers": [{"value": "5"}]}, "no"),
        ({"name": "Fine", "identifiers": [{"value": {"one_of": ["5", "549300"]}}]}, "unknown"),
        ({"name": "Evil Corp", "identifiers": [{"value": "549300"}]}, "yes"),
        # Other names are not all that a party has.
        ({"names": [{"value": "Fine"}]}, "unknown"),
        ({"names": [{"value": "邪悪"}]}, "yes"),
        ({"name": "Fine", "names": [{"value": "TBD"}]}, "no"),
        # What names nobody.
        ({"name": ""}, "unknown"),
        ({"name": " \u200b"}, "unknown"),
        ({"name": "★"}, "unknown"),
        ({"name": "TBD"}, "unknown"),
        ({"name": "to be advised"}, "unknown"),
        ({"name": "未定"}, "unknown"),
        ({"name": {"one_of": ["Fine", "N/A"]}}, "unknown"),
        ({"name": {"one_of": ["Evil Corp", "N/A"]}}, "unknown"),
        ({"name": {"value": "unknown", "source": "form"}}, "unknown"),
        ({}, "unknown"),
        (None, "no"),
    ],
)
def test_by_name_and_identifier(party: Any, expected: str) -> None:
    assert found(party, "m.inner") == expected


@pytest.mark.parametrize(
    ("party", "expected"),
    [
        ({"name": "邪悪, Tokyo"}, "unknown"),
        ({"name": "Tokyo / 邪悪"}, "unknown"),
        ({"name": "Fine (Evil Corp)"}, "unknown"),
        ({"name": "Fine, Tokyo"}, "no"),
        ({"name": {"value": "邪悪 – Tokyo", "source": "form"}}, "unknown"),
        ({"name": {"one_of": ["Fine", "邪悪, Tokyo"]}}, "unknown"),
        ({"name": {"one_of": ["Fine, Tokyo", "Fine"]}}, "no"),
        ({"name": "Fine", "names": [{"value": "邪悪 / Fine"}]}, "unknown"),
        ({"names": [{"value": "邪悪 / Fine"}]}, "unknown"),
        ({"name": "邪悪, Tokyo", "names": [{"value": "邪悪"}]}, "yes"),
        ({"name": "邪悪, Tokyo", "identifiers": [LEI]}, "yes"),
        ({"name": "邪悪, Tokyo", "listed": {"m.inner": False}}, "no"),
        ({"name": "邪悪, Tokyo", "listed": {"m.inner": True}}, "yes"),
    ],
    ids=repr,
)
def test_a_part_of_a_text_that_is_listed_leaves_it_open(party: Any, expected: str) -> None:
    assert found(party, "m.inner") == expected
    # And on a day that is not certain.
    days = {"at_least": "2026-03-10", "at_most": "2026-03-12"}
    engine = ENGINES["m.inner"]
    data = {"date": days, "items": [{}], "parties": {"end_user": party}}
    assert disagreement(engine, data) is None
    if expected == "unknown" and "names" not in party:
        made: Any = to_json(decide(engine.program, read_transaction(engine.program, data)))
        (entry,) = made["items"][0]["jurisdictions"]["XA"]["missing"]
        assert entry["path"] == "parties.end_user.name"
        assert "a part of the text is a name on" in entry["wanted"]


@pytest.mark.parametrize(
    ("stated", "asked", "expected"),
    [
        ({"m.inner": True}, ("m.inner", "m.part", "m.whole"), "yes"),
        ({"m.part": True}, ("m.part", "m.whole"), "yes"),
        ({"m.part": True}, ("m.inner",), "unknown"),
        ({"m.whole": True}, ("m.part", "m.inner"), "unknown"),
        ({"m.whole": False}, ("m.whole", "m.part", "m.inner"), "no"),
        ({"m.part": False}, ("m.part", "m.inner"), "no"),
        ({"m.part": False}, ("m.whole",), "no"),
        ({"m.inner": True}, ("m.apart",), "no"),
        ({"m.apart": True}, ("m.inner", "m.whole"), "no"),
        # Where statements contradict each other, yes counts.
        ({"m.inner": True, "m.whole": False}, ("m.inner", "m.part", "m.whole"), "yes"),
        ({"m.part": True, "m.whole": False}, ("m.inner",), "no"),
        ({"m.whole": True, "m.part": False}, ("m.part", "m.inner"), "no"),
        ({"m.whole": True, "m.part": False}, ("m.whole",), "yes"),
        # `later` includes nothing yet.
        ({"m.part": True}, ("m.later",), "no"),
        ({"m.later": False}, ("m.part",), "no"),
        ({"m.later": True}, ("m.part",), "no"),
    ],
)
def test_a_statement_counts_for_lists_that_include_it(
    stated: dict[str, bool], asked: tuple[str, ...], expected: str
) -> None:
    for list_id in asked:
        assert found({"name": "Fine", "listed": stated}, list_id) == expected
        # Without a name, nothing but the statement counts.
        unnamed = found({"listed": stated}, list_id)
        certain = expected in ("yes", "unknown") or stated.get(list_id) is False
        assert unnamed == expected or (not certain and unnamed == "unknown")


def test_a_statement_reaches_as_far_as_the_inclusion_lasts() -> None:
    stated = {"name": "Fine", "listed": {"m.part": True}}
    assert [found(stated, "m.later", day) for day in ("2026-03-31", "2026-04-01")] == ["no", "yes"]
    denied = {"name": "Evil Corp", "listed": {"m.later": False}}
    assert [found(denied, "m.part", day) for day in ("2026-03-31", "2026-04-01")] == ["yes", "no"]


def test_a_denied_part_does_not_hide_a_name_from_the_whole() -> None:
    assert found({"name": "Evil Corp", "listed": {"m.part": False}}, "m.whole") == "yes"


def test_a_denied_whole_is_said_to_be_overridden_where_a_part_has_the_name() -> None:
    program = _program("m.inner")
    party = {"name": "Evil Corp", "listed": {"m.whole": False}}
    data = {"date": "2026-03-10", "items": [{}], "parties": {"end_user": party}}
    decision = decide(program, read_transaction(program, data))
    kinds = {each.kind for each in decision.items[0].jurisdictions[0].caveats}
    assert "overridden_screening" in kinds


def _holds(world: set[str], stated: dict[str, bool]) -> bool:
    """Whether statements are true of somebody who is on these lists himself."""
    return all((list_id in _closed(world)) is on for list_id, on in stated.items())


def _closed(world: set[str]) -> set[str]:
    found = set(world)
    if "m.inner" in found:
        found.add("m.part")
    if "m.part" in found:
        found.add("m.whole")
    return found


@pytest.mark.parametrize("list_id", ["m.inner", "m.part", "m.whole", "m.apart"])
def test_statements_without_a_name_allow_every_world_in_which_they_are_true(list_id: str) -> None:
    choices = ("m.inner", "m.part", "m.whole", "m.apart")
    for answers in product((None, True, False), repeat=len(choices)):
        stated = {each: on for each, on in zip(choices, answers, strict=True) if on is not None}
        worlds = [
            {each for each, on in zip(choices, bits, strict=True) if on}
            for bits in product((True, False), repeat=len(choices))
        ]
        possible = {list_id in _closed(world) for world in worlds if _holds(world, stated)}
        said = found({"listed": stated}, list_id)
        if possible == {True}:
            assert said in ("yes", "unknown")
        if said == "no" and possible:
            assert possible == {False}, (stated, said)
        if said == "yes" and possible:
            assert possible == {True}, (stated, said)


_NAMES = st.sampled_from(("Evil Corp", "Fine", "TBD", "", "★", "Partly Bad", "Wholly Bad Ltd"))
_MAYBE = st.one_of(_NAMES, st.lists(_NAMES, min_size=2, max_size=3).map(lambda n: {"one_of": n}))
_VALUES = st.sampled_from(("549300", "5493-00", "1", "", " "))
_IDENTIFIERS = st.lists(
    st.fixed_dictionaries({"scheme": st.sampled_from(("LEI", "VAT", "")), "value": _VALUES}),
    max_size=2,
)
_PARTIES = st.fixed_dictionaries(
    {"name": _MAYBE},
    optional={
        "names": st.lists(_NAMES.map(lambda name: {"value": name}), max_size=2),
        "identifiers": _IDENTIFIERS,
        "listed": st.dictionaries(st.sampled_from(IDS), st.booleans(), max_size=2),
    },
)
_ORDER = {"no": {"no", "unknown"}, "unknown": {"unknown"}, "yes": {"yes", "unknown"}}


@given(_PARTIES, st.sampled_from(IDS))
def test_knowing_less_of_a_name_never_clears_a_party(party: dict[str, Any], list_id: str) -> None:
    before = found(party, list_id)
    without = {key: value for key, value in party.items() if key != "name"}
    less: list[dict[str, Any]] = [without, {**party, "name": " "}, {**party, "name": "N/A"}]
    if isinstance(party["name"], str):
        less += [{**party, "name": {"one_of": [party["name"], each]}} for each in ("Fine", "TBD")]
    for each in less:
        assert found(each, list_id) in _ORDER[before], each


@given(_PARTIES, st.sampled_from(IDS))
def test_an_identifier_only_ever_adds_a_match(party: dict[str, Any], list_id: str) -> None:
    more = {**party, "identifiers": [*party.get("identifiers", ()), {"scheme": "X", "value": "7"}]}
    assert found(more, list_id) == found(party, list_id)
    blank = [{**each, "value": " "} for each in party.get("identifiers", ())]
    without = {key: value for key, value in party.items() if key != "identifiers"}
    assert found({**party, "identifiers": blank}, list_id) == found(without, list_id)


@given(_PARTIES, st.sampled_from(IDS), st.sampled_from((None, "", "TBD", "Register")))
def test_knowing_less_of_a_scheme_never_clears_a_party(
    party: dict[str, Any], list_id: str, scheme: str | None
) -> None:
    less = [
        {"value": each["value"]} | ({} if scheme is None else {"scheme": scheme})
        for each in party.get("identifiers", ())
    ]
    expected = _ORDER[found(party, list_id)]
    assert found({**party, "identifiers": less}, list_id) in expected


def test_answers_on_lists_that_include_each_other_are_what_the_answer_leads_to() -> None:
    on_part, on_whole = (ir.WithinList(v.tx("end_user"), each) for each in ("m.part", "m.whole"))
    program = v.program(
        rules=(
            v.rule("m.whole_rule", ir.Prohibition(), on_whole),
            v.rule("m.part_rule", v.license_(), on_part),
        ),
        lists=LISTS,
    )
    data = {"date": "2026-03-10", "items": [{}]}
    decision = decide(program, read_transaction(program, data))
    (missing,) = decision.items[0].jurisdictions[0].missing
    led = {label: (found.at_least, found.at_most) for label, found in missing.answers}
    assert led["not listed"][1] == "no_license_required"
    assert led["listed in m.part"] == ("prohibited", "prohibited")
    assert led["listed in m.whole"] == ("prohibited", "prohibited")
    assert disagreement(Engine(program), data) is None
