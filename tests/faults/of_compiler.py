"""Faults of the compiler: periods, amendments, suspensions, repeals, conditions and quantities."""

from tests.faults.applying import Fault

_ROOM = "compiler/ecp_compiler"
_PAIRS = "tests/compiler/test_pairs_of_acts.py::test_two_acts_on_a_rule"
_PROVISIONS = "tests/compiler/test_provisions.py"
_EXPRESSIONS = "tests/compiler/test_expressions.py"
_AMENDMENTS = "tests/compiler/test_amendments.py"
_HISTORY = "tests/compiler/test_list_history.py"
_SIMPLIFY = "tests/compiler/test_simplify.py"

FAULTS = (
    Fault(
        name="repeal-does-not-reach-the-amended-version",
        file=f"{_ROOM}/timeline.py",
        function="_versions",
        before="(*_replacements(text, amendments), *repeals)",
        after="(*_replacements(text, amendments), *(() if text.applied else repeals))",
        law="A rule that was amended cannot be repealed.",
        tests=(f"{_PAIRS}[amend and repeal]",),
    ),
    Fault(
        name="resumption-on-the-last-day",
        file=f"{_ROOM}/timeline.py",
        function="_falls_in",
        before="day <= period.end",
        after="day < period.end",
        law="A rule that is resumed on the last day of its suspension stays suspended that day.",
        tests=(f"{_PAIRS}[suspend and resume]", f"{_PAIRS}[resume and suspend]"),
    ),
    Fault(
        name="amendment-holds-from-the-beginning",
        file=f"{_ROOM}/amendments.py",
        function="amended",
        before="""\
        period=ir.Period(
            max(act.period.start or date.min, earlier.period.start or date.min), earlier.period.end
        ),
""",
        after="""\
        period=earlier.period,
""",
        law="An amended rule applies in both wordings before the amendment.",
        tests=(f"{_PROVISIONS}::test_an_amendment_makes_a_new_version_and_ends_the_old_one",),
    ),
    Fault(
        name="amendments-in-the-order-of-the-text",
        file=f"{_ROOM}/timeline.py",
        function="_Acts._order",
        before="act.period.start or date.min,",
        after="date.min,",
        law="The earlier of two amendments wins if it is written later.",
        tests=(f"{_PAIRS}[amend and amend]",),
    ),
    Fault(
        name="amended-parameter-keeps-its-value",
        file=f"{_ROOM}/timeline.py",
        function="_parameter_versions",
        before="for a in amendments[number:])",
        after="for a in amendments[:0])",
        law="The old limit counts beside the new one.",
        tests=(f"{_PROVISIONS}::test_an_amended_parameter_keeps_its_earlier_value_until_then",),
    ),
    Fault(
        name="suspension-loses-its-condition",
        file=f"{_ROOM}/timeline.py",
        function="_Acts.suspensions",
        before="condition=a.condition,",
        after="condition=None,",
        law="A suspension that depends on a reading counts as certain.",
        tests=(f"{_PROVISIONS}::test_a_suspension_that_depends_on_a_reading_is_shown_as_open",),
    ),
    Fault(
        name="known-part-of-a-chain-decides-all",
        file=f"{_ROOM}/simplify.py",
        function="_chain",
        before="                return zero\n            continue",
        after="                continue\n            return zero",
        law="A condition that always holds makes a conjunction never hold.",
        tests=(f"{_SIMPLIFY}::test_simplify_keeps_three_valued_meaning",),
    ),
    Fault(
        name="double-negation-is-one",
        file=f"{_ROOM}/simplify.py",
        function="simplify",
        before="                case ir.Not(inner):\n                    return inner",
        after="                case ir.Not(inner):\n                    return ir.Not(inner)",
        law="“Not other than X” means “not X”.",
        tests=(f"{_SIMPLIFY}::test_simplify_keeps_three_valued_meaning",),
    ),
    Fault(
        name="limit-of-an-authorization-is-dropped",
        file=f"{_ROOM}/provisions.py",
        function="_demands",
        before='found.append(hir.Demand("limit", condition(env, expression), text))',
        after="condition(env, expression)",
        law="A license for low values covers any value.",
        tests=(f"{_PROVISIONS}::test_conditions_and_limits_of_an_authorization_all_count",),
    ),
    Fault(
        name="until-includes-the-day",
        file=f"{_ROOM}/instruments.py",
        function="period",
        before="end -= timedelta(days=1)",
        after="end -= timedelta(days=0)",
        law="“Until 1 February” includes 1 February.",
        tests=(f"{_PROVISIONS}::test_parentheses_of_time_are_exact",),
    ),
    Fault(
        name="week-of-five-days",
        file=f"{_ROOM}/literals.py",
        function="_duration",
        before="count * 7",
        after="count * 5",
        law="A deadline in weeks is too short.",
        tests=(f"{_PROVISIONS}::test_a_week_is_seven_days",),
    ),
    Fault(
        name="unit-divides",
        file=f"{_ROOM}/literals.py",
        function="quantity",
        before="value * known.factor, known.dimension,",
        after="value / known.factor, known.dimension,",
        law="A limit in grams is a million times too high.",
        tests=(_EXPRESSIONS,),
    ),
    Fault(
        name="amendment-drops-what-it-does-not-name",
        file=f"{_ROOM}/amendments.py",
        function="_demands",
        before="if demand.kind not in named:",
        after="if not named:",
        law="An amended limit drops the condition: a license covers what nobody meant.",
        tests=(f"{_AMENDMENTS}::test_a_clause_stated_anew_is_replaced_and_the_others_are_kept",),
    ),
    Fault(
        name="amendment-drops-the-review-policy",
        file=f"{_ROOM}/amendments.py",
        function="_effect",
        before="policy or kept",
        after="policy",
        law="“Denial presumed” is gone because an amendment names another authority.",
        tests=(f"{_AMENDMENTS}::test_a_requirement_keeps_what_its_amendment_leaves_unsaid",),
    ),
    Fault(
        name="amendment-drops-other-duties",
        file=f"{_ROOM}/amendments.py",
        function="_duties",
        before="if duty.kind not in kinds",
        after="if not kinds",
        law="A duty to keep records is gone because a duty to notify was amended.",
        tests=(f"{_AMENDMENTS}::test_duties_of_other_kinds_stay",),
    ),
    Fault(
        name="member-listed-again-stays-off",
        file=f"{_ROOM}/timeline.py",
        function="_member_life",
        before="if r.key == member.member.key and begins < r.start]",
        after="if r.key == member.member.key]",
        law="A country that is listed again after its removal is not on the list.",
        tests=(f"{_HISTORY}::test_a_list_has_the_members_that_its_history_leaves_on_each_day",),
    ),
    Fault(
        name="end-of-a-membership-is-known-beforehand",
        file=f"{_ROOM}/timeline.py",
        function="_known_apart",
        before="if ended_by is None or",
        after="if ended_by is not None or",
        law="A membership that a later act ends counts as ended before that act is issued.",
        tests=(f"{_AMENDMENTS}::test_the_end_of_a_value_is_known_through_the_act_that_ends_it",),
    ),
    Fault(
        name="removal-outlasts-its-act",
        file=f"{_ROOM}/absences.py",
        function="absence",
        before="if part.period.end is None and not suspensions:",
        after="if not suspensions:",
        law="A member removed for a year does not come back.",
        tests=(f"{_HISTORY}::test_a_list_has_the_members_that_its_history_leaves_on_each_day",),
    ),
)
