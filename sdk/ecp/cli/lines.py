"""JSON Lines in, JSON Lines out: one answer for each row, in order, as it comes."""

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import BinaryIO

import click
from attrs import frozen

from ecp.cli.errors import as_data
from ecp.cli.inputs import reading
from ecp.cli.question import Question, exit_status, parse
from ecp.documents import write_json
from ecp.errors import TransactionError
from ecp.files import LARGEST_JSON

_ALL_DECIDED = 0
_SOME_FAILED = 2


@frozen(slots=False)
class Row:
    """A line of input that is not blank, with its number."""

    number: int
    data: bytes

    @cached_property
    def is_whole(self) -> bool:
        """Whether it is a JSON value of its own, so that the input is JSON Lines."""
        try:
            parse(self.data.strip(), name="", line=1)
        except TransactionError:
            # A line that begins and ends like an object was meant as one, sound or not.
            text = self.data.strip()
            return text.startswith(b"{") and text.endswith(b"}")
        return True


def read_rows(stream: BinaryIO, name: str) -> Iterator[Row]:
    """Yield the rows of a stream, each as soon as it has arrived.

    Args:
        stream: The input.
        name: What to call it in a complaint.

    Raises:
        TransactionError: If a line is too long; whether it ends at all, nobody knows.
        EcpError: If the input cannot be read.
    """

    def read() -> bytes:
        with reading(name):
            return stream.readline(LARGEST_JSON + 1)

    for number, line in enumerate(iter(read, b""), 1):
        if len(line) > LARGEST_JSON:
            raise TransactionError(
                f"longer than {LARGEST_JSON // 2**20} MB, so that reading stops there",
                where=f"line {number}",
                help="send one transaction per line, each as JSON",
            )
        if line.strip():
            yield Row(number, line)


def decide_lines(question: Question, rows: Iterable[Row], *, is_batch: bool) -> int:
    """Answer each row with a decision or an error, and return the exit status.

    A single row that nobody called a batch ends with the status of its decision: a prohibited
    order must not end with success because it came on one line.
    """
    decided = failed = 0
    status = _ALL_DECIDED
    for row in rows:
        transaction: dict[str, object] = {}
        try:
            transaction = parse(row.data.strip(), name="", line=row.number)
            decision = question.decide(transaction)
        except TransactionError as error:
            failed += 1
            reference = transaction.get("id")
            known = reference if isinstance(reference, str) else None
            click.echo(write_json(as_data(error, transaction=known, line=row.number)))
            continue
        decided += 1
        status = exit_status(decision)
        if question.format == "text":
            click.echo(question.as_text(transaction, decision), color=True)
        else:
            click.echo(write_json(question.as_json(transaction, decision)))
    if failed:
        return _SOME_FAILED
    return status if decided == 1 and not is_batch else _ALL_DECIDED
