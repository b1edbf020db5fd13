"""What a decision cites: every act that it rests on, once, and the same however it is reached."""

import json
from datetime import date
from typing import Any

import pytest
from attrs import evolve, field, frozen
from tests.strategies.agreement import disagreement
from tests.strategies.generated.programs import program as generated_program
from tests.strategies.generated.transactions import asked, names_read

import ecp
from ecp_runtime import ir
from ecp_runtime.decision import Decision, JurisdictionDecision, to_json
from ecp_runtime.evaluate import decide
from ecp_runtime.facts import TransactionError, read_transaction

HEAD = """module xx
use core
jurisdiction XX "Exampleland" {
  authority ministry "Ministry"
  time zone "UTC"
  scheme xx.codes
  reaches export when act is export
}
scheme codes "Codes" { pattern "[0-9A-Z.]+" hierarchy by "." }
instrument base "Base Act" {
  issued by XX.ministry on 2020-01-02
  source "https://example.org/base" read 2026-01-02
  verified 2026-01-03
  confidence high
}
instrument later "Later Act" {
  issued by XX.ministry on 2025-01-02
  source "https://example.org/later" read 2026-02-02
  verified 2025-03-04
  confidence low
}
question extended "Was it extended?" {
  of law
  reading still "Yes"
  reading over_ "No"
}
profile house "House" { adopt extended is still by "Counsel" }
profile other "Other" { adopt extended is over_ by "Counsel" }
parameter limit "The limit" {
  value 1000 EUR from 2021-01-01 under base clause "L"
}
list bad "Bad parties" {
  of parties
  under base clause "B"
  in force from 2021-01-01
  member "Nemo Armaments" alias "Nautilus Works" country GB identifier "LEI" "5493001KJTIIGC8Y1R12"
}
list worse "Worse parties" { of parties under base clause "W" in force from 2021-01-01 include bad }
list goods "Listed goods" {
  of codes of codes
  under base clause "G"
  in force from 2021-01-01
  member "1C"
}
rule r {
  title "The rule"
  under base clause "1"
  when CONDITION
  prohibit
  oblige keep "Papers"
  in force from 2021-01-01
}
"""
ORDER: dict[str, Any] = {
    "act": "export",
    "date": "2026-03-10",
    "destination": "JP",
    "parties": {"end_user": {"name": "Nemo Armaments Ltd", "country": "GB"}},
    "items": [
        {
            "value": {"amount": "2000", "currency": "EUR"},
            "classification": {"xx.codes": "1C.5"},
            "quantity": {"value": "2.5", "unit": "GRM"},
        }
    ],
}
ADD = """extend list bad {
  under later clause "7" in force from 2025-02-01
  member "Kraken Ltd" alias "Umbra" country RU
}
"""


def _policy(condition: str, more: str = "") -> ecp.Policy:
    return ecp.load({"xx.ecp": HEAD.replace("CONDITION", condition) + more}, cache=False)


def _decided(
    condition: str, more: str = "", order: dict[str, Any] | None = None, **options: Any
) -> JurisdictionDecision:
    """Decide; what the compiled policy says is what the reference evaluator says."""
    policy, wanted = _policy(condition, more), {**ORDER, **(order or {})}
    decision = policy.decide(wanted, **options)
    if not options:
        assert disagreement(policy.compiled(), wanted) is None
    return decision.items[0].jurisdictions[0]


def _cited(part: JurisdictionDecision) -> list[tuple[str, str | None, str | None]]:
    (measure,) = part.measures
    return [(g.kind, g.instrument and g.instrument[3:], g.clause) for g in measure.citations]


def _suspend(what: str, more: str = "") -> str:
    return (
        f'suspend {what} {{ under later clause "S" in force from 2026-01-01 '
        f"through 2026-12-31 {more} }}"
    )


RULE = ("rule", "base", "1")
BY_VALUE = "item.value > limit"
CASES: dict[str, tuple[str, str, dict[str, Any], list[tuple[str, str | None, str | None]]]] = {
    "a parameter": (BY_VALUE, "", {}, [RULE, ("parameter", "base", "L")]),
    "a parameter that a later act changed": (
        BY_VALUE,
        'amend limit { under later clause "9" value 1500 EUR in force from 2025-02-01 }',
        {},
        [RULE, ("parameter", "later", "9")],
    ),
    "a parameter in a definition": (
        "dear(item)",
        "define dear(what: Item) { what.value > limit }",
        {},
        [RULE, ("parameter", "base", "L")],
    ),
    "a member": ("end_user in bad", "", {}, [RULE, ("member", "base", "B")]),
    "a member that a later act added": (
        "end_user in bad",
        ADD,
        {"parties": {"end_user": {"name": "Umbra"}}},
        [RULE, ("member", "later", "7")],
    ),
    "a member of an included list": (
        "end_user in worse",
        "",
        {},
        [RULE, ("member", "base", "B"), ("inclusion", "base", "W")],
    ),
    "a code": ("item in goods", "", {}, [RULE, ("member", "base", "G")]),
    "a removal": (
        "not (end_user in bad)",
        'extend list bad { under later clause "8" remove "Nemo Armaments" from 2025-02-01 }',
        {},
        [RULE, ("removal", "later", "8")],
    ),
    "branches that do not hold": (
        "end_user in bad and destination is FR or item in goods",
        "",
        {},
        [RULE, ("member", "base", "G")],
    ),
    "each of a list": (
        "any held in licenses satisfies (held.end_user in bad)",
        "",
        {"licenses": [{"end_user": {"name": "Nobody"}}, {"end_user": {"name": "Nautilus Works"}}]},
        [RULE, ("member", "base", "B")],
    ),
    "an amendment": (
        "destination is JP",
        'amend r { under later clause "2" title "Anew" in force from 2025-02-01 }',
        {},
        [("amendment", "later", "2"), RULE],
    ),
    "a suspension": (
        "destination is JP",
        _suspend("r"),
        {},
        [RULE, ("suspension", "later", "S")],
    ),
    "a resumption": (
        "destination is JP",
        _suspend("r") + 'resume r { under later clause "R" in force from 2026-02-01 }',
        {},
        [RULE, ("resumption", "later", "R")],
    ),
    "a conditional suspension": (
        "destination is JP",
        _suspend("r", "if reading extended is still"),
        {},
        [RULE, ("suspension", "later", "S")],
    ),
    "a suspension on a fact": (
        "destination is JP",
        _suspend("r", "if end_use.military"),
        {},
        [RULE, ("suspension", "later", "S")],
    ),
    "a suspended list": (
        "not (item in goods)",
        _suspend("goods"),
        {},
        [RULE, ("suspension", "later", "S")],
    ),
    "an exemption": (
        "destination is JP",
        'exempt e from r { under later clause "E" even prohibition when item.value > limit }',
        {},
        [RULE, ("exemption", "later", "E"), ("parameter", "base", "L")],
    ),
    "an exemption that is suspended": (
        "destination is JP",
        'exempt e from r { under base clause "E" even prohibition }' + _suspend("e"),
        {},
        [RULE, ("suspension", "later", "S")],
    ),
    "an exemption from an exemption": (
        "destination is JP",
        'exempt e from r { under base clause "E" even prohibition } '
        'exempt f from e { under later clause "F" }',
        {},
        [RULE, ("exemption", "later", "F")],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_every_act_that_a_rule_rests_on_is_cited(name: str) -> None:
    condition, more, order, expected = CASES[name]
    part = _decided(condition, more, order)
    assert _cited(part) == expected
    (measure,) = part.measures
    first = measure.citations[0]
    assert measure.citation is not None
    assert (measure.citation.instrument, measure.citation.clause) == (
        first.instrument,
        first.clause,
    )
    duty = (
        [(g.kind, g.instrument) for g in part.obligations[0].citations]
        if part.obligations
        else None
    )
    assert duty is None or duty == [
        (k, f"xx.{i}") for k, i, _ in expected if k not in ("member", "inclusion")
    ]
    # Age and confidence of the law count what is cited, and nothing else.
    caveats = {c.kind: dict(c.details) for c in part.caveats if c.kind != "not_modelled"}
    is_later = any(instrument == "later" for _, instrument, _ in expected)
    assert caveats["law_verified"]["date"] == ("2025-03-04" if is_later else "2026-01-03")
    assert ("confidence" in caveats) is is_later


def test_a_suspension_of_a_whole_module_is_cited() -> None:
    more = """module xx.more
use core
use xx
rule also { under xx.base clause "3" when destination is JP prohibit in force from 2021-01-01 }
"""
    again = f"module xx.pause\nuse core\nuse xx\nuse xx.more\n{_suspend('xx.more')}".replace(
        "later", "xx.later"
    )
    text = HEAD.replace("CONDITION", "destination is FR")
    policy = ecp.load({"xx.ecp": text, "xx/more.ecp": more, "xx/pause.ecp": again}, cache=False)
    part = policy.decide(ORDER).items[0].jurisdictions[0]
    assert _cited(part) == [("rule", "base", "3"), ("suspension", "later", "S")]
    assert {"low"} == {dict(c.details)["level"] for c in part.caveats if c.kind == "confidence"}


@pytest.mark.parametrize(
    ("profile", "kinds"),
    [
        (None, {"rule": True, "suspension": False}),
        ("xx.house", {"rule": True, "reading": True, "suspension": True}),
        ("xx.other", {"rule": True, "reading": True}),
    ],
)
def test_a_reading_is_cited_once_it_is_adopted(profile: str | None, kinds: dict[str, bool]) -> None:
    more = _suspend("r", "if reading extended is still")
    (measure,) = _decided("destination is JP", more, profile=profile).measures
    assert {g.kind: g.is_certain for g in measure.citations} == kinds
    readings = {g.kind: (g.of, g.value, g.instrument) for g in measure.citations}
    reading = {"xx.house": "still", "xx.other": "over_"}.get(profile or "")
    if reading:
        assert readings["reading"] == ("xx.extended", reading, None)


def test_values_and_dates_of_acts_are_given() -> None:
    more = 'amend limit { under later clause "9" value 1500 EUR in force from 2025-02-01 }'
    (measure,) = _decided(BY_VALUE, more).measures
    value = measure.citations[1]
    assert (value.of, value.value, value.start) == ("xx.limit", "1500 EUR", date(2025, 2, 1))
    assert (value.issued, value.read) == (date(2025, 1, 2), date(2026, 2, 2))
    assert (value.verified, value.confidence) == (date(2025, 3, 4), "low")
    assert (value.title, value.source) == ("Later Act", "https://example.org/later")


def test_on_an_uncertain_day_all_values_that_may_count_are_cited() -> None:
    more = 'amend limit { under later clause "9" value 1500 EUR in force from 2025-02-01 }'
    order = {"date": {"at_least": "2025-01-01", "at_most": "2025-03-01"}}
    (measure,) = _decided(BY_VALUE, more, order).measures
    values = {(g.value, g.is_certain) for g in measure.citations if g.kind == "parameter"}
    assert values == {("1000 EUR", False), ("1500 EUR", False)}


PARTIES: dict[str, tuple[dict[str, Any], str, str | None]] = {
    "name": ({"name": "NEMO ARMAMENTS LIMITED"}, "name", "Nemo Armaments"),
    "alias": ({"name": "Nautilus Works"}, "alias", "Nautilus Works"),
    "another name": (
        {"name": "Somebody", "names": [{"value": "Nautilus  Works"}]},
        "alias",
        "Nautilus Works",
    ),
    "identifier": (
        {
            "name": "Somebody",
            "identifiers": [{"scheme": "lei", "value": "5493001kjtiigc8y1r12"}],
        },
        "identifier",
        "LEI 5493001KJTIIGC8Y1R12",
    ),
    "statement": ({"name": "Somebody", "listed": {"xx.bad": True}}, "statement", None),
}


@pytest.mark.parametrize("name", PARTIES)
@pytest.mark.parametrize("asked_list", ["bad", "worse"])
def test_a_match_names_the_member_and_what_matched(name: str, asked_list: str) -> None:
    party, by, spelled = PARTIES[name]
    if by == "statement" and asked_list == "worse":
        party = {**party, "listed": {"xx.worse": True}}
    (measure,) = _decided(
        f"end_user in {asked_list}", order={"parties": {"end_user": party}}
    ).measures
    (ground,) = (g for g in measure.citations if g.kind == "member")
    matched = ground.matched
    assert matched is not None
    assert (matched.by, matched.spelled) == (by, spelled)
    assert (matched.path, matched.role) == ("parties.end_user", "end_user")
    if by != "statement":
        assert (matched.list, matched.list_title) == ("xx.bad", "Bad parties")
        assert (matched.member, matched.country) == ("Nemo Armaments", "GB")
        assert matched.asked == (None if asked_list == "bad" else "xx.worse")
        assert ground.start == date(2021, 1, 1)
    text = ecp.explanation_to_text(_policy("end_user in bad").explain(ORDER))
    assert "end user is “Nemo Armaments”, GB by name, on “Bad parties”: Base Act, clause B" in text


def test_a_match_of_a_code_names_the_entry() -> None:
    (measure,) = _decided("item in goods").measures
    matched = measure.citations[1].matched
    assert matched is not None
    assert (matched.member, matched.by) == ("1C", "code")
    assert matched.path == "items[0].classification.xx.codes"


def test_a_match_that_is_only_possible_is_said_to_be() -> None:
    order = {"parties": {"end_user": {"name": {"one_of": ["Nemo Armaments", "Nobody"]}}}}
    (measure,) = _decided("end_user in bad", order=order).measures
    assert measure.status == "may_apply"
    assert [(g.kind, g.is_certain) for g in measure.citations] == [
        ("rule", True),
        ("member", False),
    ]


def test_authorizations_and_bars_cite_what_they_rest_on() -> None:
    license_ = HEAD.replace("CONDITION", "destination is JP").replace(
        "prohibit", "require license from XX.ministry"
    )
    license_ += 'authorize a for r { under base clause "A" when item.value > limit }'
    barred = 'bar b on a { under later clause "B" when end_user in bad }'
    for more, expected in (
        ("", ["authorization", "parameter"]),
        (barred, ["authorization", "parameter", "bar", "member"]),
    ):
        policy = ecp.load({"xx.ecp": license_ + more}, cache=False)
        assert disagreement(policy.compiled(), ORDER) is None
        part = policy.decide(ORDER).items[0].jurisdictions[0]
        (offer,) = part.authorizations
        assert [g.kind for g in offer.citations] == expected
        levels = [dict(c.details)["level"] for c in part.caveats if c.kind == "confidence"]
        assert levels == (["low"] if more else [])


@pytest.mark.parametrize("seed", range(24))
def test_without_any_act_that_is_not_cited_a_rule_applies_all_the_same(seed: int) -> None:
    """Leaves out each act in turn: a rule that then no longer applies must have cited it."""
    program = _consistent(generated_program(seed, most_rules=10))
    names = names_read(program)
    known = date(2026, 12, 31)
    for number in range(6):
        wanted = asked(f"{seed} {number}", program, names)
        try:
            read_transaction(program, wanted.transaction)
        except TransactionError:
            continue
        before = _applying(_run(program, wanted, known))
        for instrument in program.instruments:
            after = _applying(_run(_without(program, instrument.id), wanted, known))
            for rule, cited in before.items():
                assert rule in after or instrument.id in cited, (rule, instrument.id)


def _consistent(program: ir.Program) -> ir.Program:
    """Let everything become known by the act that it cites, as the compiler does."""

    def known_by(life: ir.Life, citation: ir.Citation) -> ir.Life:
        return evolve(life, issued_under=citation.instrument)

    def provision(found: Any) -> Any:
        citations = found.citations or (ir.Citation("act", None),)
        return evolve(found, citations=citations, life=known_by(found.life, citations[0]))

    def member(found: ir.ListMember, part: ir.ListPart) -> ir.ListMember:
        if found.life is None:
            return evolve(found, citation=None)
        return evolve(found, life=known_by(found.life, found.citation or part.citation))

    def part(found: ir.ListPart) -> ir.ListPart:
        return evolve(
            found,
            life=known_by(found.life, found.citation),
            members=tuple(member(each, found) for each in found.members),
            inclusions=tuple(
                each
                if each.life is None
                else evolve(each, life=known_by(each.life, found.citation))
                for each in found.inclusions
            ),
        )

    return evolve(
        program,
        rules=tuple(map(provision, program.rules)),
        exemptions=tuple(map(provision, program.exemptions)),
        authorizations=tuple(map(provision, program.authorizations)),
        bars=tuple(map(provision, program.bars)),
        lists=tuple(evolve(each, parts=tuple(map(part, each.parts))) for each in program.lists),
        parameters=tuple(
            evolve(
                each,
                versions=tuple(evolve(v, life=known_by(v.life, v.citation)) for v in each.versions),
            )
            for each in program.parameters
        ),
    )


def _without(program: ir.Program, instrument: str) -> ir.Program:
    """Issue an act long after everything else."""
    return evolve(
        program,
        instruments=tuple(
            evolve(each, issued=date(2999, 1, 1)) if each.id == instrument else each
            for each in program.instruments
        ),
    )


def _run(program: ir.Program, wanted: Any, known: date) -> Decision:
    facts = read_transaction(program, wanted.transaction)
    return decide(program, facts, on=wanted.on, known_at=known, profile=wanted.profile)


def _applying(decision: Decision) -> dict[tuple[int, str, str], set[str | None]]:
    """Return the rules that certainly apply, with the acts that they cite."""
    return {
        (number, part.jurisdiction, measure.rule): {g.instrument for g in measure.citations}
        for number, item in enumerate(decision.items)
        for part in item.jurisdictions
        for measure in part.measures
        if measure.status == "applies"
    }


NINTH = """instrument ninth "Ninth Act" {
  issued by XX.ministry on 2025-02-01
  source "https://example.org/ninth" read 2026-02-03
  confidence low
}
"""
LICENSE = """rule l {
  title "License"
  under base clause "l"
  when destination is JP
  require license from XX.ministry
  in force from 2021-01-01
}
"""
WIDER = """list wider "Wider" { of parties under base clause "w" in force from 2021-01-01 }
extend list wider { under ninth clause "9" in force from 2025-03-01 include bad }
"""
COUNTRIES = """list some "Some countries" { of codes of country under base clause "s" member JP }
list more "More countries" { of codes of country under base clause "m" }
extend list more { under ninth clause "9" in force from 2025-03-01 include some }
"""
SUSPENDED = 'under ninth clause "9" in force from 2025-03-01 through 2026-12-31'
FROM_MARCH = 'under ninth clause "9" in force from 2025-03-01'
LATER_LAW = ("  of law\n", '  of law\n  under ninth clause "9"\n')
SOMEBODY = {"parties": {"end_user": {"name": "Somebody"}}}
JP, BAD = "destination is JP", "end_user in bad"
FACT = 'question judged(who: Party) "Is it so?" { of fact under ninth clause "9" asked of counsel }'
WHEN = date(2025, 3, 1)
END = date(2026, 12, 31)


@frozen(kw_only=True)
class Construct:
    """A construct that names the ninth act, and how a decision that rests on it cites it."""

    condition: str = JP
    more: str = ""
    kind: str
    of: str
    start: date | None = None
    end: date | None = None
    value: str | None = None
    order: dict[str, Any] = field(factory=dict)
    profile: str | None = None
    head: tuple[str, str] = ("", "")
    is_certain: bool = True


CONSTRUCTS = {
    "rule": Construct(
        more=f"rule q {{ {FROM_MARCH} when destination is JP prohibit }}", kind="rule", of="xx.q"
    ),
    "second clause of a rule": Construct(
        head=('under base clause "1"', 'under base clause "1" under ninth clause "9"'),
        kind="rule",
        of="xx.r",
    ),
    "exemption": Construct(
        more='exempt e from r { under ninth clause "9" even prohibition }',
        kind="exemption",
        of="xx.e",
    ),
    "exemption from an exemption": Construct(
        more='exempt e from r { under base clause "e" even prohibition } '
        'exempt f from e { under ninth clause "9" }',
        kind="exemption",
        of="xx.f",
    ),
    "authorization": Construct(
        more=LICENSE + 'authorize a for l { under ninth clause "9" when destination is JP }',
        kind="authorization",
        of="xx.a",
    ),
    "bar": Construct(
        more=LICENSE
        + 'authorize a for l { under base clause "a" } bar b on a { under ninth clause "9" }',
        kind="bar",
        of="xx.b",
    ),
    "suspension of a rule": Construct(
        more=f"suspend r {{ {SUSPENDED} }}", kind="suspension", of="xx.r", start=WHEN, end=END
    ),
    "suspension of an exemption": Construct(
        more='exempt e from r { under base clause "e" even prohibition } '
        f"suspend e {{ {SUSPENDED} }}",
        kind="suspension",
        of="xx.e",
        start=WHEN,
        end=END,
    ),
    "suspension of a list": Construct(
        condition=f"not ({BAD})",
        more=f"suspend bad {{ {SUSPENDED} }}",
        kind="suspension",
        of="xx.bad",
        start=WHEN,
        end=END,
    ),
    "suspension of a list that is included": Construct(
        condition="not (end_user in worse)",
        more=f"suspend bad {{ {SUSPENDED} }}",
        kind="suspension",
        of="xx.bad",
        start=WHEN,
        end=END,
    ),
    "suspension of a list that includes": Construct(
        condition="not (end_user in worse)",
        more=f"suspend worse {{ {SUSPENDED} }}",
        kind="suspension",
        of="xx.worse",
        start=WHEN,
        end=END,
    ),
    "suspension of a parameter": Construct(
        condition="item.value > limit",
        more=f"suspend limit {{ {SUSPENDED} }}",
        kind="suspension",
        of="xx.limit",
        start=WHEN,
        end=END,
    ),
    "resumption": Construct(
        more=_suspend("r") + f"resume r {{ {FROM_MARCH} }}".replace("2025-03-01", "2026-02-01"),
        kind="resumption",
        of="xx.r",
        start=date(2026, 2, 1),
    ),
    "repeal of a rule": Construct(
        more=f"repeal r {{ {FROM_MARCH} }}", kind="repeal", of="xx.r", start=WHEN
    ),
    "repeal of an exemption": Construct(
        more='exempt e from r { under base clause "e" even prohibition } '
        f"repeal e {{ {FROM_MARCH} }}",
        kind="repeal",
        of="xx.e",
        start=WHEN,
    ),
    "repeal of a list": Construct(
        condition=f"not ({BAD})",
        more=f"repeal bad {{ {FROM_MARCH} }}",
        kind="repeal",
        of="xx.bad",
        start=WHEN,
    ),
    "repeal of a list that includes": Construct(
        condition="not (end_user in worse)",
        more=f"repeal worse {{ {FROM_MARCH} }}",
        kind="repeal",
        of="xx.worse",
        start=WHEN,
    ),
    "repeal of a parameter": Construct(
        condition="item.value > limit",
        more=f"repeal limit {{ {FROM_MARCH} }}",
        kind="repeal",
        of="xx.limit",
        start=WHEN,
    ),
    "amendment of a rule": Construct(
        more=f'amend r {{ {FROM_MARCH} title "Anew" }}', kind="amendment", of="xx.r"
    ),
    "amendment of an exemption": Construct(
        more='exempt e from r { under base clause "e" even prohibition when destination is FR } '
        f"amend e {{ {FROM_MARCH} when destination is JP }}",
        kind="amendment",
        of="xx.e",
    ),
    "amendment by which a rule no longer applies": Construct(
        more=f"amend r {{ {FROM_MARCH} when destination is FR }}",
        kind="amendment",
        of="xx.r",
        start=WHEN,
    ),
    "amendment by which an exemption no longer applies": Construct(
        more='exempt e from r { under base clause "e" even prohibition } '
        f"amend e {{ {FROM_MARCH} when destination is FR }}",
        kind="amendment",
        of="xx.e",
        start=WHEN,
    ),
    "amendment of a parameter": Construct(
        condition="item.value > limit",
        more=f"amend limit {{ {FROM_MARCH} value 1500 EUR }}",
        kind="parameter",
        of="xx.limit",
        start=WHEN,
        value="1500 EUR",
    ),
    "value of a parameter": Construct(
        condition="item.value > bound",
        more='parameter bound "Bound" { value 5 EUR from 2025-03-01 under ninth clause "9" }',
        kind="parameter",
        of="xx.bound",
        start=WHEN,
        value="5 EUR",
    ),
    "all values of a parameter": Construct(
        condition="item.value > bound",
        more='parameter bound "Bound" { under ninth clause "9" value 5 EUR from 2025-03-01 }',
        kind="parameter",
        of="xx.bound",
        start=WHEN,
        value="5 EUR",
    ),
    "end of the value of a parameter": Construct(
        condition="item.value > bound",
        more='parameter bound "Bound" { under base clause "b" '
        'value 5 EUR until 2025-03-01 under ninth clause "9" }',
        kind="repeal",
        of="xx.bound",
        start=WHEN,
    ),
    "list": Construct(
        condition="end_user in own",
        more='list own "Own" { of parties under ninth clause "9" in force from 2025-03-01 '
        'member "Nemo Armaments" }',
        kind="member",
        of="xx.own",
        start=WHEN,
    ),
    "member": Construct(
        condition="end_user in own",
        more='list own "Own" { of parties under base clause "o" in force from 2021-01-01 '
        'member "Nemo Armaments" from 2025-03-01 under ninth clause "9" }',
        kind="member",
        of="xx.own",
        start=WHEN,
    ),
    "end of a membership": Construct(
        condition="not (destination in own)",
        more='list own "Own" { of codes of country under base clause "o" '
        'member JP until 2025-03-01 under ninth clause "9" }',
        kind="removal",
        of="xx.own",
        start=WHEN,
    ),
    "extension of a list": Construct(
        condition="destination in some",
        more='list some "Some" { of codes of country under base clause "s" member FR } '
        f"extend list some {{ {FROM_MARCH} member JP }}",
        kind="member",
        of="xx.some",
        start=WHEN,
    ),
    "inclusion of a list of parties": Construct(
        condition="end_user in wider",
        more=WIDER,
        kind="inclusion",
        of="xx.wider",
        start=WHEN,
        value="xx.bad",
    ),
    "inclusion of a list of countries": Construct(
        condition="destination in more",
        more=COUNTRIES,
        kind="inclusion",
        of="xx.more",
        start=WHEN,
        value="xx.some",
    ),
    "inclusion of a list of control codes": Construct(
        condition="item in listed",
        more='list listed "Listed" { of codes of codes under base clause "c" } '
        f"extend list listed {{ {FROM_MARCH} include goods from 2025-03-02 through 2026-12-31 }}",
        kind="inclusion",
        of="xx.listed",
        start=date(2025, 3, 2),
        end=END,
        value="xx.goods",
    ),
    "inclusion in the declaration of a list": Construct(
        condition="end_user in own",
        more=f'list own "Own" {{ of parties {FROM_MARCH} include bad }}',
        kind="inclusion",
        of="xx.own",
        start=WHEN,
        value="xx.bad",
    ),
    "inclusion of what another list includes": Construct(
        condition="end_user in widest",
        more=WIDER + 'list widest "Widest" { of parties under base clause "x" include wider }',
        kind="inclusion",
        of="xx.wider",
        start=WHEN,
        value="xx.bad",
    ),
    "inclusion of a list on which a party is stated to be": Construct(
        condition="end_user in wider",
        more=WIDER,
        order={"parties": {"end_user": {"name": "Somebody", "listed": {"xx.bad": True}}}},
        kind="inclusion",
        of="xx.wider",
        start=WHEN,
        value="xx.bad",
    ),
    "inclusion in a list on which a party is stated not to be": Construct(
        condition=f"not ({BAD})",
        more=WIDER,
        order={"parties": {"end_user": {"name": "Nemo Armaments", "listed": {"xx.wider": False}}}},
        kind="inclusion",
        of="xx.wider",
        start=WHEN,
        value="xx.bad",
    ),
    "removal": Construct(
        condition=f"not ({BAD})",
        more=f'extend list bad {{ {FROM_MARCH} remove "Nemo Armaments" from 2025-03-01 }}',
        kind="removal",
        of="xx.bad",
        start=WHEN,
    ),
    "removal from a list that is included": Construct(
        condition="not (end_user in worse)",
        more=f'extend list bad {{ {FROM_MARCH} remove "Nemo Armaments" from 2025-03-01 }}',
        kind="removal",
        of="xx.bad",
        start=WHEN,
    ),
    "reach": Construct(
        head=("when act is export", 'when act is export under ninth clause "9"'),
        kind="reach",
        of="XX",
        value="export",
    ),
    "list that says who is reached": Construct(
        head=("when act is export", "when act is export and destination in more"),
        more=COUNTRIES,
        kind="inclusion",
        of="xx.more",
        start=WHEN,
        value="xx.some",
    ),
    "question of law": Construct(
        condition="extended is still",
        head=LATER_LAW,
        profile="xx.house",
        kind="reading",
        of="xx.extended",
        value="still",
    ),
    "question of law behind a suspension": Construct(
        more=_suspend("r", "if reading extended is still"),
        head=LATER_LAW,
        profile="xx.house",
        kind="reading",
        of="xx.extended",
        value="still",
    ),
    "question of law that is open": Construct(
        condition="extended is still",
        head=LATER_LAW,
        kind="reading",
        of="xx.extended",
        is_certain=False,
    ),
    "question of fact": Construct(
        condition="judged(end_user)",
        more=FACT,
        order={"answers": {"judged": True}},
        kind="judgement",
        of="xx.judged",
        value="yes",
    ),
    "question of fact that is open": Construct(
        condition="judged(end_user)",
        more=FACT,
        kind="judgement",
        of="xx.judged",
        is_certain=False,
    ),
    "list in a definition": Construct(
        condition="suspect(end_user)",
        more=WIDER + "define suspect(who: Party) { who in wider }",
        kind="inclusion",
        of="xx.wider",
        start=WHEN,
        value="xx.bad",
    ),
    "question in a definition": Construct(
        condition="doubtful(end_user)",
        more=FACT + "define doubtful(who: Party) { judged(who) }",
        order={"answers": {"judged": True}},
        kind="judgement",
        of="xx.judged",
        value="yes",
    ),
    "list in an end use class": Construct(
        condition="end_user is wide",
        more=WIDER + 'end_user wide "Wide" { party in wider }',
        kind="inclusion",
        of="xx.wider",
        start=WHEN,
        value="xx.bad",
    ),
    "list in a count": Construct(
        condition="(count of each in licenses where (each.end_user in wider)) >= 1",
        more=WIDER,
        order={"licenses": [{"end_user": {"name": "Nautilus Works"}}]},
        kind="inclusion",
        of="xx.wider",
        start=WHEN,
        value="xx.bad",
    ),
    "duty": Construct(
        more=f'rule d {{ {FROM_MARCH} when destination is JP oblige keep "Papers" }}',
        kind="rule",
        of="xx.d",
    ),
    "duty of an exemption": Construct(
        more='exempt e from r { under ninth clause "9" even prohibition oblige keep "More" }',
        kind="exemption",
        of="xx.e",
    ),
    "notification": Construct(
        more=f"rule n {{ {FROM_MARCH} when destination is JP "
        "require notification to XX.ministry within 5 days }",
        kind="rule",
        of="xx.n",
    ),
}


@pytest.mark.parametrize("name", CONSTRUCTS)
def test_each_construct_that_names_an_act_has_it_cited(name: str) -> None:
    """The act is issued, never verified, and supported with low confidence: caveats say so."""
    case = CONSTRUCTS[name]
    text = HEAD.replace("CONDITION", case.condition).replace(*case.head)
    policy = ecp.load({"xx.ecp": text + NINTH + case.more}, cache=False)
    order = {**ORDER, **case.order}
    if case.profile is None:
        assert disagreement(policy.compiled(), order) is None
    decision = policy.decide(order, profile=case.profile)
    part = decision.items[0].jurisdictions[0]
    cited = [each.citations for each in part.measures]
    cited += [each.citations for each in part.authorizations]
    cited += [each.citations for each in part.obligations]
    found = {g for each in cited for g in each if g.instrument == "xx.ninth"}
    assert len(found) == 1, found
    (ground,) = found
    assert (ground.kind, ground.of, ground.clause) == (case.kind, case.of, "9")
    assert (ground.issued, ground.verified, ground.confidence) == (date(2025, 2, 1), None, "low")
    assert (ground.start, ground.end, ground.value) == (case.start, case.end, case.value)
    assert ground.is_certain is case.is_certain
    caveats = [(c.kind, c.text, dict(c.details)) for c in part.caveats]
    never = [text for kind, text, _ in caveats if kind == "law_verified" and "Ninth Act" in text]
    assert never == ["Never verified to be still the law: Ninth Act."]
    doubted = [details for kind, _, details in caveats if kind == "confidence"]
    assert ("low", case.of) in {(each["level"], each["provision"]) for each in doubted}
    explained = policy.explain(order, profile=case.profile)
    assert "Ninth Act" in ecp.explanation_to_text(explained)
    written = json.loads(policy.decide_json(json.dumps(order), profile=case.profile))
    assert written == ecp.to_json(decision)


def test_what_became_known_later_is_left_out_of_the_past() -> None:
    """A decision as of a day in the past says nothing that was said, read or checked later."""
    more = (
        """rule g { under base clause "2" when destination is JP prohibit
      guidance "Early." by "Ministry" on 2023-01-01
      guidance "Late." by "Ministry" on 2025-06-01
      in force from 2021-01-01 }"""
        + ADD
    )
    known = "2024-06-01"
    party = {"parties": {"end_user": {"name": "Somebody"}}}
    policy = _policy("end_user in bad and destination is FR or end_user in bad", more)
    text = ecp.to_json(policy.decide({**ORDER, **party}, known_at=known))
    del text["known_at"], text["policy"]
    assert not [day for day in _days(text) if day > "2024-06-01" and day not in ("2026-03-10",)]
    part: Any = text["items"][0]["jurisdictions"]["XX"]  # type: ignore[index]  # a JSON document
    caveats = {each["kind"]: each for each in part["caveats"]}
    assert caveats["guidance"]["text"] == "Early."
    assert caveats["screening"]["list_version"] == "2020-01-02"
    assert caveats["law_verified"]["date"] is None
    assert caveats["beyond_evidence"]["date"] is None
    now: Any = ecp.to_json(policy.decide({**ORDER, **party}))
    assert "2025-01-02" in _days(now)


def _days(value: Any) -> list[str]:
    import re

    return re.findall(r"\d{4}-\d\d-\d\d", str(value))


def test_the_json_of_a_match_follows_the_schema() -> None:
    import jsonschema

    schema = ecp.decision_schema()
    for name in CASES:
        condition, more, order, _ = CASES[name]
        decision = _policy(condition, more).decide({**ORDER, **order})
        jsonschema.validate(to_json(decision), schema)
