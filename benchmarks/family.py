"""The benchmark family `xctrl`: policies of any size, transactions, and what is right.

Twelve rules are written by hand, all others are made from a seed: a code prefix, a set of countries
of the end user, a stretch of days and, for some, one more test. All rules that hold are reasons, in
the order of the policy; the strictest of them decides. Stylised law, good for measuring only.

A condition is a nested tuple: `("and", …)`, `("or", …)`, `("not", c)`, `("is", field, value)`,
`("in", field, set)`, `("prefix", code)`, `("at least" | "above" | "at most", field, number)`,
`("from", day)`, `("before", day)`, `("yes", field)`, `("differ", field, field)`.
"""

import random
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, TypeAlias

from attrs import frozen

Condition: TypeAlias = tuple[Any, ...]
Facts: TypeAlias = dict[str, Any]

SIZES = {"S": 12, "M": 200, "L": 5_000}
FIRST, LAST = date(2025, 1, 1), date(2027, 6, 30)
OUTCOMES = ("permitted", "license_required", "prohibited")

_ALLIED = "US DE GB FR NL CA AU IT ES SE JP KR NO DK FI IE PT AT BE CH PL CZ NZ GR"
_COUNTRIES = """
CN JP US DE TW KR GB FR NL SG IN VN MY TH MX CA AU IT ES SE RU BY IR KP SY CU AE SA TR PK HK MO
ID PH BR AR CL CO PE ZA EG MA NG KE IL JO QA KW OM BH IQ YE LB AF UZ KZ KG TJ TM AZ AM GE UA MD
RO BG GR HU CZ SK PL AT CH BE LU DK NO FI IE PT EE LV LT SI HR RS BA ME MK AL CY MT IS NZ FJ PG
SB VU WS TO KI TV NR PW FM MH LA KH MM BD LK NP BT MV MN BN TL GH CI SN ML BF NE TD SD SS ET ER
DJ SO UG RW BI TZ MZ MW ZM ZW BW NA LS SZ AO CD CG GA CM CF GQ ST GN GW SL LR GM CV MR DZ TN LY
MU SC KM MG VE EC BO PY UY GY SR PA CR NI HN SV GT BZ JM HT
"""
COUNTRIES = tuple(_COUNTRIES.split())
RARE_EARTHS = {
    "samarium": "1C902",
    "gadolinium": "1C903",
    "terbium": "1C904",
    "dysprosium": "1C905",
    "lutetium": "1C906",
    "scandium": "1C907",
    "yttrium": "1C908",
}
MATERIALS = (*RARE_EARTHS, "neodymium", "gallium", "germanium", "tungsten", "graphite", "steel")
END_USES = ("civil", "military", "wmd", "medical", "research", "private")
SETS = {
    "warlike": ("military", "wmd"),
    "harmless": ("civil", "research"),
    "watched": ("RU", "BY", "IR", "KP", "SY", "CU", "MM", "VE", "AF", "SD"),
    "embargoed": ("CU", "IR", "KP", "SY"),
    "allied": tuple(_ALLIED.split()),
}


@frozen
class Rule:
    """A rule of the family: 0 is a note, 1 needs a license, 2 prohibits."""

    id: str
    severity: int
    when: Condition


@frozen
class Family:
    """A policy: rules in order, and the sets that they name."""

    size: str
    seed: int
    rules: tuple[Rule, ...]
    sets: Mapping[str, tuple[str, ...]]


def bases(seed: int) -> tuple[str, ...]:
    """The six hundred entries under which all codes stand; rare earths come first."""
    chance = random.Random(f"bases {seed}")
    found = dict.fromkeys((*RARE_EARTHS.values(), "3A001", "3A090", "4A090", "5A002"))
    while len(found) < 600:
        found[f"{chance.randrange(10)}{chance.choice('ABCDE')}{chance.randrange(1, 1000):03d}"] = (
            None
        )
    return tuple(found)


def hand_written() -> tuple[Rule, ...]:
    """The twelve rules that every size holds."""
    from_home: Condition = ("is", "exporter.country", "CN")
    abroad: Condition = ("not", from_home)
    pause: Condition = ("not", ("and", ("from", "2025-11-10"), ("before", "2026-11-10")))
    warlike: Condition = ("or", ("in", "end_use", "warlike"), ("yes", "end_user.military"))
    dual: Condition = ("yes", "item.dual_use")
    rare: Condition = (
        "or",
        *(
            ("and", ("is", "item.material", name), ("prefix", code))
            for name, code in RARE_EARTHS.items()
        ),
    )
    medical: Condition = (
        "and",
        ("is", "end_use", "medical"),
        ("at most", "item.mass_kg", "1"),
        ("not", ("yes", "end_user.entity_list")),
    )
    rare_from_home = (
        ("from", "2025-04-04"),
        from_home,
        ("not", ("is", "consignee.country", "CN")),
        rare,
    )
    foreign_made = (
        ("from", "2025-12-01"),
        pause,
        abroad,
        ("not", ("is", "item.origin", "CN")),
        ("differ", "consignee.country", "exporter.country"),
        ("at least", "item.content_pct", "0.1"),
        dual,
    )
    to_japan: Condition = (
        "or",
        ("is", "end_user.country", "JP"),
        ("is", "consignee.country", "JP"),
    )
    any_warlike: Condition = (*warlike, ("yes", "consignee.military"))
    content: Condition = (
        "or",
        ("and", ("at least", "item.content_pct", "25"), ("in", "end_user.country", "watched")),
        ("and", ("at least", "item.content_pct", "10"), ("in", "end_user.country", "embargoed")),
    )
    written: tuple[tuple[int, Condition], ...] = (
        (2, ("and", ("from", "2026-01-06"), from_home, to_japan, dual, any_warlike)),
        (1, ("and", *rare_from_home, ("not", medical))),
        (0, ("and", *rare_from_home, medical)),
        (1, ("and", *foreign_made)),
        (2, ("and", *foreign_made, warlike)),
        (2, ("and", ("yes", "end_user.entity_list"), ("from", "2024-01-01"), dual)),
        (
            2,
            (
                "and",
                ("at least", "end_user.parent_share", "50"),
                ("not", ("yes", "end_user.entity_list")),
                ("from", "2025-09-29"),
                pause,
            ),
        ),
        (2, ("is", "end_use", "wmd")),
        (
            1,
            (
                "and",
                ("in", "end_user.country", "watched"),
                dual,
                ("or", ("is", "end_use", "military"), ("yes", "end_user.military")),
            ),
        ),
        (1, ("and", dual, abroad, content)),
        (
            0,
            (
                "and",
                ("prefix", "3A001"),
                ("at most", "item.value_usd", "1500"),
                ("in", "end_use", "harmless"),
                ("in", "end_user.country", "allied"),
            ),
        ),
        (
            1,
            (
                "and",
                ("is", "end_use", "private"),
                dual,
                ("above", "item.value_usd", "50000"),
                ("not", ("in", "end_user.country", "allied")),
            ),
        ),
    )
    return tuple(Rule(f"S{n:02d}", severity, w) for n, (severity, w) in enumerate(written, 1))


def family(size: str, seed: int) -> Family:
    """Make a policy of a named size, or of any number of rules."""
    count = SIZES.get(size) or int(size)
    chance = random.Random(f"rules {seed} {count}")
    groups = 24 if count <= 400 else 64
    sets = dict(SETS)
    weights = [1 / (n + 8) for n in range(len(COUNTRIES))]
    for group in range(groups if count > 12 else 0):
        members: set[str] = set()
        wanted = chance.choices((1, 2, 4, 8, 16, 32, 48), (20, 15, 15, 20, 15, 10, 5))[0]
        while len(members) < wanted:
            members.update(chance.choices(COUNTRIES, weights))
        sets[f"group_{group:02d}"] = tuple(sorted(members))
    entries = bases(seed)[: max(12, min(600, count // 5))]
    made = tuple(
        Rule(f"G{n:05d}", 2 if chance.random() < 0.1 else 1, _made(chance, entries, groups))
        for n in range(count - 12)
    )
    return Family(size, seed, (*hand_written()[:count], *made), sets)


def _made(chance: random.Random, entries: Sequence[str], groups: int) -> Condition:
    entry, letter, digit = chance.choice(entries), chance.choice("abc"), chance.choice("123")
    codes = (entry[:2], entry, f"{entry}.{letter}", f"{entry}.{letter}.{digit}")
    span = (LAST - FIRST).days
    start = FIRST + timedelta(days=chance.randrange(-400, span - 60))
    parts: list[Condition] = [
        ("prefix", chance.choices(codes, (3, 37, 35, 25))[0]),
        ("in", "end_user.country", f"group_{chance.randrange(groups):02d}"),
        ("from", start.isoformat()),
    ]
    if chance.random() < 0.6:
        parts.append(("before", (start + timedelta(days=chance.randrange(90, 900))).isoformat()))
    more = chance.random()
    if more < 0.20:
        limit = chance.choice(("1500", "3000", "5000", "10000"))
        parts.append(("above", "item.value_usd", limit))
    elif more < 0.30:
        parts.append(("in", "end_use", "warlike"))
    elif more < 0.37:
        parts.append(("yes", "end_user.military"))
    elif more < 0.45:
        limit = chance.choice(("0.1", "5", "10", "25"))
        parts.append(("at least", "item.content_pct", limit))
    return ("and", *parts)


def transactions(count: int, seed: int) -> list[Facts]:
    """Make transactions: some codes and countries are far more frequent than others."""
    chance = random.Random(f"transactions {seed}")
    entries = bases(seed)
    common = [1 / (n + 4) for n in range(len(COUNTRIES))]
    usual = [1 / (n + 10) for n in range(len(entries))]
    rare = {code: name for name, code in RARE_EARTHS.items()}
    found: list[Facts] = []
    for number in range(count):
        entry = chance.choices(entries, usual)[0]
        code = f"{entry}.{chance.choice('abc')}.{chance.choice('123')}"
        exporter, consignee, end_user, origin = chance.choices(COUNTRIES, common, k=4)
        matching = entry in rare and chance.random() < 0.8
        content = chance.randrange(30 if chance.random() < 0.5 else 6000)
        found.append(
            {
                "date": (
                    FIRST + timedelta(days=chance.randrange((LAST - FIRST).days + 1))
                ).isoformat(),
                "exporter.country": "CN" if chance.random() < 0.25 else exporter,
                "consignee.country": consignee,
                "consignee.name": f"Consignee {number}",
                "consignee.military": chance.random() < 0.03,
                "end_user.country": end_user,
                "end_user.name": f"End user {number}",
                "end_user.military": chance.random() < 0.05,
                "end_user.entity_list": chance.random() < 0.02,
                "end_user.parent_share": 0.0
                if chance.random() < 0.7
                else chance.randrange(10_001) / 100,
                "item.code": "EAR99" if chance.random() < 0.15 else code,
                "item.hs": f"85{number % 10_000:04d}",
                "item.origin": origin,
                "item.material": rare[entry] if matching else chance.choice(MATERIALS),
                "item.value_usd": int(chance.lognormvariate(9, 1.6)) + 1,
                "item.content_pct": content / 100,
                "item.mass_kg": chance.randrange(1, 20_000) / 1000,
                "item.dual_use": chance.random() < 0.6,
                "end_use": chance.choices(END_USES, (60, 5, 1, 10, 12, 12))[0],
            }
        )
    return found


def edges(seed: int) -> list[Facts]:
    """Make transactions on the edges of the hand-written rules' days and limits."""
    plain = {
        **transactions(1, seed)[0],
        "date": "2026-03-01",
        "exporter.country": "CN",
        "consignee.country": "JP",
        "consignee.military": False,
        "end_user.country": "JP",
        "end_user.military": False,
        "end_user.entity_list": False,
        "end_user.parent_share": 0.0,
        "item.code": "3A001.a.1",
        "item.origin": "CN",
        "item.material": "steel",
        "item.value_usd": 60_000,
        "item.content_pct": 0.0,
        "item.mass_kg": 1.0,
        "item.dual_use": True,
        "end_use": "civil",
    }
    around = (
        *("2025-04-03", "2025-04-04", "2025-09-28", "2025-09-29", "2025-11-09", "2025-11-10"),
        *("2025-11-30", "2025-12-01", "2026-01-05", "2026-01-06", "2026-11-09", "2026-11-10"),
    )
    foreign = {"exporter.country": "US", "item.origin": "US"}
    rare = {"item.material": "yttrium", "item.code": "1C908.b.2"}
    changes: tuple[Facts, ...] = (
        {"end_use": "military"},
        {"consignee.military": True, "end_user.country": "DE"},
        rare,
        {**rare, "end_use": "medical"},
        {**rare, "end_use": "medical", "item.mass_kg": 1.001},
        {**foreign, "item.content_pct": 0.1},
        {**foreign, "item.content_pct": 0.09},
        {**foreign, "item.content_pct": 0.1, "end_use": "wmd"},
        {"end_user.entity_list": True},
        {"end_user.parent_share": 50.0},
        {"end_user.parent_share": 49.99},
        {"end_user.country": "RU", "end_use": "military"},
        {**foreign, "end_user.country": "IR", "item.content_pct": 10.0},
        {**foreign, "end_user.country": "RU", "item.content_pct": 25.0},
        {"item.value_usd": 1500},
        {"end_use": "private", "end_user.country": "VN", "item.value_usd": 50_001},
        {"end_use": "private", "end_user.country": "VN", "item.value_usd": 50_000},
        {"item.code": "EAR99"},
    )
    return [{**plain, **change, "date": day} for change in changes for day in around]


def oracle(policy: Family) -> Callable[[Facts], tuple[str, list[str]]]:
    """Return what decides by reading every rule: slow, short, and right by inspection."""

    def decide(facts: Facts) -> tuple[str, list[str]]:
        fired = [rule for rule in policy.rules if holds(rule.when, policy.sets, facts)]
        strictest = max((rule.severity for rule in fired), default=0)
        return OUTCOMES[strictest], [rule.id for rule in fired]

    return decide


def holds(when: Condition, sets: Mapping[str, tuple[str, ...]], facts: Facts) -> bool:
    """Say whether a condition holds."""
    match when:
        case ("and", *parts):
            return all(holds(part, sets, facts) for part in parts)
        case ("or", *parts):
            return any(holds(part, sets, facts) for part in parts)
        case ("not", part):
            return not holds(part, sets, facts)
        case ("is", field, value):
            return bool(facts[field] == value)
        case ("in", field, name):
            return facts[field] in sets[name]
        case ("prefix", code):
            return bool(facts["item.code"].startswith(code))
        case ("at least", field, limit):
            return bool(facts[field] >= float(limit))
        case ("above", field, limit):
            return bool(facts[field] > float(limit))
        case ("at most", field, limit):
            return bool(facts[field] <= float(limit))
        case ("from", day):
            return bool(facts["date"] >= day)
        case ("before", day):
            return bool(facts["date"] < day)
        case ("yes", field):
            return bool(facts[field])
        case ("differ", left, right):
            return bool(facts[left] != facts[right])
        case _:
            raise ValueError(when)


def nested(facts: Facts) -> dict[str, Any]:
    """Nest the facts of a transaction by what they are about."""
    found: dict[str, Any] = {}
    for name, value in facts.items():
        holder, _, field = name.rpartition(".")
        (found.setdefault(holder, {}) if holder else found)[field] = value
    return found
