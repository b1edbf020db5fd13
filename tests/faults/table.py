"""All faults that tests have to notice, and those few that are tried whenever the tests run."""

from tests.faults import of_compiled, of_compiler, of_names, of_runtime
from tests.faults.applying import Fault

FAULTS: tuple[Fault, ...] = (
    *of_compiled.FAULTS,
    *of_runtime.FAULTS,
    *of_names.FAULTS,
    *of_compiler.FAULTS,
)

ALWAYS = (
    "branch-of-a-disjunction-is-lost",
    "list-keyed-table-ignores-dates",
    "range-that-ends-at-the-limit",
    "owners-not-given-are-not-there",
    "rate-of-the-very-day",
    "answer-below-the-limit-holds-the-limit",
    "repeal-does-not-reach-the-amended-version",
    "resumption-on-the-last-day",
)
"""They are quick, and most were once put in without any test noticing."""
