"""A decision as text, for somebody who answers for the shipment.

The verdict comes first, then why, then what is missing and where each answer would lead, then
duties, and what to keep in mind.
"""

from collections.abc import Mapping, Sequence

from attrs import frozen

from ecp.cli.layout import Page, columns
from ecp.cli.words import (
    OUTCOME_STYLE,
    STATUS_WORDS,
    consequence_words,
    outcome_words,
    verdict_words,
)
from ecp.contract import (
    AuthorizationJson,
    CitationJson,
    DecisionJson,
    ItemJson,
    MeasureJson,
    MissingJson,
    ObligationJson,
    OutcomeJson,
    PartJson,
)

_DECIDING = ("applies", "may_apply")


@frozen(kw_only=True)
class Reason:
    """Why a rule does or does not apply.

    Attributes:
        life: When the rule is in force, in words; None if it does not say.
        conditions: The conditions that decide, each in a line, with the facts they read.
    """

    life: str | None
    conditions: tuple[str, ...]


@frozen(kw_only=True)
class Background:
    """What the decision itself does not repeat, but a reader wants to see.

    Attributes:
        items: Descriptions of the items, by their ids.
        jurisdictions: Names of the jurisdictions.
        roles: Names of the roles that are asked.
        reasons: Why rules apply or not, by item, jurisdiction and rule.
    """

    items: Mapping[str, str]
    jurisdictions: Mapping[str, str]
    reasons: Mapping[tuple[str, str, str], Reason]


def write_report(page: Page, decision: DecisionJson, background: Background) -> None:
    """Write a whole decision."""
    _verdict(page, decision)
    several = len(decision["items"]) > 1
    for item in decision["items"]:
        if several:
            _item_heading(page, item, background)
        for name, part in item["jurisdictions"].items():
            _part(page, item["id"], name, part, background, nested=several)
    _footer(page, decision)


def _verdict(page: Page, decision: DecisionJson) -> None:
    outcome = decision["outcome"]
    style = OUTCOME_STYLE[outcome["at_most"]]
    rule = "━" * page.width
    page.say(rule, style=style)
    page.say(_headline(outcome), indent=2, style=f"{style} bold")
    if not outcome["determined"]:
        settled = outcome_words(outcome["at_most"], outcome["review"]["at_most"]).upper()
        page.say(f"Until that is settled, treat as {settled}.", indent=2, style="bold")
    page.say(rule, style=style)
    page.say(verdict_words(outcome), indent=2)
    reference = decision["transaction"]
    on = decision["on"]
    act = f"act of {on}" if on else "the date of the act is not known"
    name = f"Transaction {reference}, {act}" if reference else act.capitalize()
    page.say(f"{name}; law as known on {decision['known_at'][:10]}.", indent=2, style="dim")


def _headline(outcome: OutcomeJson) -> str:
    lower = outcome_words(outcome["at_least"], outcome["review"]["at_least"]).upper()
    upper = outcome_words(outcome["at_most"], outcome["review"]["at_most"]).upper()
    if outcome["determined"]:
        return upper
    return f"UNDETERMINED: from {lower} to {upper}"


def _item_heading(page: Page, item: ItemJson, background: Background) -> None:
    page.blank()
    description = background.items.get(item["id"])
    name = f"Item {item['id']}" + (f": {description}" if description else "")
    page.say(name, style="bold")
    page.say("─" * min(page.width, max(20, columns(name))), style="dim")


def _part(
    page: Page, item: str, name: str, part: PartJson, background: Background, *, nested: bool
) -> None:
    indent = 2 if nested else 0
    page.blank()
    title = background.jurisdictions.get(name, name)
    style = OUTCOME_STYLE[part["outcome"]["at_most"]]
    page.say(f"{title}: {_headline(part['outcome'])}", indent=indent, style=f"{style} bold")
    _measures(page, item, name, part["measures"], background, indent)
    _authorizations(page, part["authorizations"], indent)
    _missing(page, part["missing"], indent)
    _obligations(page, part["obligations"], indent)
    _caveats(page, part, indent)


def _measures(
    page: Page,
    item: str,
    jurisdiction: str,
    measures: Sequence[MeasureJson],
    background: Background,
    indent: int,
) -> None:
    deciding = [measure for measure in measures if measure["status"] in _DECIDING]
    others = [measure for measure in measures if measure["status"] not in _DECIDING]
    if deciding:
        _heading(page, "Why", indent)
    for number, measure in enumerate(deciding, 1):
        lead = f"{number}. "
        page.say(measure["title"], indent=indent + 2, lead=lead, style="bold")
        inner = indent + 2 + len(lead)
        status = STATUS_WORDS[measure["status"]]
        page.say(
            f"{status}: {_effect(measure['effect'])}",
            indent=inner,
            style=OUTCOME_STYLE.get(measure["effect"], ""),
        )
        _citation(page, measure["citation"], inner)
        reason = background.reasons.get((item, jurisdiction, measure["rule"]))
        if reason is not None:
            _reason(page, reason, inner)
        page.say(measure["rule"], indent=inner, style="dim")
    if others:
        _heading(page, "Looked at, without effect", indent)
    for measure in others:
        text = f"{measure['title']} ({STATUS_WORDS[measure['status']]})"
        page.say(text, indent=indent + 2, lead="· ")
        page.say(cited(measure["citation"]), indent=indent + 4, style="dim")


def _reason(page: Page, reason: Reason, indent: int) -> None:
    if reason.life:
        page.say(reason.life, indent=indent)
    for condition in reason.conditions:
        page.say(condition, indent=indent, lead="– ")


def _effect(effect: str) -> str:
    return "duties only" if effect == "duty" else outcome_words(effect, None)


def _citation(page: Page, citation: CitationJson, indent: int) -> None:
    page.say(cited(citation), indent=indent)
    if citation["source"]:
        page.say(citation["source"], indent=indent, style="dim", wrapped=False)


def cited(citation: CitationJson) -> str:
    """Return a citation as people write it."""
    clause = f", clause {citation['clause']}" if citation["clause"] else ""
    return f"{citation['instrument']}{clause}"


def _authorizations(page: Page, authorizations: Sequence[AuthorizationJson], indent: int) -> None:
    if not authorizations:
        return
    _heading(page, "Licenses and authorizations", indent)
    for found in authorizations:
        status = STATUS_WORDS[found["status"]]
        page.say(f"{found['title']}: {status}", indent=indent + 2, lead="· ")
        page.say(cited(found["citation"]), indent=indent + 4, style="dim")


def _missing(page: Page, missing: Sequence[MissingJson], indent: int) -> None:
    if not missing:
        return
    _heading(page, "What would settle it", indent)
    for entry in missing:
        page.say(entry["question"], indent=indent + 2, lead="? ", style="bold")
        kind = {"fact": "a fact", "judgement": "a judgement", "law": "open law"}[entry["kind"]]
        ask = f"; ask the {entry['ask'].replace('_', ' ')}" if entry["ask"] else ""
        page.say(f"{kind}{ask}; give it as {entry['path']}", indent=indent + 4, style="dim")
        answers = list(entry["if"].items())
        widest = max((columns(answer) for answer, _ in answers), default=0)
        for answer, consequence in answers:
            padding = " " * (min(widest, 30) - columns(answer))
            page.say(
                consequence_words(consequence), indent=indent + 6, lead=f"{answer}{padding} → "
            )


def _obligations(page: Page, obligations: Sequence[ObligationJson], indent: int) -> None:
    if not obligations:
        return
    _heading(page, "Duties", indent)
    for duty in obligations:
        words = duty["text"] or _duty_words(duty)
        due = f", by {duty['due']}" if duty["due"] else ""
        done = {"yes": " (done)", "no": " (not done yet)"}.get(duty["fulfilled"], "")
        possible = "if the rule applies: " if duty["status"] != "applies" else ""
        page.say(f"{possible}{words}{due}{done}", indent=indent + 2, lead="□ ")
        page.say(cited(duty["citation"]), indent=indent + 4, style="dim")


def _duty_words(duty: ObligationJson) -> str:
    document = f" {duty['document'].replace('_', ' ')}" if duty["document"] else ""
    to = f" to {duty['to']}" if duty["to"] else ""
    return f"{duty['kind'].replace('_', ' ')}{document}{to}"


def _caveats(page: Page, part: PartJson, indent: int) -> None:
    if not part["caveats"]:
        return
    _heading(page, "Keep in mind", indent)
    for caveat in part["caveats"]:
        page.say(caveat["text"], indent=indent + 2, lead="· ")


def _heading(page: Page, text: str, indent: int) -> None:
    page.blank()
    page.say(text, indent=indent, style="bold")


def _footer(page: Page, decision: DecisionJson) -> None:
    page.blank()
    policy = decision["policy"]
    page.say(f"Policy {policy['hash'][:23]}…, engine {policy['engine']}", style="dim")
