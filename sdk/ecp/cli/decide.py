"""`ecp decide`: decide one transaction, or a stream of them."""

from datetime import date, datetime
from itertools import chain
from pathlib import Path
from typing import BinaryIO

import click

from ecp.cli.inputs import reading, standard_input
from ecp.cli.lines import decide_lines, read_rows
from ecp.cli.options import day, moment, word
from ecp.cli.policies import load_policies, policy_options
from ecp.cli.question import Question, exit_status, parse
from ecp.documents import write_json
from ecp.errors import EcpError, TransactionError
from ecp.files import LARGEST_JSON, check_readable
from ecp_runtime.printable import printable

_LINES_SUFFIXES = (".jsonl", ".ndjson")


@click.command(
    epilog="""\b
Examples:
  ecp decide order.json                       decide, and say why
  ecp decide order.json --on 2026-01-05       as if done on another day
  ecp decide order.json --known-at 2026-01-05 as would have been decided then
  ecp decide order.json --format json         for programs
  ecp decide - < orders.jsonl > decisions.jsonl

\b
The exit status says how strict the safe bound `at_most` is:
  0  authorized, or less: no license needs to be applied for
  3  a license is required, and nothing stricter is possible
  4  prohibited
  5  undetermined, and possibly stricter than authorized
  2  the transaction or the policy cannot be read; with --format json, the output then holds the
     error as JSON instead of a decision
JSON Lines give one decision or error object per line, in order, as they come; the exit status is
then 0 when every row was decided and 2 otherwise. Input with one row counts as one transaction,
unless --lines says that it is a batch.
"""
)
@click.argument("transaction", type=word, metavar="TRANSACTION.json|-")
@click.option("--on", type=day, metavar="DATE", help="The date of the act, instead of its own.")
@click.option(
    "--known-at",
    type=moment,
    metavar="DATE|TIME",
    help="Leave out every act issued later, to repeat a decision of the past.",
)
@policy_options
@click.option(
    "--profile",
    type=word,
    metavar="FILE|NAME",
    help="Readings of the law that you adopt, in a .ecp file.",
)
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json"]),
    help="How to answer: text for one transaction, JSON for lines, unless given.",
)
@click.option("--explain", is_flag=True, help="Show every rule, and each condition with its facts.")
@click.option("--lines", is_flag=True, help="Read JSON Lines, even if there is only one.")
def command(
    transaction: str,
    on: date | None,
    known_at: date | datetime | None,
    policies: tuple[Path, ...],
    library: bool,
    profile: str | None,
    format_: str | None,
    explain: bool,
    lines: bool,
) -> int:
    """Decide a transaction given as JSON, or several given as JSON Lines.

    Whatever the transaction does not say is unknown. The decision is a range of outcomes, and lists
    what would settle it.
    """
    policy = load_policies(policies, library=library)
    question = Question(
        policy=policy,
        on=on,
        known_at=known_at,
        profile=policy.profile(profile) if profile else None,
        format=format_,
        show_all=explain,
    )
    name = "standard input" if transaction == "-" else transaction
    with _opened(transaction) as stream:
        rows = read_rows(stream, name)
        first = next(rows, None)
        if first is None:
            raise TransactionError(
                "there is no transaction", where=name, help="send one JSON object"
            )
        is_batch = lines or transaction.endswith(_LINES_SUFFIXES)
        if is_batch or (transaction == "-" and first.is_whole):
            return decide_lines(question, chain((first,), rows), is_batch=is_batch)
        with reading(name):
            data = first.data + stream.read(LARGEST_JSON + 1 - len(first.data))
        if len(data) > LARGEST_JSON:
            raise TransactionError(
                f"larger than {LARGEST_JSON // 2**20} MB",
                where=name,
                help="divide it into several transactions",
            )
        return _decide_document(question, data, name, line=first.number)


def _opened(transaction: str) -> BinaryIO:
    """Open the input for reading bytes; its encoding is ours to say."""
    if transaction == "-":
        return standard_input()
    path = Path(transaction)
    try:
        check_readable(path)
        return path.open("rb")
    except (OSError, ValueError) as error:
        raise EcpError(
            f"cannot be read: {getattr(error, 'strerror', None) or error}",
            where=transaction,
            help="name a file of JSON, or - for standard input",
        ) from None


def _decide_document(question: Question, data: bytes, name: str, *, line: int) -> int:
    """Decide the one transaction of a document."""
    transaction = parse(data, name=name, line=line)
    try:
        decision = question.decide(transaction)
    except TransactionError as error:
        if not error.problems:
            raise
        listed = "".join(f"\n  {printable(str(problem))}" for problem in error.problems)
        raise TransactionError(
            f"not a sound transaction:{listed}", where=name, problems=error.problems
        ) from None
    if question.format == "json":
        click.echo(write_json(question.as_json(transaction, decision), indent=2))
    else:
        click.echo(question.as_text(transaction, decision), nl=False, color=True)
    return exit_status(decision)
