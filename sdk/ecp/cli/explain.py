"""`ecp explain`: the page behind a diagnostic code, or a word of a decision."""

import sys
from collections.abc import Iterable

import click

from ecp.cli.console import complain, has_colour, width
from ecp.cli.layout import Page
from ecp.cli.options import word


@click.command(
    epilog="""\b
Examples:
  ecp explain ECP0102
  ecp explain unknown-name
  ecp explain undetermined
  ecp explain "may apply"
"""
)
@click.argument("words", nargs=-1, required=True, type=word, metavar="CODE|WORD")
def command(words: tuple[str, ...]) -> int:
    """Say what a diagnostic means and what to do about it, or what a word of a decision means.

    CODE is a number such as ECP0102 or a name such as unknown-name. WORD is one that a decision
    uses, such as at_most.
    """
    from ecp.glossary import entries, meaning
    from ecp_dsl.codes import CODES
    from ecp_dsl.explanations import read_page
    from ecp_runtime.nearest import nearest_name
    from ecp_runtime.printable import in_brief

    code = " ".join(words)
    page = meaning(code)
    if page is not None:
        click.echo(_laid_out(page), color=True, nl=False)
        return 0
    names = {found.name: number for number, found in CODES.items()}
    number = names.get(code.lower(), code.upper())
    if number not in CODES:
        known = (*names, *entries())
        near = nearest_name(code.lower(), known) or _nearest_number(number, CODES)
        hint = f"; did you mean {near}?" if near else "; the codes run from ECP0001"
        complain(f"there is no code and no word of a decision called {in_brief(code)}{hint}")
        return 2
    click.echo(_laid_out(read_page(number)), color=True, nl=False)
    return 0


def _nearest_number(number: str, codes: Iterable[str]) -> str | None:
    """Return the code that has the digits of what was written, however many zeros it left out."""
    digits = "".join(char for char in number if char.isdigit()).lstrip("0")
    return next((code for code in codes if digits and code.endswith(digits.zfill(4))), None)


def _laid_out(page: str) -> str:
    """Return Markdown for a terminal: headings stand out, paragraphs wrap, code stays."""
    laid = Page(width=width(), colour=has_colour(sys.stdout))
    paragraph: list[str] = []
    is_code = False

    def end_paragraph() -> None:
        if paragraph:
            laid.say(" ".join(paragraph))
            paragraph.clear()

    for line in page.splitlines():
        if line.startswith("```"):
            end_paragraph()
            is_code = not is_code
        elif is_code:
            laid.say(line.rstrip(), indent=4, style="cyan", wrapped=False)
        elif line.startswith("#"):
            end_paragraph()
            laid.blank()
            laid.say(line.lstrip("# "), style="bold")
        elif not line.strip():
            end_paragraph()
            laid.blank()
        elif line.lstrip().startswith(("- ", "* ")):
            end_paragraph()
            laid.say(line.lstrip("-* "), lead="- ")
        else:
            paragraph.append(line.strip())
    end_paragraph()
    return laid.text()
