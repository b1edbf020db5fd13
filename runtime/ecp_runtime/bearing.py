"""What a decision says of the provisions that bear on a line, apart from the facts of the line."""

from collections.abc import Iterator

from attrs import frozen

from ecp_runtime.caveats import Background, of_provisions
from ecp_runtime.decision import AuthorizationOffer, RuleMeasure
from ecp_runtime.provisions import Provisions, Standing
from ecp_runtime.report import Obliging, authorizations, measures, obliging


@frozen(eq=False, kw_only=True)
class Bearing:
    """What bears on a line: measures, authorizations, provisions with duties, and caveats.

    # Invariant: it is a function of the standings that `standings` lists, and of nothing else.
    """

    measures: tuple[RuleMeasure, ...]
    authorizations: tuple[AuthorizationOffer, ...]
    obliging: Obliging
    background: Background


def bearing(provisions: Provisions) -> Bearing:
    """Work out what bears on a line that the jurisdiction may reach."""
    return Bearing(
        measures=measures(provisions),
        authorizations=authorizations(provisions),
        obliging=obliging(provisions),
        background=of_provisions(provisions),
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
