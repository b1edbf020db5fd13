"""How a decision cites an act: title, clause and source, as they were known on a day."""

from datetime import date
from typing import Literal

from ecp_runtime import ir
from ecp_runtime.decision import Cited, Ground, GroundKind
from ecp_runtime.prepare import Prepared


def kind_of(provision: ir.Provision) -> Literal["rule", "exemption", "authorization", "bar"]:
    """Name the kind of a provision."""
    match provision:
        case ir.Exemption():
            return "exemption"
        case ir.Authorization():
            return "authorization"
        case ir.Bar():
            return "bar"
        case _:
            return "rule"


def own_citations(
    prepared: Prepared, provision: ir.Provision, known: date, *, is_certain: bool
) -> tuple[Ground, ...]:
    """List the provision's own citations; those of amendments come before what they amend.

    Args:
        prepared: The policy.
        provision: One of its provisions.
        known: The last day whose acts are known.
        is_certain: Whether it is certain that the provision counts.
    """
    key = id(provision), known, is_certain
    found = prepared.own_grounds.get(key)
    if found is None:
        kind, original = kind_of(provision), prepared.originals[provision.id]
        amendments = len(provision.citations) - len(original.citations)
        found = tuple(
            cited(
                prepared,
                "amendment" if number < amendments else kind,
                provision.id,
                citation,
                known,
                is_certain=is_certain,
                confidence=provision.confidence,
            )
            for number, citation in enumerate(provision.citations)
        )
        prepared.own_grounds.keep(key, found)
    return found


def cited(
    prepared: Prepared,
    kind: GroundKind,
    of: str,
    citation: ir.Citation,
    known: date,
    *,
    is_certain: bool = True,
    confidence: str | None = None,
) -> Ground:
    """Cite an act, without what became known of it later.

    Args:
        prepared: The policy.
        kind: What the act does to what is decided.
        of: The id of what it does so to: a provision, a list or a parameter.
        citation: The instrument and the clause.
        known: The last day whose acts are known; later readings and verifications are left out.
        is_certain: Whether it is certain that the act counts.
        confidence: How well the source supports this clause; None is the instrument's.
    """
    instrument = prepared.instruments.get(citation.instrument)
    if instrument is None:
        return Ground(
            kind=kind,
            of=of,
            instrument=citation.instrument,
            title=citation.instrument,
            clause=citation.clause,
            confidence=confidence,
            is_certain=is_certain,
        )
    return Ground(
        kind=kind,
        of=of,
        instrument=citation.instrument,
        title=instrument.title,
        clause=citation.clause,
        issued=instrument.issued,
        source=instrument.source,
        read=by_then(instrument.read, known),
        verified=by_then(instrument.verified, known),
        confidence=confidence or instrument.confidence,
        is_certain=is_certain,
    )


def first(grounds: tuple[Ground, ...]) -> Cited | None:
    """Show the first citation of a provision, which stands for all of them."""
    found = next((ground for ground in grounds if ground.instrument is not None), None)
    if found is None or found.instrument is None:
        return None
    return Cited(
        instrument=found.instrument, title=found.title, clause=found.clause, source=found.source
    )


def by_then(day: date | None, known: date) -> date | None:
    """Return a day unless it is later than what is known."""
    return day if day is not None and day <= known else None
