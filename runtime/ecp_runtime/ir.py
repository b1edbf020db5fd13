"""The decision IR: the contract between the compiler and every evaluator.

All nodes are frozen and belong to closed unions. The IR knows no source positions: a bundle
travels without its sources, and `bundle.py` keeps a source map beside it.

Everything that has an identity (rules, lists, questions…) is sorted by it, so that neither file
order nor rule order can change a program or its hash.
"""

from datetime import date
from decimal import Decimal
from typing import Literal, TypeAlias

from attrs import field, frozen

IR_VERSION = "ecp-ir/1"

Outcome: TypeAlias = Literal[
    "not_subject",
    "no_license_required",
    "notification_required",
    "authorized",
    "license_required",
    "prohibited",
]
Review: TypeAlias = Literal["approval_presumed", "case_by_case", "denial_presumed"]

OUTCOMES: tuple[Outcome, ...] = (
    "not_subject",
    "no_license_required",
    "notification_required",
    "authorized",
    "license_required",
    "prohibited",
)
"""From the least to the most restrictive."""

REVIEWS: tuple[Review, ...] = ("approval_presumed", "case_by_case", "denial_presumed")
"""From the least to the most restrictive."""


# Types of facts


@frozen
class YesNoType:
    """Yes or no."""


@frozen
class TextType:
    """A text; compared as it is."""


@frozen
class NumberType:
    """A plain number, exact."""


@frozen
class PercentType:
    """A percentage, kept as a ratio: 0.1 % is 0.001. From 0 % to 100 %."""


@frozen
class DateType:
    """A calendar date; an instant is converted to the jurisdiction's local date."""


@frozen
class DurationType:
    """A length of time."""


@frozen
class MoneyType:
    """An amount in a currency."""


@frozen
class QuantityType:
    """An amount of a dimension such as mass, in the dimension's base unit."""

    dimension: str


@frozen
class EnumType:
    """One of named values."""

    values: tuple[str, ...]


@frozen
class CodeType:
    """A code of a scheme."""

    scheme: str


@frozen
class ClassificationType:
    """A code per scheme, as in `{"xx.dual_use": "1C905.a.4"}`."""


@frozen
class EntityType:
    """A record of a declared entity."""

    name: str


@frozen
class ListType:
    """A list, complete unless the transaction says otherwise."""

    element: "Type"


Type: TypeAlias = (
    YesNoType
    | TextType
    | NumberType
    | PercentType
    | DateType
    | DurationType
    | MoneyType
    | QuantityType
    | EnumType
    | CodeType
    | ClassificationType
    | EntityType
    | ListType
)


# Constants


@frozen
class Truth:
    """Yes or no."""

    value: bool


@frozen
class Number:
    """A number, or a percentage as a ratio."""

    value: Decimal


@frozen
class Money:
    """An amount in a currency (ISO 4217)."""

    amount: Decimal
    currency: str


@frozen
class Amount:
    """A quantity in the base unit of its dimension; `written` is how the policy has it."""

    value: Decimal
    dimension: str
    written: str | None = field(default=None, eq=False)


@frozen
class Date:
    """A calendar date."""

    value: date


@frozen
class Duration:
    """A length of time; `unit` is day, month, year or working_day.

    Working days are counted in the calendar named by `calendar`.
    """

    count: int
    unit: Literal["day", "month", "year", "working_day"]
    calendar: str | None = None


@frozen
class Text:
    """A text, or a value of an enumerated type."""

    value: str


@frozen
class Code:
    """A code of a scheme."""

    scheme: str
    value: str


Constant: TypeAlias = Truth | Number | Money | Amount | Date | Duration | Text | Code


# Expressions


@frozen
class Transaction:
    """The transaction as one of its lines sees it: header facts, and `item` for the line."""


@frozen
class Variable:
    """A bound variable: of a quantifier or aggregate, or a parameter of a definition."""

    name: str


@frozen
class Field:
    """A field of a record. Unknown where the record or the field is unknown."""

    base: "Expr"
    name: str


@frozen
class CodeIn:
    """The code that a classification (`base`) gives in one scheme."""

    base: "Expr"
    scheme: str


@frozen
class ParameterValue:
    """The value of a parameter on the date of the act."""

    parameter: str


@frozen
class Call:
    """A definition applied to arguments."""

    definition: str
    arguments: "tuple[Expr, ...]"


@frozen
class Ask:
    """The answer to a question of fact. Arguments say what it is asked about."""

    question: str
    arguments: "tuple[Expr, ...]"


@frozen
class ReadingIs:
    """Whether a reading of a question of law is the one that holds.

    Outside the period of the question it does not arise, and no reading holds.
    """

    question: str
    reading: str


@frozen
class Not:
    """Kleene negation."""

    operand: "Expr"


@frozen
class And:
    """Kleene conjunction; the empty one is yes."""

    operands: "tuple[Expr, ...]"


@frozen
class Or:
    """Kleene disjunction; the empty one is no."""

    operands: "tuple[Expr, ...]"


@frozen
class Compare:
    """An ordering or equality of numbers, money, quantities, durations or dates.

    Unknown where a range straddles the limit or currencies have no common rate.
    """

    operator: Literal["=", "!=", "<", "<=", ">", ">="]
    left: "Expr"
    right: "Expr"


@frozen
class Equal:
    """Equality of texts, enumerated values, codes or truths."""

    left: "Expr"
    right: "Expr"


@frozen
class IsAbsent:
    """Whether something is known to be absent (`none`)."""

    operand: "Expr"


@frozen
class OneOf:
    """Whether a text, enumerated value or code equals one of some constants."""

    operand: "Expr"
    values: "tuple[Constant, ...]"


@frozen
class WithinCode:
    """Whether a code equals, or is finer than, a given code.

    A coarser code is unknown; a classification result such as NOT_LISTED is no.
    """

    operand: "Expr"
    code: Code


@frozen
class WithinScheme:
    """Whether a code is an entry of its scheme, as opposed to a result such as NOT_LISTED."""

    operand: "Expr"
    scheme: str


@frozen
class WithinList:
    """Whether a code or a party is on a list, on the date of the act."""

    operand: "Expr"
    list: str


@frozen
class Contains:
    """Whether a list fact contains a value. Never no for an incomplete list."""

    collection: "Expr"
    value: "Expr"


@frozen
class Quantified:
    """`any` or `every` over a collection."""

    kind: Literal["any", "every"]
    variable: str
    collection: "Expr"
    body: "Expr"


@frozen
class Count:
    """How many elements satisfy a condition."""

    variable: str
    collection: "Expr"
    where: "Expr"


@frozen
class Sum:
    """The sum of a value over the elements that satisfy a condition."""

    value: "Expr"
    variable: str
    collection: "Expr"
    where: "Expr"


@frozen
class Share:
    """The measure of the matching elements, over a base.

    Without `over`, the base is the measure of all elements; then the share lies between 0 and 1.
    """

    measure: "Expr"
    variable: str
    collection: "Expr"
    where: "Expr"
    over: "Expr | None"


@frozen
class Arithmetic:
    """Exact arithmetic on numbers, money and quantities."""

    operator: Literal["+", "-", "*", "/"]
    left: "Expr"
    right: "Expr"


@frozen
class Shift:
    """A date moved by a duration; months and years keep the day where the month has it."""

    date: "Expr"
    duration: "Expr"
    backward: bool


@frozen
class DaysBetween:
    """The days from one date to a later one."""

    later: "Expr"
    earlier: "Expr"


Expr: TypeAlias = (
    Constant
    | Transaction
    | Variable
    | Field
    | CodeIn
    | ParameterValue
    | Call
    | Ask
    | ReadingIs
    | Not
    | And
    | Or
    | Compare
    | Equal
    | IsAbsent
    | OneOf
    | WithinCode
    | WithinScheme
    | WithinList
    | Contains
    | Quantified
    | Count
    | Sum
    | Share
    | Arithmetic
    | Shift
    | DaysBetween
)


# Vocabulary


@frozen(kw_only=True)
class FieldDefinition:
    """A field of an entity; `key` is its name in JSON.

    Of a text that rules compare with words, `ordinary` are the words that no rule needs to name.
    """

    name: str
    key: str
    type: Type
    guarded: bool
    title: str | None
    ordinary: tuple[str, ...] = ()


@frozen
class Entity:
    """The shape of a record."""

    name: str
    fields: tuple[FieldDefinition, ...]


@frozen
class Alias:
    """What people write instead of a code of a scheme, a unit or a currency."""

    name: str
    code: str


@frozen
class Actor:
    """A role in a transaction; `many` roles hold a list of parties."""

    name: str
    title: str
    many: bool


@frozen
class FormerCode:
    """A code that was withdrawn: its last day, and the codes that what it named has now."""

    name: str
    through: date
    now: tuple[str, ...] = ()


@frozen(kw_only=True)
class Scheme:
    """A code system.

    Attributes:
        id: The full name, which is the key in a classification.
        title: What it is called.
        pattern: What a code matches as a whole, as `patterns` reads it; None accepts any text.
        hierarchy: `separator`, `prefix` or `flat`.
        separator: Between the levels of a code, for `separator`.
        closed: Whether only `codes` exist.
        codes: Known codes with their titles.
        results: Classification results that are within no entry, such as NOT_LISTED.
        former: Codes that were withdrawn; a fact with one is one of the codes that it became.
        written: A pattern of other ways to write a code. What is no letter and no digit is left
            out, and the rest is a code.
        lost_zero: A pattern of digits that may be a code without its leading zero, which
            spreadsheets drop. A fact may then be a whole number, too.
    """

    id: str
    title: str
    pattern: str | None
    hierarchy: Literal["separator", "prefix", "flat"]
    separator: str
    closed: bool
    codes: tuple[tuple[str, str], ...]
    results: tuple[str, ...]
    former: tuple[FormerCode, ...] = ()
    written: str | None = None
    lost_zero: str | None = None


@frozen
class Unit:
    """A unit of measure: `symbol` in the language, `code` in JSON (UN/ECE Rec 20)."""

    symbol: str
    code: str
    dimension: str
    factor: Decimal


@frozen
class Calendar:
    """A working calendar.

    Weekends rest unless listed in `working_weekends`; `holidays` rest. Outside `announced_from`
    to `announced_through` (both included) nobody has said which days are working days.
    """

    id: str
    holidays: tuple[date, ...]
    working_weekends: tuple[date, ...]
    announced_from: date
    announced_through: date


@frozen
class Material:
    """A substance."""

    id: str
    title: str
    symbol: str | None
    cas: str | None
    group: str | None
    forms: tuple[str, ...]


@frozen(kw_only=True)
class Instrument:
    """A legal act.

    Attributes:
        id: Full name.
        title: As cited.
        number: Official number, if it has one.
        authority: Who issued it, such as `XX.ministry`.
        issued: The day it was issued; None when not known, and then it always counts as known.
        source: Where it was read.
        read: When it was read.
        verified: When it was last checked to be still the law.
        confidence: high, medium or low; how well the sources support the encoding.
    """

    id: str
    title: str
    number: str | None
    authority: str | None
    issued: date | None
    source: str | None
    read: date | None
    verified: date | None
    confidence: str | None


@frozen
class Citation:
    """A clause of an instrument."""

    instrument: str
    clause: str | None


@frozen
class Period:
    """From `start` to `end`, both included; None is open."""

    start: date | None
    end: date | None


@frozen
class Guidance:
    """What an authority said about a provision."""

    text: str
    by: str | None
    on: date | None
    source: str | None


@frozen(kw_only=True)
class Suspension:
    """A later act that keeps a provision from applying for a period.

    `condition` is None for an unconditional one. `resumptions` end it early: each counts once
    its instrument is known.
    """

    citation: Citation
    period: Period
    condition: "Expr | None"
    resumptions: "tuple[Ending, ...]"


@frozen
class Ending:
    """A later act that ends something from `start` on: a repeal, amendment or resumption."""

    citation: Citation
    start: date
    kind: Literal["repeal", "amendment", "resumption", "removal"]


@frozen(kw_only=True)
class Life:
    """When a provision is in force: its own period, and what later acts do to it.

    Attributes:
        period: As the provision itself says.
        issued_under: The instrument whose issue makes the provision known.
        suspensions: In the order of their periods.
        endings: In the order of their dates.
    """

    period: Period
    issued_under: str
    suspensions: tuple[Suspension, ...]
    endings: tuple[Ending, ...]


@frozen(kw_only=True)
class ListMember:
    """A code or a party. `life` is None where the part's own life says it all."""

    key: str
    title: str | None
    aliases: tuple[str, ...]
    identifiers: tuple[tuple[str, str], ...]
    country: str | None
    hs: tuple[str, ...]
    materials: tuple[str, ...]
    life: Life | None
    citation: Citation | None


@frozen
class ListInclusion:
    """All members of another list."""

    list: str
    life: Life | None


@frozen(kw_only=True)
class ListPart:
    """What one declaration contributes to a list: the list itself or a later extension."""

    module: str
    citation: Citation
    life: Life
    members: tuple[ListMember, ...]
    inclusions: tuple[ListInclusion, ...]


@frozen(kw_only=True)
class ListDefinition:
    """A dated set. `kind` is party or code; `scheme` is given for codes.

    `jurisdiction` is whose law it belongs to, if any.
    """

    id: str
    title: str
    kind: Literal["party", "code"]
    scheme: str | None
    jurisdiction: str | None
    parts: tuple[ListPart, ...]
    guidance: tuple[Guidance, ...]


@frozen(kw_only=True)
class ParameterVersion:
    """One dated value of a parameter; `written` is how the policy has it."""

    value: Constant
    life: Life
    citation: Citation
    written: str | None = field(default=None, eq=False)


@frozen
class ParameterDefinition:
    """A dated value. Unknown on days that no version covers."""

    id: str
    title: str
    versions: tuple[ParameterVersion, ...]


@frozen(kw_only=True)
class Definition:
    """A named predicate or quantity. Definitions are not recursive."""

    id: str
    title: str | None
    parameters: tuple[str, ...]
    body: Expr


@frozen
class Reading:
    """One way to read the law."""

    name: str
    text: str
    held_by: str | None


@frozen(kw_only=True)
class Question:
    """Something that is not settled by facts alone.

    Attributes:
        id: Full name; transactions answer under it, or under its last part where that is unique.
        kind: `fact` for a human judgement, `law` for open law.
        text: The question.
        asked_of: Who is asked.
        valid_for: How long an answer holds.
        guidance: What to look at.
        readings: For questions of law.
        over: When a question of law arises; None is always.
        jurisdiction: Whose law it belongs to, if any.
        citations: The clauses that leave it open, or that ask for the judgement.
    """

    id: str
    kind: Literal["fact", "law"]
    text: str
    asked_of: str | None
    valid_for: Duration | None
    guidance: tuple[Guidance, ...]
    readings: tuple[Reading, ...]
    over: Period | None
    jurisdiction: str | None
    citations: tuple[Citation, ...] = ()


# Provisions


@frozen(kw_only=True)
class Duty:
    """Something to do. It never changes the outcome.

    Attributes:
        kind: A word such as notify, provide, keep.
        authority: To whom.
        text: What.
        document: The entry in the transaction's `documents` that shows it done.
        within: By when, counted from the date of the act.
    """

    kind: str
    authority: str | None
    text: str | None
    document: str | None
    within: Duration | None


@frozen
class Prohibition:
    """The act is prohibited."""


@frozen
class LicenseRequirement:
    """The act needs a license; `review` None means that no policy is stated."""

    authority: str | None
    review: Review | None


@frozen
class NotificationRequirement:
    """The act must be notified."""

    authority: str | None
    within: Duration | None


Effect: TypeAlias = Prohibition | LicenseRequirement | NotificationRequirement


@frozen(kw_only=True)
class Provision:
    """What rules, exemptions, authorizations and bars have in common.

    Attributes:
        id: Full name. Versions made by amendments share it.
        version: From 1.
        module: Where it stands.
        jurisdiction: Whose law.
        title: What it says, in a line.
        citations: Instrument and clause; the first is the one shown.
        life: When it is in force.
        judged_at: The date that selects the law; None is the date of the act.
        condition: When it applies.
        guidance: What authorities said about it.
        duties: What comes with it.
        confidence: How well the source supports the encoding; None is the instrument's.
    """

    id: str
    version: int
    module: str
    jurisdiction: str
    title: str
    citations: tuple[Citation, ...]
    life: Life
    judged_at: Expr | None
    condition: Expr
    guidance: tuple[Guidance, ...]
    duties: tuple[Duty, ...]
    confidence: str | None


@frozen(kw_only=True)
class Rule(Provision):
    """A prohibition, a requirement, or, with no effect, duties alone.

    `governs` names acts of the jurisdiction; empty means all.
    """

    governs: tuple[str, ...]
    effect: Effect | None


@frozen(kw_only=True)
class Exemption(Provision):
    """Lifts the named rules, exemptions and bars; prohibitions only with `even_prohibition`."""

    targets: tuple[str, ...]
    even_prohibition: bool


@frozen
class Stated:
    """A condition as it is written, with what its author says that it is."""

    words: str | None
    condition: Expr


@frozen(kw_only=True)
class Authorization(Provision):
    """Satisfies the named license requirements.

    `condition` is the conjunction of `when`, every `condition` and every `limit`; `stated` has them
    one by one, to be told.
    """

    targets: tuple[str, ...]
    kind: str
    stated: tuple[Stated, ...] = ()


@frozen(kw_only=True)
class Bar(Provision):
    """Makes the named authorizations unusable."""

    targets: tuple[str, ...]


@frozen
class Reach:
    """When an act falls under a jurisdiction."""

    act: str
    condition: Expr
    citation: Citation | None


@frozen(kw_only=True)
class Jurisdiction:
    """Whose law: its acts, its local time, and what the rulebook leaves out."""

    id: str
    title: str
    time_zone: str
    calendar: str | None
    authorities: tuple[tuple[str, str], ...]
    schemes: tuple[str, ...]
    reaches: tuple[Reach, ...]
    not_modelled: tuple[str, ...]


@frozen
class Adoption:
    """A reading adopted, or a question of fact answered, by a profile."""

    question: str
    reading: str
    by: str | None
    on: date | None
    reason: str | None


@frozen
class Profile:
    """Readings that a user adopts."""

    id: str
    title: str
    adoptions: tuple[Adoption, ...]


@frozen
class Module:
    """A module, with the hash of its source."""

    id: str
    title: str | None


@frozen(kw_only=True)
class Program:
    """A compiled policy.

    `legal_forms` are the words a name matcher ignores (Ltd, GmbH…); `currencies` the codes that
    money may have, and `former_currencies` those that were withdrawn; `aliases` what people write
    instead of a code, each with the code: suggestions are made from them, and nothing is read by
    them.
    """

    version: str
    modules: tuple[Module, ...]
    entities: tuple[Entity, ...]
    actors: tuple[Actor, ...]
    schemes: tuple[Scheme, ...]
    units: tuple[Unit, ...]
    currencies: tuple[str, ...]
    legal_forms: tuple[str, ...]
    calendars: tuple[Calendar, ...]
    materials: tuple[Material, ...]
    jurisdictions: tuple[Jurisdiction, ...]
    instruments: tuple[Instrument, ...]
    lists: tuple[ListDefinition, ...]
    parameters: tuple[ParameterDefinition, ...]
    definitions: tuple[Definition, ...]
    questions: tuple[Question, ...]
    rules: tuple[Rule, ...]
    exemptions: tuple[Exemption, ...]
    authorizations: tuple[Authorization, ...]
    bars: tuple[Bar, ...]
    profiles: tuple[Profile, ...]
    aliases: tuple[Alias, ...] = ()
    former_currencies: tuple[FormerCode, ...] = ()
