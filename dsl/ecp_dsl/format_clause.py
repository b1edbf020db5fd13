"""Clauses as lines of text: one clause a line, broken between its parts where it is too long."""

from datetime import date
from typing import TypeAlias, assert_never

from ecp_dsl import syntax as s
from ecp_dsl.format_expression import (
    WIDTH,
    Commented,
    lay_out,
    literal,
    number,
    paths,
    quantity,
    quoted,
    uncommented,
)
from ecp_dsl.tables import is_bare_key

AnyClause: TypeAlias = (
    s.Clause
    | s.JurisdictionClause
    | s.InstrumentClause
    | s.MaterialClause
    | s.SchemeClause
    | s.ListClause
    | s.QuestionClause
    | s.Adopt
    | s.Expect
    | s.FieldDeclaration
)


def clause_lines(clause: AnyClause, indent: int, commented: Commented = uncommented) -> list[str]:
    """Return the lines of a clause, indented; `commented` tells where comments are."""
    expression: s.Expr | None = None
    before, after = "", list[str]()
    match clause:
        case s.When(expression):
            before = "when"
        case s.If(expression, says_reading=says_reading):
            before = "if reading" if says_reading else "if"
        case s.Condition(expression, text):
            before, after = "condition", _text(text)
        case s.Limit(expression, text):
            before, after = "limit", _text(text)
        case s.Value(expression, dates, under):
            before, after = "value", [*_period(dates), *_under(under)]
        case s.Reaches(act, expression, under):
            before, after = f"reaches {act} when", _under(under)
        case _:
            return fill(_parts(clause), indent)
    margin = " " * indent
    start = f"{margin}{before} "
    lines = lay_out(expression, column=len(start), indent=indent + 2, commented=commented)
    lines[0] = start + lines[0]
    tail = " ".join(after)
    if tail and len(lines[-1]) + 1 + len(tail) > WIDTH:
        lines.append(f"{margin}  {tail}")
    elif tail:
        lines[-1] = f"{lines[-1]} {tail}"
    return lines


def fill(parts: list[str], indent: int) -> list[str]:
    """Return parts on one line, or on several where they do not fit; the first line is short."""
    lines = [" " * indent + parts[0]]
    for part in parts[1:]:
        if len(lines[-1]) + 1 + len(part) <= WIDTH:
            lines[-1] = f"{lines[-1]} {part}"
        else:
            lines.append(f"{' ' * (indent + 2)}{part}")
    return lines


def _parts(clause: AnyClause) -> list[str]:  # one case for each clause
    """Return the parts of a clause without an expression."""
    match clause:
        case s.Title(text):
            return [f"title {quoted(text)}"]
        case s.Under():
            return _under(clause)
        case s.Governs(acts):
            return [f"governs {', '.join(acts)}"]
        case s.JudgedAt(event):
            return [f"judged at {event}"]
        case s.Without(names):
            return [f"without {', '.join(names)}"]
        case s.InForce(dates):
            return [" ".join(["in force", *_period(dates)])]
        case s.Prohibit():
            return ["prohibit"]
        case s.RequireLicense(authority, review):
            return ["require license", *_named("from", authority), *_named("review", review)]
        case s.RequireNotification(authority, within):
            return ["require notification", *_named("to", authority), *_within(within)]
        case s.Oblige(duty, authority, text, document, within):
            whom = [] if authority is None else [str(authority)]
            shown = _text(document, "document")
            return [f"oblige {duty}", *whom, *_text(text), *shown, *_within(within)]
        case s.Guidance(text, by, on, source):
            return [
                f"guidance {quoted(text)}",
                *_text(by, "by"),
                *_date("on", on),
                *_text(source, "source"),
            ]
        case s.Confidence(level):
            return [f"confidence {level}"]
        case s.EvenProhibition():
            return ["even prohibition"]
        case s.Kind(name):
            return [f"kind {name}"]
        case s.FieldDeclaration(name, kind, key, guarded, title):
            guard = ["guarded"] if guarded else []
            # Long lines break between the words of a type.
            first, *words = type_text(kind).replace(", ", ",\n").split("\n")
            return [f"{name}: {first}", *words, *_text(key, "as"), *guard, *_text(title)]
        case s.When() | s.If() | s.Condition() | s.Limit() | s.Value() | s.Reaches():
            raise AssertionError("clauses with an expression are laid out, not filled")
        case s.Authority() | s.TimeZone() | s.UsesCalendar() | s.UsesScheme() | s.NotModelled():
            return _jurisdiction_parts(clause)
        case s.NumberOf() | s.IssuedBy() | s.SourceRead() | s.Verified():
            return _instrument_parts(clause)
        case s.Symbol() | s.CasNumber() | s.MaterialGroup() | s.Forms():
            return _material_parts(clause)
        case (
            s.Provided()
            | s.Pattern()
            | s.Hierarchy()
            | s.Closed()
            | s.SchemeCode()
            | s.SchemeResult()
        ):
            return _scheme_parts(clause)
        case s.OfParties() | s.OfCodes() | s.Member() | s.Include() | s.Remove():
            return _list_parts(clause)
        case s.OfFact() | s.OfLaw() | s.AskedOf() | s.AnswerValidFor() | s.Reading() | s.Over():
            return _question_parts(clause)
        case s.Adopt() | s.Expect():
            return _test_parts(clause)
        case _:
            assert_never(clause)


def _jurisdiction_parts(
    clause: s.Authority | s.TimeZone | s.UsesCalendar | s.UsesScheme | s.NotModelled,
) -> list[str]:
    match clause:
        case s.Authority(name, title):
            return [f"authority {name} {quoted(title)}"]
        case s.TimeZone(zone):
            return [f"time zone {quoted(zone)}"]
        case s.UsesCalendar(calendar):
            return [f"calendar {calendar}"]
        case s.UsesScheme(scheme):
            return [f"scheme {scheme}"]
        case s.NotModelled(text):
            return [f"not modelled {quoted(text)}"]
        case _:
            assert_never(clause)


def _instrument_parts(clause: s.NumberOf | s.IssuedBy | s.SourceRead | s.Verified) -> list[str]:
    match clause:
        case s.NumberOf(text):
            return [f"number {quoted(text)}"]
        case s.IssuedBy(authority, on):
            return [f"issued by {authority}", *_date("on", on)]
        case s.SourceRead(address, read):
            return [f"source {quoted(address)}", *_date("read", read)]
        case s.Verified(on):
            return [f"verified {on.isoformat()}"]
        case _:
            assert_never(clause)


def _material_parts(clause: s.Symbol | s.CasNumber | s.MaterialGroup | s.Forms) -> list[str]:
    match clause:
        case s.Symbol(text):
            return [f"symbol {quoted(text)}"]
        case s.CasNumber(text):
            return [f"cas {quoted(text)}"]
        case s.MaterialGroup(name):
            return [f"group {name}"]
        case s.Forms(names):
            return [f"forms {', '.join(names)}"]
        case _:
            assert_never(clause)


def _scheme_parts(clause: s.SchemeClause) -> list[str]:
    match clause:
        case s.Provided():
            return ["provided"]
        case s.Pattern(expression):
            return [f"pattern {quoted(expression)}"]
        case s.Hierarchy(separator):
            return [f"hierarchy by {'prefix' if separator is None else quoted(separator)}"]
        case s.Closed():
            return ["closed"]
        case s.SchemeCode(code, title):
            key = code if is_bare_key(code) else quoted(code)
            return [f"code {key}", *_text(title)]
        case s.SchemeResult(name, title):
            return [f"result {name}", *_text(title)]
        case _:
            assert_never(clause)


def _list_parts(
    clause: s.OfParties | s.OfCodes | s.Member | s.Include | s.Remove,
) -> list[str]:
    match clause:
        case s.OfParties():
            return ["of parties"]
        case s.OfCodes(scheme):
            return [f"of codes of {scheme}"]
        case s.Member():
            return _member(clause)
        case s.Include(other, dates):
            return [f"include {other}", *_period(dates)]
        case s.Remove(key, is_quoted, start):
            return [f"remove {quoted(key) if is_quoted else key}", f"from {start.isoformat()}"]
        case _:
            assert_never(clause)


def _member(member: s.Member) -> list[str]:
    """Return the parts of a member: what it is, then its citation and period."""
    parts = [f"member {quoted(member.key) if member.quoted else member.key}", *_text(member.title)]
    if member.aliases:
        parts.append(f"alias {', '.join(map(quoted, member.aliases))}")
    parts += [f"identifier {quoted(i.scheme)} {quoted(i.value)}" for i in member.identifiers]
    parts += _named("country", member.country)
    if member.hs:
        parts.append(f"hs {', '.join(map(quoted, member.hs))}")
    if member.materials:
        parts.append(f"material {paths(member.materials)}")
    return [*parts, *_under(member.under), *_period(member.period)]


def _question_parts(
    clause: s.OfFact | s.OfLaw | s.AskedOf | s.AnswerValidFor | s.Reading | s.Over,
) -> list[str]:
    match clause:
        case s.OfFact():
            return ["of fact"]
        case s.OfLaw():
            return ["of law"]
        case s.AskedOf(role):
            return [f"asked of {role}"]
        case s.AnswerValidFor(duration):
            return [f"answer valid for {quantity(duration)}"]
        case s.Reading(name, text, held_by):
            return [f"reading {name} {quoted(text)}", *_text(held_by, "held by")]
        case s.Over(dates):
            return [" ".join(["over", *_period(dates)])]
        case _:
            assert_never(clause)


def _test_parts(clause: s.Adopt | s.Expect) -> list[str]:
    match clause:
        case s.Adopt(question, reading, by, on, reason):
            start = f"adopt {question} is {reading}"
            return [start, *_text(by, "by"), *_date("on", on), *_text(reason)]
        case s.Expect(on, known_at, jurisdiction, verdict, because):
            whose = [] if jurisdiction is None else [jurisdiction]
            why = [f"because {paths(because)}"] if because else []
            when = [*_date("on", on), *_date("known at", known_at)]
            return [" ".join(["expect", *when, *whose, _verdict(verdict)]), *why]
        case _:
            assert_never(clause)


def _verdict(verdict: s.Verdict) -> str:
    """Return what a test expects."""
    match verdict:
        case s.ExpectOutcome(outcome, review):
            return outcome if review is None else f"{outcome} review {review}"
        case s.ExpectRange(at_least, at_most):
            return f"{at_least} to {at_most}"
        case s.ExpectNot(outcome):
            return f"not {outcome}"
        case s.ExpectMissing(names):
            return f"missing {paths(names)}"
        case s.ExpectDuty(name):
            return f"duty {name}"
        case _:
            assert_never(verdict)


def type_text(kind: s.TypeExpr) -> str:
    """Return a type."""
    match kind:
        case s.NamedType(name, ordinary):
            return f"{name} {{ {', '.join(ordinary)} }}" if ordinary else name
        case s.OneOf(values):
            return f"one of {{ {', '.join(values)} }}"
        case s.ListOf(element):
            return f"list of {type_text(element)}"
        case s.CodeOf(scheme):
            return f"code of {scheme}"
        case _:
            assert_never(kind)


def flat_fact(fact: s.Fact) -> str:
    """Return a fact of a test on one line."""
    match fact:
        case s.Record(entries):
            inner = ", ".join(f"{entry.key}: {flat_fact(entry.value)}" for entry in entries)
            return f"{{ {inner} }}" if entries else "{}"
        case s.FactList(values):
            return f"[{', '.join(map(flat_fact, values))}]"
        case s.Path():
            return str(fact)
        case s.Negative(s.Number(value)):
            return f"-{number(value)}"
        case s.Negative(operand):
            return f"-{flat_fact(operand)}"  # type: ignore[arg-type]  # facts negate only literals
        case _:
            return literal(fact)


# Parts that many clauses share: each returns no part, or one.


def _text(text: str | None, word: str = "") -> list[str]:
    return [] if text is None else [f"{word} {quoted(text)}".lstrip()]


def _named(word: str, name: s.Path | str | None) -> list[str]:
    return [] if name is None else [f"{word} {name}"]


def _date(word: str, day: date | None) -> list[str]:
    return [] if day is None else [f"{word} {day.isoformat()}"]


def _within(within: s.Quantity | None) -> list[str]:
    return [] if within is None else [f"within {quantity(within)}"]


def _under(under: s.Under | None) -> list[str]:
    if under is None:
        return []
    return [" ".join([f"under {under.instrument}", *_text(under.clause, "clause")])]


def _period(dates: s.Period | None) -> list[str]:
    if dates is None:
        return []
    end = _date("through" if dates.end_included else "until", dates.end)
    return [" ".join([*_date("from", dates.start), *end])]
