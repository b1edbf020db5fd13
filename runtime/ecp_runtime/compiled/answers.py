"""Reads answers to questions, as the transaction writes them."""

from datetime import date
from typing import Any

from attrs import frozen

from ecp_runtime import ir
from ecp_runtime.answers import period
from ecp_runtime.compiled.conditions import as_number
from ecp_runtime.compiled.readers import Learnt, Unsure, plain
from ecp_runtime.places import ITEM_FIELD, ITEMS_FIELD, LINE_OVERRIDES, item_entity
from ecp_runtime.prepare import Prepared


@frozen
class Assumed:
    """An answer that is only tried, as a transaction would write it; it counts whatever the day."""

    value: Any


class Answer:
    """Says whether a question of fact is answered with yes, or one of law with a reading.

    None, or `Unsure`, where it is not answered, or where the answer does not count.
    """

    def __init__(
        self,
        prepared: Prepared,
        jurisdiction: ir.Jurisdiction,
        question: str,
        reading: str | None,
        *,
        three: bool,
    ) -> None:
        """Look for answers to a question, under its id or under its short name."""
        found = prepared.questions[question]
        short = question.rpartition(".")[2]
        is_short = prepared.short_names.get(short) == question
        self._keys: tuple[str, ...] = (question, short) if is_short else (question,)
        if question in prepared.asked_of_several:
            self._keys = ()
        about = prepared.asked_about.get(question, frozenset())
        own = prepared.fields.get(item_entity(prepared.entities), {})
        self._is_of_item = ITEM_FIELD in about
        self._roles = about & prepared.actors.keys()
        self._replaceable = about.intersection(LINE_OVERRIDES) - own.keys()
        self._reading = reading
        self._readings = frozenset(each.name for each in found.readings)
        self._question = found
        calendar_id = jurisdiction.calendar
        if found.valid_for is not None and found.valid_for.calendar is not None:
            calendar_id = found.valid_for.calendar
        self._calendar = None if calendar_id is None else prepared.calendars.get(calendar_id)
        self._periods: Learnt[tuple[int, int]] = Learnt(self._period)
        self._three = three

    def __call__(self, transaction: Any, line: Any, day: int) -> bool | None:
        """Read the answer of the line, or else that of the transaction, on the day of the act."""
        for holder in (line, transaction):
            answers = holder.get("answers")
            if answers is None:
                continue
            for key in self._keys:
                if key not in answers:
                    continue
                if holder is transaction and self._is_of_another(transaction, line, answers[key]):
                    continue
                if self._is_valid(answers[key], day):
                    return self._read(answers[key])
                if not _is_dated(answers[key]):
                    # It may hold: no other answer stands in for it.
                    return self._unanswered()
        return self._unanswered()

    def _unanswered(self) -> bool | None:
        if not self._three:
            raise Unsure
        return None

    def _is_of_another(self, transaction: Any, line: Any, raw: Any) -> bool:
        """Whether an answer of the header is about what the line has of its own."""
        if raw.__class__ is Assumed:
            return False
        if self._is_of_item and len(transaction[ITEMS_FIELD]) > 1:
            return True
        return not (
            self._roles.isdisjoint(line.get("parties", ())) and self._replaceable.isdisjoint(line)
        )

    def _is_valid(self, raw: Any, day: int) -> bool:
        if self._question.valid_for is None or raw.__class__ is Assumed:
            return True
        # Without its date, an answer cannot be valid for a time.
        if not _is_dated(raw):
            return False
        first, last = self._periods[raw["as_of"]]
        return first <= day <= last

    def _period(self, as_of: object) -> tuple[int, int]:
        """The days on which an answer of a date holds."""
        if not isinstance(as_of, str):
            raise Unsure
        found = period(self._question, date.fromisoformat(as_of), self._calendar)
        if not isinstance(found, ir.Period) or found.start is None or found.end is None:
            raise Unsure
        return as_number(found.start), as_number(found.end)

    def _read(self, raw: Any) -> bool:
        raw = raw.value if raw.__class__ is Assumed else plain(raw)
        if self._reading is not None:
            if raw not in self._readings:
                raise Unsure
            return bool(raw == self._reading)
        if raw is True or raw == "yes":
            return True
        if raw is False or raw == "no":
            return False
        raise Unsure


def _is_dated(raw: Any) -> bool:
    return raw.__class__ is dict and "as_of" in raw
