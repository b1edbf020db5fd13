"""What the back end looks up, and what not, for people."""

from ecp.cli.layout import Page
from ecp_runtime.compiled.statistics import Statistics, TableStatistics

_NAMED = 12
"""How many rules a list names before it only counts."""


def show(page: Page, found: Statistics) -> None:
    """Write the paragraphs for one jurisdiction."""
    page.blank()
    page.say(f"{found.jurisdiction}: {_count(found.rules, 'rule')}", style="bold")
    for table in found.tables:
        page.say(_of_table(table), indent=2, lead="looked up  ")
    for left in found.left:
        page.say(
            f"{_count(len(left.rules), 'rule')}: {left.reason}: {_names(left.rules)}",
            indent=2,
            lead="one by one ",
        )
    for construct, times in found.asked:
        page.say(f"{construct}: {_count(times, 'provision')}", indent=2, lead="asked      ")
    besides = (
        _count(found.exemptions, "exemption"),
        _count(found.authorizations, "authorization"),
        _count(found.bars, "bar"),
        f"{_count(found.suspended, 'provision')} with suspensions",
    )
    page.say(", ".join(besides), indent=2, lead="besides    ")


def _of_table(table: TableStatistics) -> str:
    crowd = f"at most {_count(table.most, 'rule')} for one"
    tested = f"{table.tested} of them ask for more" if table.tested else "none asks for more"
    by = " and ".join(table.facts)
    return f"{_count(table.rules, 'rule')} by {by}: {_count(table.keys, 'key')}, {crowd}; {tested}"


def _names(rules: tuple[str, ...]) -> str:
    more = len(rules) - _NAMED
    return ", ".join(rules[:_NAMED]) + (f" and {more:,} more" if more > 0 else "")


def _count(number: int, word: str) -> str:
    return f"{number:,} {word}{'' if number == 1 else 's'}"
