"""Which clauses a declaration may have, must have, and may have once.

In: a declaration of the tree. Out: diagnostics. Only what the text alone shows is checked here;
what the clauses mean is the compiler's matter.
"""

from collections.abc import Iterator, Mapping

from attrs import field, frozen

from ecp_dsl import syntax as s
from ecp_dsl.diagnostic import Diagnostic, Label, diagnostic
from ecp_dsl.source import Span

_EFFECTS = (s.Prohibit, s.RequireLicense, s.RequireNotification)
_ABOUT = (s.Title, s.Under, s.Guidance, s.Confidence)
_PROVISION = (*_ABOUT, s.When, s.JudgedAt, s.InForce, s.Oblige)
_LATER_ACT = (*_ABOUT, s.InForce, s.If)

_WORDS: Mapping[type, str] = {
    s.Title: "title",
    s.Under: "under",
    s.Governs: "governs",
    s.When: "when",
    s.JudgedAt: "judged at",
    s.InForce: "in force",
    s.Prohibit: "prohibit",
    s.RequireLicense: "require license",
    s.RequireNotification: "require notification",
    s.Oblige: "oblige",
    s.Guidance: "guidance",
    s.Confidence: "confidence",
    s.EvenProhibition: "even prohibition",
    s.Kind: "kind",
    s.Condition: "condition",
    s.Limit: "limit",
    s.If: "if",
    s.Value: "value",
    s.Without: "without",
    s.TimeZone: "time zone",
    s.UsesCalendar: "calendar",
    s.NumberOf: "number",
    s.IssuedBy: "issued by",
    s.SourceRead: "source",
    s.Verified: "verified",
    s.Symbol: "symbol",
    s.CasNumber: "cas",
    s.MaterialGroup: "group",
    s.Forms: "forms",
    s.Provided: "provided",
    s.Pattern: "pattern",
    s.Hierarchy: "hierarchy by",
    s.Closed: "closed",
    s.OfParties: "of parties",
    s.OfCodes: "of codes of",
    s.OfFact: "of fact",
    s.OfLaw: "of law",
    s.AskedOf: "asked of",
    s.AnswerValidFor: "answer valid for",
    s.Over: "over",
    s.Given: "given",
    s.Expect: "expect",
}


@frozen
class Shape:
    """The clauses of one sort of declaration.

    Attributes:
        words: How the sort is called in a sentence, such as `a rule`.
        allowed: What may stand there; None where the grammar already decides.
        once: Groups of clauses of which at most one may stand there.
        needed: Groups of which at least one must, each with what to write.
    """

    words: str
    allowed: tuple[type, ...] | None = None
    once: tuple[tuple[type, ...], ...] = ()
    needed: tuple[tuple[tuple[type, ...], str], ...] = field(default=())


_IN_FORCE = ((s.InForce,), "`in force` with its period")
_SINGLE = ((s.Title,), (s.When,), (s.JudgedAt,), (s.InForce,), (s.Confidence,))


def _later_act(words: str) -> Shape:
    """Return the shape of what a later act does to earlier provisions."""
    return Shape(
        words,
        allowed=_LATER_ACT,
        once=((s.Title,), (s.InForce,), (s.If,), (s.Confidence,)),
        needed=(_IN_FORCE,),
    )


SHAPES: Mapping[type, Shape] = {
    s.Jurisdiction: Shape("a jurisdiction", once=((s.TimeZone,), (s.UsesCalendar,))),
    s.Instrument: Shape(
        "an instrument",
        once=((s.NumberOf,), (s.IssuedBy,), (s.Verified,), (s.Confidence,)),
        needed=(((s.IssuedBy,), "`issued by` with the authority and the date"),),
    ),
    s.Material: Shape(
        "a material", once=((s.Symbol,), (s.CasNumber,), (s.MaterialGroup,), (s.Forms,))
    ),
    s.Scheme: Shape("a scheme", once=((s.Provided,), (s.Pattern,), (s.Hierarchy,), (s.Closed,))),
    s.ListDeclaration: Shape(
        "a list",
        once=((s.OfParties, s.OfCodes), (s.InForce,), (s.Confidence,)),
        needed=(((s.OfParties, s.OfCodes), "`of parties`, or `of codes of` and a scheme"),),
    ),
    s.ExtendList: Shape(
        "an extension of a list",
        allowed=(s.Under, s.InForce, s.Guidance, s.Confidence, s.Member, s.Include, s.Remove),
        once=((s.InForce,), (s.Confidence,)),
    ),
    s.Parameter: Shape(
        "a parameter",
        allowed=(s.Value, s.Under, s.Guidance, s.Confidence),
        once=((s.Confidence,),),
        needed=(((s.Value,), "`value` with a value"),),
    ),
    s.Question: Shape(
        "a question",
        once=((s.OfFact, s.OfLaw), (s.AskedOf,), (s.AnswerValidFor,), (s.Over,)),
        needed=(((s.OfFact, s.OfLaw), "`of fact` or `of law`"),),
    ),
    s.Rule: Shape(
        "a rule",
        allowed=(*_PROVISION, s.Governs, *_EFFECTS),
        once=(*_SINGLE, (s.Governs,), _EFFECTS),
        needed=(
            _IN_FORCE,
            ((*_EFFECTS, s.Oblige), "an effect (`prohibit`, `require …`) or a duty (`oblige`)"),
        ),
    ),
    s.Exempt: Shape(
        "an exemption",
        allowed=(*_PROVISION, s.EvenProhibition),
        once=(*_SINGLE, (s.EvenProhibition,)),
    ),
    s.Authorize: Shape(
        "an authorization",
        allowed=(*_PROVISION, s.Kind, s.Condition, s.Limit),
        once=(*_SINGLE, (s.Kind,)),
    ),
    s.Bar: Shape("a bar", allowed=_PROVISION, once=_SINGLE),
    s.Suspend: _later_act("a suspension"),
    s.Resume: _later_act("a resumption"),
    s.Repeal: _later_act("a repeal"),
    s.Amend: Shape(
        "an amendment",
        allowed=(
            *_PROVISION,
            *_EFFECTS,
            s.Governs,
            s.EvenProhibition,
            s.Kind,
            s.Condition,
            s.Limit,
            s.If,
            s.Value,
            s.Without,
        ),
        once=(*_SINGLE, (s.Governs,), (s.If,), (s.Kind,), (s.Without,), _EFFECTS),
        needed=(_IN_FORCE,),
    ),
    s.Test: Shape(
        "a test",
        once=((s.Given,),),
        needed=(
            ((s.Given,), "`given` with the facts"),
            ((s.Expect,), "`expect` with the decision"),
        ),
    ),
}


def word_of(clause: object) -> str:
    """Return the word with which a clause begins."""
    return _WORDS[type(clause)]


def check_clauses(declaration: s.Declaration, *, is_whole: bool) -> Iterator[Diagnostic]:
    """Check the clauses of a declaration; where it is damaged, nothing can be called missing."""
    shape = SHAPES.get(type(declaration))
    if shape is None:
        return
    clauses: tuple[object, ...] = getattr(declaration, "clauses", ())
    yield from _not_allowed(shape, clauses)
    yield from _repeated(shape, clauses)
    if is_whole:
        yield from _missing(shape, clauses, declaration)


def _not_allowed(shape: Shape, clauses: tuple[object, ...]) -> Iterator[Diagnostic]:
    """Report clauses that belong elsewhere."""
    if shape.allowed is None:
        return
    for clause in clauses:
        if not isinstance(clause, shape.allowed):
            word = _WORDS[type(clause)]
            homes = [
                other.words
                for other in SHAPES.values()
                if other.allowed is not None and type(clause) in other.allowed
            ]
            yield diagnostic(
                "ECP0012",
                f"{shape.words} has no clause `{word}`",
                _span(clause),
                "this belongs elsewhere",
                help=f"`{word}` may stand in {_either(homes)}" if homes else None,
            )


def _repeated(shape: Shape, clauses: tuple[object, ...]) -> Iterator[Diagnostic]:
    """Report clauses that stand there twice."""
    for group in shape.once:
        first, *others = [c for c in clauses if isinstance(c, group)] or [None]
        for other in others:
            word = _WORDS[type(other)]
            if first is not None and type(first) is type(other):
                message = f"{shape.words} has `{word}` only once"
            else:
                words = _either([f"`{_WORDS[kind]}`" for kind in group])
                message = f"{shape.words} has only one of {words}"
            yield diagnostic(
                "ECP0010",
                message,
                _span(other),
                "again here",
                secondary=(Label(_span(first), "first here"),),
                help="remove one of the two",
            )


def _missing(
    shape: Shape, clauses: tuple[object, ...], declaration: s.Declaration
) -> Iterator[Diagnostic]:
    """Report clauses that are not there."""
    for group, advice in shape.needed:
        if not any(isinstance(clause, group) for clause in clauses):
            word = _either([f"`{_WORDS[kind]}`" for kind in group])
            yield diagnostic(
                "ECP0011",
                f"{shape.words} needs {word}",
                head_of(declaration.span),
                f"this has no {word}",
                help=f"add {advice}",
            )


def head_of(span: Span) -> Span:
    """Return the part of a declaration that stands before its opening brace."""
    text = span.file.text
    end = text.find("{", span.start, span.end)
    end = span.end if end < 0 else end
    line_end = text.find("\n", span.start, end)
    end = end if line_end < 0 else line_end
    return Span(span.file, span.start, span.start + len(text[span.start : end].rstrip()))


def _span(node: object) -> Span:
    """Return the place of a node, whatever it is."""
    span: Span = getattr(node, "span")  # noqa: B009  # every node has one, not every object
    return span


def _either(words: list[str]) -> str:
    """Join with commas and `or`."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"
