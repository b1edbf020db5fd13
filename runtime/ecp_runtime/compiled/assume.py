"""Writes assumed answers into a transaction, as its author would have written them."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from ecp_runtime import ir
from ecp_runtime.compiled.answers import Assumed
from ecp_runtime.compiled.given import MAX_KEPT
from ecp_runtime.compiled.readers import plain
from ecp_runtime.places import ITEMS_FIELD, LINE_OVERRIDES, PARTY, TRANSACTION, item_entity
from ecp_runtime.prepare import Prepared
from ecp_runtime.situation import Assumption, Listing
from ecp_runtime.unknown import Gap
from ecp_runtime.values import Absent, Record, Several, Symbols

Step: TypeAlias = str | int
"""A key of an object, or a place in an array."""


class Scheme(str):
    """The key of a classification."""

    __slots__ = ()


_STEP = re.compile(r"([^.\[\]]+)|\[(\d+)\]")
_OF_SEVERAL = re.compile(r"(.+)[.]codes\[(\d+)\]")


class Unreadable:
    """Stands for a value that generated code cannot read: it leaves the matter open."""

    __hash__ = None  # type: ignore[assignment]  # no look-up may find it


class Assuming:
    """Writes assumptions for one program."""

    def __init__(self, prepared: Prepared) -> None:
        """Serve a program."""
        self._prepared = prepared

    def written(
        self,
        transaction: Mapping[str, Any],
        line: int,
        gap: Gap,
        assumption: Assumption,
        *,
        may_make: bool = False,
    ) -> Mapping[str, Any] | None:
        """Return a transaction in which a gap is closed; None where that cannot be written.

        Args:
            transaction: The raw transaction, which was read without errors.
            line: The number of the line that is looked at, for answers to questions.
            gap: What is assumed.
            assumption: The answer.
            may_make: Whether somebody of whom nothing is said may be written as somebody.
        """
        if gap.kind in ("judgement", "law"):
            return self._answered(transaction, line, gap.path, assumption)
        steps = self._steps(gap.path)
        if steps is None or steps == ["date"]:
            return None
        is_of_anybody = may_make or _found(transaction, steps[:-1]) is not None
        if isinstance(assumption, Absent | Listing) and not is_of_anybody:
            # That of nobody: it does not say that he exists.
            return None
        if isinstance(assumption, Several):
            # Codes that hold together are left to the reference.
            return None
        if isinstance(assumption, Listing):
            steps[-1] = "listed"
            listed = self._prepared.inclusions.statements(assumption.on, is_all=assumption.is_all)
            own = _found(transaction, steps) or {}
            return _with(transaction, steps, {**listed, **own})
        return _with(transaction, steps, _raw(assumption))

    def spelled(
        self, transaction: Mapping[str, Any], path: str, options: frozenset[str]
    ) -> Mapping[str, Any]:
        """Return a transaction in which a fact that is there is one of some codes."""
        steps = self._steps(path, overriding=True)
        assert steps is not None, path
        value = {"one_of": sorted(options)} if len(options) > 1 else next(iter(options))
        written: Mapping[str, Any] = _replaced(transaction, steps, value)
        return written

    def _answered(
        self, transaction: Mapping[str, Any], line: int, question: str, assumption: Assumption
    ) -> Mapping[str, Any] | None:
        # An answer on the line counts before all others.
        answers = dict(transaction[ITEMS_FIELD][line].get("answers") or {})
        answers[question] = Assumed(_raw(assumption))
        return _with(transaction, [ITEMS_FIELD, line, "answers"], answers)

    def _steps(self, path: str, *, overriding: bool = False) -> list[Step] | None:
        """Take a path apart; the key of a classification may have dots of its own.

        Args:
            path: The path of a fact.
            overriding: Whether it may go through what a line says instead of the header.
        """
        fields, steps, rest = self._prepared.fields, list[Step](), path
        entity: str | None = TRANSACTION
        while rest:
            match = _STEP.match(rest)
            if match is None or entity is None:
                return None
            name, rest = match[1], rest[match.end() :].lstrip(".")
            steps.append(name)
            if name == "parties" and (len(steps) == 1 or _is_of_line(steps)):
                role = _STEP.match(rest)
                if role is None or role[1] is None:
                    return None
                steps.append(role[1])
                rest, entity = rest[role.end() :], PARTY
                rest = _index(rest, steps)
                continue
            type_ = self._type(fields.get(entity, {}), name, steps)
            if type_ is None and overriding and _is_of_line(steps) and name in LINE_OVERRIDES:
                type_ = self._type(fields[TRANSACTION], name, steps)
            if isinstance(type_, ir.ClassificationType):
                return [*steps, *_of_scheme(rest)]
            while isinstance(type_, ir.ListType):
                rest, type_ = _index(rest, steps), type_.element
            entity = type_.name if isinstance(type_, ir.EntityType) else None
        return steps

    def _type(
        self, fields: Mapping[str, ir.FieldDefinition], key: str, steps: Sequence[Step]
    ) -> ir.Type | None:
        for field in fields.values():
            if field.key == key:
                return field.type
        if len(steps) == 1 and key == ITEMS_FIELD:
            return ir.ListType(ir.EntityType(item_entity(self._prepared.entities)))
        return None


def _is_of_line(steps: Sequence[Step]) -> bool:
    return len(steps) == 3 and steps[0] == ITEMS_FIELD and isinstance(steps[1], int)


def _of_scheme(rest: str) -> list[Step]:
    """Go to what a classification gives in a scheme, or to one of several codes there."""
    match = _OF_SEVERAL.fullmatch(rest)
    if match is not None:
        return [Scheme(match[1]), Scheme("codes"), int(match[2])]
    return [Scheme(rest)] if rest else []


def _index(rest: str, steps: list[Step]) -> str:
    match = _STEP.match(rest)
    if match is None or match[2] is None:
        return rest.lstrip(".")
    steps.append(int(match[2]))
    return rest[match.end() :].lstrip(".")


def _raw(assumption: Assumption) -> Any:
    match assumption:
        case bool():
            return assumption
        case Absent():
            return None
        case Symbols(options) if len(options) == 1 and "none" not in options:
            return next(iter(options))
        case Symbols(options) if len(options) <= MAX_KEPT and "none" not in options:
            return {"one_of": sorted(options)}
        case Record():
            return {}
        case _:
            return Unreadable()


def _found(raw: Any, steps: Sequence[Step]) -> Mapping[str, Any] | None:
    """Return the record at a place, if one is there."""
    for step in steps:
        if isinstance(step, int):
            raw = plain(raw)
            raw = raw.get("items") if isinstance(raw, Mapping) else raw
            raw = raw[step] if isinstance(raw, list) and step < len(raw) else None
        else:
            raw = raw.get(step) if isinstance(raw, Mapping) else None
    return raw if isinstance(raw, Mapping) else None


def _with(
    transaction: Mapping[str, Any], steps: Sequence[Step], value: object
) -> Mapping[str, Any] | None:
    """Put a value at a place; None where something else stands in the way."""
    written: Mapping[str, Any] | None = _put(transaction, steps, value)
    return written


def _replaced(raw: Any, steps: Sequence[Step], value: object) -> Any:
    """Put a value in the place of one that is there, which was read without errors."""
    if not steps:
        return value
    first, rest = steps[0], steps[1:]
    if isinstance(first, int | Scheme) and isinstance(raw, Mapping) and first not in raw:
        key = "value" if plain(raw) is not raw else ITEMS_FIELD
        return {**raw, key: _replaced(raw[key], steps, value)}
    if isinstance(first, int):
        return [*raw[:first], _replaced(raw[first], rest, value), *raw[first + 1 :]]
    return {**raw, first: _replaced(raw[first], rest, value)}


def _put(raw: Any, steps: Sequence[Step], value: object) -> Any:
    if not steps:
        return value
    first, rest = steps[0], steps[1:]
    if isinstance(first, int | Scheme) and raw.__class__ is dict and plain(raw) is not raw:
        inner = _put(raw["value"], steps, value)
        return None if inner is None else {**raw, "value": inner}
    if isinstance(first, int):
        if isinstance(raw, Mapping) and isinstance(raw.get("items"), list):
            return {**raw, "items": _put(raw["items"], steps, value)}
        if not isinstance(raw, list) or first >= len(raw):
            return None
        inner = _put(raw[first], rest, value)
        return None if inner is None and rest else [*raw[:first], inner, *raw[first + 1 :]]
    if raw is None:
        raw = {}
    # What looks like a value with its source is no place to write in, unless it cannot be a record.
    if not isinstance(raw, Mapping) or plain(raw) is not raw:
        return None
    inner = _put(raw.get(first), rest, value)
    return None if inner is None and rest else {**raw, first: inner}
