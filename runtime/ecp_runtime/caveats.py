"""What the reader of a decision should know beside it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache

from attrs import evolve

from ecp_runtime import ir
from ecp_runtime.answers import Why, validity
from ecp_runtime.decision import Background, Caveat
from ecp_runtime.folding import is_blank
from ecp_runtime.membership import OPEN_SCREENING, Screening
from ecp_runtime.nearest import nearest_name
from ecp_runtime.outcome import coverage
from ecp_runtime.places import ITEMS_FIELD, PARTY
from ecp_runtime.printable import in_brief
from ecp_runtime.problems import shown
from ecp_runtime.provisions import Provisions
from ecp_runtime.rates import TOLERANCE, Rates
from ecp_runtime.screening import MATCHER
from ecp_runtime.situation import Situation
from ecp_runtime.spelling import Respelled
from ecp_runtime.unknown import Unknown
from ecp_runtime.values import Fact, ListValue, Record, Symbols, Value
from ecp_runtime.words import Words
from ecp_runtime.zones import NO_DATA, find_zone


def caveats(
    provisions: Provisions, background: Background, screenings: Iterable[Screening]
) -> tuple[Caveat, ...]:
    """List the caveats of one line and one jurisdiction."""
    return (
        *background.verified,
        *_beyond_evidence(provisions.situation),
        *_no_time_zone(provisions.situation),
        *_judged_earlier(provisions),
        *_screening(provisions, screenings),
        *_contradicting(provisions.situation.rate),
        *_overridden(provisions),
        *_placeholders(provisions),
        *_unknown_words(provisions),
        *_respelled(provisions.situation),
        *_uncounted_answers(provisions),
        *_replaced(provisions.situation),
        *background.others,
    )


def not_covered(situation: Situation) -> Caveat:
    """Say that the rulebook does not cover the date of the act, or may not."""
    first, last = situation.first_day, situation.day.high
    is_earlier = first is not None and last is not None and last < first
    act = "this act is earlier" if is_earlier else "this act may be earlier"
    return _before(situation, f"{act}, and nothing is said of the law of that day")


def _judged_earlier(provisions: Provisions) -> Iterator[Caveat]:
    """Name the provisions that are judged at a day that the rulebook does not cover."""
    prepared = provisions.situation.prepared
    shown: dict[str, ir.Provision] = {}
    for rule in provisions.rules:
        for each in (rule, *provisions.lifting(rule), *prepared.offered(rule)):
            if each.judged_at is not None and _may_matter(provisions, rule, each):
                shown[each.id] = each
    for _, each in sorted(shown.items()):
        yield _before(
            provisions.situation,
            f"“{each.title}” is judged at another date, which may be earlier",
            ("provision", each.id),
        )


def _may_matter(provisions: Provisions, rule: ir.Rule, each: ir.Provision) -> bool:
    standing = provisions.standing(rule)
    if standing is None or not standing.is_relevant:
        return False
    is_open = isinstance(provisions.value(each), Unknown)
    return is_open and not provisions.is_covered_on(provisions.judged_on(each))


def _before(situation: Situation, text: str, *details: tuple[str, str | None]) -> Caveat:
    first = _iso(situation.first_day)
    title = situation.jurisdiction.title
    return Caveat(
        kind="not_covered",
        text=f"The rulebook for {title} covers acts from {first} on; {text}.",
        details=(("from", first), *details),
    )


def _beyond_evidence(situation: Situation) -> Iterator[Caveat]:
    known, day = situation.known, situation.day
    days = situation.prepared.checked_on
    if not days:
        return
    last = max((checked for checked in days if checked <= known), default=None)
    if last is None:
        yield Caveat(
            kind="beyond_evidence",
            text=f"No source had been read by {known}; acts may not be in the policy.",
            details=(("date", None),),
        )
    elif day.high is None or day.high > last:
        yield Caveat(
            kind="beyond_evidence",
            text=f"The sources were last read on {last}; later acts may not be in the policy.",
            details=(("date", last.isoformat()),),
        )


def _no_time_zone(situation: Situation) -> Iterator[Caveat]:
    """Say that this machine cannot tell the local date of an instant that is given."""
    name = situation.jurisdiction.time_zone
    if find_zone(name) is None and situation.has_instants():
        yield Caveat(
            kind="time_zone",
            text=(
                f"This machine has no data on the time zone {name}, so an instant counts as each "
                f"local date that it could have; {NO_DATA}."
            ),
            details=(("time_zone", name),),
        )


def _screening(provisions: Provisions, screenings: Iterable[Screening]) -> Iterator[Caveat]:
    looked_up = sorted(screenings)
    if not looked_up:
        return
    prepared = provisions.situation.prepared
    names = {party.path: _name(party) for party in provisions.situation.records()}
    for party, list_id in looked_up:
        title = prepared.lists[list_id].title
        version = prepared.list_version(list_id, provisions.situation.known)
        yield _compared_by_name(party, names.get(party), list_id, title, _iso(version))


def _name(party: Record) -> str | None:
    """Return the name with which a party is given."""
    fact = party.facts.get("name")
    if fact is None or not isinstance(fact.value, Symbols):
        return None
    return " or ".join(sorted(fact.value.options))


@lru_cache(maxsize=1_000)
def _compared_by_name(
    party: str, name: str | None, list_id: str, title: str, version: str | None
) -> Caveat:
    shown = party if name is None else f"{party} “{in_brief(name)}”"
    return Caveat(
        kind="screening",
        text=(
            f"{shown}, exact only: a misspelt name is not found. It was compared with “{title}” "
            f"by {MATCHER}: names, aliases and identifiers without case, spacing and legal form."
        ),
        details=(
            ("party", party),
            ("list", list_id),
            ("matcher", MATCHER),
            ("list_version", version),
            ("name", name),
        ),
    )


def _contradicting(rates: Rates) -> Iterator[Caveat]:
    if rates.contradicting:
        named = ", ".join(sorted(rates.contradicting))
        yield Caveat(
            kind="rates",
            text=(
                f"The exchange rates of {named} contradict each other by more than "
                f"{TOLERANCE * 100} %: none of them was used."
            ),
            details=(("currencies", named),),
        )


def screenings_that_mattered(provisions: Provisions) -> set[Screening]:
    """Those that decide what applies: left open, they leave open a rule or what satisfies it."""
    if not any(_is_screened(provisions, rule) for rule in provisions.rules):
        return set()
    otherwise = provisions.assuming({OPEN_SCREENING: Unknown()})
    found: set[Screening] = set()
    left_open = otherwise.evaluator.membership.left_open
    for rule in provisions.rules:
        value = otherwise.value(rule)
        truths = [value] if value is False else [value, *coverage(otherwise, rule)]
        for truth in truths:
            if isinstance(truth, Unknown):
                found |= {left_open[gap] for gap in truth.gaps if gap in left_open}
    return found


def _is_screened(provisions: Provisions, rule: ir.Rule) -> bool:
    standing = provisions.standing(rule)
    if standing is None or standing.value is False or standing.is_screened:
        return standing is not None and standing.is_screened
    offered = provisions.situation.prepared.offered(rule)
    standings = (provisions.standing(authorization) for authorization in offered)
    return any(each is not None and each.is_screened for each in standings)


def _overridden(provisions: Provisions) -> Iterator[Caveat]:
    """Say where the transaction denies what a list of this jurisdiction seems to say."""
    situation, membership = provisions.situation, provisions.evaluator.membership
    asked = sorted(situation.prepared.party_lists[situation.jurisdiction.id])
    stating = {party.path: party for party in situation.records() if party.listings}
    for path, party in sorted(stating.items()):
        for list_id in asked:
            if membership.is_denied(party, list_id):
                title = situation.prepared.lists[list_id].title
                text = (
                    f"The transaction says that {path} is not on “{title}”, but its name is there."
                )
                yield Caveat(
                    kind="overridden_screening",
                    text=text,
                    details=(("party", path), ("list", list_id)),
                )


def _placeholders(provisions: Provisions) -> Iterator[Caveat]:
    """Say which parties are given with a text that is nobody's name, where lists are asked."""
    situation = provisions.situation
    if not situation.prepared.party_lists[situation.jurisdiction.id]:
        return
    found: dict[str, str] = {}
    for party in situation.records():
        fact = party.facts.get("name") if party.entity == PARTY else None
        for text in () if fact is None else _names_given(fact.given):
            if not (is_blank(text) or situation.prepared.name(text).is_real):
                found.setdefault(party.path, text)
    for path, given in sorted(found.items()):
        yield Caveat(
            kind="placeholder_name",
            text=(
                f"The name of {path} is given as “{in_brief(given)}”, by which nobody can be "
                "looked up: it is not known."
            ),
            details=(("party", path), ("given", given)),
        )


def _names_given(given: object) -> Sequence[str]:
    """List the texts that are given for a fact, each of which it may be."""
    options = given.get("one_of") if isinstance(given, Mapping) else (given,)
    texts = options if isinstance(options, list | tuple) else ()
    return sorted(text for text in texts if isinstance(text, str))


def _replaced(situation: Situation) -> Iterator[Caveat]:
    """Say which records of the line replace one of the header that says more than they do."""
    transaction, line = situation.transaction, situation.line
    for own, header in ((line.parties, transaction.parties), (line.overrides, _header(situation))):
        for name, fact in sorted(own.items()):
            whole = header.get(name)
            if whole is None or not isinstance(whole.value, Record):
                continue
            given = fact.value.facts.keys() if isinstance(fact.value, Record) else frozenset()
            if not whole.value.facts.keys() <= given:
                yield Caveat(
                    kind="line_record",
                    text=(
                        f"{fact.path} replaces {whole.path} as a whole: what only the header says "
                        "of it does not count for this line."
                    ),
                    details=(("fact", fact.path), ("replaced", whole.path)),
                )


def _header(situation: Situation) -> Mapping[str, Fact]:
    return situation.transaction.header.facts


def _unknown_words(provisions: Provisions) -> Iterator[Caveat]:
    """Say which texts count as unknown, since rules compare them with words and they are none."""
    situation = provisions.situation
    compared = situation.prepared.compared_texts[situation.jurisdiction.id]
    if not compared:
        return
    header = {**situation.transaction.header.facts, **situation.line.overrides}
    records = (evolve(situation.transaction.header, facts=header), *situation.records())
    found: dict[tuple[str, str], Words] = {}
    for record in records:
        for name, fact in record.facts.items():
            if (record.entity, name) in compared:
                for path, text in _texts(fact.path, fact.value):
                    words = text.words
                    unknown = [option for option in text.options if not text.is_word(option)]
                    found.update({(path, option): words for option in unknown if words is not None})
    for (path, option), words in sorted(found.items(), key=lambda each: each[0]):
        yield _unknown_word(path, option, words.nearest(option))


def _texts(path: str, value: Value) -> Iterator[tuple[str, Symbols]]:
    if isinstance(value, Symbols):
        yield path, value
    elif isinstance(value, ListValue):
        for index, element in enumerate(value.elements):
            yield from _texts(f"{path}[{index}]", element)


def _unknown_word(path: str, text: str, nearest: tuple[str, ...]) -> Caveat:
    meant = f" Near to it: {', '.join(map(shown, nearest))}." if nearest else ""
    return Caveat(
        kind="unknown_word",
        text=(
            f"{path} is {shown(text)}: no rule names this word, and it is no ordinary word of this "
            f"fact, so it counts as unknown.{meant}"
        ),
        details=(("fact", path), ("word", text), ("nearest", nearest[0] if nearest else None)),
    )


def _respelled(situation: Situation) -> Iterator[Caveat]:
    """Say which codes were withdrawn before the act, or may be another without its zero."""
    own, others = f"{situation.line.item.path}.", f"{ITEMS_FIELD}["
    for each in sorted(situation.transaction.respelled, key=lambda each: (each.path, each.given)):
        if each.path.startswith(others) and not each.path.startswith(own):
            continue
        if each.why == "lost_zero":
            yield _lost_zero(each)
        elif each.through is not None and not _was_valid(each.through, situation.day.high):
            yield _withdrawn(each, each.through)


def _was_valid(through: date, last: date | None) -> bool:
    return last is not None and last <= through


def _lost_zero(code: Respelled) -> Caveat:
    read = " or ".join(code.read)
    return Caveat(
        kind="lost_zero",
        text=(
            f"{code.path} is given as {code.given}, which may have lost a leading zero: it counts "
            f"as {read}. Write all digits, as text."
        ),
        details=(("fact", code.path), ("given", code.given), ("read", read)),
    )


def _withdrawn(code: Respelled, through: date) -> Caveat:
    now = " or ".join(code.read)
    if code.fact:
        meaning = f"it counts as {now}"
    else:
        meaning = "it is compared with other currencies only by a rate that is given"
    return Caveat(
        kind="withdrawn_code",
        text=f"{code.path} is {code.given}, a code withdrawn on {through}: {meaning}.",
        details=(
            ("fact", code.path),
            ("given", code.given),
            ("through", _iso(through)),
            ("now", now or None),
        ),
    )


def _uncounted_answers(provisions: Provisions) -> Iterator[Caveat]:
    """Say which answers do not count for the questions that this jurisdiction asks, and why."""
    situation = provisions.situation
    prepared = situation.prepared
    for path, name in (*situation.transaction.unasked, *situation.line.unasked):
        yield _unasked(path, name, nearest_name(name, prepared.answered))
    for id_ in sorted(prepared.asked[situation.jurisdiction.id]):
        question = prepared.questions.get(id_)
        if question is None or not isinstance(situation.answer(question)[0], Unknown):
            continue
        for fact in situation.given_answers(question):
            why = situation.why_not(question, fact.as_of)
            if id_ in prepared.asked_of_several:
                why = "several"
            elif situation.is_of_another(question, fact):
                why = "replaced"
            yield _uncounted(fact.path, question, fact.as_of, why)
        if id_ in situation.adopted:
            on = situation.adopted[id_].on
            yield _uncounted("profile", question, on, situation.why_not(question, on))


def _unasked(path: str, name: str, nearest: str | None) -> Caveat:
    meant = f" Near to it: {shown(nearest)}." if nearest else ""
    return Caveat(
        kind="unknown_question",
        text=f"{shown(name)} is no question of the policy; its answer counts for nothing.{meant}",
        details=(("fact", path), ("question", name), ("nearest", nearest)),
    )


def _uncounted(path: str, question: ir.Question, as_of: date | None, why: Why | None) -> Caveat:
    name, valid_for = question.id.rpartition(".")[2], validity(question)
    texts = {
        "several": "it is asked about several subjects, and an answer is about one only",
        "replaced": "it is about what each line has of its own: give the line an answer",
        "undated": f"it holds for {valid_for}, and has no date: give it with `as_of`",
        "later": f"it is of {as_of}, after the date of the act",
        "expired": f"it is of {as_of}, and held for {valid_for}",
        None: "the profile adopts none of its answers",
    }
    reason = texts.get(why, f"it holds for {valid_for}, and the date of the act is not certain")
    who = "the profile's answer" if path == "profile" else "the answer"
    return Caveat(
        kind="answer_not_counted",
        text=f"{name}: {who} does not count. {reason[:1].upper()}{reason[1:]}.",
        details=(
            ("fact", path),
            ("question", question.id),
            ("reason", why),
            ("as_of", _iso(as_of)),
        ),
    )


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
