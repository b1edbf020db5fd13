"""Reads answers to questions, as the transaction writes them."""

from datetime import date
from typing import Any

from ecp_runtime import calendar, ir
from ecp_runtime.compiled.conditions import as_number
from ecp_runtime.compiled.readers import Learnt, Unsure, plain
from ecp_runtime.prepare import Prepared


class Answer:
    """Says whether a question of fact is answered with yes, or one of law with a reading.

    None, or `Unsure`, where it is not answered, or where the answer has grown too old.
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
        self._keys = (question, short) if is_short else (question,)
        self._reading = reading
        self._readings = frozenset(each.name for each in found.readings)
        self._valid_for = found.valid_for
        calendar_id = jurisdiction.calendar
        if found.valid_for is not None and found.valid_for.calendar is not None:
            calendar_id = found.valid_for.calendar
        self._calendar = None if calendar_id is None else prepared.calendars.get(calendar_id)
        self._last_days: Learnt[int] = Learnt(self._last_day)
        self._three = three

    def __call__(self, transaction: Any, line: Any, day: int) -> bool | None:
        """Read the answer of the line, or else that of the transaction, on the day of the act."""
        for holder in (line, transaction):
            answers = holder.get("answers")
            if answers is None:
                continue
            for key in self._keys:
                if key in answers and self._is_valid(answers[key], day):
                    return self._read(answers[key])
        if self._three:
            return None
        raise Unsure

    def _is_valid(self, raw: Any, day: int) -> bool:
        if self._valid_for is None or raw.__class__ is not dict or "as_of" not in raw:
            return True
        return day <= self._last_days[raw["as_of"]]

    def _last_day(self, as_of: object) -> int:
        """The last day on which an answer of a date holds."""
        if not isinstance(as_of, str) or self._valid_for is None:
            raise Unsure
        first = date.fromisoformat(as_of)
        last = calendar.shift(first, self._valid_for, backward=False, working=self._calendar)
        if last is None:
            raise Unsure
        return as_number(last)

    def _read(self, raw: Any) -> bool:
        raw = plain(raw)
        if self._reading is not None:
            if raw not in self._readings:
                raise Unsure
            return bool(raw == self._reading)
        if raw is True or raw == "yes":
            return True
        if raw is False or raw == "no":
            return False
        raise Unsure
