"""What a policy means when every fact is known, written apart from the evaluators.

Two-valued, plain and slow to no purpose: a world says all there is to know, and a policy comes to
one outcome in it. Nothing here is shared with the code that is tested but the nodes of the IR.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from typing import TypeAlias

from attrs import frozen

from ecp_runtime import ir

World: TypeAlias = Mapping[str, object]
"""Facts by their path from the transaction, with `item.` for the line, `q.` for answers to
questions and `rate` for how many dollars a euro is worth. None is what does not exist, a set is
several codes that hold together, and a party is its name or what is stated of it."""

Lists: TypeAlias = frozenset[str]


@frozen
class Stated:
    """A party of which it is stated on which lists it is, whatever its name."""

    on: Lists


Rank: TypeAlias = tuple[int, int]
"""The place of an outcome, and of its review policy, in their orders."""

_REVIEWS = {None: 1, "approval_presumed": 0, "case_by_case": 1, "denial_presumed": 2}
FREE, NOTIFY, AUTHORIZED, LICENSE, PROHIBITED = range(1, 6)


@frozen(eq=False)
class Meaning:
    """The meaning of a program of one jurisdiction that reaches every act."""

    program: ir.Program

    def outcome(self, world: World) -> Rank:
        """Return what the program comes to in a world."""
        ranks: list[Rank] = [(FREE, 1)]
        for rule in self.program.rules:
            if not self._applies(rule, self.program.exemptions, world):
                continue
            match rule.effect:
                case ir.Prohibition():
                    ranks.append((PROHIBITED, 1))
                case ir.NotificationRequirement():
                    ranks.append((NOTIFY, 1))
                case ir.LicenseRequirement(_, review):
                    covered = any(
                        self._applies(each, self.program.bars, world)
                        for each in self.program.authorizations
                        if rule.id in each.targets
                    )
                    ranks.append((AUTHORIZED, 1) if covered else (LICENSE, _REVIEWS[review]))
                case None:
                    pass
        return max(ranks)

    def _applies(
        self,
        provision: ir.Provision,
        against: Iterable[ir.Exemption | ir.Bar],
        world: World,
    ) -> bool:
        if not self._in_force(provision.life, world) or not self.holds(provision.condition, world):
            return False
        is_prohibition = isinstance(provision, ir.Rule) and isinstance(
            provision.effect, ir.Prohibition
        )
        return not any(
            self._applies(each, self.program.exemptions, world)
            for each in against
            if provision.id in each.targets
            and (isinstance(each, ir.Bar) or each.even_prohibition or not is_prohibition)
        )

    def _in_force(self, life: ir.Life | None, world: World) -> bool:
        if life is None:
            return True
        day = world["date"]
        assert isinstance(day, date)
        if not _within(day, life.period) or any(day >= each.start for each in life.endings):
            return False
        for suspension in life.suspensions:
            if any(day >= each.start for each in suspension.resumptions):
                continue
            if _within(day, suspension.period) and (
                suspension.condition is None or self.holds(suspension.condition, world)
            ):
                return False
        return True

    def holds(self, expr: ir.Expr, world: World) -> bool:
        """Whether a condition is so."""
        match expr:
            case ir.Truth(value):
                return value
            case ir.And(operands):
                return all(self.holds(each, world) for each in operands)
            case ir.Or(operands):
                return any(self.holds(each, world) for each in operands)
            case ir.Not(operand):
                return not self.holds(operand, world)
            case ir.Call(definition, ()):
                (found,) = (d for d in self.program.definitions if d.id == definition)
                return self.holds(found.body, world)
            case ir.Ask(question, _):
                return world[f"q.{question}"] is True
            case ir.ReadingIs(question, reading):
                return world[f"q.{question}"] == reading
            case ir.Equal(left, ir.Code(_, value) | ir.Text(value)):
                return value in _each(world[path_of(left)])
            case ir.OneOf(operand, values):
                return any(self.holds(ir.Equal(operand, value), world) for value in values)
            case ir.IsAbsent(operand):
                return world[path_of(operand)] is None
            case ir.WithinCode(operand, code):
                return any(_is_within(each, code.value) for each in _each(world[path_of(operand)]))
            case ir.WithinScheme(operand, _):
                return world[path_of(operand)] not in (None, "NOT_LISTED")
            case ir.WithinList(operand, list_id):
                return self.holds_list(world[path_of(operand)], list_id, world)
            case ir.Compare(operator, left, right):
                amount, limit = self._amount(world[path_of(left)], world), self._limit(right)
                return operator == "!=" if amount is None else _compares(operator, amount, limit)
            case ir.Field():
                return world[path_of(expr)] is True
            case _:
                raise NotImplementedError(expr)

    def holds_list(self, value: object, list_id: str, world: World) -> bool:
        """Whether a code or a party is on a list."""
        if isinstance(value, Stated):
            return any(self._includes(list_id, each, world) for each in value.on)
        return value is not None and any(
            self._is_on(str(each), list_id, world) for each in _each(value)
        )

    def _includes(self, whole: str, part: str, world: World) -> bool:
        """Whether a list is another one, or includes it on the day."""
        (found,) = (each for each in self.program.lists if each.id == whole)
        return whole == part or any(
            self._in_force(each.life, world)
            and self._in_force(inclusion.life, world)
            and self._includes(inclusion.list, part, world)
            for each in found.parts
            for inclusion in each.inclusions
        )

    def compares(self, operator: str, value: object, limit: Fraction, world: World) -> bool:
        """Whether an amount compares so with a limit; nothing does not."""
        amount = self._amount(value, world)
        return amount is not None and _compares(operator, amount, limit)

    def is_code(self, value: object, label: str) -> bool:
        """Whether a text or code is, or is within, another."""
        return _is_within(value, label)

    def _is_on(self, value: str, list_id: str, world: World) -> bool:
        (found,) = (each for each in self.program.lists if each.id == list_id)
        for part in found.parts:
            if not self._in_force(part.life, world):
                continue
            for member in part.members:
                is_it = value == member.key or (
                    found.kind == "code" and _is_within(value, member.key)
                )
                if is_it and self._in_force(member.life, world):
                    return True
            for inclusion in part.inclusions:
                if self._in_force(inclusion.life, world) and self._is_on(
                    value, inclusion.list, world
                ):
                    return True
        return False

    def _amount(self, value: object, world: World) -> Fraction | None:
        """Return an amount; money in dollars."""
        if isinstance(value, tuple):
            amount, currency = value
            rate = world["rate"] if currency == "EUR" else Fraction(1)
            assert isinstance(rate, Fraction)
            return Fraction(amount) * rate
        return None if value is None else Fraction(str(value))

    def _limit(self, expr: ir.Expr) -> Fraction:
        match expr:
            case ir.Number(value) | ir.Amount(value, _) | ir.Money(value, _):
                return Fraction(value)
            case _:
                raise NotImplementedError(expr)


def path_of(expr: ir.Expr) -> str:
    """Return the path of the fact that an expression reads."""
    match expr:
        case ir.Field(ir.Transaction(), name):
            return name
        case ir.Field(base, name):
            return f"{path_of(base)}.{name}"
        case ir.CodeIn(base, scheme):
            return f"{path_of(base)}.{scheme}"
        case _:
            raise NotImplementedError(expr)


def _within(day: date, period: ir.Period) -> bool:
    return (period.start is None or day >= period.start) and (
        period.end is None or day <= period.end
    )


def _each(value: object) -> Iterable[object]:
    return value if isinstance(value, frozenset) else (value,)


def _is_within(code: object, above: str) -> bool:
    return isinstance(code, str) and (code == above or code.startswith(above + "."))


def _compares(operator: str, left: Fraction, right: Fraction) -> bool:
    return {
        "=": left == right,
        "!=": left != right,
        "<": left < right,
        "<=": left <= right,
        ">": left > right,
        ">=": left >= right,
    }[operator]
