"""Emits the Python text that decides for one jurisdiction, two-valued and three-valued.

Every function is given the same context (see `express.CONTEXT`). What is noted of a rule is made
once, as a value of the namespace; the text refers to it by number.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any, TypeAlias

from ecp_runtime.compiled.conditions import (
    FOREVER,
    All,
    Condition,
    Fixed,
    Inverse,
    Over,
    Path,
    Some,
    all_of,
    paths,
    some_of,
)
from ecp_runtime.compiled.express import Expressions, during
from ecp_runtime.compiled.index import Indexed, Table, scheme_of
from ecp_runtime.compiled.language import Language
from ecp_runtime.compiled.plan import (
    AUTHORIZED,
    FREE,
    NOT_SUBJECT,
    Plan,
    Planned,
    PlannedRule,
    first_covered,
)
from ecp_runtime.compiled.possible import Possible
from ecp_runtime.compiled.reads import CONTEXT
from ecp_runtime.compiled.share import Check, Gate, Step, share
from ecp_runtime.compiled.tables import Cells, Entry, Loose
from ecp_runtime.compiled.templates import RAISE, SETTLE, VERDICT
from ecp_runtime.compiled.verdict import hit
from ecp_runtime.decision import Status

Space: TypeAlias = dict[str, Any]
"""The namespace in which the text has run."""

_SAYABLE = re.compile(r"[A-Za-z0-9_.]{1,200}")


class Emitter:
    """Writes the functions of one jurisdiction."""

    def __init__(self, plan: Plan, language: Language, number: int, *, three: bool) -> None:
        """Write for a plan; `number` tells jurisdictions apart."""
        self._plan = plan
        self._language = language
        self._names = language.names
        self._three = three
        self._number = number
        self._prefix = f"{'ranged' if language.ranged else 'three' if three else 'two'}_{number}"
        self._body: list[str] = []
        self.tables: list[tuple[str, Callable[[Space], object]]] = []
        self._functions: list[str] = []
        self._tests: dict[Condition, str] = {}
        self._is_asking = False

    def emit(self, indexed: Indexed) -> str:
        """Return the text; the function to call has the name `two_N` or `three_N`."""
        for planned in self._plan.others:
            self._functions.append(self._provision(planned))
        for rule in self._plan.rules:
            if not rule.is_simple:
                self._functions.append(self._finish(rule))
        body = self._three_body(indexed) if self._three else self._two_body(indexed)
        function = [f"def {self._prefix}({CONTEXT}, hits):", *_indent(body), ""]
        return "\n".join([*self._functions, *function])

    def emit_verdict(self) -> str:
        """Return the text of `verdict`, where there is no other jurisdiction.

        It is the body of `two_N` with what surrounds it, since a call would cost as much as a test.
        """
        scratch = "[None, None]" if self._is_asking else "None"
        days = self._language.days
        first = first_covered(self._language.prepared, self._plan.jurisdiction)
        uncovered = f"if day < {first}:\n            return general(t)\n        "
        return VERDICT.format(
            days=days,
            uncovered="" if first is None else uncovered,
            scratch=scratch,
            number=self._number,
            reach="\n".join(_indent(self._unless_reached(SETTLE), 2)),
            body="\n".join(_indent(self._body, 2)),
            settle="\n".join(_indent(SETTLE, 2)),
        )

    # Provisions

    def _provision(self, planned: Planned) -> str:
        own = self._expressions()
        lines = [f"def {self._prefix}_p{planned.number}({CONTEXT}):{_remark(planned)}"]
        if planned.is_asked:
            asked = f"ask({CONTEXT}, {self._language.question(planned.provision)})"
            lines += [
                f"    if {own.condition(planned.condition)} is False:",
                "        return False",
            ]
            lines.append(f"    return {asked if self._three else f'sure({asked})'}")
            return "\n".join([*lines, ""])
        pause = self._paused(planned, own)
        lifted = self._any_provision(planned.lifting)
        if not self._three:
            parts = [during(planned.own.start, planned.own.stop)]
            parts += [] if pause is None else [f"not {pause}"]
            parts += [own.condition(planned.condition)]
            parts += [] if lifted is None else [f"not {lifted}"]
            return "\n".join([*lines, f"    return {' and '.join(parts)}", ""])
        lines += [
            f"    if not {during(planned.own.start, planned.own.stop)}:",
            "        return False",
        ]
        lines.append(f"    truth = {own.condition(planned.condition)}")
        lines += ["    if truth is False:", "        return False"]
        for text in (pause, lifted):
            if text is not None:
                lines += [
                    f"    against = {text}",
                    "    if against is True:",
                    "        return False",
                    "    if against is None:",
                    "        truth = None",
                ]
        return "\n".join([*lines, "    return truth", ""])

    def _paused(self, planned: Planned, own: Expressions) -> str | None:
        if not planned.pauses:
            return None
        return own.condition(
            some_of(tuple(all_of((pause.during, pause.condition)) for pause in planned.pauses))
        )

    def _any_provision(self, numbers: tuple[int, ...]) -> str | None:
        if not numbers:
            return None
        calls = [f"{self._prefix}_p{number}({CONTEXT})" for number in numbers]
        if len(calls) == 1:
            return calls[0]
        if not self._three:
            return f"({' or '.join(calls)})"
        marks = [f"a{i}" for i in range(len(calls))]
        holds = " or ".join(f"({m} := {c})" for m, c in zip(marks, calls, strict=True))
        unknown = " or ".join(f"{m} is None" for m in marks)
        return f"(True if {holds} else None if {unknown} else False)"

    def _finish(self, rule: PlannedRule) -> str:
        """Write what follows once a rule's condition holds: how it stands, what it comes to."""
        own, name = self._expressions(), f"{self._prefix}_r{rule.position}"
        head = f"def {name}({CONTEXT}, hits{', truth' if self._three else ''}):"
        lines = [head + _remark(rule.own)]
        if rule.own.is_asked:
            number = self._language.question(rule.own.provision)
            noted = self._names.constant((rule.position, rule.own.id))
            covered = self._any_provision(rule.authorizations) or "False"
            lines += [
                f"    value = note({CONTEXT}, {number}, {noted}, hits)",
                "    if value is False:",
                f"        return {'0, 0' if self._three else '0'}",
                *([] if self._three else ["    sure(value)"]),
                f"    covered = {covered}",
                *self._ranks(rule),
            ]
            return "\n".join([*lines, ""])
        none = "        return 0, 0" if self._three else "        return 0"
        pause = self._paused(rule.own, own)
        lifted = self._any_provision(rule.own.lifting)
        lines += ["    value = truth"] if self._three else []
        against: tuple[tuple[str | None, Status], ...] = ((pause, "suspended"), (lifted, "lifted"))
        for text, status in against:
            if text is None:
                continue
            lines += [f"    against = {text}"] if self._three else []
            lines += [
                "    if against is True:" if self._three else f"    if {text}:",
                f"        hits.append({self._hit(rule, status)})",
                none,
            ]
            lines += ["    if against is None:", "        value = None"] if self._three else []
        applies = self._hit(rule, "applies")
        if self._three:
            applies = f"{applies} if value else {self._hit(rule, 'may_apply')}"
        lines += [
            f"    hits.append({applies})",
            f"    covered = {self._any_provision(rule.authorizations) or 'False'}",
            *self._ranks(rule),
        ]
        return "\n".join([*lines, ""])

    def _ranks(self, rule: PlannedRule) -> list[str]:
        rank = rule.rank or 0
        if not self._three:
            return [f"    return {AUTHORIZED} if covered else {rank}"]
        return [
            f"    most = {AUTHORIZED} if covered is True else {rank}",
            f"    least = {rank} if covered is False else {AUTHORIZED}",
            "    return least if value else 0, most",
        ]

    def _hit(self, rule: PlannedRule, status: Status) -> str:
        noted = hit(rule.position, rule.own.id, status)
        key = ("hit", id(self._plan), rule.position, status)
        return self._names.made(key, "h", noted)

    # The two-valued body

    def _two_body(self, indexed: Indexed) -> list[str]:
        own = self._expressions()
        lines = [f"top = {FREE}"]
        steps = share(indexed.residual)
        keys = [p for table in indexed.tables for p in (table.first, table.second) if p]
        lines += self._block(steps, own, keys)
        for number, table in enumerate(indexed.tables):
            lines += self._two_table(table, own, number)
        self._body = lines
        self._is_asking = self._language.is_asking
        return [*self._unless_reached(["return top"]), *lines, "return top"]

    def _unless_reached(self, leave: list[str]) -> list[str]:
        if self._plan.reach == Fixed(True):
            return []
        reached = self._expressions().condition(self._plan.reach)
        return [f"if not {reached}:", f"    top = {NOT_SUBJECT}", *_indent(leave)]

    def _block(
        self, steps: tuple[Step, ...], own: Expressions, keys: Iterable[Path] = ()
    ) -> list[str]:
        """Write steps, reading first what their first tests need more than once."""
        reads = own.reads
        before = dict(reads.read), dict(reads.records)
        lines = self._read_ahead(steps, own, tuple(keys))
        for step in steps:
            lines += self._step(step, own)
        reads.read, reads.records = before if not keys else (reads.read, reads.records)
        return lines

    def _read_ahead(
        self, steps: tuple[Step, ...], own: Expressions, keys: tuple[Path, ...]
    ) -> list[str]:
        reads = own.reads
        uses = Counter(path for step in steps for path in _all_paths(step))
        uses.update(keys)
        sure = dict.fromkeys([*keys, *(path for step in steps for path in _first_paths(step))])
        lines: list[str] = []
        wanted = [p for p in sure if uses[p] > 1 and p.keys and p.place not in reads.read]
        holders = Counter(path.holder.place for path in uses if path.keys)
        for path in wanted:
            record = path.holder
            needs_name = record.keys or record.root == "party"
            if needs_name and holders[record.place] > 1 and record.place not in reads.records:
                text = reads.record(record, path.keys[0])
                name = f"r{len(reads.records)}"
                lines.append(f"{name} = {text}")
                reads.records[record.place] = name
            text = reads.fact(path)
            name = f"f{len(reads.read)}"
            lines.append(f"{name} = {text}")
            reads.read[path.place] = name
        return lines

    def _step(self, step: Step, own: Expressions) -> list[str]:
        if isinstance(step, Check):
            condition = own.condition(step.rest)
            lines = self._applies(step.rule)
            return [f"if {condition}:", *_indent(lines)]
        test = own.condition(step.condition)
        lines = []
        if step.then:
            lines += [f"if {test}:", *_indent(self._block(step.then, own))]
        if step.otherwise:
            lines += ["else:" if step.then else f"if not {test}:"]
            lines += _indent(self._block(step.otherwise, own))
        return lines

    def _applies(self, rule: PlannedRule) -> list[str]:
        if not rule.is_simple:
            call = f"{self._prefix}_r{rule.position}({CONTEXT}, hits)"
            return [f"rank = {call}", "if top < rank:", "    top = rank"]
        lines = [f"hits.append({self._hit(rule, 'applies')}){_remark(rule.own)}"]
        if rule.rank is not None:
            lines += [f"if top < {rule.rank}:", f"    top = {rule.rank}"]
        return lines

    def _two_table(self, table: Table, own: Expressions, number: int) -> list[str]:
        scheme = scheme_of(table, self._language.prepared)
        single = table.second is None
        rows = self._rows(table)
        name = f"{self._prefix}_cells_{number}"

        def fill(space: Space) -> object:
            return Cells(rows(space), scheme, single=single, three=False).certain()

        self.tables.append((name, fill))
        found = f"{name}[{own.reads.fact(table.first)}]"
        if table.second is not None:
            found += f".get({own.reads.fact(table.second)})"
        return [
            f"rows = {found}",
            "if rows:" if table.second is None else "if rows is not None:",
            "    if rows.__class__ is not tuple:",
            "        rows = rows[day]",
            "    for start, stop, test, finish, hit, rank in rows:",
            f"        if start <= day < stop and (test is None or test({CONTEXT})):",
            "            if finish is None:",
            "                hits.append(hit)",
            "            else:",
            f"                rank = finish({CONTEXT}, hits)",
            "            if top < rank:",
            "                top = rank",
        ]

    def _rows(self, table: Table) -> Callable[[Space], tuple[Entry, ...]]:
        """Write what rows need; the rows themselves are made once the text has run."""
        tests = [None if c.rest == Fixed(True) else self._test(c.rest) for c in table.candidates]
        hits = [self._noted(candidate.rule) for candidate in table.candidates]

        def make(space: Space) -> tuple[Entry, ...]:
            return tuple(
                Entry(
                    candidate.first,
                    candidate.second,
                    (
                        candidate.rule.own.own.start or 0,
                        candidate.rule.own.own.stop or FOREVER,
                        None if test is None else space[test],
                        None
                        if candidate.rule.is_simple
                        else space[f"{self._prefix}_r{candidate.rule.position}"],
                        hit,
                        candidate.rule.rank or 0,
                    ),
                    candidate.settles,
                )
                for candidate, test, hit in zip(table.candidates, tests, hits, strict=True)
            )

        return make

    def _noted(self, rule: PlannedRule) -> object:
        if not self._three:
            return hit(rule.position, rule.own.id, "applies")
        statuses: tuple[Status, ...] = ("applies", "may_apply")
        return tuple(hit(rule.position, rule.own.id, status) for status in statuses)

    def _test(self, rest: Condition) -> str:
        """Write a test that rows share."""
        if rest not in self._tests:
            name = f"{self._prefix}_t{len(self._tests)}"
            text = self._expressions().condition(rest)
            self._functions.append(f"def {name}({CONTEXT}):\n    return {text}\n")
            self._tests[rest] = name
        return self._tests[rest]

    # The three-valued body

    def _three_body(self, indexed: Indexed) -> list[str]:
        language = self._language
        possible = Possible(
            language.prepared, language.jurisdiction, self._names, ranged=language.ranged
        )
        own = self._expressions()
        read = own.reads
        for table in indexed.tables:
            read.ahead((table.first, *(() if table.second is None else (table.second,))))
        read.ahead(paths(self._plan.reach))
        for rule in indexed.residual:
            read.ahead(paths(rule.own.condition))
        lines = [
            *read.lines,
            f"reach = {own.condition(self._plan.reach)}",
            "if reach is False:",
            f"    return {NOT_SUBJECT}, {NOT_SUBJECT}",
            f"least = {FREE} if reach else {NOT_SUBJECT}",
            f"most = {FREE}",
        ]
        for rule in indexed.residual:
            may = possible.condition(rule.own.condition, read)
            if may == "False":
                continue
            # Most rules are out of question by what is known; only the others are weighed.
            tests = [during(rule.own.own.start, rule.own.own.stop), may]
            kept = [test for test in tests if test != "True"] or ["True"]
            lines.append(f"if {' and '.join(kept)}:")
            if possible.is_exact(rule.own.condition):
                fails = possible.failure(rule.own.condition, read)
                lines += _indent([f"truth = None if {fails} else True", *self._may_apply(rule)])
                continue
            lines += _indent([f"truth = {own.condition(rule.own.condition)}"])
            lines += _indent(["if truth is not False:", *_indent(self._may_apply(rule))])
        for number, table in enumerate(indexed.tables):
            lines += self._three_table(table, own, number)
        self._functions += possible.functions
        return [*lines, "return least, most"]

    def _may_apply(self, rule: PlannedRule) -> list[str]:
        lines = ["if reach is None:", "    truth = None"]
        if not rule.is_simple:
            call = f"{self._prefix}_r{rule.position}({CONTEXT}, hits, truth)"
            lines += [f"low, rank = {call}"]
        else:
            applies, may_apply = self._hit(rule, "applies"), self._hit(rule, "may_apply")
            lines += [
                f"hits.append({applies} if truth else {may_apply}){_remark(rule.own)}",
                f"rank = {rule.rank or 0}",
                "low = rank if truth else 0",
            ]
        return [*lines, *RAISE]

    def _three_table(self, table: Table, own: Expressions, number: int) -> list[str]:
        scheme = scheme_of(table, self._language.prepared)
        single = table.second is None
        rows = self._rows(table)
        name = f"{self._prefix}_cells_{number}"
        self.tables.append((name, lambda space: Loose(rows(space), scheme, single=single)))
        second = "" if table.second is None else f", {own.reads.fact(table.second)}"
        return [
            f"for maybe, rows in {name}.weighed({own.reads.fact(table.first)}{second}):",
            "    if maybe:",
            "        groups, rows = rows[day]",
            "        for test, possible, rank in groups:",
            f"            if test is None or test({CONTEXT}) is not False:",
            "                hits += possible",
            "                if most < rank:",
            "                    most = rank",
            "    elif rows.__class__ is not tuple:",
            "        rows = rows[day]",
            "    for start, stop, test, finish, hit, rank in rows:",
            "        if start <= day < stop:",
            f"            truth = True if test is None else test({CONTEXT})",
            "            if truth is False:",
            "                continue",
            "            if maybe or reach is None:",
            "                truth = None",
            "            if finish is None:",
            "                hits.append(hit[0] if truth else hit[1])",
            "                low = rank if truth else 0",
            "            else:",
            f"                low, rank = finish({CONTEXT}, hits, truth)",
            *_indent(RAISE, 3),
        ]

    def _expressions(self) -> Expressions:
        return Expressions(self._language, three=self._three)


def _remark(planned: Planned) -> str:
    """Say which provision it is, where its id is nothing but a name."""
    return f"  # {planned.id}" if _SAYABLE.fullmatch(planned.id) else ""


def _indent(lines: Iterable[str], levels: int = 1) -> list[str]:
    return [f"{'    ' * levels}{line}" for line in lines]


def _all_paths(step: Step) -> tuple[Path, ...]:
    if isinstance(step, Check):
        return paths(step.rest)
    inside = (path for each in (*step.then, *step.otherwise) for path in _all_paths(each))
    return (*paths(step.condition), *inside)


def _first_paths(step: Step) -> tuple[Path, ...]:
    """The facts that a step reads whatever they are."""
    return _first(step.condition if isinstance(step, Gate) else step.rest)


def _first(condition: Condition) -> tuple[Path, ...]:
    match condition:
        case All(parts) | Some(parts):
            return _first(parts[0])
        case Inverse(part):
            return _first(part)
        case Over(_, path):
            return (path,)
        case _:
            return paths(condition)
