"""Decisions, as design/transaction.md has them, and their JSON."""

from datetime import date, datetime
from typing import Literal, TypeAlias

from attrs import frozen

from ecp_runtime import ir

SCHEMA = "ecp-decision/1"
ENGINE = "ecp/0.1"

Status: TypeAlias = Literal[
    "applies", "may_apply", "lifted", "suspended", "not_yet_in_force", "lapsed", "not_met"
]
Effect: TypeAlias = Literal["prohibited", "license_required", "notification_required", "duty"]
Availability: TypeAlias = Literal["available", "may_be_available", "barred", "conditions_not_met"]
YesNoUnknown: TypeAlias = Literal["yes", "no", "unknown"]
Json: TypeAlias = dict[str, object]


@frozen(kw_only=True)
class OutcomeRange:
    """The least and the most restrictive outcome that the facts allow.

    A review policy is given where the outcome is `license_required` and a policy is stated.
    """

    at_least: ir.Outcome
    at_most: ir.Outcome
    determined: bool
    review_at_least: ir.Review | None = None
    review_at_most: ir.Review | None = None


@frozen(kw_only=True)
class Cited:
    """Where the law says it: the instrument's id and title, the clause, the address."""

    instrument: str
    title: str
    clause: str | None
    source: str | None


@frozen(kw_only=True)
class RuleMeasure:
    """A rule that matters for the outcome, and how it stands."""

    rule: str
    effect: Effect
    status: Status
    citation: Cited | None
    title: str
    review: ir.Review | None
    authority: str | None


@frozen(kw_only=True)
class AuthorizationOffer:
    """An authorization for rules that apply or may apply."""

    authorization: str
    kind: str
    title: str
    status: Availability
    satisfies: tuple[str, ...]
    citation: Cited | None


@frozen(kw_only=True)
class Obligation:
    """Something to do; it never changes the outcome."""

    provision: str
    kind: str
    to: str | None
    text: str | None
    document: str | None
    due: date | None
    fulfilled: YesNoUnknown
    status: Literal["applies", "may_apply"]
    citation: Cited | None


@frozen(kw_only=True)
class Missing:
    """Something that would have to be known, and what each answer would lead to.

    `valid_for` says for how long an answer to a question holds: one without its date counts for
    nothing.
    """

    kind: Literal["fact", "judgement", "law"]
    path: str
    question: str
    ask: str | None
    answers: tuple[tuple[str, OutcomeRange], ...]
    valid_for: str | None = None


@frozen(kw_only=True)
class Caveat:
    """What the reader of a decision should know beside it; `details` depend on the kind."""

    kind: str
    text: str
    details: tuple[tuple[str, str | None], ...] = ()


@frozen(kw_only=True)
class JurisdictionDecision:
    """What one jurisdiction's law says about one line."""

    jurisdiction: str
    outcome: OutcomeRange
    measures: tuple[RuleMeasure, ...]
    authorizations: tuple[AuthorizationOffer, ...]
    obligations: tuple[Obligation, ...]
    missing: tuple[Missing, ...]
    caveats: tuple[Caveat, ...]


@frozen(kw_only=True)
class ItemDecision:
    """The decision on one line."""

    id: str
    outcome: OutcomeRange
    jurisdictions: tuple[JurisdictionDecision, ...]


@frozen
class RulebookUsed:
    """The modules whose names begin alike, which one place maintains.

    Attributes:
        id: What their names begin with, such as `cn`.
        title: The title of the module of this name, if there is one.
        version: The newest day on which one of its acts was issued, read or verified.
    """

    id: str
    title: str | None
    version: date | None


@frozen(kw_only=True)
class PolicyUsed:
    """Which policy decided.

    Attributes:
        hash: Its content hash.
        rulebooks: What it is made of.
        modules: Its modules with their titles.
        engine: What evaluated it.
    """

    hash: str
    rulebooks: tuple[RulebookUsed, ...]
    modules: tuple[tuple[str, str], ...]
    engine: str


@frozen(kw_only=True)
class ProfileUsed:
    """The readings and answers that a profile supplied."""

    id: str | None
    adopted: tuple[ir.Adoption, ...]


@frozen(kw_only=True)
class Decision:
    """The decision on a transaction: a range of outcomes, with everything behind it.

    `on` is the first and the last possible date of the act.
    """

    transaction: str | None
    on: tuple[date | None, date | None]
    known_at: date | datetime
    outcome: OutcomeRange
    items: tuple[ItemDecision, ...]
    policy: PolicyUsed
    profile: ProfileUsed


def to_json(decision: Decision) -> Json:
    """Turn a decision into its JSON value, with the keys in the order of the contract."""
    return {
        "schema": SCHEMA,
        "transaction": decision.transaction,
        "on": days_json(decision.on),
        "known_at": moment_json(decision.known_at),
        "outcome": outcome_json(decision.outcome),
        "items": [_item(item) for item in decision.items],
        "policy": policy_json(decision.policy),
        "profile": profile_json(decision.profile),
    }


def policy_json(policy: PolicyUsed) -> Json:
    """Turn what decided into its JSON value."""
    return {
        "hash": policy.hash,
        "rulebooks": {
            book.id: {
                "title": book.title,
                "version": book.version.isoformat() if book.version else None,
            }
            for book in policy.rulebooks
        },
        "modules": dict(policy.modules),
        "engine": policy.engine,
    }


def profile_json(profile: ProfileUsed) -> Json:
    """Turn what a profile supplied into its JSON value."""
    return {
        "id": profile.id,
        "adopted": {
            adoption.question: {
                "reading": adoption.reading,
                "by": adoption.by,
                "on": None if adoption.on is None else adoption.on.isoformat(),
                "reason": adoption.reason,
            }
            for adoption in profile.adopted
        },
    }


def outcome_json(outcome: OutcomeRange) -> Json:
    """Turn a range of outcomes into its JSON value."""
    return {
        "at_least": outcome.at_least,
        "at_most": outcome.at_most,
        "determined": outcome.determined,
        "review": {"at_least": outcome.review_at_least, "at_most": outcome.review_at_most},
    }


def cited_json(citation: Cited | None) -> Json | None:
    """Turn a citation into its JSON value."""
    if citation is None:
        return None
    return {
        "instrument": citation.instrument,
        "title": citation.title,
        "clause": citation.clause,
        "source": citation.source,
    }


def _item(item: ItemDecision) -> Json:
    return {
        "id": item.id,
        "outcome": outcome_json(item.outcome),
        "jurisdictions": {each.jurisdiction: _jurisdiction(each) for each in item.jurisdictions},
    }


def _jurisdiction(decided: JurisdictionDecision) -> Json:
    return {
        "outcome": outcome_json(decided.outcome),
        "measures": [measure_json(measure) for measure in decided.measures],
        "authorizations": [offer_json(offer) for offer in decided.authorizations],
        "obligations": [obligation_json(obligation) for obligation in decided.obligations],
        "missing": [missing_json(missing) for missing in decided.missing],
        "caveats": [caveat_json(caveat) for caveat in decided.caveats],
    }


def offer_json(offer: AuthorizationOffer) -> Json:
    """Turn an authorization that is offered into its JSON value."""
    return {
        "authorization": offer.authorization,
        "kind": offer.kind,
        "title": offer.title,
        "status": offer.status,
        "satisfies": list(offer.satisfies),
        "citation": cited_json(offer.citation),
    }


def caveat_json(caveat: Caveat) -> Json:
    """Turn a caveat into its JSON value."""
    return {"kind": caveat.kind, **dict(caveat.details), "text": caveat.text}


def measure_json(measure: RuleMeasure) -> Json:
    """Turn a rule that mattered into its JSON value."""
    return {
        "rule": measure.rule,
        "effect": measure.effect,
        "status": measure.status,
        "citation": cited_json(measure.citation),
        "title": measure.title,
        "review": measure.review,
        "authority": measure.authority,
    }


def obligation_json(obligation: Obligation) -> Json:
    """Turn an obligation into its JSON value."""
    return {
        "provision": obligation.provision,
        "kind": obligation.kind,
        "to": obligation.to,
        "text": obligation.text,
        "document": obligation.document,
        "due": None if obligation.due is None else obligation.due.isoformat(),
        "fulfilled": obligation.fulfilled,
        "status": obligation.status,
        "citation": cited_json(obligation.citation),
    }


def missing_json(missing: Missing) -> Json:
    """Turn something missing into its JSON value."""
    return {
        "kind": missing.kind,
        "path": missing.path,
        "question": missing.question,
        "ask": missing.ask,
        "valid_for": missing.valid_for,
        "if": {answer: _leads_to(outcome) for answer, outcome in missing.answers},
    }


def _leads_to(outcome: OutcomeRange) -> object:
    if outcome.at_least == outcome.at_most:
        return outcome.at_most
    return {"at_least": outcome.at_least, "at_most": outcome.at_most}


def days_json(on: tuple[date | None, date | None]) -> object:
    """Turn the possible dates of the act into their JSON value."""
    low, high = (None if end is None else end.isoformat() for end in on)
    return low if low == high else {"at_least": low, "at_most": high}


def moment_json(known_at: date | datetime) -> str:
    """Turn the moment whose knowledge counted into its JSON value."""
    if isinstance(known_at, datetime):
        return known_at.isoformat().replace("+00:00", "Z")
    return f"{known_at.isoformat()}T00:00:00Z"
