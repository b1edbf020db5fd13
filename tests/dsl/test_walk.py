"""Walking over a tree reaches every node, outer ones first and in the order of the text."""

from tests.dsl.reading import read

from ecp_dsl import syntax as s
from ecp_dsl.walk import children, descend

TEXT = (
    "module m # comment\n"
    'define d(p: Party) "D" {\n  any c in p.list satisfies (c.a is b and 5 kg > 3)\n}\n'
)


def test_children_are_the_nodes_directly_inside() -> None:
    module = read(TEXT).module
    name, define = children(module)
    assert (type(name), type(define)) == (s.Path, s.Define)
    parameter, body = children(define)
    assert (type(parameter), type(body)) == (s.ParameterOfFunction, s.Quantifier)


def test_descend_goes_through_the_whole_tree() -> None:
    kinds = [type(node).__name__ for node in descend(read(TEXT).module)]
    assert kinds == [
        "Module",
        "Path",
        "Define",
        "ParameterOfFunction",
        "Quantifier",
        "Path",
        "And",
        "Membership",
        "Path",
        "Path",
        "Compare",
        "Quantity",
        "Number",
    ]


def test_a_deep_tree_is_no_trouble() -> None:
    text = f"module m\ndefine d {{ {'not ' * 100}a }}"
    assert len(list(descend(read(text).module))) == 104
