"""`ecp timeline`: what anything in a policy says, and when, and which act changes that."""

import sys
from datetime import date
from difflib import get_close_matches
from pathlib import Path

import click

from ecp.cli.console import complain, has_colour, width
from ecp.cli.layout import Page
from ecp.cli.options import day, word
from ecp.cli.policies import load_policies, policy_options
from ecp.documents import write_json
from ecp_compiler.history import Act, Entry, History, histories, names
from ecp_compiler.lives import Stretch
from ecp_runtime import ir
from ecp_runtime.printable import in_brief

SCHEMA = "ecp-timeline/1"


@click.command(
    epilog="""\b
Examples:
  ecp timeline cn.mofcom.a2025_61                everything in one announcement
  ecp timeline mofcom_2025_70                    what one act does to others
  ecp timeline overseas_content                  one rule, by the last part of its name
  ecp timeline cn.mofcom.a2025_61 --as-of 2026-11-23
"""
)
@click.argument("name", type=word, metavar="NAME")
@policy_options
@click.option(
    "--as-of",
    type=day,
    metavar="DATE",
    help="Mark this day, and warn of what ends soon and of old verifications.",
)
@click.option(
    "--known-at", type=day, metavar="DATE", help="Leave out what was issued later than this day."
)
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How to write it.",
)
def command(
    name: str,
    policies: tuple[Path, ...],
    library: bool,
    as_of: date | None,
    known_at: date | None,
    format_: str,
) -> int:
    """Show when something is law, and which act changes that.

    NAME is that of a rule, exemption, authorization, bar, list, parameter, definition, question,
    instrument, module or jurisdiction; its last part is enough.
    """
    program = load_policies(policies, library=library).program
    found = histories(program, name, known_at=known_at, as_of=as_of)
    if not found:
        complain(_not_found(program, name))
        return 2
    if format_ == "json":
        click.echo(write_json({"schema": SCHEMA, "timelines": [_json(each) for each in found]}))
        return 0
    page = Page(width=width(), colour=has_colour(sys.stdout))
    for history in found:
        _show(page, history, as_of)
    click.echo(page.text(), nl=False, color=True)
    return 0


def _show(page: Page, history: History, as_of: date | None) -> None:
    if history.sort in ("rule", "exemption", "authorization", "bar"):
        for entry in history.entries:
            _provision(page, entry, as_of)
        if not history.entries:
            _heading(page, history)
            page.say("not known on that day", indent=2, style="dim")
        return
    _heading(page, history)
    if history.sort in ("list", "parameter"):
        for entry in history.entries:
            _line(page, entry, as_of)
    else:
        for entry in history.entries:
            _provision(page, entry, as_of)
    if history.acts:
        page.blank()
    for act in history.acts:
        _act(page, act, as_of)


def _heading(page: Page, history: History) -> None:
    page.blank()
    page.say(f"{history.id} ({history.sort})", style="bold")
    page.say(history.title, indent=2)
    for fact in history.facts:
        page.say(fact, indent=2, style="dim")


def _provision(page: Page, entry: Entry, as_of: date | None) -> None:
    life = entry.life
    page.blank()
    version = f", version {life.version}" if life.version > 1 else ""
    page.say(f"{life.id}{version}", style="bold")
    page.say(life.title, indent=2)
    page.say(f"{entry.sort}: {entry.says}", indent=2)
    page.say(life.citation, indent=2, style="dim")
    _stretches(page, entry, as_of, "")


def _line(page: Page, entry: Entry, as_of: date | None) -> None:
    title = f" {entry.life.title}" if entry.sort == "member" and entry.life.title else ""
    page.say(f"{entry.says}{title}; {entry.life.citation}", indent=2, style="bold")
    _stretches(page, entry, as_of, "  ")


def _stretches(page: Page, entry: Entry, as_of: date | None, more: str) -> None:
    for stretch in entry.life.stretches:
        is_now = as_of is not None and _covers(stretch, as_of)
        word, style = _STATES[stretch.state]
        by = f": {stretch.by}" if stretch.by else ""
        lead = f"{more}{'▸' if is_now else ' '} {_period(stretch.start, stretch.end)}  "
        page.say(f"{word}{by}", indent=2, lead=lead, style=f"{style} bold" if is_now else style)
    for note in entry.life.notes:
        page.say(f"{note.text} ({note.code})", indent=4, lead="! ", style="yellow")


def _act(page: Page, act: Act, as_of: date | None) -> None:
    is_now = as_of is not None and (act.start or date.min) <= as_of <= (act.end or date.max)
    lead = f"{'▸' if is_now else ' '} {_period(act.start, act.end)}  "
    condition = f", if {act.condition}" if act.condition else ""
    words = f"{act.deed} {act.target}{condition}: {act.title}"
    page.say(words, indent=2, lead=lead, style="bold" if is_now else "")
    page.say(act.by, indent=2 + len(lead), style="dim")


_STATES = {
    "in_force": ("in force", "green"),
    "suspended": ("suspended", "yellow"),
    "conditionally_suspended": ("suspended on a condition", "yellow"),
    "replaced": ("replaced by", "dim"),
    "ended": ("ended", "dim"),
}


def _period(start: date | None, end: date | None) -> str:
    """Return the days of a stretch in one width, so that they stand below each other."""
    first = start.isoformat() if start else "…"
    last = end.isoformat() if end else "…"
    return f"{first:>10} – {last:<10}"


def _covers(stretch: Stretch, day: date) -> bool:
    return (stretch.start or date.min) <= day <= (stretch.end or date.max)


def _not_found(program: ir.Program, name: str) -> str:
    known = names(program)
    near = get_close_matches(name, known, n=1)
    if not near:
        last = name.rpartition(".")[2]
        near = [id_ for id_ in known if id_.rpartition(".")[2] == last][:1]
    hint = f"; did you mean {near[0]}?" if near else ""
    return f"the policy has nothing called {in_brief(name)}{hint}"


def _json(history: History) -> dict[str, object]:
    return {
        "kind": history.sort,
        "id": history.id,
        "title": history.title,
        "facts": list(history.facts),
        "entries": [_entry_json(entry) for entry in history.entries],
        "acts": [
            {
                "does": act.deed,
                "target": act.target,
                "title": act.title,
                "from": _iso(act.start),
                "through": _iso(act.end),
                "if": act.condition,
                "by": act.by,
            }
            for act in history.acts
        ],
    }


def _entry_json(entry: Entry) -> dict[str, object]:
    life = entry.life
    return {
        "kind": entry.sort,
        "id": life.id,
        "version": life.version,
        "title": life.title,
        "says": entry.says,
        "citation": life.citation,
        "stretches": [
            {
                "from": _iso(stretch.start),
                "through": _iso(stretch.end),
                "state": stretch.state,
                "by": stretch.by,
            }
            for stretch in life.stretches
        ],
        "notes": [{"code": note.code, "text": note.text} for note in life.notes],
    }


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
