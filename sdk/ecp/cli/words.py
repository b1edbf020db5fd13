"""The words and colours for outcomes, statuses and answers."""

from ecp.contract import Consequence, OutcomeJson

OUTCOME_WORDS = {
    "not_subject": "not subject",
    "no_license_required": "no license required",
    "notification_required": "notification required",
    "authorized": "authorized",
    "license_required": "license required",
    "prohibited": "prohibited",
}

OUTCOME_STYLE = {
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

_REVIEW_WORDS = {
    "approval_presumed": "approval presumed",
    "case_by_case": "case by case",
    "denial_presumed": "denial presumed",
}

_VERDICTS = {
    "not_subject": "The act does not fall under the law of this policy.",
    "no_license_required": "The act falls under this law, and no license is required.",
    "notification_required": "No license is required, but the act must be notified.",
    "authorized": "A license is required, and a license on hand or an authorization covers it.",
    "license_required": "The act needs a license that is not on hand.",
    "prohibited": "The act is prohibited.",
}


def outcome_words(outcome: str, review: str | None) -> str:
    """Return an outcome in words, with its review policy if one is stated."""
    words = OUTCOME_WORDS.get(outcome, outcome.replace("_", " "))
    return f"{words} ({_REVIEW_WORDS.get(review, review)})" if review else words


def verdict_words(outcome: OutcomeJson) -> str:
    """Return what an outcome means, in a sentence or two."""
    if outcome["determined"]:
        return _VERDICTS[outcome["at_most"]]
    return (
        "The facts given, or the law as it stands, leave this open. "
        "What would settle it is listed below."
    )


def consequence_words(consequence: Consequence) -> str:
    """Return where an answer leads."""
    if isinstance(consequence, str):
        return outcome_words(consequence, None)
    lower, upper = consequence["at_least"], consequence["at_most"]
    if lower == upper:
        return outcome_words(upper, None)
    return f"still open: {outcome_words(lower, None)} to {outcome_words(upper, None)}"
