"""What anything in a policy says, to whom and when: for `ecp timeline`."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Literal, TypeAlias

from attrs import evolve, frozen

from ecp_compiler.lives import Life, cite, life_of, void_notes
from ecp_runtime import ir
from ecp_runtime.citations import kind_of
from ecp_runtime.describe import describe, describe_version
from ecp_runtime.first_day import first_days
from ecp_runtime.life import is_known
from ecp_runtime.outcome import effect_of
from ecp_runtime.tree import provisions_of

Sort: TypeAlias = Literal[
    "rule",
    "exemption",
    "authorization",
    "bar",
    "list",
    "parameter",
    "definition",
    "question",
    "instrument",
    "module",
    "jurisdiction",
]

Deed: TypeAlias = Literal["suspends", "resumes", "repeals", "amends", "lists", "removes", "sets"]


@frozen(kw_only=True)
class Entry:
    """A thing with a life: a provision, a member of a list, a value of a parameter.

    Attributes:
        sort: What it is.
        says: What it does, in words.
        life: When, and through which acts.
    """

    sort: str
    says: str
    life: Life


@frozen(kw_only=True)
class Act:
    """What an instrument does to something else, from `start` through `end`.

    Attributes:
        deed: What it does.
        target: The id of what it acts on.
        title: Its title, or the member or value concerned.
        start: The first day; None is open.
        end: The last day; None is open.
        condition: On what condition, in words.
        by: The act, as people cite it.
    """

    deed: Deed
    target: str
    title: str
    start: date | None
    end: date | None
    condition: str | None
    by: str


@frozen(kw_only=True)
class History:
    """What one name stands for, with all that has dates in it.

    Attributes:
        sort: What it is.
        id: Its full name.
        title: Its title.
        facts: What it says of itself, in lines of words.
        entries: What has a life.
        acts: What it does to other things.
    """

    sort: Sort
    id: str
    title: str
    facts: tuple[str, ...]
    entries: tuple[Entry, ...]
    acts: tuple[Act, ...]


def names(program: ir.Program) -> tuple[str, ...]:
    """Return everything that `histories` answers for, by its full name."""
    return tuple(sorted(_Teller(program, None, None).tellers))


def histories(
    program: ir.Program, name: str, *, known_at: date | None = None, as_of: date | None = None
) -> tuple[History, ...]:
    """Return what a name stands for, with its life.

    Args:
        program: The policy.
        name: A full name, the beginning of the names of modules, or the end of a name.
        known_at: Leaves out what was issued later.
        as_of: The day for which endings and verifications are judged; None leaves that out.

    Returns:
        Nothing if there is no such name; several where a short name is that of several things.
    """
    teller = _Teller(program, known_at, as_of)
    tellers = teller.tellers
    chosen = [name] if name in tellers else []
    if not chosen and any(module.id.startswith(f"{name}.") for module in program.modules):
        return (teller.module(ir.Module(name, None)),)
    chosen = chosen or sorted(id_ for id_ in tellers if id_.endswith(f".{name}"))
    return tuple(tell() for id_ in chosen for tell in tellers[id_])


class _Teller:
    """Tells the histories of one program, as known on a day."""

    def __init__(self, program: ir.Program, known_at: date | None, as_of: date | None) -> None:
        self._program = program
        self._known_at = known_at
        self._as_of = as_of
        self._instruments = {i.id: i for i in program.instruments}
        self._provisions = provisions_of(program)

    @property
    def tellers(self) -> Mapping[str, list[Callable[[], History]]]:
        """What tells of each name; a module and a jurisdiction may share one."""
        program = self._program
        found: dict[str, list[Callable[[], History]]] = {
            p.id: [partial(self.provision, p.id)] for p in self._provisions
        }
        told: tuple[tuple[str, Callable[[], History]], ...] = (
            *((x.id, partial(self.listing, x)) for x in program.lists),
            *((x.id, partial(self.parameter, x)) for x in program.parameters),
            *((x.id, partial(self.definition, x)) for x in program.definitions),
            *((x.id, partial(self.question, x)) for x in program.questions),
            *((x.id, partial(self.instrument, x)) for x in program.instruments),
            *((x.id, partial(self.module, x)) for x in program.modules),
            *((x.id, partial(self.jurisdiction, x)) for x in program.jurisdictions),
        )
        for id_, tell in told:
            found.setdefault(id_, []).append(tell)
        return found

    def provision(self, id_: str) -> History:
        """Tell of a provision, with all its versions."""
        versions = [p for p in self._provisions if p.id == id_]
        last = versions[-1]
        return History(
            sort=kind_of(last),
            id=id_,
            title=last.title,
            facts=(),
            entries=tuple(self._entries(versions)),
            acts=(),
        )

    def listing(self, listed: ir.ListDefinition) -> History:
        """Tell of a list: who was on it when."""
        entries = [
            entry
            for part in listed.parts
            if is_known(self._instruments.get(part.life.issued_under), self._known_at)
            for entry in self._part(listed, part)
        ]
        what = "parties" if listed.kind == "party" else f"codes of {listed.scheme}"
        return History(
            sort="list",
            id=listed.id,
            title=listed.title,
            facts=(f"a list of {what}",),
            entries=tuple(entries),
            acts=(),
        )

    def parameter(self, parameter: ir.ParameterDefinition) -> History:
        """Tell of a parameter: which value it had when."""
        versions = sorted(parameter.versions, key=lambda v: v.life.period.start or date.min)
        return History(
            sort="parameter",
            id=parameter.id,
            title=parameter.title,
            facts=(),
            entries=tuple(self._values(parameter, versions)),
            acts=(),
        )

    def definition(self, definition: ir.Definition) -> History:
        """Tell of a definition, which has no dates of its own."""
        return History(
            sort="definition",
            id=definition.id,
            title=definition.title or definition.id.rpartition(".")[2],
            facts=(describe(definition.body), "words of the policy, without dates of their own"),
            entries=(),
            acts=(),
        )

    def question(self, question: ir.Question) -> History:
        """Tell of a question: what it asks, and when it arises."""
        facts = [f"a question of {question.kind}"]
        facts += [f"{reading.name}: {reading.text}" for reading in question.readings]
        if question.over is not None:
            facts.append(f"arises {_days(question.over.start, question.over.end)}")
        return History(
            sort="question",
            id=question.id,
            title=question.text,
            facts=tuple(facts),
            entries=(),
            acts=(),
        )

    def instrument(self, instrument: ir.Instrument) -> History:
        """Tell of a legal act: what it lays down, and what it does to others."""
        if not is_known(instrument, self._known_at):
            facts: tuple[str, ...] = (f"not issued before {instrument.issued}",)
            return History(
                sort="instrument",
                id=instrument.id,
                title=instrument.title,
                facts=facts,
                entries=(),
                acts=(),
            )
        own = [p for p in self._provisions if p.citations[0].instrument == instrument.id]
        return History(
            sort="instrument",
            id=instrument.id,
            title=instrument.title,
            facts=tuple(_about(instrument)),
            entries=tuple(self._entries(own)),
            acts=tuple(self._acts(lambda cited: cited == instrument.id)),
        )

    def module(self, module: ir.Module) -> History:
        """Tell of a module and of those below it."""

        def is_inside(id_: str) -> bool:
            return id_ == module.id or id_.startswith(f"{module.id}.")

        own = [p for p in self._provisions if is_inside(p.module)]
        declared = {i.id for i in self._program.instruments if is_inside(i.id.rpartition(".")[0])}
        entries = tuple(self._entries(own))
        acts = tuple(self._acts(lambda cited: cited in declared))
        lists = sum(is_inside(x.id) for x in self._program.lists)
        parameters = sum(is_inside(x.id) for x in self._program.parameters)
        facts = [
            f"{count} {word}{'' if count == 1 else 's'}"
            for count, word in (
                (len(declared), "instrument"),
                (len({p.id for p in own}), "provision"),
                (lists, "list"),
                (parameters, "parameter"),
            )
            if count
        ]
        return History(
            sort="module",
            id=module.id,
            title=module.title or module.id,
            facts=(", ".join(facts) or "words only: nothing in it has dates",),
            entries=entries,
            acts=acts,
        )

    def jurisdiction(self, jurisdiction: ir.Jurisdiction) -> History:
        """Tell of all provisions of a jurisdiction."""
        own = [p for p in self._provisions if p.jurisdiction == jurisdiction.id]
        first = first_days(self._program)[jurisdiction.id]
        return History(
            sort="jurisdiction",
            id=jurisdiction.id,
            title=jurisdiction.title,
            facts=() if first is None else (f"the rulebook covers acts from {first} on",),
            entries=tuple(self._entries(own)),
            acts=(),
        )

    # What has a life

    def _entries(self, provisions: Sequence[ir.Provision]) -> Iterator[Entry]:
        for provision in provisions:
            life = life_of(
                provision.life,
                self._program,
                id=provision.id,
                version=provision.version,
                title=provision.title,
                citation=provision.citations[0],
                known_at=self._known_at,
                as_of=self._as_of,
            )
            # Texts that no state of knowledge but an earlier one has are never the law.
            if life.stretches and any(s.state != "replaced" for s in life.stretches):
                if provision.version == 1:
                    life = evolve(life, notes=(*life.notes, *void_notes(provision.life)))
                yield Entry(sort=kind_of(provision), says=effect_words(provision), life=life)

    def _part(self, listed: ir.ListDefinition, part: ir.ListPart) -> Iterator[Entry]:
        members = ((m.key, m.title or "", m.life, m.citation) for m in part.members)
        included = ((i.list, "", i.life, None) for i in part.inclusions)
        for sort, each in (
            *(("member", member) for member in members),
            *(("inclusion", list_) for list_ in included),
        ):
            key, title, own, cited = each
            life = life_of(
                _joined(part.life, own),
                self._program,
                id=f"{listed.id}: {key}",
                version=1,
                title=title,
                citation=cited or part.citation,
                known_at=self._known_at,
                as_of=self._as_of,
            )
            if life.stretches:
                yield Entry(sort=sort, says=key, life=life)

    def _values(
        self, parameter: ir.ParameterDefinition, versions: Sequence[ir.ParameterVersion]
    ) -> Iterator[Entry]:
        for number, version in enumerate(versions, 1):
            life = life_of(
                version.life,
                self._program,
                id=parameter.id,
                version=number,
                title=parameter.title,
                citation=version.citation,
                known_at=self._known_at,
                as_of=self._as_of,
            )
            if life.stretches:
                yield Entry(sort="value", says=describe_version(version), life=life)

    # What instruments do to other things

    def _acts(self, chosen: Callable[[str], bool]) -> Iterator[Act]:
        """Yield what the chosen instruments do, by what they do it to."""
        found: dict[Act, None] = {}
        for act, citation in self._all_acts():
            if chosen(citation.instrument) and is_known(
                self._instruments.get(citation.instrument), self._known_at
            ):
                found.setdefault(act)
        yield from sorted(found, key=lambda a: (a.deed, a.start or date.min, a.target, a.title))

    def _all_acts(self) -> Iterator[tuple[Act, ir.Citation]]:
        for provision in self._provisions:
            yield from self._on_life(provision.id, provision.title, provision.life)
        for listed in self._program.lists:
            for part in listed.parts:
                what = f"{listed.title}, as far as {part.module} lists them"
                yield from self._on_life(listed.id, what, part.life)
                yield from self._on_members(listed, part)
        for parameter in self._program.parameters:
            for version in parameter.versions:
                yield from self._on_life(parameter.id, parameter.title, version.life)
                yield self._act(
                    "sets",
                    parameter.id,
                    f"{parameter.title}: {describe_version(version)}",
                    version.life.period,
                    version.citation,
                )

    def _on_life(self, id_: str, title: str, life: ir.Life) -> Iterator[tuple[Act, ir.Citation]]:
        for suspension in life.suspensions:
            yield self._act(
                "suspends", id_, title, suspension.period, suspension.citation, suspension.condition
            )
            for resumption in suspension.resumptions:
                period = ir.Period(resumption.start, None)
                yield self._act("resumes", id_, title, period, resumption.citation)
        deeds: dict[str, Deed] = {"repeal": "repeals", "amendment": "amends", "removal": "removes"}
        for ending in life.endings:
            if ending.kind in deeds:
                period = ir.Period(ending.start, None)
                yield self._act(deeds[ending.kind], id_, title, period, ending.citation)

    def _on_members(
        self, listed: ir.ListDefinition, part: ir.ListPart
    ) -> Iterator[tuple[Act, ir.Citation]]:
        by_act: dict[tuple[ir.Citation, ir.Period], list[str]] = {}
        for member in part.members:
            cited = member.citation or part.citation
            life = _joined(part.life, member.life)
            by_act.setdefault((cited, life.period), []).append(member.key)
            for ending in () if member.life is None else member.life.endings:
                title = f"{listed.title}: {member.key}"
                period = ir.Period(ending.start, None)
                yield self._act("removes", listed.id, title, period, ending.citation)
        for inclusion in part.inclusions:
            period = _joined(part.life, inclusion.life).period
            by_act.setdefault((part.citation, period), []).append(f"all of {inclusion.list}")
        for (cited, period), keys in by_act.items():
            shown = ", ".join(keys[:MAX_NAMED])
            more = f" and {len(keys) - MAX_NAMED} more" if len(keys) > MAX_NAMED else ""
            title = f"{listed.title}: {shown}{more}"
            yield self._act("lists", listed.id, title, period, cited)

    def _act(
        self,
        deed: Deed,
        target: str,
        title: str,
        period: ir.Period,
        citation: ir.Citation,
        condition: ir.Expr | None = None,
    ) -> tuple[Act, ir.Citation]:
        act = Act(
            deed=deed,
            target=target,
            title=title,
            start=period.start,
            end=period.end,
            condition=None if condition is None else describe(condition),
            by=cite(citation, self._program),
        )
        return act, citation


MAX_NAMED = 6
"""How many members an act names before the others are only counted."""


def effect_words(provision: ir.Provision) -> str:
    """Say what a provision does, and to what."""
    match provision:
        case ir.Rule(effect=effect, governs=governs):
            words = effect_of(provision).replace("_", " ")
            if isinstance(effect, ir.LicenseRequirement) and effect.review is not None:
                words += f", {effect.review.replace('_', ' ')}"
            return f"{words}, for {', '.join(governs)}" if governs else words
        case ir.Exemption(targets=targets):
            return f"lifts {', '.join(targets)}"
        case ir.Authorization(targets=targets):
            return f"covers {', '.join(targets)}"
        case ir.Bar(targets=targets):
            return f"bars {', '.join(targets)}"
        case _:
            return ""


def _joined(part: ir.Life, own: ir.Life | None) -> ir.Life:
    """Lay the life of a member over that of its part of the list."""
    if own is None:
        return part
    starts = [day for day in (part.period.start, own.period.start) if day is not None]
    ends = [day for day in (part.period.end, own.period.end) if day is not None]
    return ir.Life(
        period=ir.Period(max(starts, default=None), min(ends, default=None)),
        issued_under=own.issued_under,
        suspensions=(*part.suspensions, *own.suspensions),
        endings=tuple(sorted((*part.endings, *own.endings), key=lambda e: (e.start, e.kind))),
    )


def _about(instrument: ir.Instrument) -> Iterator[str]:
    issued = "" if instrument.issued is None else f" on {instrument.issued}"
    by = "" if instrument.authority is None else f" by {instrument.authority}"
    if issued or by:
        yield f"issued{by}{issued}"
    if instrument.number is not None:
        yield f"number {instrument.number}"
    if instrument.source is not None:
        yield instrument.source
    if instrument.verified is not None:
        yield f"last verified on {instrument.verified}"


def _days(start: date | None, end: date | None) -> str:
    words = [f"from {start}"] if start else []
    words += [f"through {end}"] if end else []
    return " ".join(words) or "always"
