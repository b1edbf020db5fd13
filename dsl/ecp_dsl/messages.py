"""The written message for every place where the parser may stop.

A place is told by the construct being read and by what was read last: `rule` after `RULE` is the
place where a rule's name belongs. Nothing here depends on how the parser numbers its states.
Each message is one sentence, lower case, without a full stop; ", not …" is added to it.
"""

from collections.abc import Mapping

from ecp_dsl.messages_clauses import ENDS, PROVISIONS, TESTS, VOCABULARY
from ecp_dsl.messages_conditions import EXPRESSIONS
from ecp_dsl.messages_declarations import BODIES, FILES, HEADS
from ecp_dsl.wording import complete

_CONSTRUCTS: Mapping[str, Mapping[str, str]] = {
    **HEADS,
    **FILES,
    **VOCABULARY,
    **PROVISIONS,
    **TESTS,
    **EXPRESSIONS,
}


def message_for(construct: str, last: str) -> str | None:
    """Return the message for a place in a construct, given what was read last.

    Args:
        construct: A name in the grammar, as `build.py` knows it.
        last: The terminal or nonterminal read last, or the last two with a space between; `end`
            after a repetition, empty at the start.
    """
    written = _CONSTRUCTS.get(construct, {}).get(last)
    if written is not None:
        return written
    if construct in BODIES:
        noun, part = BODIES[construct]
        if last in {"LBRACE", "end"}:
            return f"in {noun} stands {part}, or `}}` at its end"
        if last == "expr":
            return f"after the condition of {noun} comes `and`, `or` or `}}`"
        if last == "RBRACE":
            return f"after {noun} comes the next declaration"
    if construct == "declaration":
        return "here begins the next declaration, such as `rule` or `instrument`"
    if construct in {"when", "condition", "limit", "if_"} and last == "expr":
        return "after the condition comes `and`, `or` or the next clause"
    if construct in ENDS:
        return complete(ENDS[construct])
    return None
