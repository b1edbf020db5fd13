"""What the reader of a decision should know beside it."""

from collections.abc import Iterable, Iterator
from datetime import date

from ecp_runtime import ir
from ecp_runtime.decision import Caveat
from ecp_runtime.membership import OPEN_SCREENING
from ecp_runtime.prepare import Prepared
from ecp_runtime.provisions import Provisions, Standing
from ecp_runtime.screening import MATCHER
from ecp_runtime.unknown import Unknown
from ecp_runtime.values import DateRange


def caveats(provisions: Provisions) -> tuple[Caveat, ...]:
    """List the caveats of one line and one jurisdiction."""
    used = tuple(_used(provisions))
    return (
        *_law_verified(provisions.situation.prepared, used),
        *_beyond_evidence(provisions.situation.prepared, provisions.situation.day),
        *_screening(provisions),
        *_overridden(provisions),
        *_confidence(provisions.situation.prepared, used),
        *_guidance(used),
        *(Caveat(kind="not_modelled", text=text) for text in _not_modelled(provisions)),
    )


def _used(provisions: Provisions) -> Iterator[ir.Provision]:
    """The provisions that apply or may apply, rules first, with what could lift or satisfy."""
    prepared = provisions.situation.prepared
    rules = [
        (rule, standing)
        for rule in provisions.rules
        if (standing := provisions.standing(rule)) is not None and standing.is_relevant
    ]
    others: dict[tuple[str, int], ir.Provision] = {}
    for rule, standing in rules:
        if standing.value is not False:
            yield rule
            for found in prepared.authorizations.get(rule.id, ()):
                others[found.id, found.version] = found
        if standing.in_force is not False:
            for lifting in provisions.lifting(rule):
                others[lifting.id, lifting.version] = lifting
    for _, other in sorted(others.items()):
        if provisions.value(other) is not False:
            yield other


def _law_verified(prepared: Prepared, used: Iterable[ir.Provision]) -> Iterator[Caveat]:
    cited = sorted({citation.instrument for provision in used for citation in provision.citations})
    instruments = [prepared.instruments[id_] for id_ in cited if id_ in prepared.instruments]
    never = [instrument.title for instrument in instruments if instrument.verified is None]
    days = [instrument.verified for instrument in instruments if instrument.verified is not None]
    if never:
        yield Caveat(
            kind="law_verified",
            text=f"Never verified to be still the law: {'; '.join(never)}.",
            details=(("date", None),),
        )
    if days:
        oldest = min(days)
        yield Caveat(
            kind="law_verified",
            text=f"The law used here was last verified on {oldest} or later.",
            details=(("date", oldest.isoformat()),),
        )


def _beyond_evidence(prepared: Prepared, day: DateRange) -> Iterator[Caveat]:
    last = prepared.last_checked
    if last is not None and (day.high is None or day.high > last):
        yield Caveat(
            kind="beyond_evidence",
            text=f"The sources were last read on {last}; later acts may not be in the policy.",
            details=(("date", last.isoformat()),),
        )


def _screening(provisions: Provisions) -> Iterator[Caveat]:
    prepared = provisions.situation.prepared
    for party, list_id in sorted(_screenings_that_mattered(provisions)):
        title = prepared.lists[list_id].title
        yield Caveat(
            kind="screening",
            text=(
                f"{party} was compared by name with “{title}” ({MATCHER}: normalised names, "
                "aliases and identifiers, nothing fuzzier)."
            ),
            details=(
                ("party", party),
                ("list", list_id),
                ("matcher", MATCHER),
                ("list_version", _list_version(prepared, list_id)),
            ),
        )


def _screenings_that_mattered(provisions: Provisions) -> set[tuple[str, str]]:
    """Those behind what applies or may apply, and those whose outcome decided that it does not."""
    standings = [(rule, provisions.standing(rule)) for rule in provisions.rules]
    found: set[tuple[str, str]] = set()
    doubtful: list[tuple[ir.Rule, Standing]] = []
    for rule, standing in standings:
        if standing is not None and standing.value is not False:
            found |= standing.screened
        elif standing is not None and standing.screened:
            doubtful.append((rule, standing))
    if any(standing.screened - found for _, standing in doubtful):
        otherwise = provisions.assuming({OPEN_SCREENING: Unknown()})
        for rule, standing in doubtful:
            if standing.screened - found and otherwise.value(rule) is not False:
                found |= standing.screened
    return found


def _list_version(prepared: Prepared, list_id: str) -> str | None:
    """The newest date of issue among the acts that made the list."""
    issued = [
        instrument.issued
        for index in prepared.parts(list_id)
        if (instrument := prepared.instruments.get(index.part.citation.instrument)) is not None
        and instrument.issued is not None
    ]
    return max(issued).isoformat() if issued else None


def _overridden(provisions: Provisions) -> Iterator[Caveat]:
    """Say where the transaction denies what a list of this jurisdiction seems to say."""
    situation, membership = provisions.situation, provisions.evaluator.membership
    asked = situation.prepared.party_lists[situation.jurisdiction.id]
    denied = {
        (party.path, list_id): party
        for party in situation.records()
        for list_id, fact in party.listings.items()
        if list_id in asked and fact.value is False
    }
    for (path, list_id), party in sorted(denied.items(), key=lambda each: each[0]):
        if membership.is_named(party, list_id) is True:
            title = situation.prepared.lists[list_id].title
            text = f"The transaction says that {path} is not on “{title}”, but its name is there."
            yield Caveat(
                kind="overridden_screening",
                text=text,
                details=(("party", path), ("list", list_id)),
            )


def _confidence(prepared: Prepared, used: Iterable[ir.Provision]) -> Iterator[Caveat]:
    for provision in used:
        first = provision.citations[0].instrument if provision.citations else ""
        instrument = prepared.instruments.get(first)
        level = provision.confidence or (instrument.confidence if instrument else None)
        if level in ("low", "medium"):
            yield Caveat(
                kind="confidence",
                text=f"The sources support “{provision.title}” with {level} confidence only.",
                details=(("provision", provision.id), ("level", level)),
            )


def _guidance(used: Iterable[ir.Provision]) -> Iterator[Caveat]:
    for provision in used:
        if not isinstance(provision, ir.Rule):
            continue
        for guidance in provision.guidance:
            yield Caveat(
                kind="guidance",
                text=guidance.text,
                details=(
                    ("provision", provision.id),
                    ("by", guidance.by),
                    ("on", _iso(guidance.on)),
                    ("source", guidance.source),
                ),
            )


def _not_modelled(provisions: Provisions) -> tuple[str, ...]:
    return provisions.situation.jurisdiction.not_modelled


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
