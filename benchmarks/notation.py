"""The family in other words: conditions as expressions, and the made rules as rows of a table."""

from collections.abc import Callable

from attrs import frozen

from benchmarks.family import Condition, Family, Rule

WRITTEN = 12
"""So many rules come first and are written by hand; all others are rows."""

_SIGNS = {"at least": ">=", "above": ">", "at most": "<="}


@frozen(kw_only=True)
class Notation:
    """How a language writes what conditions are made of."""

    field: Callable[[str], str]
    text: Callable[[str], str]
    number: Callable[[str, str], str]
    day: Callable[[str, str], str]
    member: Callable[[str, str], str]
    prefix: Callable[[str], str]
    both: str = " && "
    either: str = " || "
    negation: str = "!"

    def write(self, when: Condition) -> str:
        """Write a condition as one expression."""
        match when:
            case ("and", *parts):
                return f"({self.both.join(self.write(part) for part in parts)})"
            case ("or", *parts):
                return f"({self.either.join(self.write(part) for part in parts)})"
            case ("not", part):
                return f"{self.negation}({self.write(part)})"
            case ("is", field, value):
                return f"{self.field(field)} == {self.text(value)}"
            case ("in", field, name):
                return self.member(field, name)
            case ("prefix", code):
                return self.prefix(code)
            case ("at least" | "above" | "at most" as word, field, limit):
                return f"{self.field(field)} {_SIGNS[word]} {self.number(field, limit)}"
            case ("from", day):
                return self.day(">=", day)
            case ("before", day):
                return self.day("<", day)
            case ("yes", field):
                return f"{self.field(field)} == true"
            case ("differ", left, right):
                return f"{self.field(left)} != {self.field(right)}"
            case _:
                raise ValueError(when)


@frozen(kw_only=True)
class Row:
    """A made rule, as a row: a code, countries of the end user, days, and often one more test."""

    rule: Rule
    prefix: str
    countries: tuple[str, ...]
    start: str
    stop: str | None
    more: Condition | None


def rows(policy: Family) -> list[Row]:
    """Lay the made rules of a policy out as rows."""
    return [_row(rule, policy) for rule in policy.rules[WRITTEN:]]


def _row(rule: Rule, policy: Family) -> Row:
    prefix, start = "", ""
    countries: tuple[str, ...] = ()
    stop: str | None = None
    more: Condition | None = None
    for part in rule.when[1:]:
        match part:
            case ("prefix", code):
                prefix = code
            case ("in", "end_user.country", group):
                countries = policy.sets[group]
            case ("from", day):
                start = day
            case ("before", day):
                stop = day
            case _:
                more = part
    return Row(rule=rule, prefix=prefix, countries=countries, start=start, stop=stop, more=more)


def day_number(day: str) -> int:
    """Write a day as a number that is compared like it, for engines that order only numbers."""
    return int(day.replace("-", ""))
