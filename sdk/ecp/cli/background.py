"""What a report adds to a decision: names, descriptions, and how long each rule has been law."""

from collections.abc import Mapping
from datetime import date

from ecp.cli.conditions import deciding_conditions
from ecp.cli.report import Background, Reason
from ecp_compiler.lives import cite
from ecp_runtime import ir
from ecp_runtime.decision import Decision
from ecp_runtime.explain import Explanation
from ecp_runtime.life import LifeSpan, spans


def background(
    program: ir.Program,
    transaction: Mapping[str, object],
    decision: Decision,
    explanation: Explanation,
) -> Background:
    """Collect the background of a decision."""
    names = {j.id: j.title for j in program.jurisdictions}
    names |= {
        f"{jurisdiction.id}.{name}": title
        for jurisdiction in program.jurisdictions
        for name, title in jurisdiction.authorities
    }
    first, last = decision.on
    day = first if first == last else None
    titles = {found.id: found.title for found in program.lists}
    titles |= {question.id: question.text for question in program.questions}
    conditions = {
        (part.item, part.jurisdiction, rule.id): deciding_conditions(rule.condition, titles=titles)
        for part in explanation.parts
        for rule in part.provisions
        if rule.kind == "rule" and rule.status in ("applies", "may_apply")
    }
    exemptions = {found.id: found.title for found in program.exemptions}
    lifted = {
        (part.item, part.jurisdiction, rule.id): tuple(
            exemptions.get(id_, id_) for id_, truth in rule.lifted_by if truth == "yes"
        )
        for part in explanation.parts
        for rule in part.provisions
    }
    reasons = {
        (item.id, part.jurisdiction, measure.rule): Reason(
            life=_life(program, measure.rule, day, decision.known_at),
            conditions=conditions.get((item.id, part.jurisdiction, measure.rule), ()),
            lifted_by=lifted.get((item.id, part.jurisdiction, measure.rule), ()),
        )
        for item in decision.items
        for part in item.jurisdictions
        for measure in part.measures
    }
    return Background(
        items=_descriptions(transaction, decision),
        names=names,
        roles={actor.name: actor.title for actor in program.actors},
        lists={found.id: found.title for found in program.lists},
        reasons=reasons,
    )


def _descriptions(transaction: Mapping[str, object], decision: Decision) -> dict[str, str]:
    """Return the descriptions of the items, as far as the transaction gives them as texts."""
    items = transaction.get("items")
    if isinstance(items, Mapping):
        items = items.get("items")
    if not isinstance(items, list) or len(items) != len(decision.items):
        return {}
    found: dict[str, str] = {}
    for item, decided in zip(items, decision.items, strict=True):
        description = item.get("description") if isinstance(item, Mapping) else None
        if isinstance(description, Mapping):
            description = description.get("value")
        if isinstance(description, str):
            found[decided.id] = description
    return found


def _life(program: ir.Program, rule: str, day: date | None, known_at: date) -> str | None:
    """Return in words since when a rule is in force, or why it is not, on a day."""
    if day is None:
        return None
    instruments = {i.id: i for i in program.instruments}
    known = date(known_at.year, known_at.month, known_at.day)
    laid_out = [
        span
        for version in program.rules
        if version.id == rule
        for span in spans(version.life, instruments, known)
    ]
    now = [s for s in laid_out if (s.start or date.min) <= day <= (s.end or date.max)]
    alive = [span for span in now if span.state != "ended"]
    if alive:
        return _span_words(program, alive[0])
    later = [span for span in laid_out if span.state != "ended" and span.start is not None]
    if not now and later:
        return f"in force only from {later[0].start}"
    return _span_words(program, now[0]) if now else None


def _span_words(program: ir.Program, span: LifeSpan) -> str:
    by = f" by {cite(span.citation, program)}" if span.citation else ""
    until = f" through {span.end}" if span.end else ""
    match span.state:
        case "in_force":
            return f"in force since {span.start}{until}" if span.start else f"in force{until}"
        case "suspended":
            return f"suspended from {span.start}{until}{by}"
        case "conditionally_suspended":
            return f"from {span.start}{until} suspended{by}, if an open question is read so"
        case "ended":
            return f"ended on {span.start}{by}" if span.start else f"ended{by}"
