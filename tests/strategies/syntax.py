"""Strategies for whole syntax trees: every node, in every place where the language has it.

The trees are what a parser could return, no more: a clause `under` never follows a `value` or a
`member` that could take it, and a name is never a word that would be read as a keyword there.
"""

from decimal import Decimal
from typing import Any, TypeVar

from hypothesis import strategies as st

from ecp_dsl import syntax as s
from ecp_dsl.source import SourceFile, Span
from ecp_dsl.tables import tables
from ecp_dsl.words import RESERVED

NOWHERE = SourceFile("nowhere.ecp", "")
SPAN = Span(NOWHERE, 0, 0)

Node = TypeVar("Node")
Strategy = st.SearchStrategy

_KEYWORDS = {*tables().words, *tables().phrases}
_SOFT = sorted(set(tables().words) - RESERVED)
# Marks that change the order in which text is read, and the two characters that are none.
_REFUSED = "".join(map(chr, [*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFFFE, 0xFFFF]))


def node(kind: type[Node], *parts: Strategy[Any], **named: Strategy[Any]) -> Strategy[Node]:
    """Build nodes of a kind from strategies for their attributes."""
    return st.builds(kind, *parts, **named, span=st.just(SPAN))


def several(part: Strategy[Node], *, least: int = 0, most: int = 3) -> Strategy[tuple[Node, ...]]:
    """Return tuples."""
    return st.lists(part, min_size=least, max_size=most).map(tuple)


def maybe(part: Strategy[Node]) -> Strategy[Node | None]:
    """Return something or None."""
    return st.none() | part


# Names, texts, numbers, dates

plain = st.from_regex(r"[A-Za-z_][A-Za-z0-9_]{0,8}", fullmatch=True).filter(
    lambda name: name not in _KEYWORDS
)
declared = plain | st.sampled_from(_SOFT)
after_dot = plain | st.sampled_from(sorted(tables().words))
code_text = st.from_regex(r"[0-9]{1,2}[A-Z][A-Za-z0-9]{0,3}(\.[a-z0-9]{1,2}){0,3}", fullmatch=True)
digits = st.from_regex(r"[0-9]{1,6}(\.[0-9]{1,2})?", fullmatch=True)
texts = st.text(
    st.characters(exclude_categories=("Cc", "Cs"), exclude_characters=_REFUSED)
    | st.sampled_from('"\\\n\t#{}'),
    max_size=30,
)
days = st.dates()
numbers = st.decimals(min_value=0, max_value=10**9, places=3) | st.integers(0, 10**12).map(Decimal)


@st.composite
def _paths(draw: st.DrawFn) -> s.Path:
    parts = [draw(plain), *draw(st.lists(after_dot, max_size=2))]
    if draw(st.integers(0, 9)) == 0:
        parts.append(draw(code_text))
    return s.Path(tuple(parts), span=SPAN)


path = _paths()
paths = several(path, least=1)
names = several(plain, least=1)
quantity = node(
    s.Quantity,
    numbers,
    st.sampled_from(["kg", "USD", "months", "days", "working days", "mg_per_l"]),
)
literal = st.one_of(
    node(s.YesNo, st.booleans()),
    node(s.Absent),
    node(s.Number, numbers),
    node(s.Percent, numbers),
    quantity,
    node(s.DateLiteral, days),
    node(s.Text, texts),
    node(s.Code, code_text),
)


# Expressions


def _larger(inner: Strategy[Any]) -> Strategy[Any]:
    """Return expressions made of smaller ones."""
    some = several(inner, least=2)
    either = st.booleans()
    return st.one_of(
        node(s.Or, some),
        node(s.And, some),
        node(s.Not, inner),
        node(s.Compare, st.sampled_from(["=", "!=", "<", "<=", ">", ">="]), inner, inner),
        node(s.Membership, st.sampled_from(["is", "in", "within"]), either, inner, inner),
        node(s.Membership, st.just("in"), either, inner, node(s.SetOf, several(inner))),
        node(s.Arithmetic, st.sampled_from("+-*/"), inner, inner),
        node(s.Negative, inner),
        node(s.Call, path, several(inner)),
        node(s.Quantifier, st.sampled_from(["any", "every"]), declared, path, inner),
        node(s.Count, declared, path, maybe(inner)),
        node(s.Sum, path, declared, path, maybe(inner)),
        node(s.Share, plain, declared, path, inner, maybe(path)),
    )


expression: Strategy[Any] = st.recursive(literal | path, _larger, max_leaves=8)


# Clauses

period = st.one_of(
    st.builds(s.Period, days, st.none(), st.just(False), span=st.just(SPAN)),
    st.builds(s.Period, maybe(days), days, st.booleans(), span=st.just(SPAN)),
)
under = node(s.Under, path, maybe(texts))
in_force = node(s.InForce, period)
guidance = node(s.Guidance, texts, maybe(texts), maybe(days), maybe(texts))
confidence = node(s.Confidence, plain)
clause = st.one_of(
    node(s.Title, texts),
    under,
    node(s.Governs, names),
    node(s.When, expression),
    node(s.JudgedAt, path),
    in_force,
    node(s.Prohibit),
    node(s.RequireLicense, maybe(path), maybe(plain)),
    node(s.RequireNotification, maybe(path), maybe(quantity)),
    node(s.Oblige, plain, maybe(path), maybe(texts), maybe(texts), maybe(quantity)),
    guidance,
    confidence,
    node(s.EvenProhibition),
    node(s.Kind, plain),
    node(s.Condition, expression, maybe(texts)),
    node(s.Limit, expression, maybe(texts)),
    node(s.If, expression, says_reading=st.booleans()),
    node(s.Value, expression, maybe(period), maybe(under)),
    node(s.Without, names),
)


@st.composite
def _member_keys(draw: st.DrawFn) -> tuple[str, bool]:
    is_quoted = draw(st.booleans())
    return draw(texts if is_quoted else code_text | digits | plain), is_quoted


def _member(key: tuple[str, bool], *rest: Any) -> s.Member:
    return s.Member(key[0], key[1], *rest, span=SPAN)  # type: ignore[misc]  # rest has no span


member = st.builds(
    _member,
    _member_keys(),
    maybe(texts),
    several(texts),
    several(node(s.Identifier, texts, texts)),
    maybe(plain),
    several(texts),
    several(path),
    maybe(under),
    maybe(period),
)
remove = st.builds(lambda key, day: s.Remove(key[0], key[1], day, span=SPAN), _member_keys(), days)
list_clause = st.one_of(
    node(s.OfParties),
    node(s.OfCodes, path),
    under,
    in_force,
    guidance,
    confidence,
    member,
    node(s.Include, path, maybe(period)),
    remove,
)


def _separable(clauses: tuple[Any, ...]) -> tuple[Any, ...]:
    """Leave out a citation that would be read as part of what stands before it."""
    kept: list[Any] = []
    for each in clauses:
        before = kept[-1] if kept else None
        takes_citation = isinstance(before, s.Member) or (
            isinstance(before, s.Value) and before.under is None
        )
        if not (isinstance(each, s.Under) and takes_citation):
            kept.append(each)
    return tuple(kept)


clauses = several(clause, most=5).map(_separable)
list_clauses = several(list_clause, most=5).map(_separable)


# Declarations

type_expression: Strategy[Any] = st.recursive(
    node(s.NamedType, plain, several(plain)) | node(s.OneOf, names) | node(s.CodeOf, path),
    lambda inner: node(s.ListOf, inner),
    max_leaves=3,
)
entity_field = node(
    s.FieldDeclaration, after_dot, type_expression, maybe(texts), st.booleans(), maybe(texts)
)
parameters = several(node(s.ParameterOfFunction, after_dot, plain))
jurisdiction_clause = st.one_of(
    node(s.Authority, declared, texts),
    node(s.TimeZone, texts),
    node(s.UsesCalendar, path),
    node(s.UsesScheme, path),
    node(s.Reaches, plain, expression, maybe(under)),
    node(s.NotModelled, texts),
)
instrument_clause = st.one_of(
    node(s.NumberOf, texts),
    node(s.IssuedBy, path, maybe(days)),
    node(s.SourceRead, texts, maybe(days)),
    node(s.Verified, days),
    confidence,
)
material_clause = st.one_of(
    node(s.Symbol, texts),
    node(s.CasNumber, texts),
    node(s.MaterialGroup, plain),
    node(s.Forms, names),
)
scheme_clause = st.one_of(
    node(s.Provided),
    node(s.Pattern, texts),
    node(s.Hierarchy, maybe(texts)),
    node(s.Closed),
    node(s.SchemeCode, code_text | digits | plain | texts, maybe(texts)),
    node(s.SchemeResult, declared, maybe(texts)),
)
question_clause = st.one_of(
    node(s.OfFact),
    node(s.OfLaw),
    node(s.AskedOf, plain),
    node(s.AnswerValidFor, quantity),
    guidance,
    node(s.Reading, declared, texts, maybe(texts)),
    node(s.Over, period),
    under,
)
reading_name = plain | st.sampled_from(["yes", "no"])
adopt = node(s.Adopt, path, reading_name, maybe(texts), maybe(days), maybe(texts))

keys = st.lists(plain, min_size=1, max_size=2).map(".".join)
fact: Strategy[Any] = st.recursive(
    literal | path | node(s.Negative, literal),
    lambda inner: (
        node(s.Record, several(node(s.Entry, keys, inner))) | node(s.FactList, several(inner))
    ),
    max_leaves=6,
)
record = node(s.Record, several(node(s.Entry, keys, fact), most=4))
verdict = st.one_of(
    node(s.ExpectOutcome, plain, maybe(plain)),
    node(s.ExpectRange, plain, plain),
    node(s.ExpectNot, plain),
    node(s.ExpectMissing, paths),
    node(s.ExpectDuty, plain),
)
expect = node(s.Expect, maybe(days), maybe(days), maybe(plain), verdict, several(path))

DECLARATIONS: dict[type, Strategy[Any]] = {
    s.Jurisdiction: node(s.Jurisdiction, declared, texts, several(jurisdiction_clause)),
    s.Instrument: node(s.Instrument, declared, texts, several(instrument_clause)),
    s.Entity: node(s.Entity, declared, maybe(texts), several(entity_field)),
    s.ExtendEntity: node(s.ExtendEntity, path, several(entity_field)),
    s.Actor: node(s.Actor, declared, texts, st.booleans()),
    s.EndUserClass: node(s.EndUserClass, declared, texts, expression),
    s.EndUseClass: node(s.EndUseClass, declared, texts, expression),
    s.Material: node(s.Material, declared, texts, several(material_clause)),
    s.Scheme: node(s.Scheme, declared, texts, several(scheme_clause)),
    s.ListDeclaration: node(s.ListDeclaration, declared, texts, list_clauses),
    s.ExtendList: node(s.ExtendList, path, list_clauses),
    s.Parameter: node(s.Parameter, declared, texts, clauses),
    s.Define: node(s.Define, declared, parameters, maybe(texts), expression),
    s.Question: node(s.Question, declared, parameters, texts, several(question_clause)),
    s.Rule: node(s.Rule, declared, clauses),
    s.Exempt: node(s.Exempt, declared, paths, clauses),
    s.Authorize: node(s.Authorize, declared, paths, clauses),
    s.Bar: node(s.Bar, declared, paths, clauses),
    s.Suspend: node(s.Suspend, paths, clauses),
    s.Resume: node(s.Resume, paths, clauses),
    s.Repeal: node(s.Repeal, paths, clauses),
    s.Amend: node(s.Amend, path, clauses),
    s.Profile: node(s.Profile, declared, texts, several(adopt)),
    s.Test: node(s.Test, texts, several(st.one_of(node(s.Given, record), expect, adopt))),
}
declaration = st.one_of(list(DECLARATIONS.values()))


def module_of(part: Strategy[Any], *, most: int = 4) -> Strategy[s.Module]:
    """Return modules with declarations of one sort."""
    uses = several(node(s.Use, path, maybe(declared)))
    where = st.just(NOWHERE)
    return node(s.Module, path, maybe(texts), uses, several(part, most=most), file=where)


module = module_of(declaration)

# Strategies that choose between many nodes, each of which a test must reach.
CHOICES: tuple[Strategy[Any], ...] = (
    expression,
    clause,
    list_clause,
    jurisdiction_clause,
    instrument_clause,
    material_clause,
    scheme_clause,
    question_clause,
    verdict,
    fact,
    type_expression,
)
