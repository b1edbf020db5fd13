"""Texts that rules compare with words: what is no word is unknown, in every path alike."""

import itertools
from typing import Any

import pytest
from tests.compiler.compiling import in_frame, program, rule
from tests.strategies import vocabulary as v
from tests.strategies.agreement import disagreement

from ecp_runtime import ir
from ecp_runtime.compiled.engine import Engine
from ecp_runtime.decision import Caveat, Decision
from ecp_runtime.words import is_near, words_of

FORMS = (
    'extend entity Parameters {\n  form: text { solid, rod } "Form"\n  grades: list of text\n}\n'
)

NAMED = ("nuclear_weapons", "powder", "war", "dust")

MISSPELLED = (
    "nuclear weapons",
    "Nuclear_Weapons",
    "nuclear-weapons",
    "nuclearweapons",
    "nuclear_weapon",
    "nuclear_waepons",
    "nuclear_weaponss",
    "NUCLEAR WEAPONS",
    "weapons",
    "something else",
    "powdre",
    "Powder",
    "dusty",
    "Kernwaffen",
)


def engine(*conditions: str, effect: str = "prohibit", more: str = "") -> Engine:
    rules = "\n".join(
        rule(condition, name=f"r{number}", effect=effect, more="governs export")
        for number, condition in enumerate(conditions)
    )
    return Engine(program(in_frame(FORMS + rules + more)))


def order(**facts: Any) -> dict[str, Any]:
    parameters = facts.pop("parameters", {})
    return {
        "act": "export",
        "date": "2026-03-10",
        "parties": {},
        "items": [{"parameters": parameters}],
        **facts,
    }


def ranges(of: Engine, transaction: dict[str, Any]) -> set[tuple[str, str]]:
    """Return what all paths say; one range, unless they differ."""
    assert disagreement(of, transaction) is None
    verdict = of.verdict(transaction)
    outcome = of.decide(transaction).outcome
    return {(verdict.at_least, verdict.at_most), (outcome.at_least, outcome.at_most)}


FREE = {("no_license_required", "no_license_required")}
OPEN = {("no_license_required", "prohibited")}
BANNED = {("prohibited", "prohibited")}

PURPOSE = ("end_use.purpose", lambda word: order(end_use={"purpose": word}))
FORM = ("item.parameters.form", lambda word: order(parameters={"form": word}))
CONDITIONS = (
    "{} is {}",
    '{} in {{ {}, "a" }}',
    "not ({} is not {})",
    "({} is {} or destination is DE)",
    'not (not {} in {{ {}, "b" }})',
)


def caveats(decision: Decision, kind: str) -> list[Caveat]:
    return [c for i in decision.items for j in i.jurisdictions for c in j.caveats if c.kind == kind]


@pytest.mark.parametrize("condition", CONDITIONS)
@pytest.mark.parametrize(("path", "given"), [PURPOSE, FORM])
@pytest.mark.parametrize("named", NAMED)
def test_what_is_no_word_is_unknown(condition: str, path: str, given: Any, named: str) -> None:
    of = engine(condition.format(path, f'"{named}"'))
    assert ranges(of, {**given(named), "destination": "FR"}) == BANNED
    for text in MISSPELLED:
        transaction = {**given(text), "destination": "FR"}
        assert ranges(of, transaction) == OPEN, text
        (caveat,) = caveats(of.decide(transaction), "unknown_word")
        details = dict(caveat.details)
        assert (details["fact"], details["word"]) == (
            path.replace("item.", "items[0]."),
            text,
        )


@pytest.mark.parametrize("ordinary", ["civil", "research", "maintenance", "sale"])
def test_an_ordinary_purpose_is_known(ordinary: str) -> None:
    of = engine('end_use.purpose is "nuclear_weapons"')
    transaction = order(end_use={"purpose": ordinary})
    assert ranges(of, transaction) == FREE
    assert not caveats(of.decide(transaction), "unknown_word")


@pytest.mark.parametrize("slip", ["sales", "sael", "sal", "pale", "Sale", "s-ale", "s ale"])
def test_an_ordinary_word_near_to_one_of_a_rule_is_unknown(slip: str) -> None:
    of = engine(f'end_use.purpose is "{slip}"')
    assert ranges(of, order(end_use={"purpose": "sale"})) == OPEN


def test_a_word_that_any_rule_names_is_known_to_all_even_if_they_are_alike() -> None:
    of = engine('end_use.purpose is "sale"', 'end_use.purpose is "sales"')
    assert ranges(of, order(end_use={"purpose": "sale"})) == BANNED
    of = engine('end_use.purpose is "sales"', 'destination is DE and end_use.purpose is "sale"')
    assert ranges(of, order(end_use={"purpose": "sale"}, destination="FR")) == FREE


def test_words_count_for_their_own_field_alone() -> None:
    of = engine('item.parameters.form is "powder"', 'end_use.purpose is "weapons"')
    assert ranges(of, order(end_use={"purpose": "civil"}, parameters={"form": "solid"})) == FREE
    assert ranges(of, order(end_use={"purpose": "civil"}, parameters={"form": "weapons"})) == OPEN
    assert ranges(of, order(end_use={"purpose": "powder"}, parameters={"form": "solid"})) == OPEN


def test_words_are_found_through_definitions_parameters_and_quantifiers() -> None:
    of = engine(
        'bad(end_use, "weapons")',
        "worst(end_use)",
        'any g in item.parameters.grades satisfies (g is "pure")',
        more="""
define bad(use: EndUse, word: text) { use.purpose is word }
define of_use(use: EndUse) { use.purpose }
define worst(use: EndUse) { of_use(use) is worst_word }
parameter worst_word "The worst" {
  value "gas" from 2026-01-01 under act_1 clause "2"
}
""",
    )
    words = {("EndUse", "purpose"): {"weapons", "gas"}, ("Parameters", "grades"): {"pure"}}
    assert of.prepared.compared_texts["XX"] == set(words)
    grades: dict[str, list[str]] = {"grades": []}
    assert ranges(of, order(end_use={"purpose": "gas"}, parameters=grades)) == BANNED
    assert ranges(of, order(end_use={"purpose": "gass"}, parameters=grades)) == OPEN
    assert ranges(of, order(end_use={"purpose": "civil"}, parameters=grades)) == FREE
    civil = {"purpose": "civil"}
    assert ranges(of, order(end_use=civil, parameters={"grades": ["pure", "odd"]})) == BANNED
    assert ranges(of, order(end_use=civil, parameters={"grades": ["odd"]})) == OPEN


def test_a_list_of_texts_with_a_strange_one_may_contain_the_word() -> None:
    of = engine('"waiver" in documents')
    assert ranges(of, order(documents=["invoice"])) == FREE
    assert ranges(of, order(documents=["invoice", "waver"])) == OPEN
    assert ranges(of, order(documents=["waver", "waiver"])) == BANNED
    (caveat,) = caveats(of.decide(order(documents=["invoice", "waver"])), "unknown_word")
    assert dict(caveat.details) == {"fact": "documents[1]", "word": "waver", "nearest": "waiver"}


def test_choices_with_a_strange_word_are_open_and_narrowing_never_widens() -> None:
    of = engine('end_use.purpose in { "weapons", "gas" }')
    given: list[Any] = ["weapons", "gas", "civil", "wepons"]
    ranks = {"no_license_required": 0, "prohibited": 1}
    found: dict[frozenset[str], tuple[int, int]] = {}
    for size in (1, 2, 3, 4):
        for options in itertools.combinations(given, size):
            raw = options[0] if size == 1 else {"one_of": list(options)}
            ((least, most),) = ranges(of, order(end_use={"purpose": raw}))
            found[frozenset(options)] = ranks[least], ranks[most]
    for (few, narrow), (many, wide) in itertools.product(found.items(), repeat=2):
        if few <= many:
            assert wide[0] <= narrow[0] <= narrow[1] <= wide[1]
    assert found[frozenset({"civil", "wepons"})] == (0, 1)


def test_deleting_a_strange_word_lowers_nothing() -> None:
    of = engine('end_use.purpose is "weapons"', "end_use.purpose is none")
    strange = of.decide(order(end_use={"purpose": "wepons"})).outcome
    gone = of.decide(order(end_use={})).outcome
    assert (strange.at_least, strange.at_most) == (gone.at_least, gone.at_most)
    # A strange word is there, all the same.
    only_none = engine("end_use.purpose is none", 'destination is DE and end_use.purpose is "gas"')
    assert ranges(only_none, order(end_use={"purpose": "gsa"}, destination="FR")) == FREE


def test_texts_that_rules_do_not_compare_with_words_stay_free() -> None:
    of = engine("any held in licenses satisfies (held.end_user.name is end_user.name)")
    held = {"end_user": {"name": "Acme"}}
    transaction = order(licenses=[held], parties={"end_user": {"name": "Zed"}})
    assert ranges(of, transaction) == FREE
    assert not caveats(of.decide({**transaction, "end_use": {"description": "x"}}), "unknown_word")


def test_many_rules_in_tables_leave_a_strange_word_open() -> None:
    of = engine(*(f'end_use.purpose is "word{n}{n}" and destination is DE' for n in range(20)))
    strange = order(end_use={"purpose": "word 11"}, destination="DE")
    assert ranges(of, strange) == OPEN
    assert ranges(of, {**strange, "end_use": {"purpose": "word1111"}}) == BANNED
    assert ranges(of, {**strange, "end_use": {"purpose": "civil"}}) == FREE


def test_another_answer_is_an_ordinary_word_or_none_is_proposed() -> None:
    of = engine('end_use.purpose is "weapons"')
    (missing,) = of.decide(order(end_use={})).items[0].jurisdictions[0].missing
    assert [label for label, _ in missing.answers] == ["weapons", "other"]
    without = engine('any held in licenses satisfies (held.type is "special")')
    decision = without.decide(order(licenses=[{}]))
    (missing,) = decision.items[0].jurisdictions[0].missing
    assert [label for label, _ in missing.answers] == ["special"]


@pytest.mark.parametrize(
    ("word", "other", "expected"),
    [
        ("sale", "sales", True),
        ("sale", "ale", True),
        ("sale", "sake", True),
        ("sale", "slae", True),
        ("sale", "SALE", True),
        ("re-sale", "re sale", True),
        ("re_sale", "resale", True),
        ("sale", "sale", True),
        ("sale", "slea", False),
        ("sale", "sail", False),
        ("sale", "lease", False),
        ("civil", "civics", False),
    ],
)
def test_words_are_near_within_one_edit(word: str, other: str, expected: bool) -> None:
    assert is_near(word, other) is expected
    assert is_near(other, word) is expected


def _edits(word: str) -> set[str]:
    letters = "abz"
    cuts = [(word[:n], word[n:]) for n in range(len(word) + 1)]
    return {
        *(a + b[1:] for a, b in cuts if b),
        *(a + b[1] + b[0] + b[2:] for a, b in cuts if len(b) > 1),
        *(a + c + b[1:] for a, b in cuts if b for c in letters),
        *(a + c + b for a, b in cuts for c in letters),
    }


@pytest.mark.parametrize("word", ["ab", "abab", "zebra", "a"])
def test_all_single_edits_are_near_and_no_double_ones(word: str) -> None:
    near = _edits(word)
    assert all(is_near(word, each) for each in near)
    twice = {again for each in near for again in _edits(each)} - near - {word}
    assert not any(is_near(word, each) for each in twice)


def test_what_is_near_to_a_rule_is_no_ordinary_word() -> None:
    words = words_of(frozenset({"naval"}), ("navel", "naval_", "civil"))
    assert words.known == {"naval", "civil"}
    assert words.nearest("Navall") == ("naval",)
    assert isinstance(words, ir.TextType)


def test_no_other_name_is_proposed_for_a_party_that_was_looked_up() -> None:
    """Under another name it would be another party: what is certain of this one stays."""
    listed = v.list_of("m.l", v.member("Good GmbH"))
    named = ir.Field(v.tx("end_user"), "name")
    rules = (
        v.rule("m.r", v.license_(), ir.WithinList(v.tx("end_user"), "m.l")),
        v.rule("m.s", ir.Prohibition(), ir.Equal(named, ir.Text("Evil Corp"))),
    )
    engine = Engine(v.program(rules=rules, lists=(listed,)))
    order = {"date": "2026-03-10", "items": [{}]}
    data: dict[str, Any] = {**order, "parties": {"end_user": {"name": "Good GmbH"}}}
    assert disagreement(engine, data) is None
    (missing,) = engine.decide(data).items[0].jurisdictions[0].missing
    assert (missing.path, missing.answers) == ("parties.end_user.name", ())
    data = {**order, "parties": {"end_user": {"listed": {"m.l": True}}}}
    assert disagreement(engine, data) is None
    (missing,) = engine.decide(data).items[0].jurisdictions[0].missing
    assert [label for label, _ in missing.answers] == ["Evil Corp"]
