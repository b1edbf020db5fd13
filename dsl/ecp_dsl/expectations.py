"""What may stand where, in a lawyer's words."""

from attrs import frozen

from ecp_dsl.machine import Machine
from ecp_dsl.scanner import Token


@frozen
class Mistake:
    """What to say about a token that cannot stand where it stands."""

    message: str
    label: str
    help: str | None


def describe(machine: Machine, token: Token, last: Token | None) -> Mistake:
    """Say what is wrong with a token in the current state."""
    after = f" after `{last.value}`" if last is not None else ""
    return Mistake(f"`{token.value}` cannot stand here{after}", "not expected here", None)
