"""The vocabulary that every jurisdiction shares, and the rulebook `core`."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from importlib.resources import files

from ecp_compiler.vocabulary import Vocabulary
from ecp_plugins.hookspecs import Rulebook, hookimpl
from ecp_plugins.tables import DATA, rows
from ecp_runtime import ir


@hookimpl
def ecp_vocabulary() -> Vocabulary:
    """Return countries, currencies, units, the Harmonized System and legal forms."""
    return Vocabulary(
        schemes=(_countries(), _harmonized_system()),
        units=_units(),
        currencies=_currencies(),
        former_currencies=_former("former_currencies.tsv"),
        legal_forms=_legal_forms(),
        aliases=_aliases(),
    )


@hookimpl
def ecp_rulebooks() -> Sequence[Rulebook]:
    """Return `core`, which declares the shape of a transaction."""
    return (Rulebook("core", files("ecp_stdlib")),)


def _countries() -> ir.Scheme:
    """Return ISO 3166-1 alpha-2, with XK as users assign it."""
    return ir.Scheme(
        id="country",
        title="Countries and areas (ISO 3166-1 alpha-2)",
        pattern="[A-Z]{2}",
        hierarchy="flat",
        separator="",
        closed=True,
        codes=tuple((code, name) for code, name in rows(DATA / "countries.tsv")),
        results=(),
        former=_former("former_countries.tsv"),
    )


def _harmonized_system() -> ir.Scheme:
    """Return the Harmonized System with national digits; longer codes are finer.

    National tariffs have 8 to 13 digits. Digits that name no heading of chapters 10 to 99, such as
    1012, may be a code of chapters 1 to 9 without its zero. Where both could be meant, as for 8101
    and 0810 1, an odd number of digits is one of both, and an even number is what it says. A whole
    number of 8 digits or more is one of both even then, since some tariffs have an odd number.
    """
    # There are no chapters 00 and 77.
    chapter = "(0[1-9]|[1-689][0-9]|7[0-689])"
    of_no_heading = "([0-9]{2}([0-9]{2}([0-9]{1,5})?)?)?"
    odd = "([0-9]{2}){0,4}"
    return ir.Scheme(
        id="hs",
        title="Harmonized System, with national subdivisions",
        pattern=f"{chapter}([0-9]{{2}}([0-9]{{2}}([0-9]{{2,7}})?)?)?",
        hierarchy="prefix",
        separator="",
        closed=False,
        codes=(),
        results=(),
        written=f"{chapter}[. ]?[0-9]{{2}}([. ]?[0-9]{{2}}([. ]?[0-9]{{2}}([. ]?[0-9]){{0,5}})?)?",
        lost_zero=(
            f"[136]0[1-9]{of_no_heading}"
            f"|[25](0[1-9]{of_no_heading}|1[01]{odd})"
            f"|4(0([2-9]{of_no_heading}|1{odd})|10{odd})"
            f"|[78](0([3-9]{of_no_heading}|[12]{odd})|1([2-4]{of_no_heading}|[01]{odd}))"
            f"|9(0([4-9]{of_no_heading}|[1-3]{odd})|10{odd})"
        ),
    )


def _former(table: str) -> tuple[ir.FormerCode, ...]:
    """Return codes that were withdrawn: each with its last day, and what there is now instead."""
    return tuple(
        ir.FormerCode(code, date.fromisoformat(day), tuple(now.split()))
        for code, day, *rest in rows(DATA / table)
        for now in (rest[0] if rest else "",)
    )


def _units() -> tuple[ir.Unit, ...]:
    return tuple(
        ir.Unit(symbol, code, dimension, Decimal(factor))
        for dimension, symbol, code, factor in rows(DATA / "units.tsv")
    )


def _aliases() -> tuple[ir.Alias, ...]:
    """Return what people write instead of a code."""
    return tuple(
        ir.Alias(word, code) for code, *words in rows(DATA / "aliases.tsv") for word in words
    )


def _currencies() -> tuple[str, ...]:
    return tuple(code for (line,) in rows(DATA / "currencies.txt") for code in line.split())


def _legal_forms() -> tuple[str, ...]:
    """Return the legal forms of ISO 20275, and those that companies write beside them."""
    tables = "legal_forms.txt", "legal_forms_iso_20275.txt"
    return tuple(form for table in tables for (form,) in rows(DATA / table))
