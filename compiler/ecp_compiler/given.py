"""The facts of a `test` block as a transaction of the JSON contract, each with its place."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from attrs import field, frozen

from ecp_compiler import types
from ecp_compiler.environment import Environment
from ecp_compiler.resolve import Kind, nearest
from ecp_dsl import syntax
from ecp_dsl.diagnostic import Diagnostic, Label, diagnostic
from ecp_dsl.source import Span
from ecp_runtime import ir
from ecp_runtime.facts import Problem, TransactionError, read_transaction
from ecp_runtime.places import ITEMS_FIELD, join
from ecp_runtime.prepare import prepare

Json: TypeAlias = "str | int | bool | list[Json] | dict[str, Json] | None"

_ITEM = f"{ITEMS_FIELD}[0]"
"""The path of the one line that `item` stands for."""


@frozen
class Facts:
    """The facts of a test.

    Attributes:
        transaction: In the shape of the JSON contract.
        places: Where each fact is written, by its path in the transaction; the whole by "".
    """

    transaction: Mapping[str, Json]
    places: Mapping[str, Span]


def read_facts(env: Environment, written: syntax.Record) -> Facts:
    """Read the facts of a `given`; a fact that is given twice is reported.

    A role stands for `parties.<role>`, `item` for a list of one item.
    """
    reader = _Reader(env)
    reader.places[""] = written.span
    return Facts(reader.transaction(written), reader.places)


def report_refused(
    tests: Iterable[Facts], program: ir.Program, diagnostics: list[Diagnostic]
) -> None:
    """Report the facts that the policy refuses, each where it is written."""
    # Indexes that are held here are used by all readings, and are gone with the last one.
    held = prepare(program, keep=False)
    assert held.program is program
    for facts in tests:
        try:
            read_transaction(program, facts.transaction)
        except TransactionError as error:
            diagnostics.extend(_refused(problem, facts.places) for problem in error.problems)


def _refused(problem: Problem, places: Mapping[str, Span]) -> Diagnostic:
    return diagnostic(
        "ECP0211",
        f"`{problem.path or 'given'}` is refused: {problem.found} is not {problem.expected}",
        _place(problem.path, places),
        "no transaction with this fact can be decided",
        help=f"did you mean `{problem.nearest}`?" if problem.nearest else None,
    )


def _place(path: str, places: Mapping[str, Span]) -> Span:
    """Return where the fact at a path is written, or the nearest fact around it."""
    while path not in places:
        path = path[: max(path.rfind("."), path.rfind("["), 0)]
    return places[path]


@frozen
class _Reader:
    env: Environment
    places: dict[str, Span] = field(factory=dict)

    def transaction(self, written: syntax.Record) -> dict[str, Json]:
        made: dict[str, Json] = {}
        parties: dict[str, Json] = {}
        roles = {s.node.name for s in self.env.table.of_kind(Kind.ACTOR)}
        for entry in written.entries:
            if entry.key in roles:
                self._party(entry, parties)
            elif entry.key == "item":
                if self._is_new(entry, _ITEM, ITEMS_FIELD):
                    made[ITEMS_FIELD] = [self._fact(entry.value, ir.EntityType("Item"), _ITEM)]
            elif entry.key == "answers" and isinstance(entry.value, syntax.Record):
                if self._is_new(entry, "answers"):
                    made["answers"] = self._answers(entry.value.entries, "answers")
            elif entry.key == "parties" and isinstance(entry.value, syntax.Record):
                if self._is_new(entry, "parties"):
                    for inner in entry.value.entries:
                        self._party(inner, parties)
            else:
                key, type_ = self._field(types.TRANSACTION, entry.key)
                if self._is_new(entry, key):
                    made[key] = self._fact(entry.value, type_, key)
        if parties:
            made["parties"] = parties
        return made

    def _party(self, entry: syntax.Entry, parties: dict[str, Json]) -> None:
        path = join("parties", entry.key)
        if self._is_new(entry, path):
            found = self.env.shapes.field(types.TRANSACTION, entry.key)
            type_ = None if found is None else found.type
            parties[entry.key] = self._fact(entry.value, type_, path)

    def _is_new(self, entry: syntax.Entry, *paths: str) -> bool:
        """Note where a fact is written; report one that was given before, and return False."""
        for path in paths:
            earlier = self.places.setdefault(path, entry.span)
            if earlier is not entry.span:
                self.env.report(
                    "ECP0010",
                    f"the fact `{entry.key}` is given twice",
                    entry.span,
                    "given again here",
                    help="remove one of the two",
                    secondary=(Label(earlier, "first given here"),),
                )
                return False
        return True

    def _field(self, entity: str, name: str) -> tuple[str, ir.Type | None]:
        """Return the key of a field in JSON, and its type, by its name in rules or its key."""
        found = self.env.shapes.field(entity, name)
        if found is None:
            fields = (self.env.shapes.field(entity, n) for n in self.env.shapes.names(entity))
            found = next((f for f in fields if f is not None and f.key == name), None)
        return (name, None) if found is None else (found.key, found.type)

    def _fact(self, fact: syntax.Fact | syntax.Expr, type_: ir.Type | None, path: str) -> Json:
        match fact:
            case syntax.Record(entries):
                return self._record(entries, type_, path)
            case syntax.FactList(values):
                return self._list(values, type_, path)
            case syntax.YesNo(value):
                return value if type_ == types.YES_NO else ("yes" if value else "no")
            case syntax.Absent():
                named = isinstance(type_, ir.EnumType) and "none" in type_.values
                return "none" if named else None
            case syntax.Number(value):
                return f"{value:f}"
            case syntax.Percent(value):
                return f"{value:f}%"
            case syntax.Quantity(value, unit):
                return self._measured(f"{value:f}", unit)
            case syntax.DateLiteral(value):
                return value.isoformat()
            case syntax.Text(value) | syntax.Code(value):
                return value
            case syntax.Path():
                return str(fact)
            case syntax.Negative(operand):
                return _negative(self._fact(operand, type_, path))
            case other:
                raise AssertionError(f"not a fact: {other}")

    def _list(self, values: Sequence[syntax.Fact], type_: ir.Type | None, path: str) -> list[Json]:
        element = type_.element if isinstance(type_, ir.ListType) else None
        made: list[Json] = []
        for index, value in enumerate(values):
            at = f"{path}[{index}]"
            self.places[at] = value.span
            made.append(self._fact(value, element, at))
        return made

    def _measured(self, value: str, unit: str) -> Json:
        vocabulary = self.env.vocabulary
        former = (each.name for each in vocabulary.former_currencies)
        if unit in vocabulary.currencies or unit in former:
            return {"amount": value, "currency": unit}
        for known in self.env.vocabulary.units:
            if unit in (known.symbol, known.code):
                return {"value": value, "unit": known.code}
        return {"value": value, "unit": unit}

    def _record(
        self, entries: Sequence[syntax.Entry], type_: ir.Type | None, path: str
    ) -> dict[str, Json]:
        made: dict[str, Json] = {}
        for entry in entries:
            key, inner = self._entry(entry, type_)
            at = join(path, key)
            if not self._is_new(entry, at):
                continue
            match entry.key, entry.value:
                case "listed", syntax.Record(listed):
                    made[key] = self._named(listed, types.YES_NO, at)
                case "answers", syntax.Record(answers):
                    made[key] = self._answers(answers, at)
                case _:
                    made[key] = self._fact(entry.value, inner, at)
        return made

    def _entry(self, entry: syntax.Entry, type_: ir.Type | None) -> tuple[str, ir.Type | None]:
        """Return the key of an entry in JSON and the type of its value."""
        if entry.key == "complete":
            return entry.key, types.YES_NO
        match type_:
            case ir.EntityType(entity):
                key, inner = self._field(entity, entry.key)
                if inner is None and entity == "Item":
                    inner = self._field(types.TRANSACTION, entry.key)[1]
                return key, inner
            case ir.ListType(element) if entry.key == "items":
                return entry.key, ir.ListType(element)
            case _ if entry.key == "one_of" and type_ is not None:
                return entry.key, ir.ListType(type_)
            case _ if entry.key in ("at_least", "at_most", "value"):
                return entry.key, type_
            case _:
                return entry.key, None

    def _answers(self, entries: Sequence[syntax.Entry], path: str) -> dict[str, Json]:
        """Read answers; one to a question that the policy does not ask is reported."""
        questions = self.env.table.of_kind(Kind.QUESTION)
        ids = [s.id for s in questions]
        names = [s.node.name for s in questions]
        for entry in entries:
            if entry.key in ids or names.count(entry.key) == 1:
                continue
            if entry.key in names:
                meant = [f"`{s.id}`" for s in questions if s.node.name == entry.key]
                self.env.report(
                    "ECP0104",
                    f"`{entry.key}` could mean {' or '.join(meant)}",
                    entry.span,
                    help="write the full name",
                )
                continue
            self.env.report(
                "ECP0102",
                f"there is no question `{entry.key}`",
                entry.span,
                help=nearest(entry.key, [*ids, *names]) or "`use` the module that asks it",
            )
        asked = [entry for entry in entries if entry.key in ids or entry.key in names]
        return self._named(asked, None, path)

    def _named(
        self, entries: Sequence[syntax.Entry], type_: ir.Type | None, path: str
    ) -> dict[str, Json]:
        """Read values of one type by names of the policy."""
        made: dict[str, Json] = {}
        for entry in entries:
            at = join(path, entry.key)
            if self._is_new(entry, at):
                made[entry.key] = self._fact(entry.value, type_, at)
        return made


def _negative(value: Json) -> Json:
    match value:
        case str():
            return f"-{value}"
        case dict():
            return {k: _negative(v) if k in ("amount", "value") else v for k, v in value.items()}
        case _:
            return value
