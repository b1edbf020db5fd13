"""Every whole file that a page shows does what the page says."""

from collections.abc import Iterator

import pytest
from tests.docs.markdown import Block, blocks, pages
from tests.docs.policies import codes, compile_texts, complaints, errors

from ecp_compiler.judge import Judge
from ecp_compiler.pipeline import Compiled


def _files() -> Iterator[tuple[Block, dict[str, str]]]:
    """Yield every whole file with the files that stand before it on its page, by module.

    A page may show one file several times as it grows; the last version counts.
    """
    for page in pages():
        before: dict[str, str] = {}
        for block in blocks(page):
            if block.language != "ecp" or block.module is None:
                continue
            yield block, dict(before)
            if block.error is None:
                before[block.module] = block.text


def _failures(compiled: Compiled) -> list[str]:
    """Run the `test` blocks; return what does not hold."""
    assert compiled.program is not None, complaints(compiled)
    judge = Judge(compiled.program)
    return [
        f"{scenario.name}: {failure.expectation and failure.expectation.text}: {failure.actual}"
        for scenario in compiled.scenarios
        for failure in judge.failures(scenario)
    ]


FILES = tuple(_files())
SOUND = [(block, before) for block, before in FILES if block.error is None]
TUTORIAL = [(block, before) for block, before in SOUND if block.page.endswith("/tutorial.md")]
ALONE = [(block, before) for block, before in SOUND if (block, before) not in TUTORIAL]
WRONG = [(block, before) for block, before in FILES if block.error is not None]


@pytest.mark.parametrize(("block", "before"), SOUND, ids=[str(block) for block, _ in SOUND])
def test_a_file_compiles(block: Block, before: dict[str, str]) -> None:
    compiled = compile_texts(block.text, name=str(block), beside=before)
    # Examples have dates, and some end around the day that all of them are judged as of.
    assert set(codes(compiled)) <= {"ECP0411", "ECP0412"}, complaints(compiled)


@pytest.mark.parametrize(("block", "before"), ALONE, ids=[str(block) for block, _ in ALONE])
def test_the_tests_of_a_file_hold(block: Block, before: dict[str, str]) -> None:
    compiled = compile_texts(block.text, name=str(block), beside=before)
    assert _failures(compiled) == []


@pytest.mark.parametrize(("block", "before"), TUTORIAL, ids=[str(block) for block, _ in TUTORIAL])
def test_the_tutorial_is_one_rulebook_at_every_step(block: Block, before: dict[str, str]) -> None:
    together = {**before, str(block.module): block.text}
    compiled = compile_texts(*together.values(), name=str(block))
    assert codes(compiled) == (), complaints(compiled)
    assert _failures(compiled) == []


@pytest.mark.parametrize(("block", "before"), WRONG, ids=[str(block) for block, _ in WRONG])
def test_a_wrong_file_gives_its_code_and_no_other(block: Block, before: dict[str, str]) -> None:
    assert block.error is not None
    compiled = compile_texts(block.text, name=str(block), beside=before)
    assert block.error in codes(compiled), complaints(compiled)
    assert set(errors(compiled)) <= {block.error}, complaints(compiled)
