"""What an evaluator looks up in a program, laid out once per program.

A prepared program is found by the identity of the program: programs are frozen, and hashing one
takes longer than deciding.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from functools import cached_property
from re import Pattern
from typing import Protocol, TypeVar
from weakref import WeakValueDictionary

import attrs
from attrs import frozen

from ecp_runtime import calendar, ir
from ecp_runtime.codec import content_hash
from ecp_runtime.decision import Background, Ground, RulebookUsed, RuleMeasure
from ecp_runtime.first_day import first_days
from ecp_runtime.hierarchy import ancestors
from ecp_runtime.inclusions import Inclusions
from ecp_runtime.life import known_life
from ecp_runtime.patterns import PatternError, compile_pattern
from ecp_runtime.places import Layout
from ecp_runtime.references import References
from ecp_runtime.remembered import Remembered
from ecp_runtime.screening import Identifiers, Name, NameForms, normalise_identifier
from ecp_runtime.size import check_collections, check_size
from ecp_runtime.tree import children, nodes, provisions_of
from ecp_runtime.uses import FieldName, Uses, with_words
from ecp_runtime.zones import is_zone_name

MAX_DEPTH = 100
"""How deep a condition may nest, definitions included."""


class _Identified(Protocol):
    @property
    def id(self) -> str: ...


class _Targeting(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def version(self) -> int: ...
    @property
    def targets(self) -> tuple[str, ...]: ...


_I = TypeVar("_I", bound=_Identified)
_T = TypeVar("_T", bound=_Targeting)
_P = TypeVar("_P", bound=ir.Provision)


class PartIndex:
    """The members of one part of a list, by what a fact may match."""

    def __init__(self, part: ir.ListPart, scheme: ir.Scheme | None, names: NameForms) -> None:
        """Index codes with what is coarser than them, names and identifiers."""
        self.part = part
        self.by_code: dict[str, list[ir.ListMember]] = {}
        self.below: dict[str, list[ir.ListMember]] = {}
        self.by_name: dict[str, list[ir.ListMember]] = {}
        self.by_identifier: dict[tuple[str, str], list[ir.ListMember]] = {}
        for member in sorted(part.members, key=lambda member: member.key):
            self.by_code.setdefault(member.key, []).append(member)
            for ancestor in ancestors(scheme, member.key):
                self.below.setdefault(ancestor, []).append(member)
            spellings = (member.key, member.title or "", *member.aliases)
            for key in dict.fromkeys(key for text in spellings for key in names.keys(text)):
                self.by_name.setdefault(key, []).append(member)
            for identifier in member.identifiers:
                normalised = normalise_identifier(*identifier)
                if normalised[1]:
                    self.by_identifier.setdefault(normalised, []).append(member)


@frozen
class Placed:
    """Where a member of a list is: the list and the part of it."""

    list: str
    part: ir.ListPart


class Prepared:
    """A program with its indexes.

    Attributes:
        known_hash: The content hash of the program, where somebody has worked it out.
        told_apart: What each jurisdiction tells apart; see `distinctions.distinctions`.
        asked_of_several: The questions asked about several subjects: an answer is about one.
        asked_about: The parties and other facts of the header that each question is asked about.
    """

    def __init__(self, program: ir.Program, hash: str | None = None) -> None:
        """Index a program; raises `ValueError` where evaluating it could take too long.

        Its content hash is worked out when it is asked for, unless it is given.
        """
        self.program = program
        self.known_hash = hash
        self.told_apart: dict[str, object] = {}
        self.actors = {actor.name: actor for actor in program.actors}
        self.schemes = _by_id(program.schemes)
        self.calendars = _by_id(program.calendars)
        self.instruments = _by_id(program.instruments)
        self.lists = _by_id(program.lists)
        self.parameters = _by_id(program.parameters)
        self.definitions = _by_id(program.definitions)
        self.questions = _by_id(program.questions)
        self.profiles = _by_id(program.profiles)
        self.jurisdictions = tuple(sorted(program.jurisdictions, key=lambda found: found.id))
        self.rules = {j.id: _of(program.rules, j.id) for j in self.jurisdictions}
        self.exemptions = _by_target(program.exemptions)
        self.authorizations = _by_target(program.authorizations)
        self.bars = _by_target(program.bars)
        self._parts: dict[str, tuple[PartIndex, ...]] = {}
        self._read_names: dict[str, Name] = {}
        self._known_lives: dict[tuple[int, date], ir.Life | None] = {}
        self._patterns = {s.id: _pattern_of(s) for s in program.schemes}
        _check_zones(program)
        self._list_versions: dict[tuple[str, date], date | None] = {}
        self._due: dict[tuple[date, ir.Duration, str | None], date | None] = {}
        self._layout: Layout | None = None
        self._conditions_on: dict[str, tuple[ir.Expr, ...]] = {}
        self.edges: tuple[date, ...] | None = None
        self.references = References(self.definitions, self.questions)
        self.own_grounds: Remembered[tuple[int, date, bool], tuple[Ground, ...]] = Remembered(
            _KEPT_LIVES
        )
        self.path_titles: Remembered[str, str] = Remembered(_KEPT_TERMS)
        self.not_checked: Remembered[int, tuple[str, ...]] = Remembered(_KEPT_SHOWN)
        self.members: Remembered[object, tuple[Ground, ...]] = Remembered(_KEPT_SHOWN)
        self.measures: Remembered[object, RuleMeasure] = Remembered(_KEPT_SHOWN)
        self.backgrounds: Remembered[object, Background] = Remembered(_KEPT_SHOWN)
        check_size(program)
        _check_depth(program, self.definitions)
        uses = Uses(program)
        self.asked_of_several = uses.asked_of_several
        self.asked_about = uses.asked_about
        self.entities = with_words(program, uses)
        self.fields = {
            entity.name: {field.name: field for field in entity.fields}
            for entity in self.entities.values()
        }

    @property
    def hash(self) -> str:
        """The content hash of the program, worked out when it is first asked for."""
        if self.known_hash is None:
            self.known_hash = content_hash(self.program)
        return self.known_hash

    @property
    def layout(self) -> Layout:
        """The places of facts in transactions; laid out anew when it remembers too much."""
        layout = self._layout
        if layout is None or layout.is_full:
            layout = self._layout = Layout(
                self.entities,
                self.actors,
                answers=self.answered.keys(),
                schemes=self.schemes,
                party_lists=(d.id for d in self.lists.values() if d.kind == "party"),
            )
        return layout

    @cached_property
    def identifiers(self) -> Identifiers:
        """The identifiers of all listed parties."""
        return Identifiers(
            identifier
            for definition in self.lists.values()
            for part in definition.parts
            for member in part.members
            for identifier in member.identifiers
        )

    @cached_property
    def names(self) -> NameForms:
        """What makes names of parties comparable."""
        return NameForms(self.program.legal_forms)

    @cached_property
    def answered(self) -> Mapping[str, str]:
        """Under which names a transaction may answer questions, with their ids."""
        return {**self.short_names, **{question: question for question in self.questions}}

    @cached_property
    def short_names(self) -> Mapping[str, str]:
        """The last parts of question ids that are unique, with the ids."""
        found: dict[str, list[str]] = {}
        for question in self.questions:
            found.setdefault(question.rpartition(".")[2], []).append(question)
        return {short: ids[0] for short, ids in found.items() if len(ids) == 1}

    @cached_property
    def units(self) -> Mapping[str, ir.Unit]:
        """Units by their UN/ECE code."""
        return {unit.code: unit for unit in sorted(self.program.units, key=lambda u: u.symbol)}

    @cached_property
    def symbols(self) -> Mapping[str, str]:
        """The symbols of units, by their UN/ECE codes."""
        return {code: unit.symbol for code, unit in self.units.items()}

    @cached_property
    def factors(self) -> Mapping[str, Fraction]:
        """How many base units one of each unit is, by its UN/ECE code."""
        return {code: Fraction(unit.factor) for code, unit in self.units.items()}

    @cached_property
    def dimensions(self) -> frozenset[str]:
        """The dimensions that units measure."""
        return frozenset(unit.dimension for unit in self.program.units)

    @cached_property
    def currencies(self) -> frozenset[str]:
        """The codes that amounts may have: those of currencies, also of withdrawn ones."""
        return frozenset((*self.program.currencies, *self.former_currencies))

    @cached_property
    def current_currencies(self) -> frozenset[str]:
        """The codes of currencies that were not withdrawn."""
        return frozenset(self.program.currencies)

    @cached_property
    def former_currencies(self) -> Mapping[str, ir.FormerCode]:
        """The codes of currencies that were withdrawn."""
        return {former.name: former for former in self.program.former_currencies}

    @cached_property
    def former(self) -> Mapping[str, Mapping[str, ir.FormerCode]]:
        """The withdrawn codes of each scheme."""
        return {
            scheme.id: {former.name: former for former in scheme.former}
            for scheme in self.program.schemes
        }

    @cached_property
    def codes(self) -> Mapping[str, Mapping[str, str]]:
        """The known codes of each scheme, with their titles."""
        return {scheme.id: dict(scheme.codes) for scheme in self.program.schemes}

    @cached_property
    def first_days(self) -> Mapping[str, date | None]:
        """The first day that each jurisdiction's rulebook covers (see `first_day.first_days`)."""
        return first_days(self.program)

    @cached_property
    def horizon(self) -> date:
        """The day up to which the instruments say the law was looked at."""
        days = [
            day
            for instrument in self.program.instruments
            for day in (instrument.issued, instrument.read, instrument.verified)
            if day is not None
        ]
        return max(days, default=date(1970, 1, 1))

    @cached_property
    def rulebooks(self) -> tuple[RulebookUsed, ...]:
        """What the policy is made of: modules by the first part of their names."""
        titles = {module.id: module.title for module in self.program.modules}
        newest: dict[str, date | None] = {id_.partition(".")[0]: None for id_ in titles}
        for act in self.program.instruments:
            days = [day for day in (act.issued, act.read, act.verified) if day is not None]
            book = act.id.partition(".")[0]
            if book in newest:
                newest[book] = max([*days, *filter(None, [newest[book]])], default=None)
        return tuple(RulebookUsed(id_, titles.get(id_), day) for id_, day in sorted(newest.items()))

    @cached_property
    def checked_on(self) -> tuple[date, ...]:
        """The days on which any instrument was read or verified."""
        days = {
            day
            for instrument in self.program.instruments
            for day in (instrument.read, instrument.verified)
            if day is not None
        }
        return tuple(sorted(days))

    @cached_property
    def coarser(self) -> Mapping[str, frozenset[str]]:
        """For each scheme, the codes that are not entries but hold some."""
        return {
            scheme.id: frozenset(a for code, _ in scheme.codes for a in ancestors(scheme, code))
            for scheme in self.program.schemes
        }

    @cached_property
    def repeated(self) -> Mapping[int, int]:
        """Numbers for conditions worth evaluating once, by their identity; equals share one.

        They stand in provisions and read no variables: definitions that are called, and lists.
        """
        program = self.program
        roots: tuple[attrs.AttrsInstance, ...] = (*provisions_of(program), *program.definitions)
        numbers: dict[ir.Expr, int] = {}
        found: dict[int, int] = {}
        for root in roots:
            for node in nodes(root):
                if isinstance(node, ir.Call | ir.WithinList) and not _has_variable(node):
                    found[id(node)] = numbers.setdefault(node, len(numbers))
        return found

    @cached_property
    def party_lists(self) -> Mapping[str, frozenset[str]]:
        """The party lists that each jurisdiction's provisions ask about, definitions included."""
        program = self.program
        within = {id_: _lists_in(found.body) for id_, found in self.definitions.items()}
        calls = {id_: _calls_in(found.body) for id_, found in self.definitions.items()}
        found: dict[str, frozenset[str]] = {}
        for jurisdiction in self.jurisdictions:
            roots: list[attrs.AttrsInstance] = [jurisdiction]
            roots += [p for p in provisions_of(program) if p.jurisdiction == jurisdiction.id]
            lists = {name for root in roots for name in _lists_in(root)}
            pending = {name for root in roots for name in _calls_in(root)}
            seen: set[str] = set()
            while pending:
                name = pending.pop()
                if name in within and name not in seen:
                    seen.add(name)
                    lists |= within[name]
                    pending |= calls[name]
            found[jurisdiction.id] = frozenset(
                name for name in lists if name in self.lists and self.lists[name].kind == "party"
            )
        return found

    @cached_property
    def compared_texts(self) -> Mapping[str, frozenset[FieldName]]:
        """The texts that the provisions of each jurisdiction compare with words."""
        return {id_: frozenset(uses.words) for id_, uses in self._uses.items()}

    @cached_property
    def asked(self) -> Mapping[str, frozenset[str]]:
        """The questions that the provisions of each jurisdiction ask."""
        return {id_: uses.asked for id_, uses in self._uses.items()}

    @cached_property
    def _uses(self) -> Mapping[str, Uses]:
        return {each.id: Uses(self.program, each.id) for each in self.jurisdictions}

    def lifting(self, provision: ir.Provision) -> tuple[ir.Provision, ...]:
        """List the exemptions that can lift a provision, or the bars on an authorization."""
        if isinstance(provision, ir.Authorization):
            return self.bars.get(provision.id, ())
        is_prohibition = isinstance(provision, ir.Rule) and isinstance(
            provision.effect, ir.Prohibition
        )
        exemptions = self.exemptions.get(provision.id, ())
        return tuple(e for e in exemptions if e.even_prohibition or not is_prohibition)

    def offered(self, rule: ir.Rule) -> tuple[ir.Authorization, ...]:
        """List the authorizations that can satisfy a rule: license requirements have some."""
        if not isinstance(rule.effect, ir.LicenseRequirement):
            return ()
        return self.authorizations.get(rule.id, ())

    @cached_property
    def titles(self) -> Mapping[str, str]:
        """The titles of all that acts are cited for, by their ids; of a question, its text."""
        program = self.program
        found = {jurisdiction.id: jurisdiction.title for jurisdiction in program.jurisdictions}
        found |= {question.id: question.text for question in program.questions}
        found |= {definition.id: definition.title for definition in program.lists}
        found |= {parameter.id: parameter.title for parameter in program.parameters}
        return found | {provision.id: provision.title for provision in provisions_of(program)}

    @cached_property
    def originals(self) -> Mapping[str, ir.Provision]:
        """The first version of each provision, before any amendment."""
        found: dict[str, ir.Provision] = {}
        for provision in provisions_of(self.program):
            first = found.setdefault(provision.id, provision)
            if provision.version < first.version:
                found[provision.id] = provision
        return found

    def conditions_on(self, list_id: str) -> tuple[ir.Expr, ...]:
        """List the conditions of suspensions of a list, of those it includes, and of members."""
        found = self._conditions_on.get(list_id)
        if found is None:
            conditions = {
                node.condition: None
                for each in sorted({list_id, *self.inclusions.parts[list_id]} & self.lists.keys())
                for node in nodes(self.lists[each])
                if isinstance(node, ir.Suspension) and node.condition is not None
            }
            found = self._conditions_on[list_id] = tuple(conditions)
        return found

    def placed(self, member: ir.ListMember) -> Placed:
        """Return where a member of a list is."""
        return self._places[id(member)]

    @cached_property
    def _places(self) -> Mapping[int, Placed]:
        # By identity: the program keeps its members.
        return {
            id(member): Placed(definition.id, part)
            for definition in self.program.lists
            for part in definition.parts
            for member in part.members
        }

    def known_life(self, life: ir.Life, known: date) -> ir.Life | None:
        """Leave out what later acts do to a life of this program (see `life.known_life`)."""
        key = id(life), known
        try:
            return self._known_lives[key]
        except KeyError:
            found = known_life(life, self.instruments, known)
            if len(self._known_lives) >= _KEPT_LIVES:
                self._known_lives.clear()
            self._known_lives[key] = found
            return found

    def due(self, day: date, within: ir.Duration, working: ir.Calendar | None) -> date | None:
        """Return the last day of a term that begins with the act; None where it is not known."""
        key = day, within, None if working is None else working.id
        try:
            return self._due[key]
        except KeyError:
            found = calendar.shift(day, within, backward=False, working=working)
            if len(self._due) >= _KEPT_TERMS:
                self._due.clear()
            self._due[key] = found
            return found

    def list_version(self, list_id: str, known: date) -> date | None:
        """Return the newest date of issue among the acts that made a list, as known on a day."""
        key = list_id, known
        if key not in self._list_versions:
            parts = self.lists[list_id].parts
            made_by = {part.citation.instrument for part in parts}
            made_by |= {m.citation.instrument for part in parts for m in part.members if m.citation}
            acts = (self.instruments.get(id_) for id_ in made_by)
            issued = [act.issued for act in acts if act is not None and act.issued is not None]
            newest = max((day for day in issued if day <= known), default=None)
            if len(self._list_versions) >= _KEPT_TERMS:
                self._list_versions.clear()
            self._list_versions[key] = newest
        return self._list_versions[key]

    def parts(self, list_id: str) -> tuple[PartIndex, ...]:
        """Return the indexed parts of a list."""
        if list_id not in self._parts:
            definition = self.lists[list_id]
            scheme = self.schemes.get(definition.scheme or "")
            self._parts[list_id] = tuple(
                PartIndex(part, scheme, self.names) for part in definition.parts
            )
        return self._parts[list_id]

    def name(self, text: str) -> Name:
        """Bring a name of a party into the form that is compared."""
        try:
            return self._read_names[text]
        except KeyError:
            name = self.names.read(text)
            # Another thread may clear it at any time.
            if len(self._read_names) >= _KEPT_NAMES:
                self._read_names.clear()
            self._read_names[text] = name
            return name

    @cached_property
    def inclusions(self) -> Inclusions:
        """Which lists include which."""
        return Inclusions(self.lists)

    def matches_pattern(self, scheme: ir.Scheme, code: str) -> bool:
        """Whether a code has the form that its scheme asks for."""
        pattern = self._patterns[scheme.id]
        return pattern is None or pattern.fullmatch(code) is not None


_PREPARED: "WeakValueDictionary[int, Prepared]" = WeakValueDictionary()
_RECENT: dict[int, Prepared] = {}
_KEPT = 16
_KEPT_NAMES = 10_000
_KEPT_LIVES = 200_000
_KEPT_TERMS = 10_000
_KEPT_SHOWN = 5_000


def prepare(program: ir.Program, *, hash: str | None = None, keep: bool = True) -> Prepared:
    """Index a program, once as long as somebody holds its indexes.

    Args:
        program: The program.
        hash: Its content hash, if it is known.
        keep: Whether the indexes, and the program with them, stay for as long as they are among
            the last ones asked for; otherwise the caller holds them.
    """
    key = id(program)
    prepared = _PREPARED.get(key)
    # Indexes hold their program, so that its id is not given to another before they are gone.
    if prepared is None:
        prepared = _PREPARED[key] = Prepared(program, hash)
        if keep:
            while len(_RECENT) >= _KEPT:
                _RECENT.pop(next(iter(_RECENT)), None)
            _RECENT[key] = prepared
    return prepared


def _lists_in(node: attrs.AttrsInstance) -> frozenset[str]:
    return frozenset(n.list for n in nodes(node) if isinstance(n, ir.WithinList))


def _calls_in(node: attrs.AttrsInstance) -> frozenset[str]:
    return frozenset(n.definition for n in nodes(node) if isinstance(n, ir.Call))


def _has_variable(node: attrs.AttrsInstance) -> bool:
    return any(isinstance(each, ir.Variable) for each in nodes(node))


def _by_id(nodes: Iterable[_I]) -> dict[str, _I]:
    return {node.id: node for node in sorted(nodes, key=lambda node: node.id)}


def _pattern_of(scheme: ir.Scheme) -> Pattern[str] | None:
    """Return what tells the codes of a scheme; raise `ValueError` where that could be slow."""
    try:
        for pattern in (scheme.written, scheme.lost_zero):
            if pattern is not None:
                compile_pattern(pattern)
        return None if scheme.pattern is None else compile_pattern(scheme.pattern)
    except PatternError as error:
        raise ValueError(f"the pattern of the scheme {scheme.id}: {error}") from None


def _check_zones(program: ir.Program) -> None:
    """Raise `ValueError` where a date would depend on how a machine was set."""
    for jurisdiction in program.jurisdictions:
        if not is_zone_name(jurisdiction.time_zone):
            name = f"{jurisdiction.time_zone!r} of {jurisdiction.id}"
            raise ValueError(f"the time zone {name} is no name of the IANA data")


def _of(nodes: Iterable[_P], jurisdiction: str) -> tuple[_P, ...]:
    chosen = (node for node in nodes if node.jurisdiction == jurisdiction)
    return tuple(sorted(chosen, key=lambda node: (node.id, node.version)))


def _by_target(nodes: Iterable[_T]) -> dict[str, tuple[_T, ...]]:
    found: dict[str, list[_T]] = {}
    for node in sorted(nodes, key=lambda node: (node.id, node.version)):
        for target in dict.fromkeys(node.targets):
            found.setdefault(target, []).append(node)
    return {target: tuple(chosen) for target, chosen in found.items()}


_COLLECTIONS = (ir.Quantified, ir.Count, ir.Sum, ir.Share)


def _check_depth(program: ir.Program, definitions: Mapping[str, ir.Definition]) -> None:
    too_deep = f"a condition nests more than {MAX_DEPTH} levels deep"
    # By identity: the program keeps its nodes, and many of them stand in several places.
    heights: dict[int, int] = {}
    collections: list[attrs.AttrsInstance] = []

    def height(node: attrs.AttrsInstance, above: int, calling: tuple[str, ...]) -> int:
        found = heights.get(id(node))
        if found is None:
            if above > MAX_DEPTH:
                raise ValueError(too_deep)
            found = 0
            for child in children(node):
                below = heights.get(id(child))
                if below is None:
                    below = height(child, above + 1, calling)
                if below >= found:
                    found = below + 1
            if isinstance(node, ir.Call) and node.definition in definitions:
                if node.definition in calling:
                    raise ValueError(f"the definition {node.definition} contains itself")
                body = definitions[node.definition].body
                found = max(found, height(body, 0, (*calling, node.definition)))
            if isinstance(node, _COLLECTIONS):
                collections.append(node)
            heights[id(node)] = found
        if above + found > MAX_DEPTH:
            raise ValueError(too_deep)
        return found

    roots: tuple[ir.Provision | ir.Jurisdiction, ...] = (
        *provisions_of(program),
        *program.jurisdictions,
    )
    for root in roots:
        for condition, above in _conditions(root):
            height(condition, above, ())
    if collections:
        check_collections(program)


def _conditions(root: ir.Provision | ir.Jurisdiction) -> Iterable[tuple[ir.Expr, int]]:
    """List the conditions of a provision or jurisdiction, with how deep they stand in it."""
    if isinstance(root, ir.Jurisdiction):
        return [(reach.condition, 2) for reach in root.reaches]
    found = [(root.condition, 1)]
    if isinstance(root, ir.Authorization):
        found += [(stated.condition, 2) for stated in root.stated]
    if root.judged_at is not None:
        found.append((root.judged_at, 1))
    for suspension in root.life.suspensions:
        if suspension.condition is not None:
            found.append((suspension.condition, 3))
    return found
