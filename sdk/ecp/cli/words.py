"""The words and colours for outcomes, statuses and answers."""

from collections.abc import Mapping, Sequence
from datetime import date

from ecp_runtime.decision import Missing, Obligation, OutcomeRange, RuleMeasure

_OUTCOMES = {
    "not_subject": "not subject",
    "no_license_required": "no license required",
    "notification_required": "notification required",
    "authorized": "authorized",
    "license_required": "license required",
    "prohibited": "prohibited",
    "duty": "duties only",
}

_STYLES = {
    "not_subject": "green",
    "no_license_required": "green",
    "notification_required": "yellow",
    "authorized": "green",
    "license_required": "yellow",
    "prohibited": "red",
}

STATUS_WORDS = {
    "applies": "applies",
    "may_apply": "may apply",
    "lifted": "lifted by an exemption",
    "suspended": "suspended",
    "not_yet_in_force": "not yet in force",
    "lapsed": "no longer in force",
    "not_met": "its condition is not met",
    "available": "covers this",
    "may_be_available": "may cover this",
    "barred": "barred",
    "conditions_not_met": "its conditions are not met",
}

TRUTH_WORDS = {"yes": "met", "no": "not met", "unknown": "not known"}

_MISSING = {"fact": "a fact", "judgement": "a judgement", "law": "open law"}

_REVIEWS = {
    "approval_presumed": "approval presumed",
    "case_by_case": "case by case",
    "denial_presumed": "denial presumed",
}

_MEANINGS = {
    "not_subject": "The act does not fall under the law of this policy.",
    "no_license_required": "The act falls under this law, and no license is required.",
    "notification_required": "No license is required, but the act must be notified.",
    "authorized": "A license is required, and a license on hand or an authorization covers it.",
    "license_required": "The act needs a license, and nothing on hand covers it.",
    "prohibited": "The act is prohibited.",
}

_OPEN = (
    "The facts given, or the law as it stands, leave this open. "
    "What would settle it is listed below."
)


def outcome_words(outcome: str, review: str | None) -> str:
    """Return an outcome in words, with its review policy if one is stated."""
    words = _OUTCOMES[outcome]
    return f"{words} ({_REVIEWS[review]})" if review else words


def style_of(outcome: str) -> str:
    """Return the colour of an outcome."""
    return _STYLES.get(outcome, "")


def headline(outcome: OutcomeRange) -> str:
    """Return an outcome as a headline."""
    upper = outcome_words(outcome.at_most, outcome.review_at_most).upper()
    if outcome.determined:
        return upper
    lower = outcome_words(outcome.at_least, outcome.review_at_least).upper()
    return f"UNDETERMINED: from {lower} to {upper}"


def meaning(outcome: OutcomeRange) -> str:
    """Return what an outcome means, in a sentence or two."""
    return _MEANINGS[outcome.at_most] if outcome.determined else _OPEN


def grouped(
    answers: Sequence[tuple[str, OutcomeRange]], now: OutcomeRange
) -> list[tuple[str, str, str]]:
    """Return answers that lead to the same together, with where they lead and its colour."""
    together: dict[OutcomeRange, list[str]] = {}
    for answer, outcome in answers:
        together.setdefault(outcome, []).append(answer)
    changing = [outcome for outcome in together if outcome != now]
    found = [
        (", ".join(together[outcome]), _range_words(outcome), style_of(outcome.at_most))
        for outcome in changing
    ]
    if now in together:
        found.append((", ".join(together[now]), "does not settle it alone", "dim"))
    return found


def _range_words(outcome: OutcomeRange) -> str:
    """Return where an answer leads."""
    upper = outcome_words(outcome.at_most, outcome.review_at_most)
    if outcome.determined:
        return upper
    return f"{outcome_words(outcome.at_least, outcome.review_at_least)} to {upper}, still open"


def effect_words(measure: RuleMeasure, names: Mapping[str, str]) -> str:
    """Return what a rule does, and who decides on it."""
    words = outcome_words(measure.effect, measure.review)
    if measure.authority is None:
        return words
    return f"{words}, from the {names.get(measure.authority, measure.authority)}"


def act_words(on: tuple[date | None, date | None]) -> str:
    """Return the date of the act in words; it may be known only within limits."""
    first, last = on
    if first is None and last is None:
        return "the date of the act is not known"
    if first == last and first is not None:
        return f"act of {first.isoformat()}"
    start = f"not before {first.isoformat()}" if first else ""
    end = f"not after {last.isoformat()}" if last else ""
    return f"act {', '.join(part for part in (start, end) if part)}"


def asked_words(missing: Missing) -> str:
    """Return what kind of thing is missing, who is asked, and where the answer goes."""
    ask = f"; ask the {missing.ask.replace('_', ' ')}" if missing.ask else ""
    match missing.kind:
        case "fact":
            place = f"; give it as {missing.path}"
        case "judgement":
            place = f"; give it under answers as {missing.path}"
        case "law":
            place = f"; a profile may adopt a reading of {missing.path}"
    wanted = f"; wanted is {missing.wanted}" if missing.wanted else ""
    return f"{_MISSING[missing.kind]}{ask}{place}{wanted}"


def duty_words(duty: Obligation, names: Mapping[str, str]) -> str:
    """Return a duty as something to do, by when, and whether it is done."""
    to = f" ({names.get(duty.to, duty.to)})" if duty.to else ""
    kind = f"{duty.kind.replace('_', ' ')}{to}"
    due = f", by {duty.due.isoformat()}" if duty.due else ""
    what = f": {duty.text}" if duty.text else ""
    document = f" [{duty.document}]" if duty.document else ""
    possible = "if the rule applies, " if duty.status == "may_apply" else ""
    words = f"{possible}{kind}{due}{what}{document}"
    return words[:1].upper() + words[1:]
