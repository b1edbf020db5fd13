"""Explanations as JSON, as plain text and as Markdown."""

from collections.abc import Iterator

from ecp_runtime.conditions import ExplainedCondition
from ecp_runtime.decision import (
    Cited,
    FactRead,
    Json,
    OutcomeRange,
    cited_json,
    fact_json,
    ground_json,
    outcome_json,
    tested_json,
)
from ecp_runtime.explain import (
    ExplainedJurisdiction,
    ExplainedLife,
    ExplainedProvision,
    Explanation,
)
from ecp_runtime.ground_words import ground_lines
from ecp_runtime.nearby import ComingRule, NearRule
from ecp_runtime.printable import in_brief, printable

SCHEMA = "ecp-explanation/1"


def to_json(explanation: Explanation) -> Json:
    """Turn an explanation into its JSON value."""
    return {
        "schema": SCHEMA,
        "transaction": explanation.transaction,
        "parts": [
            {
                "item": part.item,
                "jurisdiction": part.jurisdiction,
                "outcome": outcome_json(part.outcome),
                "covers_from": None if part.covers_from is None else part.covers_from.isoformat(),
                "reach": part.reach,
                "provisions": [_provision_json(provision) for provision in part.provisions],
                "nearest": [_near_json(rule) for rule in part.nearest],
                "upcoming": [_coming_json(rule) for rule in part.upcoming],
            }
            for part in explanation.parts
        ],
    }


def _near_json(rule: NearRule) -> Json:
    return {
        "rule": rule.rule,
        "title": rule.title,
        "effect": rule.effect,
        "failing": [tested_json(tested) for tested in rule.failing],
        "citations": [ground_json(ground) for ground in rule.citations],
    }


def _coming_json(rule: ComingRule) -> Json:
    return {
        "on": rule.on.isoformat(),
        "rule": rule.rule,
        "title": rule.title,
        "effect": rule.effect,
        "status": rule.status,
        "citations": [ground_json(ground) for ground in rule.citations],
    }


def _provision_json(provision: ExplainedProvision) -> Json:
    return {
        "kind": provision.kind,
        "id": provision.id,
        "version": provision.version,
        "title": provision.title,
        "effect": provision.effect,
        "status": provision.status,
        "in_force": provision.in_force,
        "life": _life_json(provision.life),
        "reach": provision.reach,
        "citation": cited_json(provision.citation),
        "citations": [ground_json(ground) for ground in provision.citations],
        "condition": _condition_json(provision.condition),
        "lifted_by": [{"id": id_, "truth": truth} for id_, truth in provision.lifted_by],
        "suspended_by": [
            {
                "citation": cited_json(suspension.citation),
                "truth": suspension.truth,
                "condition": suspension.condition,
            }
            for suspension in provision.suspended_by
        ],
    }


def _life_json(life: ExplainedLife | None) -> Json | None:
    if life is None:
        return None
    return {
        "state": life.state,
        "from": None if life.start is None else life.start.isoformat(),
        "through": None if life.end is None else life.end.isoformat(),
        "citation": cited_json(life.citation),
        "condition": life.condition,
    }


def _condition_json(condition: ExplainedCondition) -> Json:
    return {
        "text": condition.text,
        "truth": condition.truth,
        "parts": [_condition_json(part) for part in condition.parts],
        "facts": [fact_json(fact) for fact in condition.facts],
    }


def to_text(explanation: Explanation) -> str:
    """Write an explanation as indented text."""
    lines: list[str] = []
    for part in explanation.parts:
        lines.append(f"{_heading(part)}: {_outcome(part.outcome)}")
        lines += [f"  {note}" for note in _scope(part)]
        for provision in part.provisions:
            lines.append(f"  {_first_line(provision)}")
            lines += [f"    {note}" for note in _notes(provision)]
            lines += [f"    {line}" for line in _tree(provision.condition, 0)]
    return "\n".join(map(printable, lines)) + "\n"


def to_markdown(explanation: Explanation) -> str:
    """Write an explanation as Markdown."""
    lines: list[str] = []
    for part in explanation.parts:
        lines += [f"## {_escaped(_heading(part))}", "", f"**{_outcome(part.outcome)}**", ""]
        for note in _scope(part):
            lines += [f"{note[:1].upper()}{note[1:]}", ""]
        for provision in part.provisions:
            lines += [f"### {_escaped(provision.title)}", ""]
            lines += [f"`{provision.id}` · {provision.effect} · **{_words(provision.status)}**", ""]
            lines += [f"- {_escaped(note)}" for note in _notes(provision)]
            lines += _markdown_tree(provision.condition, 0)
            lines.append("")
    return "\n".join(map(printable, lines)).rstrip("\n") + "\n"


def _scope(part: ExplainedJurisdiction) -> Iterator[str]:
    """Say where the law or the rulebook may not extend to the act."""
    if part.covers_from is not None:
        yield f"the rulebook covers acts from {part.covers_from} on"
    elif part.reach != "yes":
        yield f"reached by this jurisdiction's law: {part.reach}"


def _heading(part: ExplainedJurisdiction) -> str:
    return f"Item {in_brief(part.item)} under {part.jurisdiction}"


def _outcome(outcome: OutcomeRange) -> str:
    low, high = _words(outcome.at_least), _words(outcome.at_most)
    if low == high and outcome.determined:
        return low
    reviews = outcome.review_at_least, outcome.review_at_most
    stated = [_words(review) for review in reviews if review is not None]
    if low == high:
        return f"{low} (review: {' to '.join(stated) or 'not stated'})"
    return f"undetermined: at least {low}, at most {high}"


def _first_line(provision: ExplainedProvision) -> str:
    return f"[{_words(provision.status)}] {provision.id} ({provision.effect}): {provision.title}"


def _notes(provision: ExplainedProvision) -> Iterator[str]:
    if provision.citation is not None:
        yield _cited(provision.citation)
    for suspension in provision.suspended_by:
        by = "a later act" if suspension.citation is None else _cited(suspension.citation)
        doubt = "suspended" if suspension.truth == "yes" else "may be suspended"
        condition = "" if suspension.condition is None else f", if {suspension.condition}"
        yield f"{doubt} by {by}{condition}"
    for ground in provision.citations:
        if ground.kind == "repeal" and ground.of == provision.id:
            clause = "" if ground.clause is None else f", clause {ground.clause}"
            doubt = "repealed" if ground.is_certain else "may be repealed"
            yield f"{doubt} by {ground.title}{clause} from {ground.start}"
    for id_, truth in provision.lifted_by:
        verb = "barred" if provision.kind == "authorization" else "lifted"
        yield f"{verb if truth == 'yes' else f'may be {verb}'} by {id_}"
    yield from ground_lines(provision.citations, provision.citation, {}, subject=provision.id)


def _cited(citation: Cited) -> str:
    clause = "" if citation.clause is None else f", clause {citation.clause}"
    return f"{citation.title}{clause}"


def _tree(condition: ExplainedCondition, depth: int) -> Iterator[str]:
    indent = "  " * depth
    yield f"{indent}{condition.truth:<7} {condition.text}"
    for fact in condition.facts:
        yield f"{indent}          {_fact(fact)}"
    for part in condition.parts:
        yield from _tree(part, depth + 1)


def _markdown_tree(condition: ExplainedCondition, depth: int) -> Iterator[str]:
    indent = "  " * depth
    yield f"{indent}- **{condition.truth}** `{condition.text}`"
    for fact in condition.facts:
        yield f"{indent}  - {_escaped(_fact(fact))}"
    for part in condition.parts:
        yield from _markdown_tree(part, depth + 1)


def _fact(fact: FactRead) -> str:
    if fact.value is None:
        return f"{fact.path}: not given"
    origin = [text for text in (fact.source, fact.as_of and f"as of {fact.as_of}") if text]
    said = f" ({in_brief(', '.join(origin))})" if origin else ""
    return f"{fact.path} = {in_brief(fact.value)}{said}"


def _words(name: str) -> str:
    return name.replace("_", " ")


def _escaped(text: str) -> str:
    for mark in "\\`*_[]<>":
        text = text.replace(mark, f"\\{mark}")
    return text
