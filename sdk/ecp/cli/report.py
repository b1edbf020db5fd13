"""A decision as text, for somebody who answers for the shipment.

The verdict comes first, then why, then what is missing and where each answer would lead, then
duties, and what to keep in mind.
"""

from collections.abc import Iterable, Mapping, Sequence

from attrs import frozen

from ecp.cli.caveats import caveat_words, tells_of_the_day
from ecp.cli.conditions import tested_words
from ecp.cli.layout import Page, columns
from ecp.cli.words import (
    STATUS_WORDS,
    TRUTH_WORDS,
    act_words,
    asked_words,
    duty_words,
    effect_words,
    grouped,
    headline,
    meaning,
    outcome_words,
    style_of,
)
from ecp_runtime.decision import (
    AuthorizationOffer,
    Cited,
    Decision,
    Ground,
    ItemDecision,
    JurisdictionDecision,
    Missing,
    Obligation,
    OfferCondition,
    RulebookUsed,
    RuleMeasure,
    Status,
    Tested,
)
from ecp_runtime.explain import ExplainedJurisdiction
from ecp_runtime.ground_words import ground_lines
from ecp_runtime.printable import in_brief

_DECIDING = ("applies", "may_apply")
_WIDEST_ANSWER = 24
_LONGEST_NAME = 60
_MOST_TESTED = 8
_ITEM = "Item "


@frozen(kw_only=True)
class Reason:
    """Why a rule does or does not apply.

    Attributes:
        life: Since when it is in force, or why it is not, in words.
        conditions: The conditions that decide, in words, with the facts they read.
        lifted_by: Titles of the exemptions that lift it.
    """

    life: str | None = None
    conditions: tuple[str, ...] = ()
    lifted_by: tuple[str, ...] = ()


@frozen(kw_only=True)
class Background:
    """What a decision does not repeat, but its reader wants to see.

    Attributes:
        items: Descriptions of the items, by their ids.
        names: Names of jurisdictions and authorities.
        roles: Names of the parties' roles.
        lists: Titles of lists.
        titles: Titles of provisions, lists, parameters and questions.
        reasons: Why rules apply or not, by item, jurisdiction, rule and status.
        nearby: What comes near to each line, by item and jurisdiction.
    """

    items: Mapping[str, str]
    names: Mapping[str, str]
    roles: Mapping[str, str]
    lists: Mapping[str, str]
    titles: Mapping[str, str]
    reasons: Mapping[tuple[str, str, str, Status], Reason]
    nearby: Mapping[tuple[str, str], ExplainedJurisdiction]


def write_report(page: Page, decision: Decision, background: Background) -> None:
    """Write a whole decision."""
    _verdict(page, decision)
    several = len(decision.items) > 1
    for item in decision.items:
        _item_heading(page, item, background, several=several)
        for part in item.jurisdictions:
            _Part(page, background, item.id, part, indent=2 if several else 0).write()
    _caveats(page, decision, background)
    _footer(page, decision)


def _verdict(page: Page, decision: Decision) -> None:
    outcome = decision.outcome
    style = style_of(outcome.at_most)
    bar = "━" * page.width
    page.say(bar, style=style)
    page.say(headline(outcome), indent=2, style=f"{style} bold")
    if not outcome.determined:
        bound = outcome_words(outcome.at_most, outcome.review_at_most).upper()
        page.say(f"Until that is settled, treat as {bound}.", indent=2, style="bold")
    page.say(bar, style=style)
    page.say(meaning(outcome), indent=2)
    if outcome.at_most == "authorized":
        _not_checked(page, [p for item in decision.items for p in item.jurisdictions], indent=2)
    known = f"law as known on {decision.known_at.isoformat()[:10]}"
    words = f"{act_words(decision.on)}; {known}."
    if decision.transaction:
        lead, words = "Transaction ", f"{in_brief(decision.transaction, _LONGEST_NAME)}: {words}"
        page.say(words, indent=2, lead=lead, style="dim")
    else:
        page.say(words[:1].upper() + words[1:], indent=2, style="dim")


def _not_checked(page: Page, parts: Iterable[JurisdictionDecision], *, indent: int) -> None:
    """Say beside the verdict what of the licenses on hand nobody compared."""
    offers = [o for part in parts for o in part.authorizations if o.status == "available"]
    unchecked = dict.fromkeys(words for offer in offers for words in offer.not_checked)
    if unchecked:
        page.say(f"Not checked of the license on hand: {'; '.join(unchecked)}.", indent=indent)


def _item_heading(page: Page, item: ItemDecision, background: Background, *, several: bool) -> None:
    description = background.items.get(item.id)
    name = in_brief(item.id, _LONGEST_NAME) + (f": {in_brief(description)}" if description else "")
    if several or description:
        page.blank()
        # Whatever the sender wrote cannot begin a line.
        page.say(name, lead=_ITEM, style="bold")
    if several:
        page.say("─" * min(page.width, columns(_ITEM + name)), style="dim")


@frozen
class _Part:
    """What one jurisdiction says about one item, on its way to the page."""

    page: Page
    background: Background
    item: str
    part: JurisdictionDecision
    indent: int

    def write(self) -> None:
        """Write all sections that have something to say."""
        part = self.part
        title = self.background.names.get(part.jurisdiction, part.jurisdiction)
        style = style_of(part.outcome.at_most)
        self.page.blank()
        words = f"{title}: {headline(part.outcome)}"
        self.page.say(words, indent=self.indent, style=f"{style} bold")
        self.not_covered()
        if part.outcome.at_most == "authorized":
            _not_checked(self.page, (part,), indent=self.indent + 2)
        self.measures()
        self.authorizations(part.authorizations)
        self.missing(part.missing)
        self.obligations(part.obligations)
        self.nearby(self.background.nearby.get((self.item, part.jurisdiction)))

    def nearby(self, explained: ExplainedJurisdiction | None) -> None:
        """Write which rules come near to a line that nothing stands in the way of, and why not."""
        if explained is None:
            return
        titles = self.background.titles
        if explained.nearest:
            self._heading("Nearest rules, which do not apply")
        for rule in explained.nearest:
            self._say(f"{rule.title}: {outcome_words(rule.effect, None)}", lead="· ")
            for tested in rule.failing[:_MOST_TESTED]:
                words = tested_words(tested, titles)
                self.page.say(words, indent=self.indent + 4, lead="– ", style="dim")
        if explained.upcoming:
            self._heading("Begins soon")
        for coming in explained.upcoming:
            words = f"{coming.title}: {outcome_words(coming.effect, None)}"
            self._say(f"from {coming.on}: {words} ({STATUS_WORDS[coming.status]})", lead="· ")
            self._grounds(coming.citations, None, coming.rule)

    def not_covered(self) -> None:
        """Write that the rulebook says nothing of the day, where that is the only reason."""
        for caveat in self.part.caveats:
            if tells_of_the_day(caveat):
                self._heading("Why")
                self._say(caveat.text, lead="· ")

    def measures(self) -> None:
        """Write the rules that decide, then those that may add to it, then those without effect."""
        # Rules that only bring duties are told by these, further down.
        measures = [m for m in self.part.measures if m.effect != "duty"]
        telling = [m for m in measures if self._is_telling(m)]
        possible = [m for m in measures if m.status == "may_apply" and m not in telling]
        others = [m for m in measures if m.status not in _DECIDING]
        if telling:
            self._heading("Why")
        for number, measure in enumerate(telling, 1):
            if number > 1:
                self.page.blank()
            self._deciding(measure, f"{number}. ")
        if possible:
            self._heading("May apply as well")
        for measure in possible:
            self._say(
                f"{measure.title}: {outcome_words(measure.effect, measure.review)}", lead="· "
            )
            self._note(self._cited_with_life(measure))
            self._grounds(measure.citations, measure.citation, measure.rule)
        if others:
            self._heading("Looked at, without effect")
        for measure in others:
            self._say(f"{measure.title}: {self._why_not(measure)}", lead="· ")
            self._note(cited(measure.citation))
            self._grounds(measure.citations, measure.citation, measure.rule)

    def _grounds(self, grounds: Iterable[Ground], first: Cited | None, subject: str) -> None:
        for line in ground_lines(grounds, first, self.background.titles, subject=subject):
            self.page.say(line, indent=self.indent + 4, lead="– ", style="dim")

    def _why_not(self, measure: RuleMeasure) -> str:
        """Return why a rule has no effect."""
        reason = self._reason(measure)
        status = STATUS_WORDS[measure.status]
        match measure.status:
            case "lifted":
                titles = ", ".join(f"“{title}”" for title in reason.lifted_by)
                return f"{status}: {titles}" if titles else status
            case "suspended" | "lapsed" | "not_yet_in_force":
                return reason.life or status
            case "applies" | "may_apply" | "not_met":
                return status

    def _is_telling(self, measure: RuleMeasure) -> bool:
        """Tell whether a rule makes one of the ends of the range what it is."""
        if measure.status == "applies":
            return True
        return measure.status == "may_apply" and measure.effect == self.part.outcome.at_most

    def _deciding(self, measure: RuleMeasure, lead: str) -> None:
        self._say(measure.title, lead=lead, style="bold")
        inner = self.indent + 2 + len(lead)
        effect = effect_words(measure, self.background.names)
        words = f"{STATUS_WORDS[measure.status]}: {effect}"
        self.page.say(words, indent=inner, style=style_of(measure.effect))
        self.page.say(self._cited_with_life(measure), indent=inner)
        if measure.citation is not None and measure.citation.source:
            source = measure.citation.source
            self.page.say(source, indent=inner, style="dim", wrapped=False)
        for condition in self._reason(measure).conditions:
            self.page.say(condition, indent=inner, lead="– ")
        for line in ground_lines(
            measure.citations, measure.citation, self.background.titles, subject=measure.rule
        ):
            self.page.say(line, indent=inner, lead="– ")
        self.page.say(measure.rule, indent=inner, style="dim", wrapped=False)

    def authorizations(self, offers: Sequence[AuthorizationOffer]) -> None:
        """Write what could cover a license requirement."""
        if offers:
            self._heading("Licenses and authorizations")
        for offer in offers:
            style = "green" if offer.status == "available" else ""
            self._say(f"{offer.title} ({STATUS_WORDS[offer.status]})", lead="· ", style=style)
            self._note(cited(offer.citation))
            for condition in offer.conditions:
                self._condition(condition)
            self._grounds(offer.citations, offer.citation, offer.authorization)

    def _condition(self, condition: OfferCondition) -> None:
        """Write a condition of an authorization in its author's words, and why it holds or not."""
        titles = self.background.titles
        whole = Tested(text=condition.text, truth=condition.truth, facts=condition.facts)
        tested = [tested_words(each, titles) for each in condition.because or (whole,)]
        if condition.words is not None:
            words = f"{TRUTH_WORDS[condition.truth]}: {condition.words}"
            self.page.say(words, indent=self.indent + 4, lead="– ")
        for words in tested[:_MOST_TESTED]:
            inner = self.indent + (6 if condition.words is not None else 4)
            self.page.say(words, indent=inner, lead="– ", style="dim")
        if len(tested) > _MOST_TESTED:
            rest = f"and {len(tested) - _MOST_TESTED} more; --explain shows all of them"
            self.page.say(rest, indent=self.indent + 6, style="dim")

    def missing(self, missing: Sequence[Missing]) -> None:
        """Write what would settle the decision, and where each answer leads."""
        now = self.part.outcome
        telling = [m for m in missing if any(outcome != now for _, outcome in m.answers)]
        others = [m for m in missing if m not in telling and m.answers and not m.more]
        untried = [m for m in missing if m not in telling and m not in others]
        if telling:
            self._heading("What would settle it")
        for entry in telling:
            self._asked(entry)
            answers = grouped(entry.answers, now)
            # A column for the answers, unless some are too long for one.
            widest = max(columns(answer) for answer, _, _ in answers)
            column = widest if widest <= _WIDEST_ANSWER else 0
            for answer, words, style in answers:
                padding = " " * max(0, column - columns(answer))
                text = f"{answer}{padding} → {words}"
                self.page.say(text, indent=self.indent + 4, style=style)
            if entry.more:
                self.page.say(f"and {entry.more} more", indent=self.indent + 4, style="dim")
        if others:
            self._heading("Also open, though no single answer settles it")
        for entry in others:
            self._asked(entry)
        if untried:
            self._heading("Also open; what every answer leads to was not tried")
        for entry in untried:
            self._asked(entry)

    def _asked(self, entry: Missing) -> None:
        self._say(entry.question, lead="? ", style="bold")
        self._note(asked_words(entry))

    def obligations(self, obligations: Sequence[Obligation]) -> None:
        """Write what is to be done, what is done already with a tick."""
        if obligations:
            self._heading("Duties")
        # What rules with an outcome and authorizations rest on is told above, with these.
        measures = [m for m in self.part.measures if m.effect != "duty"]
        told = {ground for each in measures for ground in each.citations}
        told |= {ground for each in self.part.authorizations for ground in each.citations}
        for duty in obligations:
            lead = "☑ " if duty.fulfilled == "yes" else "☐ "
            self._say(duty_words(duty, self.background.names), lead=lead)
            self._note(cited(duty.citation))
            self._grounds_of_duty(duty, told)

    def _grounds_of_duty(self, duty: Obligation, told: set[Ground]) -> None:
        """Write what a duty rests on beside what is told; its rule's measure names the members."""
        measures = (m for m in self.part.measures if m.rule == duty.provision)
        grounds = dict.fromkeys((*duty.citations, *(g for m in measures for g in m.citations)))
        untold = [ground for ground in grounds if ground not in told]
        told.update(untold)
        for line in ground_lines(
            untold,
            duty.citation,
            self.background.titles,
            subject=duty.provision,
            with_life=True,
        ):
            self.page.say(line, indent=self.indent + 4, lead="– ", style="dim")

    def _cited_with_life(self, measure: RuleMeasure) -> str:
        life = self._reason(measure).life
        return f"{cited(measure.citation)}; {life}" if life else cited(measure.citation)

    def _reason(self, measure: RuleMeasure) -> Reason:
        key = (self.item, self.part.jurisdiction, measure.rule, measure.status)
        return self.background.reasons.get(key, Reason())

    def _heading(self, text: str) -> None:
        self.page.blank()
        self.page.say(text, indent=self.indent, style="bold")

    def _say(self, text: str, *, lead: str, style: str = "") -> None:
        self.page.say(text, indent=self.indent + 2, lead=lead, style=style)

    def _note(self, text: str) -> None:
        self.page.say(text, indent=self.indent + 4, style="dim")


def cited(citation: Cited | None) -> str:
    """Return a citation as people write it."""
    if citation is None:
        return "no citation"
    return f"{citation.title}, clause {citation.clause}" if citation.clause else citation.title


def _caveats(page: Page, decision: Decision, background: Background) -> None:
    """Write what to keep in mind, once for all items."""
    found = caveat_words(decision, roles=background.roles, lists=background.lists)
    for heading, paragraphs in found.items():
        page.blank()
        page.say(heading, style="bold")
        for words in paragraphs:
            page.say(words, indent=2, lead="· ")


def _footer(page: Page, decision: Decision) -> None:
    page.blank()
    if decision.profile.adopted:
        page.say("Adopted readings", style="bold")
    for adoption in decision.profile.adopted:
        by = f" by {adoption.by}" if adoption.by else ""
        on = f" on {adoption.on.isoformat()}" if adoption.on else ""
        reason = f": {adoption.reason}" if adoption.reason else ""
        words = f"{adoption.question} is {adoption.reading}{by}{on}{reason}"
        page.say(words, indent=2, lead="· ")
    page.blank()
    books = ", ".join(_rulebook_words(book) for book in decision.policy.rulebooks)
    page.say(f"Rulebooks: {books}", style="dim")
    page.say(f"Policy {decision.policy.hash[:23]}…, {decision.policy.engine}", style="dim")


def _rulebook_words(book: RulebookUsed) -> str:
    """Return a rulebook by its id, with its title and the day up to which it was kept."""
    version = f"as of {book.version.isoformat()}" if book.version else ""
    words = ", ".join(part for part in (book.title, version) if part)
    return f"{book.id} ({words})" if words else book.id
