"""The reference evaluator: a program and a transaction in, a decision out.

Total and deterministic: no clock, no randomness, no input or output; facts never make it raise.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime

from attrs import frozen

from ecp_runtime import ir
from ecp_runtime.background import background
from ecp_runtime.bearing import Bearing, bearing
from ecp_runtime.caveats import caveats, not_covered, screenings_that_mattered
from ecp_runtime.decision import (
    ENGINE,
    Decision,
    ItemDecision,
    JurisdictionDecision,
    PolicyUsed,
    ProfileUsed,
)
from ecp_runtime.facts import Line, Transaction
from ecp_runtime.grounds import Grounds
from ecp_runtime.life import is_plain_day, known_day, local_dates
from ecp_runtime.membership import Screening
from ecp_runtime.missing import missing, missing_date
from ecp_runtime.offers import offer
from ecp_runtime.outcome import Bounds, bounds, combine
from ecp_runtime.precision import Ranges
from ecp_runtime.prepare import Prepared, prepare
from ecp_runtime.provisions import Provisions
from ecp_runtime.report import measure, obligations
from ecp_runtime.situation import DATE_GAP, Situation
from ecp_runtime.values import DateRange, MomentRange
from ecp_runtime.zones import to_utc


class Weighing:
    """How provisions are weighed for a decision: here, each is evaluated by itself.

    Another way has to come to the same.
    """

    def provisions(self, number: int, situation: Situation) -> Provisions:
        """Look at the provisions of a jurisdiction for a line of a transaction, by its number."""
        return Provisions(situation)

    def bearing(self, provisions: Provisions) -> Bearing:
        """Work out what bears on the line."""
        return bearing(provisions)

    def screenings(self, provisions: Provisions) -> Iterable[Screening]:
        """List the look-ups by name that decide what applies."""
        return screenings_that_mattered(provisions)


@frozen(eq=False, kw_only=True)
class Inquiry:
    """What is asked: a transaction, for a date, as known at a time, under a profile."""

    prepared: Prepared
    transaction: Transaction
    day: DateRange | MomentRange
    known_at: date | datetime
    profile: ir.Profile | None
    adopted: Mapping[str, ir.Adoption]

    def situation(self, line: Line, jurisdiction: ir.Jurisdiction) -> Situation:
        """Look at one line as one jurisdiction sees it."""
        zone = jurisdiction.time_zone
        low, high = local_dates(self.day.low, self.day.high, zone)
        return Situation(
            prepared=self.prepared,
            transaction=self.transaction,
            line=line,
            jurisdiction=jurisdiction,
            day=DateRange(low, high, frozenset({DATE_GAP})),
            known=known_day(self.known_at, zone),
            is_known_at_instant=not is_plain_day(self.known_at),
            adopted=self.adopted,
            assumptions={},
        )


def inquire(
    program: ir.Program,
    transaction: Transaction,
    *,
    on: date | None = None,
    known_at: date | None = None,
    profile: ir.Profile | None = None,
) -> Inquiry:
    """Fix what is asked: defaults are the transaction's date and all the law the policy knows."""
    prepared = prepare(program)
    adoptions = () if profile is None else profile.adoptions
    return Inquiry(
        prepared=prepared,
        transaction=transaction,
        day=_day(transaction) if on is None else MomentRange(on, on),
        known_at=prepared.horizon if known_at is None else _utc(known_at),
        profile=profile,
        adopted={adoption.question: adoption for adoption in adoptions},
    )


def decide(
    program: ir.Program,
    transaction: Transaction,
    *,
    on: date | None = None,
    known_at: date | None = None,
    profile: ir.Profile | None = None,
    weighing: Weighing | None = None,
) -> Decision:
    """Decide a transaction.

    Args:
        program: The policy.
        transaction: The facts, read against this program.
        on: The date of the act, instead of the transaction's.
        known_at: Leave out acts issued later; a date or an instant (one without offset is UTC).
        profile: The readings and answers to adopt where the transaction gives none.
        weighing: Another way to weigh provisions than to evaluate each.
    """
    inquiry = inquire(program, transaction, on=on, known_at=known_at, profile=profile)
    weighing = weighing or Weighing()
    decided = [_item(inquiry, number, weighing) for number in range(len(transaction.lines))]
    adopted = sorted(inquiry.adopted.values(), key=lambda adoption: adoption.question)
    return Decision(
        transaction=transaction.id,
        on=_plain_days(inquiry.day),
        known_at=inquiry.known_at,
        outcome=combine(part for _, part in decided).range(),
        items=tuple(item for item, _ in decided),
        policy=PolicyUsed(
            hash=inquiry.prepared.hash,
            rulebooks=inquiry.prepared.rulebooks,
            modules=tuple(sorted((m.id, m.title or "") for m in program.modules)),
            engine=ENGINE,
        ),
        profile=ProfileUsed(
            id=None if profile is None else profile.id,
            adopted=tuple(adopted),
        ),
    )


def _item(inquiry: Inquiry, number: int, weighing: Weighing) -> tuple[ItemDecision, Bounds]:
    line = inquiry.transaction.lines[number]
    decided = [
        _jurisdiction(weighing, weighing.provisions(number, inquiry.situation(line, jurisdiction)))
        for jurisdiction in inquiry.prepared.jurisdictions
    ]
    combined = combine(part for _, part in decided)
    jurisdictions = tuple(decision for decision, _ in decided)
    return (
        ItemDecision(id=line.id, outcome=combined.range(), jurisdictions=jurisdictions),
        combined,
    )


def _jurisdiction(
    weighing: Weighing, provisions: Provisions
) -> tuple[JurisdictionDecision, Bounds]:
    found = bounds(provisions)
    jurisdiction = provisions.situation.jurisdiction.id
    if not provisions.situation.is_covered:
        return _not_covered(provisions.situation, found), found
    ranges = None if found.determined else Ranges(provisions)
    if ranges is not None:
        found = ranges.range()
    if provisions.reach() is False:
        return _not_reached(jurisdiction, found), found
    bears = weighing.bearing(provisions)
    screenings = weighing.screenings(provisions)
    grounds = Grounds(provisions)
    decision = JurisdictionDecision(
        jurisdiction=jurisdiction,
        outcome=found.range(),
        measures=tuple(measure(rule, status, grounds) for rule, status in bears.rules),
        authorizations=tuple(offer(offered, provisions, grounds) for offered in bears.offered),
        obligations=obligations(provisions, bears.obliging, grounds),
        missing=() if ranges is None else missing(provisions, found, ranges),
        caveats=caveats(provisions, background(provisions, bears, grounds), screenings),
    )
    return decision, found


def _not_covered(situation: Situation, found: Bounds) -> JurisdictionDecision:
    """Say no more than that the rulebook does not cover the act, or may not."""
    return JurisdictionDecision(
        jurisdiction=situation.jurisdiction.id,
        outcome=found.range(),
        measures=(),
        authorizations=(),
        obligations=(),
        missing=missing_date(situation),
        caveats=(not_covered(situation),),
    )


def _not_reached(jurisdiction: str, found: Bounds) -> JurisdictionDecision:
    return JurisdictionDecision(
        jurisdiction=jurisdiction,
        outcome=found.range(),
        measures=(),
        authorizations=(),
        obligations=(),
        missing=(),
        caveats=(),
    )


def _day(transaction: Transaction) -> DateRange | MomentRange:
    fact = transaction.header.facts.get("date")
    if fact is not None and isinstance(fact.value, DateRange | MomentRange):
        return fact.value
    return DateRange(None, None)


def _plain_days(day: DateRange | MomentRange) -> tuple[date | None, date | None]:
    return day.low, day.high


def _utc(known_at: date) -> date:
    if not isinstance(known_at, datetime):
        return known_at
    return known_at.replace(tzinfo=UTC) if known_at.tzinfo is None else to_utc(known_at)
