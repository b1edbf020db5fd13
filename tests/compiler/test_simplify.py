"""`simplify` keeps the meaning of a condition, facts unknown or not."""

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from ecp_compiler.simplify import simplify
from ecp_runtime import ir

NAMES = ("a", "b", "c")


def truth(expression: ir.Expr, facts: dict[str, bool | None]) -> bool | None:
    """Evaluate a condition over variables in strong Kleene logic; None is unknown."""
    match expression:
        case ir.Truth(value):
            return value
        case ir.Variable(name):
            return facts[name]
        case ir.Not(operand):
            inner = truth(operand, facts)
            return None if inner is None else not inner
        case ir.And(operands):
            values = [truth(o, facts) for o in operands]
            return False if False in values else None if None in values else True
        case ir.Or(operands):
            values = [truth(o, facts) for o in operands]
            return True if True in values else None if None in values else False
        case other:
            raise AssertionError(other)


conditions: st.SearchStrategy[ir.Expr] = st.recursive(
    st.one_of(
        st.sampled_from(NAMES).map(ir.Variable),
        st.booleans().map(ir.Truth),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda os: ir.And(tuple(os))),
        st.lists(inner, max_size=3).map(lambda os: ir.Or(tuple(os))),
        inner.map(ir.Not),
    ),
    max_leaves=12,
)


@given(conditions)
def test_simplify_keeps_three_valued_meaning(condition: ir.Expr) -> None:
    simple = simplify(condition)
    for values in product((True, False, None), repeat=len(NAMES)):
        facts = dict(zip(NAMES, values, strict=True))
        assert truth(simple, facts) == truth(condition, facts)


@given(conditions)
def test_simplify_is_idempotent(condition: ir.Expr) -> None:
    assert simplify(simplify(condition)) == simplify(condition)


def test_the_excluded_middle_stays() -> None:
    a = ir.Variable("a")
    assert simplify(ir.Or((a, ir.Not(a)))) == ir.Or((a, ir.Not(a)))
