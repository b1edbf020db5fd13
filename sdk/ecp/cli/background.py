"""What a report adds to a decision: names, descriptions, and how long each rule has been law."""

from collections.abc import Mapping

from ecp.cli.conditions import deciding_conditions, titled
from ecp.cli.report import Background, Reason, cited
from ecp_runtime import ir
from ecp_runtime.decision import Decision
from ecp_runtime.explain import ExplainedLife, Explanation
from ecp_runtime.tree import provisions_of


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
    titles = {found.id: found.title for found in program.lists}
    titles |= {question.id: question.text for question in program.questions}
    titles |= {parameter.id: parameter.title for parameter in program.parameters}
    exemptions = {found.id: found.title for found in program.exemptions}
    reasons = {
        (part.item, part.jurisdiction, rule.id, rule.status): Reason(
            life=_life_words(rule.life, titles),
            conditions=deciding_conditions(rule.condition, titles=titles)
            if rule.status in ("applies", "may_apply")
            else (),
            lifted_by=tuple(
                exemptions.get(id_, id_) for id_, truth in rule.lifted_by if truth == "yes"
            ),
        )
        for part in explanation.parts
        for rule in part.provisions
        if rule.kind == "rule"
    }
    return Background(
        items=_descriptions(transaction, decision),
        names=names,
        roles={actor.name: actor.title for actor in program.actors},
        lists={found.id: found.title for found in program.lists},
        titles={**{found.id: found.title for found in provisions_of(program)}, **titles},
        reasons=reasons,
        nearby={(part.item, part.jurisdiction): part for part in explanation.parts},
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


def _life_words(life: ExplainedLife | None, titles: Mapping[str, str]) -> str | None:
    """Return in words since when a rule is in force, or why it is not."""
    if life is None:
        return None
    by = f" by {cited(life.citation)}" if life.citation else ""
    start = f" from {life.start}" if life.start else ""
    until = f" through {life.end}" if life.end else ""
    condition = "" if life.condition is None else titled(life.condition, titles)
    match life.state:
        case "in_force":
            return f"in force since {life.start}{until}" if life.start else f"in force{until}"
        case "not_yet_in_force":
            return f"in force only from {life.start}"
        case "suspended":
            since = f", since {condition}" if condition else ""
            return f"suspended{start}{until}{by}{since}"
        case "may_be_suspended":
            return f"suspended{start}{until}{by}, if {condition}, which is open"
        case "ended":
            return f"ended on {life.start}{by}" if life.start else f"ended{by}"
