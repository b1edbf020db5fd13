"""`ecp timeline`: when a rule, or everything in a module, is in force."""

import sys
from datetime import date
from difflib import get_close_matches

import click

from ecp.cli.console import complain, has_colour, width
from ecp.cli.layout import Page
from ecp.cli.options import day
from ecp.cli.policies import load_policies, policy_options
from ecp_compiler.lives import Life, Stretch, lives
from ecp_runtime import ir
from ecp_runtime.tree import provisions_of


@click.command(
    epilog="""\b
Examples:
  ecp timeline cn.mofcom.a2025_61                everything in one announcement
  ecp timeline overseas_content                  one rule, by the last part of its name
  ecp timeline cn.mofcom.a2025_61 --as-of 2026-11-23
"""
)
@click.argument("name", metavar="RULE|MODULE")
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
def command(
    name: str,
    policies: tuple[str, ...],
    library: bool,
    as_of: date | None,
    known_at: date | None,
) -> int:
    """Show the life of a rule or a module: when it is in force, and which act changes that."""
    program = load_policies(policies, library=library).program
    found = lives(program, name, known_at=known_at, as_of=as_of)
    if not found:
        complain(_not_found(program, name))
        return 2
    page = Page(width=width(), colour=has_colour(sys.stdout))
    for life in found:
        _show(page, life, as_of)
    click.echo(page.text(), nl=False, color=True)
    return 0


def _show(page: Page, life: Life, as_of: date | None) -> None:
    page.blank()
    version = f", version {life.version}" if life.version > 1 else ""
    page.say(f"{life.id}{version}", style="bold")
    page.say(life.title, indent=2)
    page.say(life.citation, indent=2, style="dim")
    for stretch in life.stretches:
        is_now = as_of is not None and _covers(stretch, as_of)
        word, style = _STATES[stretch.state]
        by = f": {stretch.by}" if stretch.by else ""
        lead = f"{'▸' if is_now else ' '} {_period(stretch)}  "
        page.say(f"{word}{by}", indent=2, lead=lead, style=f"{style} bold" if is_now else style)
    for note in life.notes:
        page.say(f"{note.text} ({note.code})", indent=4, lead="! ", style="yellow")


_STATES = {
    "in_force": ("in force", "green"),
    "suspended": ("suspended", "yellow"),
    "conditionally_suspended": ("suspended, if a question of law is read so", "yellow"),
    "ended": ("ended", "dim"),
}


def _period(stretch: Stretch) -> str:
    """Return the days of a stretch in one width, so that they stand below each other."""
    start = stretch.start.isoformat() if stretch.start else "…"
    end = stretch.end.isoformat() if stretch.end else "…"
    return f"{start:>10} – {end:<10}"


def _covers(stretch: Stretch, day: date) -> bool:
    return (stretch.start or date.min) <= day <= (stretch.end or date.max)


def _not_found(program: ir.Program, name: str) -> str:
    provisions = provisions_of(program)
    known = {p.id for p in provisions} | {p.module for p in provisions}
    near = get_close_matches(name, known, n=1)
    if not near:
        last = name.rpartition(".")[2]
        near = [id_ for id_ in sorted(known) if id_.rpartition(".")[2] == last][:1]
    hint = f"; did you mean {near[0]}?" if near else ""
    return f"the policy has no rule and no module with rules called {name}{hint}"
