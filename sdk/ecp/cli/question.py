"""What `ecp decide` asks of a policy, and how it answers."""

import sys
from collections.abc import Mapping
from datetime import date, datetime

from attrs import frozen

from ecp.cli.background import background
from ecp.cli.console import has_colour, width
from ecp.cli.layout import Page
from ecp.cli.report import write_report
from ecp.documents import read_json
from ecp.errors import TransactionError
from ecp.policy import Policy
from ecp_runtime.decision import Decision, to_json
from ecp_runtime.explain import Explanation
from ecp_runtime.explanation_text import to_json as explanation_json
from ecp_runtime.explanation_text import to_text as explanation_text
from ecp_runtime.ir import Profile

_STATUS = {
    "not_subject": 0,
    "no_license_required": 0,
    "notification_required": 0,
    "authorized": 0,
    "license_required": 3,
    "prohibited": 4,
}
_UNDETERMINED = 5


@frozen(kw_only=True)
class Question:
    """What is asked of the policy, for each transaction.

    Attributes:
        policy: The policy.
        on: The date of the act, instead of the transaction's own.
        known_at: Leaves out every act issued later.
        profile: Readings to adopt.
        format: `text` or `json`, or None for what suits the input.
        show_all: Whether to show every rule with all its conditions.
    """

    policy: Policy
    on: date | None
    known_at: date | datetime | None
    profile: Profile | None
    format: str | None
    show_all: bool

    def decide(self, transaction: Mapping[str, object]) -> Decision:
        """Decide a transaction."""
        return self.policy.decide(
            transaction, on=self.on, known_at=self.known_at, profile=self.profile
        )

    def explain(self, transaction: Mapping[str, object], *, everything: bool) -> Explanation:
        """Explain a decision, by the rules that mattered or by all."""
        return self.policy.explain(
            transaction,
            on=self.on,
            known_at=self.known_at,
            profile=self.profile,
            everything=everything,
        )

    def as_json(self, transaction: Mapping[str, object], decision: Decision) -> dict[str, object]:
        """Return a decision as JSON, with its explanation if that was asked for."""
        value = to_json(decision)
        if self.show_all:
            explanation = self.explain(transaction, everything=True)
            value["explanation"] = explanation_json(explanation)
        return value

    def as_text(self, transaction: Mapping[str, object], decision: Decision) -> str:
        """Return a decision as text, with its whole explanation if that was asked for."""
        page = Page(width=width(), colour=has_colour(sys.stdout))
        explanation = self.explain(transaction, everything=self.show_all)
        known = background(self.policy.program, transaction, decision, explanation)
        write_report(page, decision, known)
        if self.show_all:
            page.blank()
            page.say("Every rule, with its conditions", style="bold")
            for line in explanation_text(explanation).split("\n"):
                text = line.lstrip(" ")
                page.say(text, indent=2 + len(line) - len(text))
        return page.text()


def parse(data: bytes, *, name: str, line: int) -> dict[str, object]:
    """Read a transaction from JSON bytes.

    Raises:
        TransactionError: If it is not UTF-8, not JSON, or not an object.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        number = line + data.count(b"\n", 0, error.start)
        place = f"line {number}"
        raise TransactionError(
            "not UTF-8 text", where=f"{name}, {place}" if name else place, help="send UTF-8"
        ) from None
    value = read_json(text, name=name, line=line)
    if not isinstance(value, dict):
        raise TransactionError(
            "not a transaction", where=name or f"line {line}", help="send a JSON object"
        )
    return value


def exit_status(decision: Decision) -> int:
    """Return the exit status for a decision: how strict its safe bound is."""
    status = _STATUS[decision.outcome.at_most]
    if status == 0:
        return 0
    return status if decision.outcome.determined else _UNDETERMINED
