"""The family as `.ecp` text, and its transactions in the shape of the JSON contract."""

from typing import Any

from attrs import evolve

from benchmarks.family import OUTCOMES, Condition, Facts, Family, Rule, nested

HEAD = """module xctrl "Benchmark family"

use core

jurisdiction XC "Example country" {
  authority office "Export Control Office"
  time zone "UTC"
  scheme xctrl.codes
  reaches export when act is export
}

scheme codes "Control codes" {
  pattern "[0-9][A-E]([0-9]{3}([.][a-z]([.][0-9])?)?)?"
  hierarchy by prefix
  result EAR99 "On no list"
}

extend entity Party {
  military: yes_no "Whether the party is military"
  entity_list: yes_no "Whether the party is on the entity list"
  parent_share: percent "The share that listed parents hold"
}

extend entity Item {
  dual_use: yes_no "Whether the item has civil and military uses"
  material: text { neodymium, gallium, germanium, tungsten, graphite, steel, samarium, gadolinium,
    terbium, dysprosium, lutetium, scandium, yttrium } "The material of the item"
  content: percent "The share of controlled content in the value of the item"
}

instrument act "Export Control Act" {
  issued by XC.office on 2020-01-01
  source "https://example.org/act" read 2026-11-01
  verified 2026-11-01
}

# So the rulebook covers all days that are asked about, whichever rules a policy has.
list partners "Countries that the act names as partners" {
  of codes of country
  under act
  in force from 2020-01-01
  member CA
}
"""

_FIELDS = {
    "item.content_pct": "item.content",
    "item.value_usd": "item.value",
    "item.mass_kg": "item.quantity",
    "end_use": "end_use.purpose",
}
_UNITS = {
    "item.content_pct": "%",
    "end_user.parent_share": "%",
    "item.value_usd": " USD",
    "item.mass_kg": " kg",
}
_TEXTS = frozenset({"item.material", "end_use"})
_EFFECTS = (
    'oblige keep XC.office "A note for the file"',
    "require license from XC.office",
    "prohibit",
)
_ALWAYS = "2020-01-01"
MOST_RULES = 5_000
"""How many rules one file holds; no file may have more than two million characters."""


def files(policy: Family) -> dict[str, str]:
    """Print a policy as files, with no more rules in one than anybody would read."""
    first, *more = batched(policy.rules)
    texts = {"xctrl.ecp": text(evolve(policy, rules=first))}
    for number, rules in enumerate(more, start=2):
        name = f"xctrl.part_{number}"
        printed = "\n\n".join(_rule(rule) for rule in rules)
        texts[f"{name}.ecp"] = (
            f'module {name} "Part {number}"\n\nuse core\nuse xctrl\n\n{printed}\n'
        )
    return texts


def batched(rules: tuple[Rule, ...]) -> list[tuple[Rule, ...]]:
    """Divide rules into files; there is one even without rules."""
    return [rules[n : n + MOST_RULES] for n in range(0, len(rules), MOST_RULES)] or [()]


def text(policy: Family) -> str:
    """Print a policy as anybody would write it: sets as definitions, days as periods."""
    parts = [HEAD]
    for name, values in policy.sets.items():
        quoted = name in ("warlike", "harmless")
        listed = ", ".join(f'"{value}"' if quoted else value for value in values)
        if quoted:
            parts.append(f"define {name}(use: EndUse) {{ use.purpose in {{ {listed} }} }}")
        else:
            parts.append(f"define {name}(who: Party) {{ who.country in {{ {listed} }} }}")
    paused: list[str] = []
    for rule in policy.rules:
        parts.append(_rule(rule))
        if _pause(rule) is not None:
            paused.append(rule.id)
    if paused:
        parts.append(
            f"suspend {', '.join(paused)} {{\n  under act\n"
            "  in force from 2025-11-10 until 2026-11-10\n}"
        )
    return "\n\n".join(parts) + "\n"


def _rule(rule: Rule) -> str:
    parts = rule.when[1:] if rule.when[0] == "and" else (rule.when,)
    start = next((part[1] for part in parts if part[0] == "from"), _ALWAYS)
    stop = next((f" until {part[1]}" for part in parts if part[0] == "before"), "")
    left = [p for p in parts if p[0] not in ("from", "before") and p != _pause(rule)]
    condition = " and ".join(_condition(part) for part in left)
    return (
        f'rule {rule.id} {{\n  title "Rule {rule.id}"\n  under act clause "{rule.id}"\n'
        f"  in force from {start}{stop}\n  when {condition}\n  {_EFFECTS[rule.severity]}\n}}"
    )


def _pause(rule: Rule) -> Condition | None:
    """The part of a condition that says when the rule is suspended."""
    for part in rule.when[1:]:
        if part[0] == "not" and part[1][0] == "and" and part[1][1][0] == "from":
            found: Condition = part
            return found
    return None


def _condition(when: Condition) -> str:
    match when:
        case ("and" | "or" as word, *parts):
            return f"({f' {word} '.join(_condition(part) for part in parts)})"
        case ("not", ("is", field, value)):
            return f"{_field(field)} is not {_value(field, value)}"
        case ("not", part):
            return f"not ({_condition(part)})"
        case ("is", field, value):
            return f"{_field(field)} is {_value(field, value)}"
        case ("in", field, name):
            return f"{field.partition('.')[0]} is {name}"
        case ("prefix", code):
            return f"item within {code}"
        case ("at least" | "above" | "at most" as word, field, limit):
            sign = {"at least": ">=", "above": ">", "at most": "<="}[word]
            return f"{_field(field)} {sign} {limit}{_UNITS[field]}"
        case ("yes", field):
            return _field(field)
        case ("differ", left, right):
            return f"{_field(left)} is not {_field(right)}"
        case _:
            raise ValueError(when)


def _field(field: str) -> str:
    return _FIELDS.get(field, field)


def _value(field: str, value: str) -> str:
    return f'"{value}"' if field in _TEXTS else value


def transaction(facts: Facts) -> dict[str, Any]:
    """Write a transaction in the shape of the JSON contract: exact numbers with their units."""
    return from_nested(nested(facts))


def from_nested(facts: Facts) -> dict[str, Any]:
    """Write it from nested facts; `repr` of a float is the shortest decimal that means it."""
    item, user, consignee = facts["item"], facts["end_user"], facts["consignee"]
    return {
        "act": "export",
        "date": facts["date"],
        "parties": {
            "exporter": facts["exporter"],
            "consignee": consignee,
            "end_user": {**user, "parent_share": f"{user['parent_share']!r}%"},
        },
        "end_use": {"purpose": facts["end_use"]},
        "items": [
            {
                "classification": {"xctrl.codes": item["code"]},
                "hs": item["hs"],
                "origin": item["origin"],
                "material": item["material"],
                "value": {"amount": item["value_usd"], "currency": "USD"},
                "content": f"{item['content_pct']!r}%",
                "quantity": {"value": repr(item["mass_kg"]), "unit": "KGM"},
                "dual_use": item["dual_use"],
            }
        ],
    }


MEANING = {"no_license_required": OUTCOMES[0], OUTCOMES[1]: OUTCOMES[1], OUTCOMES[2]: OUTCOMES[2]}
"""The family's words for the outcomes."""
