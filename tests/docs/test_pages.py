"""Every whole file that a page shows does what the page says."""

from collections.abc import Iterator

import pytest
from tests.docs.markdown import Block, blocks, pages
from tests.docs.policies import codes, compile_texts, complaints, errors

from ecp_compiler.judge import judge


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
            if block.code is None:
                before[block.module] = block.text


FILES = tuple(_files())
SOUND = [(block, before) for block, before in FILES if block.code is None]
WRONG = [(block, before) for block, before in FILES if block.code is not None]


@pytest.mark.parametrize(("block", "before"), SOUND, ids=[str(block) for block, _ in SOUND])
def test_a_file_compiles(block: Block, before: dict[str, str]) -> None:
    compiled = compile_texts(block.text, name=str(block), beside=before)
    assert codes(compiled) == (), complaints(compiled)


@pytest.mark.parametrize(("block", "before"), SOUND, ids=[str(block) for block, _ in SOUND])
def test_the_tests_of_a_file_hold(block: Block, before: dict[str, str]) -> None:
    compiled = compile_texts(block.text, name=str(block), beside=before)
    assert compiled.program is not None
    failures = [
        f"{scenario.name}: {failure.expectation and failure.expectation.text}: {failure.actual}"
        for scenario in compiled.scenarios
        for failure in judge(scenario, compiled.program)
    ]
    assert not failures, "\n".join(failures)


@pytest.mark.parametrize(("block", "before"), WRONG, ids=[str(block) for block, _ in WRONG])
def test_a_wrong_file_gives_its_code_and_no_other(block: Block, before: dict[str, str]) -> None:
    assert block.code is not None
    compiled = compile_texts(block.text, name=str(block), beside=before)
    assert block.code in codes(compiled), complaints(compiled)
    assert set(errors(compiled)) <= {block.code}, complaints(compiled)
