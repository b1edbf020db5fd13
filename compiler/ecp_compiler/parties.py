"""Parties on lists: whether anybody can be found by what a list says of them."""

from collections.abc import Sequence
from functools import lru_cache

from ecp_compiler import hir
from ecp_compiler.environment import Environment
from ecp_compiler.literals import code_constant
from ecp_dsl import syntax
from ecp_dsl.diagnostic import Label
from ecp_runtime import ir
from ecp_runtime.placeholders import is_of_cell, is_placeholder
from ecp_runtime.screening import NameForms, normalise_identifier

COUNTRIES = "country"
"""The scheme of countries."""


def check_party(env: Environment, party: syntax.Member) -> None:
    """Report names, identifiers and countries that nothing in a transaction can match."""
    forms = _forms(env.vocabulary.legal_forms)
    for name in (party.key, *party.aliases):
        read = forms.read(name)
        if not read.keys:
            env.report(
                "ECP0220",
                f"“{name}” has no letters by which a party could be found",
                party.span,
                "no name of a transaction matches this",
                help="write the name as the act prints it",
            )
        elif is_of_cell(name) or any(map(is_placeholder, read.keys)):
            env.report(
                "ECP0307",
                f"“{name}” is a word for a name that is not known",
                party.span,
                "whoever leaves a name open writes this",
                help="write the name as the act prints it, or leave the member out",
            )
    for identifier in party.identifiers:
        scheme, value = normalise_identifier(identifier.scheme, identifier.value)
        if not scheme or not value:
            missing = "scheme" if not scheme else "number"
            env.report(
                "ECP0221",
                f"the identifier has no {missing}",
                identifier.span,
                "no identifier of a transaction matches this",
                help='write it as in `identifier "LEI" "5493001KJTIIGC8Y1R12"`, or leave it out',
            )
    if party.country is not None and COUNTRIES in env.schemes:
        code_constant(env, COUNTRIES, party.country, party.span)


def report_alike(env: Environment, members: Sequence[hir.Member]) -> None:
    """Warn of two parties of one country that the same name in a transaction matches.

    Members of one list at different times, or in different countries, may share a name.
    """
    forms = _forms(env.vocabulary.legal_forms)
    by_key: dict[str, list[hir.Member]] = {}
    for member in members:
        spellings = (member.member.key, *member.member.aliases)
        keys = dict.fromkeys(key for spelled in spellings for key in forms.keys(spelled))
        alike = dict.fromkeys(
            id(other)
            for key in keys
            for other in by_key.get(key, ())
            if other.member.key != member.member.key and _may_be_one(other, member)
        )
        for other in members:
            if id(other) in alike:
                env.report(
                    "ECP0306",
                    f"“{member.member.key}” and “{other.member.key}” are found by the same name",
                    member.span,
                    "compared without case, spacing and legal form, it is the same",
                    secondary=(Label(other.span, "listed here"),),
                    help="list the party once, with the other spelling as an `alias`, or tell the "
                    "two apart by `country`",
                )
        for key in keys:
            by_key.setdefault(key, []).append(member)


def _may_be_one(first: hir.Member, second: hir.Member) -> bool:
    countries = {first.member.country, second.member.country} - {None}
    return len(countries) < 2 and overlap(first.period, second.period)


def overlap(first: ir.Period | None, second: ir.Period | None) -> bool:
    """Whether two periods have a day in common; None is the period of the whole part."""
    if first is None or second is None:
        return True
    apart = (first.end is not None and second.start is not None and first.end < second.start) or (
        second.end is not None and first.start is not None and second.end < first.start
    )
    return not apart


@lru_cache(maxsize=4)
def _forms(legal_forms: tuple[str, ...]) -> NameForms:
    return NameForms(legal_forms)
