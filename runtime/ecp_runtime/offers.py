"""The authorizations that could satisfy license requirements, and how their conditions turn out."""

from collections.abc import Iterable, Iterator

from attrs import frozen

from ecp_runtime import ir
from ecp_runtime.citations import first
from ecp_runtime.conditions import condition_tree, deciding
from ecp_runtime.decision import AuthorizationOffer, Availability, OfferCondition
from ecp_runtime.expressions import NO_ENV
from ecp_runtime.grounds import Grounds
from ecp_runtime.hints import Hints
from ecp_runtime.places import LICENSE, LICENSES_FIELD
from ecp_runtime.prepare import Prepared
from ecp_runtime.provisions import Provisions, Standing
from ecp_runtime.tree import nodes
from ecp_runtime.unknown import Unknown

NEVER_CHECKED = (
    "how much of the quantity and the value that it allows is left",
    "whether it names this item",
)
"""What no field of a license on hand says."""


@frozen(eq=False)
class Offered:
    """An authorization that is offered, how it stands, and the rules it would satisfy."""

    authorization: ir.Authorization
    status: Availability
    satisfies: tuple[str, ...]


def offered(provisions: Provisions) -> tuple[Offered, ...]:
    """List the authorizations for license requirements that apply or may apply."""
    prepared = provisions.situation.prepared
    satisfied: dict[tuple[str, int], tuple[ir.Authorization, set[str]]] = {}
    for rule in applying_requirements(provisions):
        for found in prepared.offered(rule):
            satisfied.setdefault((found.id, found.version), (found, set()))[1].add(rule.id)
    offers: list[Offered] = []
    for _, (authorization, rules) in sorted(satisfied.items()):
        standing = provisions.standing(authorization)
        if standing is not None and (standing.life == "in_force" or standing.value is not False):
            offers.append(Offered(authorization, availability(standing), tuple(sorted(rules))))
    return tuple(offers)


def applying_requirements(provisions: Provisions) -> Iterable[ir.Rule]:
    """List the license requirements that apply or may apply."""
    for rule in provisions.rules:
        if isinstance(rule.effect, ir.LicenseRequirement) and provisions.value(rule) is not False:
            yield rule


def availability(standing: Standing) -> Availability:
    """Name how an authorization stands."""
    if standing.value is True:
        return "available"
    if isinstance(standing.value, Unknown):
        return "may_be_available"
    if standing.lifted is True and standing.in_force is not False:
        return "barred"
    return "conditions_not_met"


def offer(offered: Offered, provisions: Provisions, grounds: Grounds) -> AuthorizationOffer:
    """Show an authorization for rules that apply or may apply."""
    authorization = offered.authorization
    citations = grounds.of(authorization)
    return AuthorizationOffer(
        authorization=authorization.id,
        kind=authorization.kind,
        title=authorization.title,
        status=offered.status,
        satisfies=offered.satisfies,
        citation=first(citations),
        citations=citations,
        conditions=tuple(_conditions(provisions, authorization)),
        not_checked=not_checked(provisions.situation.prepared, authorization),
    )


def _conditions(
    provisions: Provisions, authorization: ir.Authorization
) -> Iterator[OfferCondition]:
    """Say of each condition whether it holds, and why; nothing that was noted before changes."""
    evaluator = provisions.evaluator
    outer = evaluator.hints, evaluator.is_screened
    evaluator.hints = Hints(provisions.situation.prepared)
    for stated in stated_by(authorization):
        tree = condition_tree(evaluator, stated.condition, NO_ENV)
        yield OfferCondition(
            words=stated.words,
            text=tree.text,
            truth=tree.truth,
            facts=tree.facts,
            because=tuple(dict.fromkeys(deciding(tree))) if tree.parts else (),
        )
    evaluator.hints, evaluator.is_screened = outer


def stated_by(authorization: ir.Authorization) -> tuple[ir.Stated, ...]:
    """List the conditions of an authorization, in the order in which they are written."""
    condition = authorization.condition
    if authorization.stated or condition == ir.Truth(True):
        return authorization.stated
    operands = condition.operands if isinstance(condition, ir.And) else (condition,)
    return tuple(ir.Stated(None, operand) for operand in operands)


def not_checked(prepared: Prepared, authorization: ir.Authorization) -> tuple[str, ...]:
    """Say what of a license on hand an authorization leaves out; nothing if it asks for none."""
    found = prepared.not_checked.get(id(authorization))
    if found is None:
        read = _fields_read(prepared, authorization.condition)
        found = ()
        if LICENSES_FIELD in read:
            unread = (f for name, f in prepared.fields.get(LICENSE, {}).items() if name not in read)
            found = (*NEVER_CHECKED, *(field.title or field.key for field in unread))
        prepared.not_checked.keep(id(authorization), found)
    return found


def _fields_read(prepared: Prepared, condition: ir.Expr) -> frozenset[str]:
    """List the names of the fields that a condition reads, definitions included."""
    found: set[str] = set()
    called: set[str] = set()
    pending: list[ir.Expr] = [condition]
    while pending:
        for node in nodes(pending.pop()):
            if isinstance(node, ir.Field):
                found.add(node.name)
            elif isinstance(node, ir.Call) and node.definition not in called:
                called.add(node.definition)
                if node.definition in prepared.definitions:
                    pending.append(prepared.definitions[node.definition].body)
    return frozenset(found)
