"""The conditions that decide, out of all that a rule has: what makes it true, false or open."""

import re
from collections.abc import Mapping

from ecp_runtime.conditions import ExplainedCondition, deciding
from ecp_runtime.decision import FactRead, Tested
from ecp_runtime.printable import in_brief

_MOST = 8
"""Conditions shown for one rule; the rest is for `--explain`."""

_NAME = re.compile(r"[A-Za-z_]\w*(?:\.\w+)+(?:\([^()]*\))?")


def deciding_conditions(
    condition: ExplainedCondition, *, titles: Mapping[str, str]
) -> tuple[str, ...]:
    """Return the conditions that give a rule its truth, in words, each with the facts it read.

    `titles` has the names of lists and questions.
    """
    lines = list(dict.fromkeys(tested_words(leaf, titles) for leaf in deciding(condition)))
    if len(lines) > _MOST:
        rest = len(lines) - _MOST
        lines[_MOST:] = [f"and {rest} more; --explain shows all of them"]
    return tuple(lines)


def tested_words(condition: Tested, titles: Mapping[str, str]) -> str:
    """Return a condition without parts in words, with the facts it read."""
    lead = {"yes": "", "no": "not met: ", "unknown": "not known: "}[condition.truth]
    text = titled(condition.text, titles)
    facts = ", ".join(_fact(fact) for fact in condition.facts if _is_telling(fact, condition))
    return f"{lead}{text} ({facts})" if facts else f"{lead}{text}"


def titled(text: str, titles: Mapping[str, str]) -> str:
    """Return a condition with the titles of its lists and questions instead of their names."""
    return _NAME.sub(lambda found: _titled(found[0], titles), text)


def _titled(name: str, titles: Mapping[str, str]) -> str:
    """Return the title of a list or question in quotation marks; other names stay."""
    title = titles.get(name.partition("(")[0])
    return f"“{title}”" if title else name


def _is_telling(fact: FactRead, condition: Tested) -> bool:
    """Tell whether a fact helps to see why: the finest that was read, and given where it counts."""
    if any(other.path.startswith(f"{fact.path}.") for other in condition.facts):
        return False
    return fact.value is not None or condition.truth == "unknown"


def _fact(fact: FactRead) -> str:
    if fact.value is None:
        return f"{fact.path} is not given"
    said = [f"says {fact.source}"] if fact.source else []
    said += [f"as of {fact.as_of.isoformat()}"] if fact.as_of else []
    text = f"{fact.path} is {in_brief(fact.value)}"
    return text + (f", {in_brief(', '.join(said))}" if said else "")
