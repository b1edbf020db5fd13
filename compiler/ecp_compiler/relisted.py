"""Parties listed again: the names and identifiers of an earlier listing are still theirs."""

from collections.abc import Mapping, Sequence
from datetime import date

from attrs import evolve

from ecp_compiler import hir
from ecp_runtime import ir


class Relisted:
    """The parties of one list, by name, with the day on which each listing was issued."""

    def __init__(self, parts: Sequence[hir.ListPart], issued: Mapping[str, date | None]) -> None:
        """Take all parts of a list, and when each instrument was issued, where that is known."""
        self._issued = issued
        self._listings: dict[str, list[tuple[date, ir.ListMember]]] = {}
        for part in parts:
            for each in part.members:
                listing = self._issued_on(each.member, part), each.member
                self._listings.setdefault(each.member.key, []).append(listing)

    def member(self, member: ir.ListMember, part: hir.ListPart) -> ir.ListMember:
        """Return a member with what listings up to its own day say of the same party.

        Later ones say nothing of it: they were not known when it was listed.
        """
        listings = self._listings[member.key]
        if len(listings) == 1:
            return member
        listed = self._issued_on(member, part)
        same = [
            other
            for issued, other in listings
            if issued <= listed and len({member.country, other.country} - {None}) < 2
        ]
        names = (name for other in same for name in (other.title, *other.aliases))
        aliases = dict.fromkeys((*member.aliases, *filter(None, names)))
        identifiers = dict.fromkeys(
            (*member.identifiers, *(known for other in same for known in other.identifiers))
        )
        own = {member.key, member.title}
        return evolve(
            member,
            aliases=tuple(name for name in aliases if name not in own),
            identifiers=tuple(identifiers),
        )

    def _issued_on(self, member: ir.ListMember, part: hir.ListPart) -> date:
        cited = member.citation or part.citation
        return self._issued.get(cited.instrument) or date.min
