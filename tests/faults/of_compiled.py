"""Faults of generated code: what is translated, ordered, indexed, shared, written and looked up."""

from tests.faults.applying import Fault

_ROOM = "runtime/ecp_runtime/compiled"
_BOUNDARIES = "tests/runtime/test_boundaries.py"
_TIME = "tests/runtime/test_boundaries_of_time.py"
_TRUTH_KEPT = "tests/runtime/compiled/test_truth_kept.py"
_SMALL = "tests/runtime/compiled/test_generated.py::test_small_programs_of_fixed_seeds"
_RARE = (
    "tests/runtime/compiled/test_differential.py::test_provisions_that_the_generator_makes_rarely"
)
_RANGES = "tests/runtime/compiled/test_ranges.py"
_LIMITS = f"{_BOUNDARIES}::test_ranges_that_begin_or_end_at_the_limit"
_LISTS = f"{_TIME}::test_lists_and_members_come_and_go_on_their_days"

FAULTS = (
    Fault(
        name="one-of-several-codes-is-not-written-in-its-place",
        file=f"{_ROOM}/assume.py",
        function="_of_scheme",
        before="match is not None",
        after="match is not None and not rest",
        law="A verdict on an item of two tariff codes, one without its zero, is an error.",
        tests=("tests/runtime/test_together.py::test_a_code_among_several_may_have_lost_its_zero",),
    ),
    Fault(
        name="codes-are-not-written-as-they-were-read",
        file=f"{_ROOM}/decide.py",
        function="Decider.spelled",
        before="if each.fact:",
        after="if each.fact and each.why == 'written':",
        law="A verdict on an order to YU is free, and the decision is not.",
        tests=(
            "tests/runtime/test_respelled.py::test_a_former_country_is_read_wherever_it_stands",
        ),
    ),
    Fault(
        name="branch-of-a-disjunction-is-lost",
        file=f"{_ROOM}/order.py",
        function="_needed",
        before="""\
    asked = [_asked(branch) for branch in branches]
    return tuple(
        Among(path, frozenset().union(*(values[path] for values in asked)))
        for path in asked[0]
        if all(path in values for values in asked)
    )
""",
        after="""\
    asked: dict[Path, list[frozenset[str]]] = {}
    for branch in branches:
        for part in conjuncts(branch):
            if isinstance(part, Among):
                asked.setdefault(part.path, []).append(part.values)
    return tuple(
        Among(path, frozenset().union(*values))
        for path, values in asked.items()
        if len(values) == len(branches)
    )
""",
        law="An act that one branch of a rule prohibits is free, if another branch asks twice.",
        tests=(
            f"{_TRUTH_KEPT}::test_order_keeps_the_truth",
            "tests/runtime/compiled/test_differential.py"
            "::test_a_branch_that_asks_a_fact_twice_does_not_stand_for_another",
            _SMALL,
        ),
    ),
    Fault(
        name="unknown-branch-becomes-a-no",
        file=f"{_ROOM}/order.py",
        function="_asked",
        before="""\
            if before is None or len(part.values) < len(before):
                found[part.path] = part.values
""",
        after="""\
            found[part.path] = part.values if before is None else part.values & before
""",
        law="A rule whose fact is not known counts as certainly not met.",
        tests=(f"{_TRUTH_KEPT}::test_a_branch_that_asks_a_fact_twice_leaves_the_others_alone",),
    ),
    Fault(
        name="sharing-forgets-the-opposite",
        file=f"{_ROOM}/share.py",
        function="_without",
        before="if part != one",
        after="if _positive(part) != _positive(one)",
        law="A rule that asks for something and for its opposite applies.",
        tests=(f"{_TRUTH_KEPT}::test_sharing_keeps_the_truth",),
    ),
    Fault(
        name="rule-is-found-by-two-branches-only",
        file=f"{_ROOM}/index.py",
        function="_in_every",
        before=".values for each in choices)",
        after=".values for each in choices[:2])",
        law="A rule is not looked at for the values that its third branch asks for.",
        tests=(f"{_TRUTH_KEPT}::test_indexing_keeps_the_truth",),
    ),
    Fault(
        name="list-keyed-table-ignores-dates",
        file=f"{_ROOM}/index.py",
        function="keys_of",
        before="Key(path, scheme_id, members, None)",
        after="Key(path, scheme_id, members, part)",
        law="A code counts as listed before its list is in force and after it ended.",
        tests=(f"{_TIME}::test_a_table_keyed_by_lists_asks_for_their_days",),
    ),
    Fault(
        name="list-keyed-table-ignores-included-lists",
        file=f"{_ROOM}/index.py",
        function="_members",
        before="waiting += sorted(further)",
        after="waiting += []",
        law="A code of an included list is not controlled where many rules name lists.",
        tests=(f"{_TIME}::test_a_table_keyed_by_lists_asks_for_their_days",),
    ),
    Fault(
        name="coarse-code-finds-nothing-in-a-table",
        file=f"{_ROOM}/tables.py",
        function="Cells._coarse",
        before="return () if not below else",
        after="return () if below else",
        law="A code that is not yet precise counts as none of the controlled ones.",
        tests=(f"{_RANGES}::test_rules_in_tables_are_found_by_any_option",),
    ),
    Fault(
        name="one-option-settles-a-table",
        file=f"{_ROOM}/tables.py",
        function="_settled",
        before='settles == "each" and all(truths)',
        after='settles == "each" and any(truths)',
        law="A code that may be one of two counts as certainly controlled if one of them is.",
        tests=(f"{_RANGES}::test_rules_in_tables_are_found_by_any_option",),
    ),
    Fault(
        name="range-that-ends-at-the-limit",
        file=f"{_ROOM}/truths.py",
        function="AGAINST",
        before="high <= limit or (False if low > limit else None)",
        after="high <= limit or (False if high > limit else None)",
        law="10 to 15 kg against “at most 10 kg is prohibited” is free.",
        tests=(f"{_LIMITS}[number-<=]", f"{_LIMITS}[quantity-<=]"),
    ),
    Fault(
        name="two-ranges-that-touch",
        file=f"{_ROOM}/truths.py",
        function="_between",
        before="return high <= first or (False if low > last else None)",
        after="return high <= first or (False if low >= last else None)",
        law="A contract of the last possible day of the act counts as certainly later.",
        tests=(f"{_BOUNDARIES}::test_both_sides_may_be_ranges[<=]",),
    ),
    Fault(
        name="day-of-the-act-is-not-itself",
        file=f"{_ROOM}/readers.py",
        function="_COMPARES",
        before='">=": int.__ge__',
        after='">=": int.__gt__',
        law="A contract of the very day of the act is not “on or after” that day.",
        tests=(f"{_LIMITS}[date against that of the act->=]",),
    ),
    Fault(
        name="range-of-days-before-a-life",
        file=f"{_ROOM}/truths.py",
        function="lies",
        before="if high < start or low >= stop:",
        after="if high <= start or low >= stop:",
        law="A rule that begins on the last possible day of the act does not bear on it.",
        tests=(f"{_TIME}::test_a_range_of_days_that_touches_a_life_leaves_it_open",),
    ),
    Fault(
        name="one-pair-of-options-is-enough-to-be-alike",
        file=f"{_ROOM}/truths.py",
        function="alike",
        before="return agreed(one == other",
        after="return some(one == other",
        law="Two countries that may be the same count as certainly the same.",
        tests=(f"{_BOUNDARIES}::test_two_facts_that_may_be_the_same",),
    ),
    Fault(
        name="one-option-of-several-decides",
        file=f"{_ROOM}/truths.py",
        function="among",
        before="if not found & values:",
        after="if not found <= values:",
        law="A destination that may be an embargoed country counts as none.",
        tests=(_SMALL,),
    ),
    Fault(
        name="incomplete-list-counts-as-empty",
        file=f"{_ROOM}/truths.py",
        function="absence",
        before="return False if found else None if is_open else True",
        after="return False if found else True",
        law="A list of which nothing is given yet counts as known to be empty.",
        tests=(f"{_RANGES}::test_lists_may_be_incomplete",),
    ),
    Fault(
        name="last-day-of-a-life-is-lost",
        file=f"{_ROOM}/specialise.py",
        function="stretch",
        before="stops.append(period.end + timedelta(days=1))",
        after="stops.append(period.end)",
        law="A rule no longer applies on the last day on which it is in force.",
        tests=(f"{_TIME}::test_a_life_begins_and_ends_on_its_days",),
    ),
    Fault(
        name="stretches-meet-too-early",
        file=f"{_ROOM}/specialise.py",
        function="meet",
        before="During(max(starts, default=None)",
        after="During(min(starts, default=None)",
        law="A suspension counts from before its first day.",
        tests=(f"{_LISTS}[code-alone]", f"{_LISTS}[party-alone]"),
    ),
    Fault(
        name="inclusion-has-no-days",
        file=f"{_ROOM}/dated.py",
        function="Memberships._days",
        before="_both(self._life(each.life), self._days(matching, each.list, (*through, list_id)))",
        after="self._days(matching, each.list, (*through, list_id))",
        law="A list counts as included before it is, and after it no longer is.",
        tests=(_LISTS,),
    ),
    Fault(
        name="finer-code-is-on-no-list",
        file=f"{_ROOM}/dated.py",
        function="Memberships._on_list",
        before="codes = (raw, *ancestors(scheme, raw))",
        after="codes = (raw,)",
        law="A code below a listed one is not controlled.",
        tests=(f"{_LISTS}[code-alone]",),
    ),
    Fault(
        name="suspended-list-stays-suspended",
        file=f"{_ROOM}/dated.py",
        function="_cut",
        before="During(out.stop, None)) if",
        after="During(None, out.start)) if",
        law="Whoever is on a list that was suspended stays off it when the suspension ends.",
        tests=(f"{_LISTS}[party-alone]",),
    ),
    Fault(
        name="answer-dies-a-day-early",
        file=f"{_ROOM}/answers.py",
        function="Answer._is_valid",
        before="return first <= day <= last",
        after="return first <= day < last",
        law="An answer does not hold on the last day for which it was given.",
        tests=(f"{_TIME}::test_an_answer_holds_through_its_last_day",),
    ),
    Fault(
        name="header-answers-for-the-line",
        file=f"{_ROOM}/answers.py",
        function="Answer.__call__",
        before="for holder in (line, transaction):",
        after="for holder in (transaction, line):",
        law="What is answered of all goods counts before what is answered of this one.",
        tests=(
            "tests/runtime/compiled/test_lookups.py"
            "::test_answers_are_read_as_the_reference_reads_them",
        ),
    ),
    Fault(
        name="other-names-are-not-screened",
        file=f"{_ROOM}/parties.py",
        function="IsNamed.without_days",
        before='in opened(party.get("names"))[0]:',
        after='in opened(party.get("names"))[0][:0]:',
        law="A listed party passes under its second name.",
        tests=(
            "tests/runtime/compiled/test_lookups.py"
            "::test_parties_are_found_as_the_reference_finds_them",
        ),
    ),
    Fault(
        name="open-suspension-of-a-list-is-none",
        file=f"{_ROOM}/parties.py",
        function="IsNamed._look_up",
        before="True if within(by_name[0], day) else OPEN if within(by_name[1], day) else False",
        after="within(by_name[0], day)",
        law="A party on a list whose suspension is open in law is on no list.",
        tests=(
            "tests/runtime/compiled/test_lookups.py"
            "::test_parties_are_found_as_the_reference_finds_them",
        ),
    ),
    Fault(
        name="open-exemption-does-not-open-the-rule",
        file=f"{_ROOM}/emit.py",
        function="Emitter._finish",
        before='["    if against is None:", "        value = None"] if self._three else []',
        after="[]",
        law="A rule that an exemption may lift is told as certain.",
        tests=(_RARE, _SMALL),
    ),
    Fault(
        name="authorization-that-may-hold-is-granted",
        file=f"{_ROOM}/emit.py",
        function="Emitter._ranks",
        before="most = {AUTHORIZED} if covered is True else {rank}",
        after="most = {rank} if covered is False else {AUTHORIZED}",
        law="An act is authorized by a license whose conditions are not known to be met.",
        tests=(_RARE,),
    ),
    Fault(
        name="open-bar-is-no-bar",
        file=f"{_ROOM}/emit.py",
        function="Emitter._any_provision",
        before="(True if {holds} else None if {unknown} else False)",
        after="(True if {holds} else False)",
        law="Of two bars on an authorization that are both open, none counts.",
        tests=(_SMALL,),
    ),
    Fault(
        name="rule-governs-every-act",
        file=f"{_ROOM}/plan.py",
        function="Planner._provision",
        before="if isinstance(provision, ir.Rule) and provision.governs:",
        after="if isinstance(provision, ir.Rule) and not provision.governs:",
        law="A rule on exports applies to re-exports as well.",
        tests=(_RARE,),
    ),
    Fault(
        name="suspension-judged-at-another-date",
        file=f"{_ROOM}/plan.py",
        function="Planner._pause",
        before="during=ALWAYS, condition=all_of((*self._lies(date, pause.during), condition))",
        after="during=ALWAYS, condition=condition",
        law="A rule judged at the date of contract counts as suspended whenever that was.",
        tests=("tests/runtime/compiled/test_dates.py",),
    ),
    Fault(
        name="open-list-narrows-rules-away",
        file=f"{_ROOM}/possible.py",
        function="Possible._over",
        before="    return {'is_open' if one_settles else 'True'}",
        after="    return {'False' if one_settles else 'True'}",
        law="A rule on any of the owners is not looked at while some owners are not given.",
        tests=(f"{_BOUNDARIES}::test_an_owner_at_half",),
    ),
    Fault(
        name="header-party-counts-before-the-line-s",
        file=f"{_ROOM}/engine.py",
        function="Engine._part",
        before='parties = {**parties, **line["parties"]}',
        after='parties = {**line["parties"], **parties}',
        law="The end user of a line is screened as that of the whole order.",
        tests=("tests/runtime/compiled/test_generated.py::test_fixed_seeds",),
    ),
    Fault(
        name="no-is-said-of-what-does-not-exist",
        file=f"{_ROOM}/translate.py",
        function="Translator._equal",
        before="return all_of((inverse(Holds(path)), inverse(Absence(path))))",
        after="return inverse(Holds(path))",
        law="“Is not military” holds of an end use that does not exist.",
        tests=(
            "tests/runtime/compiled/test_lookups.py"
            "::test_of_what_does_not_exist_neither_yes_nor_no_is_so",
        ),
    ),
    Fault(
        name="limit-on-the-left-is-turned-wrongly",
        file="runtime/ecp_runtime/measures.py",
        function="MIRRORED",
        before='"<=": ">="',
        after='"<=": ">"',
        law="“5000 USD <= value” leaves out a value of exactly 5000 USD.",
        tests=(f"{_LIMITS}[money->=]", f"{_LIMITS}[date->=]"),
    ),
    Fault(
        name="what-lies-beyond-the-millionths",
        file=f"{_ROOM}/readers.py",
        function="scaled",
        before="int(whole) * 2 + (rest > 0)",
        after="int(whole) * 2",
        law="5000.0000001 USD is not more than 5000 USD.",
        tests=("tests/runtime/compiled/test_passes.py",),
    ),
    Fault(
        name="list-that-is-not-complete-is",
        file=f"{_ROOM}/given.py",
        function="opened",
        before="return items, not complete",
        after="return items, False",
        law="Owners that are not given count as not being there.",
        tests=(
            f"{_RANGES}::test_lists_may_be_incomplete",
            f"{_BOUNDARIES}::test_an_owner_at_half",
        ),
    ),
    Fault(
        name="oldest-parameter-counts-in-compiled-code",
        file=f"{_ROOM}/tallies.py",
        function="parameter",
        before="reverse=True",
        after="reverse=False",
        law="A limit that a later act changed stays what it was, where both versions are in force.",
        tests=(f"{_TIME}::test_of_two_values_in_force_that_of_the_later_act_counts",),
    ),
    Fault(
        name="exemption-is-not-asked-for-an-open-rule",
        file=f"{_ROOM}/settle.py",
        function="SettledLine.standing",
        before="if case.lifting and condition is not False:",
        after="if case.lifting and condition is True:",
        law="An answer that is tried leaves out the exemption from the rule.",
        tests=(_SMALL,),
    ),
)
