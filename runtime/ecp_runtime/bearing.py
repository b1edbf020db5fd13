"""What a decision says of the provisions that bear on a line, apart from the facts of the line."""

from collections.abc import Iterator

from attrs import frozen

from ecp_runtime import ir
from ecp_runtime.decision import Status
from ecp_runtime.offers import Offered, offered
from ecp_runtime.provisions import Provisions, Standing
from ecp_runtime.report import Obliging, obliging, shown_rules, used


@frozen(eq=False, kw_only=True)
class Bearing:
    """What bears on a line.

    Attributes:
        rules: The rules that mattered, with their statuses.
        offered: The authorizations for them.
        obliging: Provisions with duties.
        used: The provisions that apply or may.
        kept_away: The rules that matter and do not apply, and the authorizations that are barred.

    # Invariant: it is a function of the standings that `standings` lists, and of nothing else.
    """

    rules: tuple[tuple[ir.Rule, Status], ...]
    offered: tuple[Offered, ...]
    obliging: Obliging
    used: tuple[ir.Provision, ...]
    kept_away: tuple[ir.Provision, ...]


def bearing(provisions: Provisions) -> Bearing:
    """Work out what bears on a line that the jurisdiction may reach."""
    rules = tuple((rule, standing.status) for rule, standing in shown_rules(provisions))
    offers = offered(provisions)
    return Bearing(
        rules=rules,
        offered=offers,
        obliging=obliging(provisions),
        used=tuple(used(provisions)),
        kept_away=(
            *(rule for rule, status in rules if status not in ("applies", "may_apply")),
            *(offer.authorization for offer in offers if offer.status == "barred"),
        ),
    )


def standings(provisions: Provisions) -> Iterator[Standing | None]:
    """List how everything stands that a bearing hangs on, in an order that hangs on it too."""
    prepared = provisions.situation.prepared
    for rule in provisions.rules:
        standing = provisions.standing(rule)
        if standing is None or not standing.is_relevant:
            continue
        yield standing
        for lifting in provisions.lifting(rule):
            yield provisions.standing(lifting)
        for authorization in () if standing.value is False else prepared.offered(rule):
            yield provisions.standing(authorization)
