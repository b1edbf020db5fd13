"""Reductions of the grammar to nodes; the only file that knows the grammar's rules.

In: the name of a grammar rule and its children, tokens included. Out: a node. The parser calls
this bottom-up while it reads, so nothing here is recursive, whatever the depth of the text.
"""

import calendar
import re
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, TypeAlias

from attrs import evolve, frozen

from ecp_dsl import syntax as s
from ecp_dsl.diagnostic import Diagnostic, Fix, Label, diagnostic
from ecp_dsl.lexicon import Token
from ecp_dsl.source import SourceFile, Span
from ecp_dsl.tables import Production
from ecp_dsl.words import RESERVED

# What a child is follows from its place in the grammar rule, which the type checker cannot see.
Children: TypeAlias = Sequence[Any]

MAX_DIGITS = 60
_ESCAPE = re.compile(r'\\(["\\n])')


@frozen
class Header:
    """`module a.b "…"`."""

    name: s.Path
    title: str | None
    span: Span


@frozen
class _Detail:
    """A part of a member or of an expectation that has no node of its own."""

    kind: str
    value: Any
    span: Span


class Builder:
    """Makes the nodes of one file."""

    def __init__(self, file: SourceFile, report: Callable[[Diagnostic], None]) -> None:
        """Build for `file`; what is wrong inside a node goes to `report`."""
        self._file = file
        self._report = report
        self._grouped: set[int] = set()

    def reduce(self, production: Production, children: list[Any]) -> Any:
        """Make the value of a production that does more than pass its one child on."""
        flat = self._spliced(children) if production.splices else children
        if production.is_inline:
            return flat
        return _ACTIONS[production.name](self, flat)

    def _spliced(self, children: list[Any]) -> list[Any]:
        """Put what inline productions hold in their place."""
        for index, child in enumerate(children):
            if type(child) is list:
                # Invariant: lists are values of inline productions and are used once, so the
                # first may be grown in place; that keeps long files linear.
                flat = child if index == 0 else [*children[:index], *child]
                for later in children[index + 1 :]:
                    if type(later) is list:
                        flat.extend(later)
                    else:
                        flat.append(later)
                return flat
        return children

    def span(self, children: Children) -> Span:
        """Return the stretch from the first child to the last."""
        first, last = children[0], children[-1]
        start = first.start if type(first) is Token else first.span.start
        end = last.end if type(last) is Token else last.span.end
        return Span(self._file, start, end)

    def place(self, token: Token) -> Span:
        """Return the place of a token."""
        return Span(self._file, token.start, token.end)

    def declared(self, token: Token) -> str:
        """Return a name that is being given, unless it is a reserved word."""
        if token.value in RESERVED:
            self._reserved(token)
        return token.value

    def reference(self, path: s.Path) -> s.Path:
        """Return a name used in a condition, unless it is a reserved word."""
        if len(path.parts) == 1 and path.parts[0] in RESERVED:
            self._reserved(Token("NAME", path.parts[0], path.span.start, path.span.end))
        return path

    def _reserved(self, token: Token) -> None:
        """Report a reserved word in the place of a name."""
        self._report(
            diagnostic(
                "ECP0007",
                f"`{token.value}` is a word of the language and cannot be a name",
                self.place(token),
                "a name is needed here",
                help=f"choose another name, such as `{token.value}_1` or a longer word",
            )
        )

    def grouped(self, node: Any) -> Any:
        """Note that a condition stands in parentheses."""
        self._grouped.add(id(node.span))
        return node

    def check_mixed(self, operands: Sequence[Any]) -> None:
        """Warn of `and` beside `or` without parentheses."""
        for operand in operands:
            if isinstance(operand, s.And) and id(operand.span) not in self._grouped:
                span = operand.span
                written = self._file.text[span.start : span.end]
                self._report(
                    diagnostic(
                        "ECP0013",
                        "`and` and `or` stand beside one another without parentheses",
                        span,
                        "`and` joins these first",
                        help="put parentheses around what belongs together",
                        fix=Fix(span, f"({written})", "say that `and` joins first"),
                    )
                )

    def date(self, token: Token) -> date:
        """Return the date, or the nearest possible one after reporting an impossible date."""
        year, month, day = map(int, token.value.split("-"))
        try:
            return date(year, month, day)
        except ValueError:
            near = _nearest_date(year, month, day)
            self._report(
                diagnostic(
                    "ECP0008",
                    f"there is no such day as {token.value}",
                    self.place(token),
                    "not in the calendar",
                    help="a date is written year-month-day, such as 2026-01-06",
                )
            )
            return near

    def number(self, token: Token) -> Decimal:
        """Return the exact number."""
        if len(token.value) > MAX_DIGITS:
            self._report(
                diagnostic(
                    "ECP0001",
                    f"a number has at most {MAX_DIGITS} digits",
                    self.place(token),
                    f"this one has {len(token.value)} characters",
                )
            )
            return Decimal(0)
        return Decimal(token.value)

    def period(self, children: Children) -> s.Period:
        """Make a period; `to` is refused because it does not say whether the day is included."""
        start = end = None
        included = False
        for word, day in zip(children[::2], children[1::2], strict=True):
            if word.type == "FROM":
                start = self.date(day)
            else:
                end = self.date(day)
                included = word.type != "UNTIL"
            if word.type == "TO":
                self._report(
                    diagnostic(
                        "ECP0006",
                        f"`to {day.value}` leaves open whether that day is included",
                        self.place(word),
                        "included or not?",
                        help=f"write `through {day.value}` if that day is the last one included, "
                        f"`until {day.value}` if it is the first one not included",
                        notes=("the day written after `from` is always included",),
                        fix=Fix(self.place(word), "through", "include that day"),
                    )
                )
        return s.Period(start, end, included, span=self.span(children))

    def once(self, kind: str, details: Sequence[Any], what: Callable[[Any], bool]) -> Any:
        """Return the one detail of a kind; a second one is reported."""
        found = [detail for detail in details if what(detail)]
        if len(found) > 1:
            self._report(
                diagnostic(
                    "ECP0010",
                    f"a member has {kind} only once",
                    found[1].span,
                    "again here",
                    secondary=(Label(found[0].span, "first here"),),
                    help="remove one of the two",
                )
            )
        return found[0] if found else None


def text_of(token: Token) -> str:
    """Return what stands between the quotation marks."""
    value = token.value[1:-1]
    if "\\" not in value:
        return value
    return _ESCAPE.sub(lambda m: "\n" if m.group(1) == "n" else m.group(1), value)


def _nearest_date(year: int, month: int, day: int) -> date:
    """Return a possible date near an impossible one."""
    year, month = max(year, 1), min(max(month, 1), 12)
    return date(year, month, min(max(day, 1), calendar.monthrange(year, month)[1]))


# Finding children


def _after(c: Children, kind: str) -> Any:
    """Return the child that follows a keyword, or None."""
    for index, child in enumerate(c):
        if type(child) is Token and child.type == kind:
            return c[index + 1]
    return None


def _text_after(c: Children, kind: str) -> str | None:
    token = _after(c, kind)
    return None if token is None else text_of(token)


def _date_after(b: Builder, c: Children, kind: str) -> date | None:
    token = _after(c, kind)
    return None if token is None else b.date(token)


def _path_after(c: Children, kind: str) -> s.Path | None:
    path: s.Path | None = _after(c, kind)
    return path


def _nodes(c: Children) -> tuple[Any, ...]:
    return tuple(child for child in c if type(child) is not Token)


def _body(c: Children) -> tuple[Any, ...]:
    """Return the nodes after the opening brace."""
    for index, child in enumerate(c):
        if type(child) is Token and child.type == "LBRACE":
            return _nodes(c[index + 1 :])
    raise AssertionError("a body begins with a brace")


def _first(c: Children, *types: type) -> Any:
    return next((child for child in c if isinstance(child, types)), None)


def _free_text(c: Children, *, start: int = 1) -> str | None:
    """Return the text that follows no keyword of its own, or None."""
    for index in range(start, len(c)):
        child, before = c[index], c[index - 1]
        is_text = type(child) is Token and child.type == "STRING"
        if is_text and not (type(before) is Token and before.type in _TEXT_KEYWORDS):
            return text_of(child)
    return None


_TEXT_KEYWORDS = frozenset({"AS", "BY", "SOURCE", "DOCUMENT", "CLAUSE", "HELD_BY"})


# Files and vocabulary


def _start(b: Builder, c: Children) -> tuple[Any, ...]:
    return tuple(c)


def _module_header(b: Builder, c: Children) -> Header:
    return Header(c[1], text_of(c[2]) if len(c) > 2 else None, b.span(c))


def _use(b: Builder, c: Children) -> s.Use:
    alias = _after(c, "AS")
    return s.Use(c[1], None if alias is None else b.declared(alias), span=b.span(c))


def _jurisdiction(b: Builder, c: Children) -> s.Jurisdiction:
    return s.Jurisdiction(b.declared(c[1]), text_of(c[2]), _body(c), span=b.span(c))


def _authority(b: Builder, c: Children) -> s.Authority:
    return s.Authority(b.declared(c[1]), text_of(c[2]), span=b.span(c))


def _reaches(b: Builder, c: Children) -> s.Reaches:
    return s.Reaches(c[1].value, c[3], c[4] if len(c) > 4 else None, span=b.span(c))


def _instrument(b: Builder, c: Children) -> s.Instrument:
    return s.Instrument(b.declared(c[1]), text_of(c[2]), _body(c), span=b.span(c))


def _issued_by(b: Builder, c: Children) -> s.IssuedBy:
    return s.IssuedBy(c[1], _date_after(b, c, "ON"), span=b.span(c))


def _source_read(b: Builder, c: Children) -> s.SourceRead:
    return s.SourceRead(text_of(c[1]), _date_after(b, c, "READ"), span=b.span(c))


def _entity(b: Builder, c: Children) -> s.Entity:
    title = text_of(c[2]) if c[2].type == "STRING" else None
    return s.Entity(b.declared(c[1]), title, _body(c), span=b.span(c))


def _extend_entity(b: Builder, c: Children) -> s.ExtendEntity:
    return s.ExtendEntity(c[2], _body(c), span=b.span(c))


def _field(b: Builder, c: Children) -> s.FieldDeclaration:
    guarded = any(type(child) is Token and child.type == "GUARDED" for child in c)
    return s.FieldDeclaration(
        c[0].value, c[2], _text_after(c, "AS"), guarded, _free_text(c), span=b.span(c)
    )


def _named_type(b: Builder, c: Children) -> s.NamedType:
    return s.NamedType(c[0].value, c[2].value if len(c) > 1 else (), span=b.span(c))


def _one_of(b: Builder, c: Children) -> s.OneOf:
    return s.OneOf(c[2].value, span=b.span(c))


def _actor(b: Builder, c: Children) -> s.Actor:
    return s.Actor(b.declared(c[1]), text_of(c[2]), len(c) > 3, span=b.span(c))


def _end_user_class(b: Builder, c: Children) -> s.EndUserClass:
    return s.EndUserClass(b.declared(c[1]), text_of(c[2]), c[4], span=b.span(c))


def _end_use_class(b: Builder, c: Children) -> s.EndUseClass:
    return s.EndUseClass(b.declared(c[1]), text_of(c[2]), c[4], span=b.span(c))


def _material(b: Builder, c: Children) -> s.Material:
    return s.Material(b.declared(c[1]), text_of(c[2]), _body(c), span=b.span(c))


def _scheme(b: Builder, c: Children) -> s.Scheme:
    return s.Scheme(b.declared(c[1]), text_of(c[2]), _body(c), span=b.span(c))


def _hierarchy(b: Builder, c: Children) -> s.Hierarchy:
    separator = None if c[1].type == "PREFIX" else text_of(c[1])
    return s.Hierarchy(separator, span=b.span(c))


def _key_text(token: Token) -> str:
    return text_of(token) if token.type == "STRING" else token.value


def _scheme_code(b: Builder, c: Children) -> s.SchemeCode:
    title = text_of(c[2]) if len(c) > 2 else None
    return s.SchemeCode(_key_text(c[1]), title, span=b.span(c))


def _scheme_result(b: Builder, c: Children) -> s.SchemeResult:
    title = text_of(c[2]) if len(c) > 2 else None
    return s.SchemeResult(b.declared(c[1]), title, span=b.span(c))


def _list(b: Builder, c: Children) -> s.ListDeclaration:
    return s.ListDeclaration(b.declared(c[1]), text_of(c[2]), _body(c), span=b.span(c))


def _extend_list(b: Builder, c: Children) -> s.ExtendList:
    return s.ExtendList(c[2], _body(c), span=b.span(c))


def _member(b: Builder, c: Children) -> s.Member:
    details = _nodes(c[2:])

    def one(kind: str, words: str) -> Any:
        found = b.once(words, details, lambda d: isinstance(d, _Detail) and d.kind == kind)
        return None if found is None else found.value

    def many(kind: str) -> tuple[Any, ...]:
        groups = (d.value for d in details if isinstance(d, _Detail) and d.kind == kind)
        return tuple(value for group in groups for value in group)

    return s.Member(
        _key_text(c[1]),
        c[1].type == "STRING",
        _free_text(c[:3], start=2),
        many("alias"),
        tuple(d for d in details if isinstance(d, s.Identifier)),
        one("country", "its country"),
        many("hs"),
        many("material"),
        b.once("its citation", details, lambda d: isinstance(d, s.Under)),
        b.once("its period", details, lambda d: isinstance(d, s.Period)),
        span=b.span(c),
    )


def _texts(kind: str) -> "Action":
    def make(b: Builder, c: Children) -> _Detail:
        texts = tuple(text_of(t) for t in c if type(t) is Token and t.type == "STRING")
        return _Detail(kind, texts, b.span(c))

    return make


def _materials(b: Builder, c: Children) -> _Detail:
    return _Detail("material", _nodes(c), b.span(c))


def _country(b: Builder, c: Children) -> _Detail:
    return _Detail("country", c[1].value, b.span(c))


def _include(b: Builder, c: Children) -> s.Include:
    return s.Include(c[1], c[2] if len(c) > 2 else None, span=b.span(c))


def _remove(b: Builder, c: Children) -> s.Remove:
    return s.Remove(_key_text(c[1]), c[1].type == "STRING", b.date(c[3]), span=b.span(c))


def _parameter(b: Builder, c: Children) -> s.Parameter:
    return s.Parameter(b.declared(c[1]), text_of(c[2]), _body(c), span=b.span(c))


def _define(b: Builder, c: Children) -> s.Define:
    return s.Define(b.declared(c[1]), _parameters(c), _free_text(c), _body(c)[0], span=b.span(c))


def _parameters(c: Children) -> tuple[s.ParameterOfFunction, ...]:
    detail = _first(c, _Detail)
    return () if detail is None else detail.value


def _question(b: Builder, c: Children) -> s.Question:
    text = _free_text(c) or ""
    return s.Question(b.declared(c[1]), _parameters(c), text, _body(c), span=b.span(c))


def _function_parameters(b: Builder, c: Children) -> _Detail:
    return _Detail("parameters", _nodes(c), b.span(c))


def _function_parameter(b: Builder, c: Children) -> s.ParameterOfFunction:
    return s.ParameterOfFunction(c[0].value, c[2].value, span=b.span(c))


def _reading(b: Builder, c: Children) -> s.Reading:
    held_by = _text_after(c, "HELD_BY")
    return s.Reading(b.declared(c[1]), text_of(c[2]), held_by, span=b.span(c))


# Provisions and their clauses


def _provision(node: type[Any]) -> "Action":
    """Make the action of `rule NAME { … }`, with or without targets."""

    def make(b: Builder, c: Children) -> Any:
        targets = [child.value for child in c[:4] if isinstance(child, _Detail)]
        return node(b.declared(c[1]), *targets, _body(c), span=b.span(c))

    return make


def _later_act(node: type[Any]) -> "Action":
    """Make the action of `suspend PATHS { … }`."""

    def make(b: Builder, c: Children) -> Any:
        target = c[1].value if isinstance(c[1], _Detail) else c[1]
        return node(target, _body(c), span=b.span(c))

    return make


def _under(b: Builder, c: Children) -> s.Under:
    return s.Under(c[1], _text_after(c, "CLAUSE"), span=b.span(c))


def _require_license(b: Builder, c: Children) -> s.RequireLicense:
    review = _after(c, "REVIEW")
    return s.RequireLicense(
        _path_after(c, "FROM"), None if review is None else review.value, span=b.span(c)
    )


def _require_notification(b: Builder, c: Children) -> s.RequireNotification:
    return s.RequireNotification(_path_after(c, "TO"), _after(c, "WITHIN"), span=b.span(c))


def _oblige(b: Builder, c: Children) -> s.Oblige:
    return s.Oblige(
        c[1].value,
        _first(c, s.Path),
        _free_text(c, start=2),
        _text_after(c, "DOCUMENT"),
        _after(c, "WITHIN"),
        span=b.span(c),
    )


def _guidance(b: Builder, c: Children) -> s.Guidance:
    return s.Guidance(
        text_of(c[1]),
        _text_after(c, "BY"),
        _date_after(b, c, "ON"),
        _text_after(c, "SOURCE"),
        span=b.span(c),
    )


def _condition(b: Builder, c: Children) -> s.Condition:
    return s.Condition(c[1], text_of(c[2]) if len(c) > 2 else None, span=b.span(c))


def _limit(b: Builder, c: Children) -> s.Limit:
    return s.Limit(c[1], text_of(c[2]) if len(c) > 2 else None, span=b.span(c))


def _value(b: Builder, c: Children) -> s.Value:
    return s.Value(c[1], _first(c[2:], s.Period), _first(c[2:], s.Under), span=b.span(c))


def _period(b: Builder, c: Children) -> s.Period:
    return b.period(c)


# Profiles and tests


def _profile(b: Builder, c: Children) -> s.Profile:
    return s.Profile(b.declared(c[1]), text_of(c[2]), _body(c), span=b.span(c))


def _adopt(b: Builder, c: Children) -> s.Adopt:
    return s.Adopt(
        c[1],
        c[3].value,
        _text_after(c, "BY"),
        _date_after(b, c, "ON"),
        _free_text(c, start=4),
        span=b.span(c),
    )


def _test(b: Builder, c: Children) -> s.Test:
    return s.Test(text_of(c[1]), _body(c), span=b.span(c))


def _negative_fact(b: Builder, c: Children) -> s.Negative:
    return s.Negative(c[1], span=b.span(c))


def _expect(b: Builder, c: Children) -> s.Expect:
    def detail(kind: str) -> Any:
        return next((d.value for d in c if isinstance(d, _Detail) and d.kind == kind), None)

    jurisdiction = next((t.value for t in c if type(t) is Token and t.type == "NAME"), None)
    verdict = next(n for n in c if type(n) is not Token and not isinstance(n, _Detail))
    return s.Expect(
        detail("on"),
        detail("known_at"),
        jurisdiction,
        verdict,
        detail("because") or (),
        span=b.span(c),
    )


def _dated(kind: str) -> "Action":
    return lambda b, c: _Detail(kind, b.date(c[1]), b.span(c))


def _because(b: Builder, c: Children) -> _Detail:
    return _Detail("because", c[1].value, b.span(c))


def _expect_outcome(b: Builder, c: Children) -> s.ExpectOutcome:
    return s.ExpectOutcome(c[0].value, c[2].value if len(c) > 2 else None, span=b.span(c))


# Expressions


def _chain(node: type[s.And] | type[s.Or]) -> "Action":
    """Make the action of `x and y and …`, which is also reduced for a single `x`."""

    def make(b: Builder, c: Children) -> Any:
        if len(c) == 1:
            return c[0]
        if node is s.Or:
            b.check_mixed(_nodes(c))
        return node(_nodes(c), span=b.span(c))

    return make


def _compare(b: Builder, c: Children) -> s.Compare:
    return s.Compare(c[1].value, c[0], c[2], span=b.span(c))


def _membership(operator: str, negated: bool) -> "Action":
    return lambda b, c: s.Membership(operator, negated, c[0], c[-1], span=b.span(c))


def _arithmetic(b: Builder, c: Children) -> s.Arithmetic:
    return s.Arithmetic(c[1].value, c[0], c[2], span=b.span(c))


def _group(b: Builder, c: Children) -> Any:
    return b.grouped(evolve(c[1], span=b.span(c)))


def _call(b: Builder, c: Children) -> s.Call:
    return s.Call(c[0], _nodes(c[2:]), span=b.span(c))


def _quantifier(kind: str) -> "Action":
    return lambda b, c: s.Quantifier(kind, b.declared(c[1]), c[3], c[6], span=b.span(c))


def _count(b: Builder, c: Children) -> s.Count:
    return s.Count(b.declared(c[1]), c[3], _where_of(c), span=b.span(c))


def _sum(b: Builder, c: Children) -> s.Sum:
    return s.Sum(c[1], b.declared(c[3]), c[5], _where_of(c), span=b.span(c))


def _share(b: Builder, c: Children) -> s.Share:
    return s.Share(
        c[1].value, b.declared(c[3]), c[5], _where_of(c), _path_after(c, "OVER"), span=b.span(c)
    )


def _where(b: Builder, c: Children) -> _Detail:
    return _Detail("where", c[2], b.span(c))


def _where_of(c: Children) -> Any:
    detail = _first(c, _Detail)
    return None if detail is None else detail.value


def _path(b: Builder, c: Children) -> s.Path:
    return s.Path(tuple([token.value for token in c[::2]]), span=b.span(c))


def _names(b: Builder, c: Children) -> _Detail:
    return _Detail("names", tuple(t.value for t in c if t.type == "NAME"), b.span(c))


def _reference(b: Builder, c: Children) -> s.Path:
    return b.reference(c[0])


def _quantity(b: Builder, c: Children) -> s.Quantity:
    unit = c[1].value if len(c) == 2 else f"working {c[2].value}"
    return s.Quantity(b.number(c[0]), unit, span=b.span(c))


# One action for each name


Action: TypeAlias = Callable[[Builder, Children], Any]


def _nothing(node: type[Any]) -> Action:
    """Make the action of a clause that is only words."""
    return lambda b, c: node(span=b.span(c))


def _text(node: type[Any]) -> Action:
    """Make the action of a keyword with a text."""
    return lambda b, c: node(text_of(c[1]), span=b.span(c))


def _name(node: type[Any]) -> Action:
    """Make the action of a keyword with a word."""
    return lambda b, c: node(c[1].value, span=b.span(c))


def _child(node: type[Any]) -> Action:
    """Make the action of a keyword with a node."""
    return lambda b, c: node(c[1], span=b.span(c))


def _many(node: type[Any]) -> Action:
    """Make the action of a keyword with several names."""
    return lambda b, c: node(c[1].value, span=b.span(c))


_ACTIONS: dict[str, Action] = {
    "start": _start,
    "module_header": _module_header,
    "use": _use,
    "jurisdiction": _jurisdiction,
    "authority": _authority,
    "time_zone": _text(s.TimeZone),
    "uses_calendar": _child(s.UsesCalendar),
    "uses_scheme": _child(s.UsesScheme),
    "reaches": _reaches,
    "not_modelled": _text(s.NotModelled),
    "instrument": _instrument,
    "number_of": _text(s.NumberOf),
    "issued_by": _issued_by,
    "source_read": _source_read,
    "verified": lambda b, c: s.Verified(b.date(c[1]), span=b.span(c)),
    "entity": _entity,
    "extend_entity": _extend_entity,
    "field": _field,
    "named_type": _named_type,
    "one_of": _one_of,
    "list_of": _child(s.ListOf),
    "code_of": _child(s.CodeOf),
    "actor": _actor,
    "end_user_class": _end_user_class,
    "end_use_class": _end_use_class,
    "material": _material,
    "symbol": _text(s.Symbol),
    "cas_number": _text(s.CasNumber),
    "material_group": _name(s.MaterialGroup),
    "forms": _many(s.Forms),
    "scheme": _scheme,
    "provided": _nothing(s.Provided),
    "pattern": _text(s.Pattern),
    "hierarchy": _hierarchy,
    "closed": _nothing(s.Closed),
    "scheme_code": _scheme_code,
    "scheme_result": _scheme_result,
    "list": _list,
    "extend_list": _extend_list,
    "of_parties": _nothing(s.OfParties),
    "of_codes": _child(s.OfCodes),
    "member": _member,
    "include": _include,
    "remove": _remove,
    "alias": _texts("alias"),
    "identifier": lambda b, c: s.Identifier(text_of(c[1]), text_of(c[2]), span=b.span(c)),
    "country": _country,
    "hs": _texts("hs"),
    "materials": _materials,
    "parameter": _parameter,
    "define": _define,
    "question": _question,
    "function_parameters": _function_parameters,
    "function_parameter": _function_parameter,
    "of_fact": _nothing(s.OfFact),
    "of_law": _nothing(s.OfLaw),
    "asked_of": _name(s.AskedOf),
    "answer_valid_for": _child(s.AnswerValidFor),
    "reading": _reading,
    "over": _child(s.Over),
    "rule": _provision(s.Rule),
    "exempt": _provision(s.Exempt),
    "authorize": _provision(s.Authorize),
    "bar": _provision(s.Bar),
    "suspend": _later_act(s.Suspend),
    "resume": _later_act(s.Resume),
    "repeal": _later_act(s.Repeal),
    "amend": _later_act(s.Amend),
    "title": _text(s.Title),
    "governs": _many(s.Governs),
    "without": _many(s.Without),
    "when": _child(s.When),
    "judged_at": _child(s.JudgedAt),
    "prohibit": _nothing(s.Prohibit),
    "require_license": _require_license,
    "require_notification": _require_notification,
    "oblige": _oblige,
    "even_prohibition": _nothing(s.EvenProhibition),
    "kind": _name(s.Kind),
    "condition": _condition,
    "limit": _limit,
    "if_": lambda b, c: s.If(c[-1], says_reading=len(c) > 2, span=b.span(c)),
    "value": _value,
    "under": _under,
    "in_force": _child(s.InForce),
    "guidance": _guidance,
    "confidence": _name(s.Confidence),
    "period_from": _period,
    "period_to": _period,
    "profile": _profile,
    "adopt": _adopt,
    "test": _test,
    "given": _child(s.Given),
    "record": lambda b, c: s.Record(_nodes(c), span=b.span(c)),
    "entry": lambda b, c: s.Entry(c[0].value, c[2], span=b.span(c)),
    "fact_list": lambda b, c: s.FactList(_nodes(c), span=b.span(c)),
    "negative_fact": _negative_fact,
    "expect": _expect,
    "expect_on": _dated("on"),
    "expect_known_at": _dated("known_at"),
    "expect_outcome": _expect_outcome,
    "expect_range": lambda b, c: s.ExpectRange(c[0].value, c[2].value, span=b.span(c)),
    "expect_not": _name(s.ExpectNot),
    "expect_missing": _many(s.ExpectMissing),
    "expect_duty": _name(s.ExpectDuty),
    "because": _because,
    "or_": _chain(s.Or),
    "and_": _chain(s.And),
    "not_": lambda b, c: s.Not(c[1], span=b.span(c)),
    "compare": _compare,
    "is_not": _membership("is", True),
    "is_": _membership("is", False),
    "in_": _membership("in", False),
    "not_in": _membership("in", True),
    "within": _membership("within", False),
    "not_within": _membership("within", True),
    "set_of": lambda b, c: s.SetOf(_nodes(c), span=b.span(c)),
    "arithmetic": _arithmetic,
    "negative": lambda b, c: s.Negative(c[1], span=b.span(c)),
    "group": _group,
    "reference": _reference,
    "call": _call,
    "any_": _quantifier("any"),
    "every": _quantifier("every"),
    "count": _count,
    "sum": _sum,
    "share": _share,
    "where": _where,
    "yes": lambda b, c: s.YesNo(True, span=b.span(c)),
    "no": lambda b, c: s.YesNo(False, span=b.span(c)),
    "absent": lambda b, c: s.Absent(span=b.span(c)),
    "number": lambda b, c: s.Number(b.number(c[0]), span=b.span(c)),
    "percent": lambda b, c: s.Percent(b.number(c[0]), span=b.span(c)),
    "quantity": _quantity,
    "date": lambda b, c: s.DateLiteral(b.date(c[0]), span=b.span(c)),
    "text": lambda b, c: s.Text(text_of(c[0]), span=b.span(c)),
    "code": lambda b, c: s.Code(c[0].value, span=b.span(c)),
    "path": _path,
    "paths": lambda b, c: _Detail("paths", _nodes(c), b.span(c)),
    "names": _names,
    "dropped": _names,
    "key": lambda b, c: c[0],
}
