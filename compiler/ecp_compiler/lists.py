"""Dated lists: their declarations and what later acts add to them or remove."""

from datetime import date, timedelta

from attrs import evolve

from ecp_compiler import hir
from ecp_compiler.environment import Environment
from ecp_compiler.instruments import citation, guidance, issued_on, period
from ecp_compiler.literals import code_constant
from ecp_compiler.names import symbol
from ecp_compiler.parties import check_party, overlap, report_alike
from ecp_compiler.provisions import ALWAYS
from ecp_compiler.resolve import Kind, Symbol
from ecp_dsl import syntax
from ecp_dsl.diagnostic import Label
from ecp_runtime import ir

ONE_DAY = timedelta(days=1)


def list_scheme(env: Environment, declared: syntax.ListDeclaration) -> str | None:
    """Return the scheme of a list of codes, or None for a list of parties."""
    for clause in declared.clauses:
        if isinstance(clause, syntax.OfCodes):
            found = symbol(env, clause.scheme)
            if found is not None and found.kind is Kind.SCHEME:
                return found.id
            if found is not None:
                env.report(
                    "ECP0105",
                    f"`{clause.scheme}` is {found.kind.value}, not a code scheme",
                    clause.scheme.span,
                )
    return None


def list_head(
    env: Environment, found: Symbol, declared: syntax.ListDeclaration, jurisdiction: str | None
) -> hir.ListHead:
    """Check a list without its members; `jurisdiction` is that of its module, if it has one."""
    scheme = env.list_schemes.get(found.id)
    return hir.ListHead(
        id=found.id,
        title=declared.title,
        kind="party" if scheme is None else "code",
        scheme=scheme,
        jurisdiction=jurisdiction,
        guidance=guidance(declared.clauses),
        span=declared.span,
    )


def list_part(
    env: Environment, list_id: str, node: syntax.ListDeclaration | syntax.ExtendList
) -> hir.ListPart | None:
    """Check what one declaration contributes to a list."""
    cited: ir.Citation | None = None
    default = ALWAYS
    members: list[hir.Member] = []
    inclusions: list[hir.Inclusion] = []
    removals: list[hir.Removal] = []
    for clause in node.clauses:
        match clause:
            case syntax.Under():
                cited = cited or citation(env, clause)
            case syntax.InForce(written):
                default = period(env, written)
            case syntax.Member():
                member = _member(env, list_id, clause)
                if member is not None:
                    members.append(member)
            case syntax.Include():
                included = _inclusion(env, list_id, clause)
                if included is not None:
                    inclusions.append(included)
            case syntax.Remove():
                removals.append(hir.Removal(key=clause.key, start=clause.start, span=clause.span))
            case _:
                pass
    _report_duplicates(env, members, removals)
    if env.list_schemes.get(list_id) is None:
        report_alike(env, members)
    if cited is None:
        _report_unfounded(env, members, removals)
        cited = _first_issued(env, members)
    else:
        members = [_begun_under_list(member) for member in members]
    if cited is None:
        if members or inclusions or removals:
            env.report(
                "ECP0401",
                "the members cite no instrument",
                node.span,
                help="add `under …` to the list, or to each member",
            )
        return None
    return hir.ListPart(
        list=list_id,
        module=env.module,
        citation=cited,
        period=default,
        members=tuple(members),
        inclusions=tuple(inclusions),
        removals=tuple(removals),
        span=node.span,
    )


def _member(env: Environment, list_id: str, clause: syntax.Member) -> hir.Member | None:
    scheme = env.list_schemes.get(list_id)
    if scheme is not None and code_constant(env, scheme, clause.key, clause.span) is None:
        return None
    if scheme is None and not clause.quoted:
        env.report(
            "ECP0210",
            "a party on a list is named in quotes",
            clause.span,
            help=f'write `member "{clause.key}"`',
        )
        return None
    if scheme is None:
        check_party(env, clause)
    own = None if clause.period is None else period(env, clause.period)
    return hir.Member(
        member=ir.ListMember(
            key=clause.key,
            title=clause.title,
            aliases=clause.aliases,
            identifiers=tuple((i.scheme, i.value) for i in clause.identifiers),
            country=clause.country,
            hs=clause.hs,
            materials=tuple(str(path) for path in clause.materials),
            life=None,
            citation=None if clause.under is None else citation(env, clause.under),
        ),
        period=own,
        ended_by=None,
        span=clause.span,
    )


def _begun_under_list(member: hir.Member) -> hir.Member:
    """Take the citation of a member with only an end for that of the act that ends it."""
    cited = member.member.citation
    if cited is None or not _only_ends(member.period):
        return member
    return evolve(member, member=evolve(member.member, citation=None), ended_by=cited)


def _only_ends(period: ir.Period | None) -> bool:
    return period is not None and period.start is None and period.end is not None


def _report_unfounded(
    env: Environment, members: list[hir.Member], removals: list[hir.Removal]
) -> None:
    """Report removals without a citation, and members of which only the end has one."""
    if any(member.member.citation is not None for member in members):
        for removal in removals:
            env.report(
                "ECP0401",
                f"the removal of `{removal.key}` cites no instrument",
                removal.span,
                help="add `under …` to the list",
            )
    for member in members:
        if member.member.citation is not None and _only_ends(member.period):
            env.report(
                "ECP0401",
                f"nothing says under which act `{member.member.key}` was listed",
                member.span,
                "its own `under` cites the act that ends its membership",
                help="add `under …` to the list, or `from …` to the member",
            )


def _first_issued(env: Environment, members: list[hir.Member]) -> ir.Citation | None:
    """Return the citation of a list that has none: that of its first members, to be known."""
    cited = [m.member.citation for m in members if m.member.citation is not None]
    return min(cited, key=lambda c: issued_on(env, c.instrument) or date.min, default=None)


def _inclusion(env: Environment, list_id: str, clause: syntax.Include) -> hir.Inclusion | None:
    found = symbol(env, clause.list)
    if found is None:
        return None
    if found.kind is not Kind.LIST:
        env.report(
            "ECP0105", f"`{clause.list}` is {found.kind.value}, not a list", clause.list.span
        )
        return None
    if env.list_schemes.get(found.id) != env.list_schemes.get(list_id):
        env.report(
            "ECP0202",
            f"`{clause.list}` lists something else",
            clause.list.span,
            secondary=(Label(found.span, "declared here"),),
        )
        return None
    own = None if clause.period is None else period(env, clause.period)
    return hir.Inclusion(list=found.id, period=own, span=clause.span)


def _report_duplicates(
    env: Environment, members: list[hir.Member], removals: list[hir.Removal]
) -> None:
    seen: dict[str, list[hir.Member]] = {}
    for member in members:
        key = member.member.key
        leaving = [removal.start for removal in removals if removal.key == key]
        others = seen.setdefault(key, [])
        others.append(member)
        for earlier in others[:-1]:
            if not overlap(_until_removed(earlier, leaving), _until_removed(member, leaving)):
                continue
            env.report(
                "ECP0305",
                f"`{key}` is listed twice",
                member.span,
                "listed again here",
                secondary=(Label(earlier.span, "first listed here"),),
            )
            break


def _until_removed(member: hir.Member, leaving: list[date]) -> ir.Period | None:
    """Cut the period of a member at the first removal after it began."""
    period = member.period or ALWAYS
    ends = [day - ONE_DAY for day in leaving if period.start is None or period.start < day]
    if period.end is not None:
        ends.append(period.end)
    return ir.Period(period.start, min(ends)) if ends else member.period
