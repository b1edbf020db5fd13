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
GroundKind: TypeAlias = Literal[
    "rule",
    "exemption",
    "authorization",
    "bar",
    "amendment",
    "repeal",
    "suspension",
    "resumption",
    "parameter",
    "member",
    "inclusion",
    "removal",
    "reading",
    "judgement",
    "reach",
]
MatchedBy: TypeAlias = Literal["name", "alias", "identifier", "code", "statement"]
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


@frozen(kw_only=True, cache_hash=True)
class Matched:
    """A member of a list, and what of the transaction matches it.

    Attributes:
        list: The list that has the member.
        list_title: Its title.
        asked: The list that the rule asks for, where that is another one which includes it.
        member: The name or the code of the member; None where only the transaction states it.
        member_title: Its title.
        country: Its country.
        by: What matched: its name, an alias, an identifier, a code, or a statement.
        spelled: The name, alias, identifier or code of the member that matched, as listed.
        path: Where the transaction gives what matched.
        role: The role of the party, such as `end_user`.
    """

    list: str
    list_title: str
    asked: str | None
    member: str | None
    member_title: str | None
    country: str | None
    by: MatchedBy
    spelled: str | None
    path: str
    role: str | None


@frozen(kw_only=True, cache_hash=True)
class Ground:
    """An act that a statement of a decision rests on, or a reading of open law.

    Attributes:
        kind: What the act does: `rule`, `exemption`, `authorization` and `bar` for the provision's
            own citation, `amendment`, `repeal`, `suspension` and `resumption` for later acts,
            `parameter` for a value, `member`, `inclusion` and `removal` for lists, `reading` for
            open law, `judgement` for a question of fact, `reach` for what falls under a law.
        of: The id of what it concerns: a provision, a list (of an inclusion, the one that
            includes), a parameter, a question or a jurisdiction.
        instrument: The act; None for a reading of a question that names none.
        title: The title of the act; without one, the question.
        clause: The clause.
        issued: When the act was issued.
        source: Where it was read.
        read: When it was read.
        verified: When it was last checked to be still the law.
        confidence: high, medium or low; how well the sources support it.
        is_certain: Whether it certainly counts; else it may.
        start: The first day of what it does: of a suspension, a value, a membership, an inclusion.
        end: The last day, where its own period has one.
        value: The value of a parameter as written, the reading, the answer to a question of fact,
            the id of the list that is included, or the name of the act that is reached.
        matched: For members, which one and by what.
    """

    kind: GroundKind
    of: str
    instrument: str | None
    title: str
    clause: str | None = None
    issued: date | None = None
    source: str | None = None
    read: date | None = None
    verified: date | None = None
    confidence: str | None = None
    is_certain: bool = True
    start: date | None = None
    end: date | None = None
    value: str | None = None
    matched: Matched | None = None


@frozen(kw_only=True, cache_hash=True)
class RuleMeasure:
    """A rule that matters for the outcome, and how it stands.

    `citations` has everything that it rests on; `citation` is the first of them.
    """

    rule: str
    effect: Effect
    status: Status
    citation: Cited | None
    title: str
    review: ir.Review | None
    authority: str | None
    citations: tuple[Ground, ...] = ()


@frozen(kw_only=True, cache_hash=True)
class FactRead:
    """A fact that a condition read.

    Attributes:
        path: Where the transaction gives it, or would.
        value: What is given, in words; None where it is not given.
        source: Who says so.
        as_of: When.
        title: What the fact is, in words.
    """

    path: str
    value: str | None
    source: str | None
    as_of: date | None
    title: str | None = None


@frozen(kw_only=True, cache_hash=True)
class Tested:
    """A condition without parts, its truth, and the facts that it read."""

    text: str
    truth: YesNoUnknown
    facts: tuple[FactRead, ...]


@frozen(kw_only=True, cache_hash=True)
class OfferCondition:
    """One of the conditions of an authorization, all of which must hold.

    Attributes:
        words: What the policy says it is, in words of its author.
        text: The condition as it is evaluated.
        truth: Whether it holds.
        facts: The facts that it read, where it has no parts.
        because: Else the parts that make it so, down to those without parts.
    """

    words: str | None
    text: str
    truth: YesNoUnknown
    facts: tuple[FactRead, ...]
    because: tuple[Tested, ...]


@frozen(kw_only=True, cache_hash=True)
class AuthorizationOffer:
    """An authorization for rules that apply or may apply; `citations` as for rules.

    `conditions` are its conditions with the facts they read; `not_checked` says what they leave
    out of a license on hand.
    """

    authorization: str
    kind: str
    title: str
    status: Availability
    satisfies: tuple[str, ...]
    citation: Cited | None
    citations: tuple[Ground, ...] = ()
    conditions: tuple[OfferCondition, ...] = ()
    not_checked: tuple[str, ...] = ()


@frozen(kw_only=True, cache_hash=True)
class Obligation:
    """Something to do; it never changes the outcome.

    `citations` as for rules, without the members of lists that the measure of its rule names.
    """

    provision: str
    kind: str
    to: str | None
    text: str | None
    document: str | None
    due: date | None
    fulfilled: YesNoUnknown
    status: Literal["applies", "may_apply"]
    citation: Cited | None
    citations: tuple[Ground, ...] = ()


@frozen(kw_only=True)
class Missing:
    """Something that would have to be known, and what each answer would lead to.

    `valid_for` says for how long an answer to a question holds: one without its date counts for
    nothing.
    `more` answers were not tried by themselves; without any answers, none was. `wanted` is the form
    that is wanted of a fact that is given, and in its form decides nothing.
    """

    kind: Literal["fact", "judgement", "law"]
    path: str
    question: str
    ask: str | None
    answers: tuple[tuple[str, OutcomeRange], ...]
    valid_for: str | None = None
    more: int = 0
    wanted: str | None = None


@frozen(kw_only=True, cache_hash=True)
class Caveat:
    """What the reader of a decision should know beside it; `details` depend on the kind."""

    kind: str
    text: str
    details: tuple[tuple[str, str | None], ...] = ()


@frozen(eq=False)
class Background:
    """Caveats that depend on the provisions used alone; `verified` come first of all."""

    verified: tuple[Caveat, ...]
    others: tuple[Caveat, ...]


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
        "review": _review_json(outcome),
    }


def _review_json(outcome: OutcomeRange) -> Json:
    return {"at_least": outcome.review_at_least, "at_most": outcome.review_at_most}


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


def ground_json(ground: Ground) -> Json:
    """Turn what something rests on into its JSON value; keys that say nothing are left out."""
    found: Json = {
        "kind": ground.kind,
        "of": ground.of,
        "instrument": ground.instrument,
        "title": ground.title,
        "clause": ground.clause,
        "issued": _day(ground.issued),
        "source": ground.source,
        "read": _day(ground.read),
        "verified": _day(ground.verified),
        "confidence": ground.confidence,
        "status": "applies" if ground.is_certain else "may_apply",
    }
    more = {"from": _day(ground.start), "through": _day(ground.end), "value": ground.value}
    found |= {key: value for key, value in more.items() if value is not None}
    if ground.matched is not None:
        found["matched"] = _matched(ground.matched)
    return found


def _matched(matched: Matched) -> Json:
    found: Json = {
        "list": matched.list,
        "list_title": matched.list_title,
        "member": matched.member,
        "title": matched.member_title,
        "country": matched.country,
        "by": matched.by,
        "spelled": matched.spelled,
        "path": matched.path,
        "role": matched.role,
    }
    if matched.asked is not None:
        found["asked"] = matched.asked
    return found


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


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
        "citations": [ground_json(ground) for ground in offer.citations],
        "conditions": [_condition(condition) for condition in offer.conditions],
        "not_checked": list(offer.not_checked),
    }


def _condition(condition: OfferCondition) -> Json:
    return {
        "words": condition.words,
        "text": condition.text,
        "truth": condition.truth,
        "facts": [fact_json(fact) for fact in condition.facts],
        "because": [tested_json(tested) for tested in condition.because],
    }


def tested_json(tested: Tested) -> Json:
    """Turn a condition without parts into its JSON value."""
    return {
        "text": tested.text,
        "truth": tested.truth,
        "facts": [fact_json(fact) for fact in tested.facts],
    }


def fact_json(fact: FactRead) -> Json:
    """Turn a fact that was read into its JSON value."""
    return {
        "path": fact.path,
        "title": fact.title,
        "value": fact.value,
        "source": fact.source,
        "as_of": _day(fact.as_of),
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
        "citations": [ground_json(ground) for ground in measure.citations],
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
        "citations": [ground_json(ground) for ground in obligation.citations],
    }


def missing_json(missing: Missing) -> Json:
    """Turn something missing into its JSON value."""
    found: Json = {
        "kind": missing.kind,
        "path": missing.path,
        "question": missing.question,
        "ask": missing.ask,
        "valid_for": missing.valid_for,
        "if": {answer: _leads_to(outcome) for answer, outcome in missing.answers},
    }
    reviews = {
        answer: outcome.review_at_most
        for answer, outcome in missing.answers
        if outcome.determined and outcome.review_at_most is not None
    }
    if reviews:
        found["reviews"] = reviews
    if missing.more:
        found["more"] = missing.more
    if not missing.answers:
        found["tried"] = False
    if missing.wanted is not None:
        found["wanted"] = missing.wanted
    return found


def _leads_to(outcome: OutcomeRange) -> object:
    if outcome.determined:
        return outcome.at_most
    found: Json = {"at_least": outcome.at_least, "at_most": outcome.at_most}
    if (outcome.review_at_least, outcome.review_at_most) != (None, None):
        found["review"] = _review_json(outcome)
    return found


def days_json(on: tuple[date | None, date | None]) -> object:
    """Turn the possible dates of the act into their JSON value."""
    low, high = (None if end is None else end.isoformat() for end in on)
    return low if low == high else {"at_least": low, "at_most": high}


def moment_json(known_at: date | datetime) -> str:
    """Turn the moment whose knowledge counted into its JSON value."""
    if isinstance(known_at, datetime):
        return known_at.isoformat().replace("+00:00", "Z")
    return f"{known_at.isoformat()}T00:00:00Z"
