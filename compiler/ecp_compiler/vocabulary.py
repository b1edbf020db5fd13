"""What plugins supply to the compiler: code schemes, units, currencies, calendars, legal forms.

The compiler never asks for plugins: its caller collects the vocabulary and hands it in.
"""

from collections.abc import Iterable

from attrs import frozen

from ecp_runtime import ir


@frozen(kw_only=True)
class Vocabulary:
    """Names and codes that no `.ecp` text declares.

    Attributes:
        schemes: Code schemes; a module adopts one by declaring it `provided`.
        units: Units of measure with exact factors to the base unit of their dimension.
        currencies: ISO 4217 codes.
        former_currencies: ISO 4217 codes that were withdrawn: facts may have them, rules may not.
        calendars: Working calendars.
        legal_forms: Words that a name matcher ignores, such as Ltd.
        aliases: What people write instead of a code; for suggestions only.
    """

    schemes: tuple[ir.Scheme, ...] = ()
    units: tuple[ir.Unit, ...] = ()
    currencies: tuple[str, ...] = ()
    former_currencies: tuple[ir.FormerCode, ...] = ()
    calendars: tuple[ir.Calendar, ...] = ()
    legal_forms: tuple[str, ...] = ()
    aliases: tuple[ir.Alias, ...] = ()


def merge(vocabularies: Iterable[Vocabulary]) -> Vocabulary:
    """Return one vocabulary with everything that several supply, in a fixed order."""
    parts = tuple(vocabularies)
    return Vocabulary(
        schemes=tuple(sorted({s for v in parts for s in v.schemes}, key=lambda s: s.id)),
        units=tuple(
            sorted({u for v in parts for u in v.units}, key=lambda u: (u.dimension, u.symbol))
        ),
        currencies=tuple(sorted({c for v in parts for c in v.currencies})),
        former_currencies=tuple(
            sorted({c for v in parts for c in v.former_currencies}, key=lambda c: c.name)
        ),
        calendars=tuple(sorted({c for v in parts for c in v.calendars}, key=lambda c: c.id)),
        legal_forms=tuple(sorted({f for v in parts for f in v.legal_forms})),
        aliases=tuple(sorted({a for v in parts for a in v.aliases}, key=lambda a: a.name)),
    )
