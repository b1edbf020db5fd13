"""Whole files on the language's pages look as `ecp fmt` leaves them.

`UPDATE_GOLDEN=1` lays them out anew; read the difference before committing it.
"""

import os

import pytest
from tests.docs.markdown import ROOT, Block, blocks

from ecp_dsl.format import format_module
from ecp_dsl.parser import parse
from ecp_dsl.source import SourceFile

PAGES = tuple(sorted((ROOT / "docs" / "language").glob("*.md")))


def _laid_out(block: Block) -> str:
    return format_module(parse(SourceFile(str(block), block.text)).module)


@pytest.mark.parametrize("page", PAGES, ids=[page.name for page in PAGES])
def test_files_are_in_the_customary_layout(page: os.PathLike[str]) -> None:
    path = ROOT / page
    text = path.read_text(encoding="utf-8")
    # A file with a mistake in its syntax cannot be laid out.
    whole = [b for b in blocks(path) if b.language == "ecp" and b.module and b.error is None]
    wrong = [block for block in whole if _laid_out(block) != block.text]
    if wrong and os.environ.get("UPDATE_GOLDEN") == "1":
        for block in wrong:
            text = text.replace(f"```ecp\n{block.text}```", f"```ecp\n{_laid_out(block)}```")
        path.write_text(text, encoding="utf-8")
        return
    assert not wrong, [str(block) for block in wrong]
