"""An amendment replaces what it names and keeps the rest, for each provision and clause."""

from datetime import date
from itertools import permutations

import attrs
import pytest
from tests.compiler.compiling import FRAME, compile_texts, errors, in_frame, program

from ecp_runtime import ir
from ecp_runtime.life import in_force, known_life
from ecp_runtime.tree import provisions_of
from ecp_runtime.values import DateRange

CLAUSES = {
    "title": ('title "Old"', 'title "New"'),
    "when": ("when destination is SG", "when destination is MY"),
    "judged_at": ("judged at dates.contract", "judged at dates.shipment"),
    "oblige": ("oblige notify XX.ministry within 5 days", "oblige notify XX.ministry"),
    "confidence": ("confidence low", "confidence high"),
    "governs": ("governs export", "governs export, reexport"),
    "effect": ("require license review denial_presumed", "prohibit"),
    "kind": ("kind general", "kind special"),
    "condition": ("condition end_use.military", "condition end_user.kind is company"),
    "limit": ("limit item.value <= 5000 EUR", "limit item.value <= 3000 EUR"),
}
"""Each clause as first enacted and as amended."""

SHARED = ("title", "when", "judged_at", "oblige", "confidence")
SORTS = {
    "rule r": (*SHARED, "governs", "effect"),
    "exempt r from base": SHARED,
    "authorize r for base": (*SHARED, "kind", "condition", "limit"),
    "bar r on base_permit": SHARED,
}
DROPPABLE = ("when", "judged_at", "oblige", "governs", "condition", "limit")

BASE = """
rule base { under act_1 require license in force from 2026-01-06 }
authorize base_permit for base { under act_1 }
"""


def _enacted(sort: str, clauses: dict[str, str]) -> str:
    body = " ".join(clauses.values())
    return f"{BASE}{sort} {{ under act_1 {body} in force from 2026-01-06 }}\n"


def _amendment(body: str, *, act: str = "act_2", day: str = "2026-05-01") -> str:
    return f"amend r {{ under {act} {body} in force from {day} }}\n"


def _versions(text: str) -> list[ir.Provision]:
    made = program(in_frame(text))
    return [p for p in provisions_of(made) if p.id == "test.r"]


def _content(provision: ir.Provision) -> dict[str, object]:
    """Return what a provision says, apart from when."""
    said = attrs.asdict(provision, recurse=False)
    return {k: v for k, v in said.items() if k not in {"version", "life", "citations"}}


@pytest.mark.parametrize(
    ("sort", "clause"), [(s, c) for s, all_ in SORTS.items() for c in all_ if c != "governs"]
)
def test_a_clause_stated_anew_is_replaced_and_the_others_are_kept(sort: str, clause: str) -> None:
    old = {name: CLAUSES[name][0] for name in SORTS[sort] if name != "governs"}
    text = _enacted(sort, old)
    first, second = _versions(text + _amendment(CLAUSES[clause][1]))
    (rewritten,) = _versions(_enacted(sort, old | {clause: CLAUSES[clause][1]}))
    assert _content(second) == _content(rewritten)
    assert _content(first) != _content(second)


@pytest.mark.parametrize(
    ("sort", "clause"),
    [(s, c) for s, all_ in SORTS.items() for c in all_ if c in DROPPABLE and c != "governs"],
)
def test_a_clause_that_is_dropped_is_gone_and_the_others_are_kept(sort: str, clause: str) -> None:
    old = {name: CLAUSES[name][0] for name in SORTS[sort] if name != "governs"}
    _, second = _versions(_enacted(sort, old) + _amendment(f"without {clause}"))
    (rewritten,) = _versions(_enacted(sort, {k: v for k, v in old.items() if k != clause}))
    assert _content(second) == _content(rewritten)


def test_several_clauses_may_be_dropped_at_once() -> None:
    old = {name: CLAUSES[name][0] for name in SORTS["authorize r for base"]}
    dropped = ("limit", "oblige", "judged_at", "when")
    text = _enacted("authorize r for base", old) + _amendment(f"without {', '.join(dropped)}")
    _, second = _versions(text)
    kept = {name: clause for name, clause in old.items() if name not in dropped}
    (rewritten,) = _versions(_enacted("authorize r for base", kept))
    assert _content(second) == _content(rewritten)


def test_what_a_rule_governs_stays_unless_it_is_named() -> None:
    rule = "rule r { under act_1 governs export prohibit in force from 2026-01-06 }\n"
    kept = program(in_frame(rule + _amendment('title "New"'))).rules[1]
    dropped = program(in_frame(rule + _amendment("without governs"))).rules[1]
    assert (kept.governs, dropped.governs) == (("export",), ())


@pytest.mark.parametrize(
    ("old", "new", "wanted"),
    [
        (
            "require license from XX.ministry review denial_presumed",
            "require license review approval_presumed",
            ir.LicenseRequirement("XX.ministry", "approval_presumed"),
        ),
        (
            "require license review denial_presumed",
            "require license from XX.ministry",
            ir.LicenseRequirement("XX.ministry", "denial_presumed"),
        ),
        (
            "require license from XX.ministry review denial_presumed",
            "without review",
            ir.LicenseRequirement("XX.ministry", None),
        ),
        (
            "require license from XX.ministry review denial_presumed",
            "without review require license",
            ir.LicenseRequirement("XX.ministry", None),
        ),
        (
            "require notification to XX.ministry within 5 days",
            "require notification",
            ir.NotificationRequirement("XX.ministry", ir.Duration(5, "day")),
        ),
        (
            "require notification to XX.ministry within 5 days",
            "require notification within 9 days",
            ir.NotificationRequirement("XX.ministry", ir.Duration(9, "day")),
        ),
        ("require license review denial_presumed", "prohibit", ir.Prohibition()),
        ("prohibit", "require license", ir.LicenseRequirement(None, None)),
    ],
)
def test_a_requirement_keeps_what_its_amendment_leaves_unsaid(
    old: str, new: str, wanted: ir.Effect
) -> None:
    text = f"rule r {{ under act_1 {old} in force from 2026-01-06 }}\n" + _amendment(new)
    assert program(in_frame(text)).rules[1].effect == wanted


def test_duties_of_other_kinds_stay() -> None:
    rule = (
        "rule r { under act_1 prohibit oblige notify XX.ministry oblige keep "
        '"Records" in force from 2026-01-06 }\n'
    )
    _, second = _versions(rule + _amendment('oblige keep "Copies"'))
    assert [(duty.kind, duty.text) for duty in second.duties] == [
        ("notify", None),
        ("keep", "Copies"),
    ]
    _, third = _versions(rule + _amendment('without oblige oblige keep "Copies"'))
    assert [duty.kind for duty in third.duties] == ["keep"]


@pytest.mark.parametrize(
    ("old", "new", "codes"),
    [
        ("limit item.value < 5 EUR limit item.quantity < 5 kg", "limit item.value < 9 EUR", True),
        ("condition yes condition end_use.military", "condition no", True),
        ('oblige keep "A" oblige keep "B"', 'oblige keep "C"', True),
        ('oblige keep "A" oblige keep "B"', "oblige notify XX.ministry", False),
        ("limit item.value < 5 EUR limit item.quantity < 5 kg", "condition no", False),
        ("limit item.value < 5 EUR", "limit item.value < 9 EUR limit item.quantity < 5 kg", False),
        ("condition yes condition no", "without condition condition no", False),
    ],
)
def test_an_amendment_that_could_replace_several_things_is_refused(
    old: str, new: str, codes: bool
) -> None:
    text = f"{BASE}authorize r for base {{ under act_1 {old} }}\n" + _amendment(new)
    assert errors(in_frame(text)) == (["ECP0410"] if codes else [])


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("clause", [*CLAUSES, "value 5 EUR", "without"])
def test_a_clause_that_the_amended_provision_cannot_have_is_refused(sort: str, clause: str) -> None:
    if clause in SORTS[sort]:
        return
    old = {"effect": "prohibit"} if sort == "rule r" else {}
    new = CLAUSES[clause][1] if clause in CLAUSES else clause
    new = "without condition" if clause == "without" else new.replace(", reexport", "")
    assert errors(in_frame(_enacted(sort, old) + _amendment(new))) == ["ECP0012"]


ISSUED = {"a1": "2026-03-01", "a2": "2026-04-01", "a3": "2026-05-01"}
EFFECTIVE = ("2026-06-01", "2026-07-01", "2026-08-01")
DAYS = (date(2026, 5, 30), date(2026, 6, 15), date(2026, 7, 15), date(2026, 8, 15))


@pytest.mark.parametrize("order", list(permutations(ISSUED)))
def test_whatever_is_known_one_text_is_the_law_on_each_day(order: tuple[str, ...]) -> None:
    """Amendments are issued in any order; each changes a clause that tells it from the others."""
    changes = ('title "New"', "when destination is MY", "confidence high")
    acts = "".join(
        f'instrument {act} "{act}" {{ issued by XX.ministry on {day} }}\n'
        for act, day in ISSUED.items()
    )
    texts = "".join(
        _amendment(change, act=act, day=day)
        for change, act, day in zip(changes, order, EFFECTIVE, strict=True)
    )
    old = 'title "Old" when destination is SG confidence low'
    rule = f"rule r {{ under act_1 prohibit {old} in force from 2026-01-06 }}\n"
    made = program(compile_texts(f"module test\nuse core\n{FRAME}\n{acts}{rule}{texts}"))
    instruments = {i.id: i for i in made.instruments}
    for known in (date(2026, 2, 1), *map(date.fromisoformat, ISSUED.values())):
        for day in DAYS:
            live = [
                each
                for each in made.rules
                for life in (known_life(each.life, instruments, known),)
                if life is not None and in_force(life, DateRange(day, day), lambda _: True)
            ]
            count = [
                date.fromisoformat(ISSUED[act]) <= known and date.fromisoformat(start) <= day
                for act, start in zip(order, EFFECTIVE, strict=True)
            ]
            assert len(live) == 1, (known, day)
            (law,) = live
            assert law.title == ("New" if count[0] else "Old"), (known, day)
            assert ("MY" in repr(law.condition)) == count[1], (known, day)
            assert law.confidence == ("high" if count[2] else "low"), (known, day)


@pytest.mark.parametrize("order", list(permutations(ISSUED)))
def test_whatever_is_known_a_parameter_has_one_value_on_each_day(order: tuple[str, ...]) -> None:
    acts = "".join(
        f'instrument {act} "{act}" {{ issued by XX.ministry on {day} }}\n'
        for act, day in ISSUED.items()
    )
    texts = "".join(
        f"amend bound {{ under {act} value {number} EUR in force from {day} }}\n"
        for number, (act, day) in enumerate(zip(order, EFFECTIVE, strict=True), 1)
    )
    bound = 'parameter bound "Bound" { under act_1 value 0 EUR from 2026-01-06 }\n'
    made = program(compile_texts(f"module test\nuse core\n{FRAME}\n{acts}{bound}{texts}"))
    instruments = {i.id: i for i in made.instruments}
    for known in (date(2026, 2, 1), *map(date.fromisoformat, ISSUED.values())):
        for day in DAYS:
            values = [
                int(version.value.amount)
                for version in made.parameters[0].versions
                for life in (known_life(version.life, instruments, known),)
                if isinstance(version.value, ir.Money)
                and life is not None
                and in_force(life, DateRange(day, day), lambda _: True)
            ]
            counted = [
                number
                for number, (act, start) in enumerate(zip(order, EFFECTIVE, strict=True), 1)
                if date.fromisoformat(ISSUED[act]) <= known and date.fromisoformat(start) <= day
            ]
            assert values == [max(counted, default=0)], (known, day)


def test_an_amendment_of_what_is_not_yet_in_force_does_not_bring_it_into_force() -> None:
    text = "rule r { under act_1 prohibit in force from 2026-12-01 }\n" + _amendment('title "New"')
    compiled = in_frame(text)
    assert [d.code for d in compiled.diagnostics] == []
    assert program(compiled).rules[1].life.period == ir.Period(date(2026, 12, 1), None)


def test_an_amended_value_does_not_begin_before_its_amendment() -> None:
    text = (
        'parameter bound "Bound" { under act_1 value 5 USD from 2026-01-06 }\n'
        "amend bound { under act_2 value 7 USD until 2026-12-31 in force from 2026-05-01 }\n"
    )
    _, second = program(in_frame(text)).parameters[0].versions
    assert second.life.period == ir.Period(date(2026, 5, 1), date(2026, 12, 30))


def test_the_end_of_a_value_is_known_through_the_act_that_ends_it() -> None:
    text = (
        'parameter bound "Bound" { under act_1 value 5 USD until 2026-05-01 under act_2 '
        "value 7 USD from 2026-05-01 under act_2 }\n"
    )
    first, second = program(in_frame(text)).parameters[0].versions
    assert first.life.issued_under == "test.act_1"
    assert first.life.period == ir.Period(None, None)
    assert [(e.citation.instrument, e.start) for e in first.life.endings] == [
        ("test.act_2", date(2026, 5, 1))
    ]
    assert second.life.issued_under == "test.act_2"
