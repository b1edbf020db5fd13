"""What is wrong with a transaction, said so that its sender can mend it."""

import json
from collections.abc import Iterable, Mapping
from decimal import Decimal

from attrs import field, frozen

from ecp_runtime import ir
from ecp_runtime.nearest import nearest_code, nearest_name
from ecp_runtime.printable import printable


@frozen
class Problem:
    """One thing that is wrong with a transaction.

    Attributes:
        path: Where, such as `items[0].value.amount`; empty for the whole.
        found: What stands there.
        expected: What should.
        nearest: The name that was probably meant.
    """

    path: str
    found: str
    expected: str
    nearest: str | None = None

    def __str__(self) -> str:
        """Say it in one line."""
        meant = f"; did you mean {self.nearest!r}?" if self.nearest else ""
        return f"{self.path or 'transaction'}: found {self.found}, expected {self.expected}{meant}"


class TransactionError(ValueError):
    """Raised for a transaction that cannot be read; holds everything that is wrong with it."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Keep the problems in the order in which they were found."""
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


@frozen
class Problems:
    """Collects problems.

    Looking for the nearest name costs more than everything else, so only the first problems
    get one.

    Attributes:
        found: In the order in which they were found.
        aliases: What people write instead of codes.
    """

    found: list[Problem] = field(factory=list)
    aliases: tuple[ir.Alias, ...] = ()

    def add(
        self,
        path: str,
        value: object,
        expected: str,
        *,
        names: Iterable[str] = (),
        codes: Mapping[str, str] | Iterable[str] = (),
        nearest: str | None = None,
    ) -> None:
        """Note a problem; `names`, or `codes` with their titles, are what might have been meant."""
        if nearest is None and isinstance(value, str) and len(self.found) < _NEAREST_LIMIT:
            nearest = nearest_name(value, names) or nearest_code(value, codes, self.aliases)
        self.found.append(Problem(printable(path), shown(value), expected, nearest))


_NEAREST_LIMIT = 50
_SHOWN_LENGTH = 60


def shown(value: object) -> str:
    """Show a value shortly, whatever it is."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case str():
            cut = value if len(value) <= _SHOWN_LENGTH else value[:_SHOWN_LENGTH] + "…"
            # Half of a character has no UTF-8; it is written as JSON would.
            return json.dumps(cut, ensure_ascii=False).encode("utf-8", "backslashreplace").decode()
        case int():
            return str(value) if value.bit_length() < 256 else "a number of many digits"
        case float():
            return f"the binary float {value!r}"
        case Decimal():
            return str(value) if len(value.as_tuple().digits) < 80 else "a number of many digits"
        case Mapping():
            return "an object" if value else "an empty object"
        case list() | tuple():
            return "an array" if value else "an empty array"
        case _:
            return f"a value of the Python type {type(value).__name__}"
