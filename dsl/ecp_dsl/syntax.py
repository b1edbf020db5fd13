"""Nodes of the syntax tree: what the author wrote, nothing resolved.

Spans do not take part in equality, so that trees compare by meaning. Clauses keep the order in
which they were written, since a rule file mirrors the gazette.
"""

# ruff: noqa: RUF009 -- _span() declares an attribute, it is not a default value

from datetime import date
from decimal import Decimal
from typing import TypeAlias

from attrs import field, frozen

from ecp_dsl.source import SourceFile, Span


def _span() -> Span:
    """Declare the span attribute of a node."""
    return field(eq=False, repr=False, kw_only=True)  # type: ignore[no-any-return]  # attrs types field() as Any


# Names and literals


@frozen
class Path:
    """A dotted name: `xx.ministry.a2026_01.military_use`, `end_user.country`."""

    parts: tuple[str, ...]
    span: Span = _span()

    def __str__(self) -> str:
        """Return the name as written."""
        return ".".join(self.parts)


@frozen
class YesNo:
    """`yes` or `no`."""

    value: bool
    span: Span = _span()


@frozen
class Absent:
    """`none`: known not to be there."""

    span: Span = _span()


@frozen
class Number:
    """A plain number."""

    value: Decimal
    span: Span = _span()


@frozen
class Percent:
    """A percentage; 0.1 % has the value 0.1."""

    value: Decimal
    span: Span = _span()


@frozen
class Quantity:
    """A number with a unit: `5 kg`, `5000 USD`, `12 months`, `45 working days`."""

    value: Decimal
    unit: str
    span: Span = _span()


@frozen
class DateLiteral:
    """A calendar date."""

    value: date
    span: Span = _span()


@frozen
class Text:
    """A text between quotes."""

    value: str
    span: Span = _span()


@frozen
class Code:
    """A classification code written without quotes: `1C905.a.4`."""

    value: str
    span: Span = _span()


# Expressions


@frozen
class Call:
    """A question or definition applied to arguments."""

    function: Path
    arguments: "tuple[Expr, ...]"
    span: Span = _span()


@frozen
class SetOf:
    """`{ a, b }`."""

    members: "tuple[Expr, ...]"
    span: Span = _span()


@frozen
class Not:
    """`not x`."""

    operand: "Expr"
    span: Span = _span()


@frozen
class And:
    """`x and y and …`."""

    operands: "tuple[Expr, ...]"
    span: Span = _span()


@frozen
class Or:
    """`x or y or …`."""

    operands: "tuple[Expr, ...]"
    span: Span = _span()


@frozen
class Compare:
    """`x >= y`; the operator is one of `=`, `!=`, `<`, `<=`, `>`, `>=`."""

    operator: str
    left: "Expr"
    right: "Expr"
    span: Span = _span()


@frozen
class Membership:
    """`x is y`, `x in y`, `x within y`, each possibly with `not`.

    `operator` is `is`, `in` or `within`.
    """

    operator: str
    negated: bool
    left: "Expr"
    right: "Expr"
    span: Span = _span()


@frozen
class Arithmetic:
    """`x + y`; the operator is one of `+`, `-`, `*`, `/`."""

    operator: str
    left: "Expr"
    right: "Expr"
    span: Span = _span()


@frozen
class Negative:
    """`-x`."""

    operand: "Expr"
    span: Span = _span()


@frozen
class Quantifier:
    """`any c in item.components satisfies (…)`; `kind` is `any` or `every`."""

    kind: str
    variable: str
    collection: Path
    body: "Expr"
    span: Span = _span()


@frozen
class Count:
    """`count of c in item.components where (…)`."""

    variable: str
    collection: Path
    where: "Expr | None"
    span: Span = _span()


@frozen
class Sum:
    """`sum of c.value for c in item.components where (…)`."""

    value: Path
    variable: str
    collection: Path
    where: "Expr | None"
    span: Span = _span()


@frozen
class Share:
    """`share by value of c in item.components where (…) over item.value`.

    Without `over` the base is the sum of the same field over the whole collection.
    """

    measure: str
    variable: str
    collection: Path
    where: "Expr"
    over: Path | None
    span: Span = _span()


Literal: TypeAlias = YesNo | Absent | Number | Percent | Quantity | DateLiteral | Text | Code
Expr: TypeAlias = (
    Literal
    | Path
    | Call
    | SetOf
    | Not
    | And
    | Or
    | Compare
    | Membership
    | Arithmetic
    | Negative
    | Quantifier
    | Count
    | Sum
    | Share
)


# Clauses


@frozen
class Period:
    """`from D through E` (E included), `from D until E` (E not included), either end open."""

    start: date | None
    end: date | None
    end_included: bool
    span: Span = _span()


@frozen
class Title:
    """`title "…"`."""

    text: str
    span: Span = _span()


@frozen
class Under:
    """`under act_2026_1 clause "1"`: the citation."""

    instrument: Path
    clause: str | None
    span: Span = _span()


@frozen
class Governs:
    """`governs export, reexport`: which acts of the jurisdiction."""

    acts: tuple[str, ...]
    span: Span = _span()


@frozen
class When:
    """`when …`: the condition."""

    condition: Expr
    span: Span = _span()


@frozen
class JudgedAt:
    """`judged at dates.contract`: the event whose date selects the law."""

    event: Path
    span: Span = _span()


@frozen
class InForce:
    """`in force from …`."""

    period: Period
    span: Span = _span()


@frozen
class Prohibit:
    """`prohibit`."""

    span: Span = _span()


@frozen
class RequireLicense:
    """`require license from XX.ministry review denial_presumed`."""

    authority: Path | None
    review: str | None
    span: Span = _span()


@frozen
class RequireNotification:
    """`require notification to XX.ministry within 30 days`."""

    authority: Path | None
    within: Quantity | None
    span: Span = _span()


@frozen
class Oblige:
    """`oblige notify XX.ministry "…" document "risk_report" within 30 days`.

    `duty` is a word such as notify, provide, keep; `document` names the entry of the
    transaction's `documents` that shows the duty fulfilled.
    """

    duty: str
    authority: Path | None
    text: str | None
    document: str | None
    within: Quantity | None
    span: Span = _span()


@frozen
class Guidance:
    """`guidance "…" by "…" on 2026-01-08 source "…"`: what an authority said about it."""

    text: str
    by: str | None
    on: date | None
    source: str | None
    span: Span = _span()


@frozen
class Confidence:
    """`confidence high`: how well the source supports the encoding (high, medium, low)."""

    level: str
    span: Span = _span()


@frozen
class EvenProhibition:
    """`even prohibition`: the exemption lifts prohibitions too."""

    span: Span = _span()


@frozen
class Kind:
    """`kind general_license`: what sort of authorization it is."""

    name: str
    span: Span = _span()


@frozen
class Condition:
    """`condition … "…"` of an authorization."""

    expression: Expr
    text: str | None
    span: Span = _span()


@frozen
class Limit:
    """`limit … "…"` of an authorization: a value, quantity or date limit."""

    expression: Expr
    text: str | None
    span: Span = _span()


@frozen
class If:
    """`if reading q is r` or `if …`: an act that takes effect only then.

    `says_reading` remembers the optional word for the formatter; it changes nothing.
    """

    condition: Expr
    says_reading: bool = field(default=False, eq=False, kw_only=True)
    span: Span = _span()


@frozen
class Value:
    """`value 0.1% from 2025-12-01 under … clause "…"`: a dated value of a parameter."""

    value: Expr
    period: Period | None
    under: Under | None
    span: Span = _span()


@frozen
class Without:
    """`without when, limit`: which clauses an amended provision no longer has."""

    names: tuple[str, ...]
    span: Span = _span()


Clause: TypeAlias = (
    Title
    | Under
    | Governs
    | When
    | JudgedAt
    | InForce
    | Prohibit
    | RequireLicense
    | RequireNotification
    | Oblige
    | Guidance
    | Confidence
    | EvenProhibition
    | Kind
    | Condition
    | Limit
    | If
    | Value
    | Without
)


# Declarations: vocabulary


@frozen
class Authority:
    """`authority ministry "Ministry of Trade"`."""

    name: str
    title: str
    span: Span = _span()


@frozen
class TimeZone:
    """`time zone "Europe/Vienna"`."""

    zone: str
    span: Span = _span()


@frozen
class UsesCalendar:
    """`calendar xx`: the working calendar, from a plugin."""

    calendar: Path
    span: Span = _span()


@frozen
class UsesScheme:
    """`scheme xx.dual_use`: a code scheme of the jurisdiction."""

    scheme: Path
    span: Span = _span()


@frozen
class Reaches:
    """`reaches export when … under …`: when an act falls under the jurisdiction."""

    act: str
    condition: Expr
    under: Under | None
    span: Span = _span()


@frozen
class NotModelled:
    """`not modelled "…"`."""

    text: str
    span: Span = _span()


JurisdictionClause: TypeAlias = (
    Authority | TimeZone | UsesCalendar | UsesScheme | Reaches | NotModelled
)


@frozen
class Jurisdiction:
    """`jurisdiction XX "Exampleland" { … }`."""

    name: str
    title: str
    clauses: tuple[JurisdictionClause, ...]
    span: Span = _span()


@frozen
class NumberOf:
    """`number "2026/1"` of an instrument."""

    text: str
    span: Span = _span()


@frozen
class IssuedBy:
    """`issued by XX.ministry on 2026-01-06`."""

    authority: Path
    on: date | None
    span: Span = _span()


@frozen
class SourceRead:
    """`source "https://…" read 2026-11-23`."""

    address: str
    read: date | None
    span: Span = _span()


@frozen
class Verified:
    """`verified 2026-10-09`: when the instrument was last checked to be still the law."""

    on: date
    span: Span = _span()


InstrumentClause: TypeAlias = NumberOf | IssuedBy | SourceRead | Verified | Confidence


@frozen
class Instrument:
    """`instrument act_2026_1 "Announcement No. 1 of 2026" { … }`."""

    name: str
    title: str
    clauses: tuple[InstrumentClause, ...]
    span: Span = _span()


@frozen
class NamedType:
    """A type by name: `text`, `yes_no`, `date`, `money`, `Party` and so on.

    `ordinary` are the words of `text { civil, research }`.
    """

    name: str
    ordinary: tuple[str, ...] = ()
    span: Span = _span()


@frozen
class OneOf:
    """`one of { export, reexport }`."""

    values: tuple[str, ...]
    span: Span = _span()


@frozen
class ListOf:
    """`list of Item`."""

    element: "TypeExpr"
    span: Span = _span()


@frozen
class CodeOf:
    """`code of country`: a code of a scheme."""

    scheme: Path
    span: Span = _span()


TypeExpr: TypeAlias = NamedType | OneOf | ListOf | CodeOf


@frozen
class FieldDeclaration:
    """`departure: code of country as "from" guarded "Where the goods leave from"`.

    `key` is the name in JSON where it differs. `guarded` marks facts that advice must never
    propose to change, since changing them would be evasion.
    """

    name: str
    type: TypeExpr
    key: str | None
    guarded: bool
    title: str | None
    span: Span = _span()


@frozen
class Entity:
    """`entity Party "…" { … }`."""

    name: str
    title: str | None
    fields: tuple[FieldDeclaration, ...]
    span: Span = _span()


@frozen
class ExtendEntity:
    """`extend entity Item { … }`."""

    entity: Path
    fields: tuple[FieldDeclaration, ...]
    span: Span = _span()


@frozen
class Actor:
    """`actor exporter "…"`, `actor intermediate_consignees "…" many`: a role in a transaction."""

    name: str
    title: str
    many: bool
    span: Span = _span()


@frozen
class EndUserClass:
    """`end_user armed_forces "…" { … }`: a predicate over `party`."""

    name: str
    title: str
    condition: Expr
    span: Span = _span()


@frozen
class EndUseClass:
    """`end_use weapons "…" { … }`: a predicate over `use`."""

    name: str
    title: str
    condition: Expr
    span: Span = _span()


@frozen
class Symbol:
    """`symbol "Dy"` of a material."""

    text: str
    span: Span = _span()


@frozen
class CasNumber:
    """`cas "7429-91-6"` of a material."""

    text: str
    span: Span = _span()


@frozen
class MaterialGroup:
    """`group heavy_rare_earth` of a material."""

    name: str
    span: Span = _span()


@frozen
class Forms:
    """`forms metal, oxide` of a material."""

    names: tuple[str, ...]
    span: Span = _span()


MaterialClause: TypeAlias = Symbol | CasNumber | MaterialGroup | Forms


@frozen
class Material:
    """`material dysprosium "Dysprosium" { … }`."""

    name: str
    title: str
    clauses: tuple[MaterialClause, ...]
    span: Span = _span()


@frozen
class Provided:
    """`provided`: a plugin supplies the scheme under its full name."""

    span: Span = _span()


@frozen
class Pattern:
    """`pattern "[0-9][A-E][0-9]{3}…"`: the shape of a code."""

    expression: str
    span: Span = _span()


@frozen
class Hierarchy:
    """`hierarchy by "."` or, with None, `hierarchy by prefix`."""

    separator: str | None
    span: Span = _span()


@frozen
class Closed:
    """`closed`: codes that are not listed do not exist."""

    span: Span = _span()


@frozen
class SchemeCode:
    """`code 1C905 "…"`: a code of the scheme."""

    code: str
    title: str | None
    span: Span = _span()


@frozen
class SchemeResult:
    """`result NOT_LISTED "…"`: a classification result that is within no entry."""

    name: str
    title: str | None
    span: Span = _span()


SchemeClause: TypeAlias = Provided | Pattern | Hierarchy | Closed | SchemeCode | SchemeResult


@frozen
class Scheme:
    """`scheme dual_use "…" { … }`."""

    name: str
    title: str
    clauses: tuple[SchemeClause, ...]
    span: Span = _span()


@frozen
class OfParties:
    """`of parties`."""

    span: Span = _span()


@frozen
class OfCodes:
    """`of codes of xx.dual_use`."""

    scheme: Path
    span: Span = _span()


@frozen
class Identifier:
    """`identifier "LEI" "…"` of a party on a list."""

    scheme: str
    value: str
    span: Span = _span()


@frozen
class Member:
    """A member of a list: a party by name, or a code.

    `key` is the code or the name; `aliases`, `identifiers` and `country` belong to parties,
    `hs` and `materials` to codes.
    """

    key: str
    quoted: bool
    title: str | None
    aliases: tuple[str, ...]
    identifiers: tuple[Identifier, ...]
    country: str | None
    hs: tuple[str, ...]
    materials: tuple[Path, ...]
    under: Under | None
    period: Period | None
    span: Span = _span()


@frozen
class Include:
    """`include other_list`: all members of another list."""

    list: Path
    period: Period | None
    span: Span = _span()


@frozen
class Remove:
    """`remove "Name" from D`: an earlier member leaves the list on that day."""

    key: str
    quoted: bool
    start: date
    span: Span = _span()


ListClause: TypeAlias = (
    OfParties | OfCodes | Under | InForce | Guidance | Confidence | Member | Include | Remove
)


@frozen
class ListDeclaration:
    """`list control_list "…" { of parties … }`."""

    name: str
    title: str
    clauses: tuple[ListClause, ...]
    span: Span = _span()


@frozen
class ExtendList:
    """`extend list xx.control_list { … }`: what a later act adds or removes."""

    list: Path
    clauses: tuple[ListClause, ...]
    span: Span = _span()


@frozen
class Parameter:
    """`parameter de_minimis "…" { value 0.1% from … }`."""

    name: str
    title: str
    clauses: tuple[Clause, ...]
    span: Span = _span()


@frozen
class ParameterOfFunction:
    """`who: Party` among the parameters of a definition or question."""

    name: str
    type: str
    span: Span = _span()


@frozen
class Define:
    """`define dual_use_item(item: Item) "…" { … }`."""

    name: str
    parameters: tuple[ParameterOfFunction, ...]
    title: str | None
    body: Expr
    span: Span = _span()


@frozen
class OfFact:
    """`of fact`."""

    span: Span = _span()


@frozen
class OfLaw:
    """`of law`."""

    span: Span = _span()


@frozen
class AskedOf:
    """`asked of compliance_officer`."""

    role: str
    span: Span = _span()


@frozen
class AnswerValidFor:
    """`answer valid for 12 months`."""

    duration: Quantity
    span: Span = _span()


@frozen
class Reading:
    """`reading lapsed "…" held by "…"`."""

    name: str
    text: str
    held_by: str | None
    span: Span = _span()


@frozen
class Over:
    """`over from D through E`: when the question arises."""

    period: Period
    span: Span = _span()


QuestionClause: TypeAlias = (
    OfFact | OfLaw | AskedOf | AnswerValidFor | Guidance | Reading | Over | Under
)


@frozen
class Question:
    """`question truce_extended "…" { of law … }`."""

    name: str
    parameters: tuple[ParameterOfFunction, ...]
    text: str
    clauses: tuple[QuestionClause, ...]
    span: Span = _span()


# Declarations: provisions and what later acts do to them


@frozen
class Rule:
    """`rule military_use { … }`."""

    name: str
    clauses: tuple[Clause, ...]
    span: Span = _span()


@frozen
class Exempt:
    """`exempt humanitarian from overseas_content { … }`."""

    name: str
    targets: tuple[Path, ...]
    clauses: tuple[Clause, ...]
    span: Span = _span()


@frozen
class Authorize:
    """`authorize general_license for xx.ministry { … }`."""

    name: str
    targets: tuple[Path, ...]
    clauses: tuple[Clause, ...]
    span: Span = _span()


@frozen
class Bar:
    """`bar watch_list_bar on xx.general_license { … }`."""

    name: str
    targets: tuple[Path, ...]
    clauses: tuple[Clause, ...]
    span: Span = _span()


@frozen
class Suspend:
    """`suspend xx.ministry.a2025_57 { … }`."""

    targets: tuple[Path, ...]
    clauses: tuple[Clause, ...]
    span: Span = _span()


@frozen
class Resume:
    """`resume xx.ministry.a2025_57 { … }`: ends suspensions early."""

    targets: tuple[Path, ...]
    clauses: tuple[Clause, ...]
    span: Span = _span()


@frozen
class Repeal:
    """`repeal xx.ministry.a2025_57 { … }`."""

    targets: tuple[Path, ...]
    clauses: tuple[Clause, ...]
    span: Span = _span()


@frozen
class Amend:
    """`amend xx.ministry.a2025_61.overseas_content { … }`: new clauses from a date on."""

    target: Path
    clauses: tuple[Clause, ...]
    span: Span = _span()


# Declarations: profiles and tests


@frozen
class Adopt:
    """`adopt truce_extended is lapsed by "General counsel" on 2026-11-12 "…"`."""

    question: Path
    reading: str
    by: str | None
    on: date | None
    reason: str | None
    span: Span = _span()


@frozen
class Profile:
    """`profile acme "…" { adopt … }`."""

    name: str
    title: str
    clauses: tuple[Adopt, ...]
    span: Span = _span()


@frozen
class Entry:
    """`key: value` among the facts of a test."""

    key: str
    value: "Fact"
    span: Span = _span()


@frozen
class Record:
    """`{ key: value … }` among the facts of a test."""

    entries: tuple[Entry, ...]
    span: Span = _span()


@frozen
class FactList:
    """`[ value, … ]` among the facts of a test."""

    values: "tuple[Fact, ...]"
    span: Span = _span()


Fact: TypeAlias = Literal | Path | Negative | Record | FactList


@frozen
class Given:
    """`given { … }`: the transaction of a test."""

    facts: Record
    span: Span = _span()


@frozen
class ExpectOutcome:
    """`license_required review denial_presumed`: determined, exactly this."""

    outcome: str
    review: str | None
    span: Span = _span()


@frozen
class ExpectRange:
    """`no_license_required to prohibited`: undetermined, exactly this range."""

    at_least: str
    at_most: str
    span: Span = _span()


@frozen
class ExpectNot:
    """`not prohibited`: that outcome, or a stricter one, is not possible."""

    outcome: str
    span: Span = _span()


@frozen
class ExpectMissing:
    """`missing truce_extended`: named among what would settle it."""

    paths: tuple[Path, ...]
    span: Span = _span()


@frozen
class ExpectDuty:
    """`duty risk_assessment`: an obligation with this duty word or document."""

    name: str
    span: Span = _span()


Verdict: TypeAlias = ExpectOutcome | ExpectRange | ExpectNot | ExpectMissing | ExpectDuty


@frozen
class Expect:
    """`expect on 2026-01-06 XX prohibited because xx.ministry.a2026_01.military_use`.

    `on` replaces the date of the given facts; `known_at` replays what was known then.
    Without `jurisdiction` the overall outcome is meant.
    """

    on: date | None
    known_at: date | None
    jurisdiction: str | None
    verdict: Verdict
    because: tuple[Path, ...]
    span: Span = _span()


TestClause: TypeAlias = Given | Expect | Adopt


@frozen
class Test:
    """`test "…" { given { … } expect … }`."""

    name: str
    clauses: tuple[TestClause, ...]
    span: Span = _span()


Declaration: TypeAlias = (
    Jurisdiction
    | Instrument
    | Entity
    | ExtendEntity
    | Actor
    | EndUserClass
    | EndUseClass
    | Material
    | Scheme
    | ListDeclaration
    | ExtendList
    | Parameter
    | Define
    | Question
    | Rule
    | Exempt
    | Authorize
    | Bar
    | Suspend
    | Resume
    | Repeal
    | Amend
    | Profile
    | Test
)


@frozen
class Use:
    """`use xx.catalogue as catalogue`."""

    module: Path
    alias: str | None
    span: Span = _span()


@frozen
class Comment:
    """A comment, from `#` to the end of its line.

    `own_line` tells whether nothing but white space stands before it.
    """

    text: str
    own_line: bool
    span: Span = _span()


@frozen
class Module:
    """A whole file. Comments stand apart from the tree and do not take part in equality."""

    name: Path
    title: str | None
    uses: tuple[Use, ...]
    declarations: tuple[Declaration, ...]
    comments: tuple[Comment, ...] = field(eq=False, default=(), kw_only=True)
    file: SourceFile = field(eq=False, repr=False, kw_only=True)
    span: Span = _span()
