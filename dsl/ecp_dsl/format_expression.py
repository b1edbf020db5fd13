"""Expressions and facts as text: with as few parentheses as their meaning allows.

`flat` writes on one line. `lay_out` breaks what does not fit: one operand a line, its `and` or
`or` in front, so that a condition reads down the page like the paragraphs of a law.
"""

from decimal import Decimal
from enum import IntEnum
from typing import assert_never

from ecp_dsl import syntax as s

WIDTH = 100


class Level(IntEnum):
    """How tightly an expression holds together; a looser one inside needs parentheses."""

    OR = 1
    AND = 2
    NOT = 3
    COMPARISON = 4
    SUM = 5
    PRODUCT = 6
    NEGATIVE = 7
    PRIMARY = 8


def quoted(text: str) -> str:
    """Return a text between quotation marks."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def number(value: Decimal) -> str:
    """Return an exact number without an exponent."""
    return f"{value:f}"


def paths(names: tuple[s.Path, ...]) -> str:
    """Return names with commas between."""
    return ", ".join(map(str, names))


def _level(expression: s.Expr) -> Level:
    """Return how tightly an expression holds together."""
    match expression:
        case s.Or():
            return Level.OR
        case s.And():
            return Level.AND
        case s.Not():
            return Level.NOT
        case s.Compare() | s.Membership():
            return Level.COMPARISON
        case s.Arithmetic(operator="+" | "-"):
            return Level.SUM
        case s.Arithmetic():
            return Level.PRODUCT
        case s.Negative():
            return Level.NEGATIVE
        case _:
            return Level.PRIMARY


def flat(expression: s.Expr, least: Level = Level.OR) -> str:
    """Return an expression on one line, in parentheses if it is looser than `least`."""
    text = _flat(expression)
    return f"({text})" if _level(expression) < least else text


def _flat(expression: s.Expr) -> str:
    """Return an expression on one line."""
    match expression:
        case s.Or(operands):
            # Readers take `a and b or c` in two ways, so the parentheses are always written.
            return " or ".join(flat(operand, Level.NOT) for operand in operands)
        case s.And(operands):
            return " and ".join(flat(operand, Level.NOT) for operand in operands)
        case s.Not(operand):
            return f"not {flat(operand, Level.NOT)}"
        case s.Compare(operator, left, right):
            return f"{flat(left, Level.SUM)} {operator} {flat(right, Level.SUM)}"
        case s.Membership(left=left, right=right):
            return f"{flat(left, Level.SUM)} {_operator(expression)} {flat(right, Level.SUM)}"
        case s.Arithmetic(operator, left, right):
            own = _level(expression)
            return f"{flat(left, own)} {operator} {flat(right, Level(own + 1))}"
        case s.Negative(operand):
            return f"-{flat(operand, Level.NEGATIVE)}"
        case s.SetOf(members):
            return f"{{ {', '.join(map(flat, members))} }}" if members else "{}"
        case s.Call(function, arguments):
            return f"{function}({', '.join(map(flat, arguments))})"
        case s.Quantifier() | s.Count() | s.Sum() | s.Share():
            head, body, tail = _binder(expression)
            return head if body is None else f"{head} ({flat(body)}){tail}"
        case s.Path():
            return str(expression)
        case _:
            return literal(expression)


def literal(value: s.Literal) -> str:
    """Return a literal."""
    match value:
        case s.YesNo(truth):
            return "yes" if truth else "no"
        case s.Absent():
            return "none"
        case s.Number(amount):
            return number(amount)
        case s.Percent(amount):
            return f"{number(amount)}%"
        case s.Quantity():
            return quantity(value)
        case s.DateLiteral(day):
            return day.isoformat()
        case s.Text(text):
            return quoted(text)
        case s.Code(code):
            return code
        case _:
            assert_never(value)


def quantity(value: s.Quantity) -> str:
    """Return a number with its unit."""
    return f"{number(value.value)} {value.unit}"


def _operator(membership: s.Membership) -> str:
    """Return `is`, `in` or `within`, with its `not` where the language puts it."""
    if not membership.negated:
        return membership.operator
    return "is not" if membership.operator == "is" else f"not {membership.operator}"


def _binder(
    expression: s.Quantifier | s.Count | s.Sum | s.Share,
) -> tuple[str, s.Expr | None, str]:
    """Return what stands before the parentheses, inside them, and after them."""
    match expression:
        case s.Quantifier(kind, variable, collection, body):
            return f"{kind} {variable} in {collection} satisfies", body, ""
        case s.Count(variable, collection, where):
            head = f"count of {variable} in {collection}"
            return (head, None, "") if where is None else (f"{head} where", where, "")
        case s.Sum(value, variable, collection, where):
            head = f"sum of {value} for {variable} in {collection}"
            return (head, None, "") if where is None else (f"{head} where", where, "")
        case s.Share(measure, variable, collection, where, over):
            head = f"share by {measure} of {variable} in {collection} where"
            return head, where, "" if over is None else f" over {over}"
        case _:
            assert_never(expression)


def lay_out(
    expression: s.Expr, *, column: int, indent: int, least: Level = Level.OR, after: int = 0
) -> list[str]:
    """Return an expression over as many lines as it needs.

    Args:
        expression: What to write.
        column: Where the first line begins; it is returned without indentation.
        indent: The indentation of the other lines, which they carry.
        least: The loosest expression that needs no parentheses.
        after: How much will follow on the last line.
    """
    text = flat(expression, least)
    if column + len(text) + after <= WIDTH:
        return [text]
    if _level(expression) < least:
        return _in_brackets("(", expression, ")", indent)
    match expression:
        case s.Or(operands):
            return _chain("or", operands, Level.NOT, column, indent)
        case s.And(operands):
            return _chain("and", operands, Level.NOT, column, indent)
        case s.Not(operand):
            inner = lay_out(operand, column=column + 4, indent=indent, least=Level.NOT)
            return [f"not {inner[0]}", *inner[1:]]
        case s.Compare(operator, left, right):
            tail = f" {operator} {flat(right, Level.SUM)}"
            lines = lay_out(
                left, column=column, indent=indent, least=Level.SUM, after=len(tail) + after
            )
            return [*lines[:-1], lines[-1] + tail]
        case s.Membership(left=left, right=s.SetOf(members)) if members:
            start = f"{flat(left, Level.SUM)} {_operator(expression)} {{"
            between = [f"{' ' * (indent + 2)}{flat(member)}," for member in members]
            return [start, *between, f"{' ' * indent}}}"]
        case s.Quantifier() | s.Count() | s.Sum() | s.Share():
            head, body, tail = _binder(expression)
            return [head] if body is None else _in_brackets(f"{head} (", body, f"){tail}", indent)
        case _:
            return [text]


def _in_brackets(opening: str, body: s.Expr, closing: str, indent: int) -> list[str]:
    """Return an expression on lines of its own between brackets."""
    inner = lay_out(body, column=indent + 2, indent=indent + 2)
    margin = " " * indent
    return [opening, f"{margin}  {inner[0]}", *inner[1:], f"{margin}{closing}"]


def _chain(
    word: str, operands: tuple[s.Expr, ...], least: Level, column: int, indent: int
) -> list[str]:
    """Return one operand a line, each but the first led by the word."""
    lines = lay_out(operands[0], column=column, indent=indent, least=least)
    for operand in operands[1:]:
        lead = f"{' ' * indent}{word} "
        first, *rest = lay_out(operand, column=len(lead), indent=indent, least=least)
        lines += [f"{lead}{first}", *rest]
    return lines
