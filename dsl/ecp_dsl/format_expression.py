"""Expressions and facts as text: with as few parentheses as their meaning allows.

`flat` writes on one line. `lay_out` breaks what does not fit: one operand a line, its `and` or
`or` in front, so that a condition reads down the page like the paragraphs of a law.
"""

from collections.abc import Callable
from decimal import Decimal
from enum import IntEnum
from typing import TypeAlias, assert_never

from ecp_dsl import syntax as s
from ecp_dsl.source import Span

WIDTH = 100

Commented: TypeAlias = Callable[[Span], bool]
"""Tells whether a comment stands inside a stretch of the source."""


def uncommented(span: Span) -> bool:
    """Tell that no comment stands inside a stretch of the source."""
    return False


class MemberLine(str):
    """The line of a member of a set that has comments.

    Attributes:
        whole: The set.
        member: The member.
    """

    __slots__ = ("member", "whole")

    whole: s.SetOf
    member: s.Expr


def _member_line(text: str, whole: s.SetOf, member: s.Expr) -> MemberLine:
    """Make the line of a member."""
    line = MemberLine(text)
    line.whole, line.member = whole, member
    return line


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
    expression: s.Expr,
    *,
    column: int,
    indent: int,
    least: Level = Level.OR,
    after: int = 0,
    commented: Commented = uncommented,
) -> list[str]:
    """Return an expression over as many lines as it needs.

    Args:
        expression: What to write.
        column: Where the first line begins; it is returned without indentation.
        indent: The indentation of the other lines, which they carry.
        least: The loosest expression that needs no parentheses.
        after: How much will follow on the last line.
        commented: Tells where comments are. A set with comments has one member a line, so that
            each comment can stand beside its member; those are instances of `MemberLine`.
    """
    text = flat(expression, least)
    if column + len(text) + after <= WIDTH and not _has_comments(expression, commented):
        return [text]
    if _level(expression) < least:
        return _in_brackets("(", expression, ")", indent, commented)
    match expression:
        case s.Or(operands):
            return _chain("or", operands, Level.NOT, column, indent, commented)
        case s.And(operands):
            return _chain("and", operands, Level.NOT, column, indent, commented)
        case s.Not(operand):
            inner = lay_out(
                operand, column=column + 4, indent=indent, least=Level.NOT, commented=commented
            )
            return [f"not {inner[0]}", *inner[1:]]
        case s.Compare(operator, left, right):
            tail = f" {operator} {flat(right, Level.SUM)}"
            lines = lay_out(
                left,
                column=column,
                indent=indent,
                least=Level.SUM,
                after=len(tail) + after,
                commented=commented,
            )
            return [*lines[:-1], lines[-1] + tail]
        case s.Membership(left=left, right=s.SetOf(members) as whole) if members:
            start = f"{flat(left, Level.SUM)} {_operator(expression)} {{"
            between = [f"{' ' * (indent + 2)}{flat(member)}," for member in members]
            if commented(whole.span):
                between = [
                    _member_line(line, whole, member)
                    for line, member in zip(between, members, strict=True)
                ]
            return [start, *between, f"{' ' * indent}}}"]
        case s.Quantifier() | s.Count() | s.Sum() | s.Share():
            head, body, tail = _binder(expression)
            return (
                [head]
                if body is None
                else _in_brackets(f"{head} (", body, f"){tail}", indent, commented)
            )
        case _:
            return [text]


def _has_comments(expression: s.Expr, commented: Commented) -> bool:
    """Tell whether a set that can have one member a line has comments inside."""
    match expression:
        case s.Or(operands) | s.And(operands):
            return any(_has_comments(operand, commented) for operand in operands)
        case s.Not(operand):
            return _has_comments(operand, commented)
        case s.Compare(left=left):
            return _has_comments(left, commented)
        case s.Membership(right=s.SetOf(members) as whole) if members:
            return commented(whole.span)
        case s.Quantifier() | s.Count() | s.Sum() | s.Share():
            _, body, _ = _binder(expression)
            return body is not None and _has_comments(body, commented)
        case _:
            return False


def _in_brackets(
    opening: str, body: s.Expr, closing: str, indent: int, commented: Commented
) -> list[str]:
    """Return an expression on lines of its own between brackets."""
    inner = lay_out(body, column=indent + 2, indent=indent + 2, commented=commented)
    margin = " " * indent
    return [opening, f"{margin}  {inner[0]}", *inner[1:], f"{margin}{closing}"]


def _chain(
    word: str,
    operands: tuple[s.Expr, ...],
    least: Level,
    column: int,
    indent: int,
    commented: Commented,
) -> list[str]:
    """Return one operand a line, each but the first led by the word."""
    lines = lay_out(operands[0], column=column, indent=indent, least=least, commented=commented)
    for operand in operands[1:]:
        lead = f"{' ' * indent}{word} "
        first, *rest = lay_out(
            operand, column=len(lead), indent=indent, least=least, commented=commented
        )
        lines += [f"{lead}{first}", *rest]
    return lines
