"""China: the dual-use code scheme, the working calendar and the rulebook."""

from collections.abc import Sequence
from datetime import date
from importlib.resources import files

from ecp_compiler.vocabulary import Vocabulary
from ecp_plugins.hookspecs import Rulebook, hookimpl
from ecp_plugins.tables import rows
from ecp_runtime import ir

_DATA = files("ecp_plugins") / "jurisdictions" / "data"


@hookimpl
def ecp_vocabulary() -> Vocabulary:
    """Return the scheme `cn.dual_use` and the calendar `cn`."""
    return Vocabulary(schemes=(_dual_use(),), calendars=(_calendar(),))


@hookimpl
def ecp_rulebooks() -> Sequence[Rulebook]:
    """Return the rulebook of China."""
    return (Rulebook("cn", files("ecp_stdlib")),)


def _dual_use() -> ir.Scheme:
    """Return the shape of the codes in the Export Control List of Dual-Use Items.

    A code is a category digit, a product letter and three digits, then paragraphs that alternate
    between letters and numbers, as in 1C902.a.2.c. The scheme is open: the list has many more
    entries than any rulebook holds.
    """
    return ir.Scheme(
        id="cn.dual_use",
        title="Export Control List of Dual-Use Items (China)",
        pattern=r"[0-9][A-E][0-9]{3}(\.[a-z]{1,2}(\.[0-9]{1,2}(\.[a-z]{1,2}(\.[0-9]{1,2})?)?)?)?",
        hierarchy="separator",
        separator=".",
        closed=False,
        codes=(),
        results=("NOT_LISTED",),
    )


def _calendar() -> ir.Calendar:
    """Return the working calendar, as the State Council announces it year by year."""
    table = rows(_DATA / "cn_working_days.tsv")
    days: dict[str, tuple[date, ...]] = {
        kind: tuple(date.fromisoformat(day) for row_kind, day in table if row_kind == kind)
        for kind in ("holiday", "working_weekend", "announced_from", "announced_through")
    }
    (announced_from,) = days["announced_from"]
    (announced_through,) = days["announced_through"]
    return ir.Calendar(
        id="cn",
        holidays=days["holiday"],
        working_weekends=days["working_weekend"],
        announced_from=announced_from,
        announced_through=announced_through,
    )
