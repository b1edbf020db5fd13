"""The page behind each code: what comes in is a code, what goes out is Markdown or its examples."""

import re
from importlib.resources import files

from ecp_dsl.codes import CODES

_BLOCK = re.compile(r"^```ecp\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_AND_SO_ON = re.compile(
    r"^(?P<line>.*\n)\s*# and so on, (?P<times>\d+) lines like it\n", re.MULTILINE
)


def read_page(code: str) -> str:
    """Return the page of a code as Markdown.

    Raises:
        KeyError: If there is no such code.
    """
    number = CODES[code].number
    folder = files("ecp_dsl") / "explanations"
    return (folder / f"{number}.md").read_text(encoding="utf-8")


def examples(code: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the files of the failing example, and those of the corrected one.

    Most examples are one file. Codes of plugins and bundles have no example in the language.
    """
    page = read_page(code)
    _, _, rest = page.partition("\n## Example\n")
    failing, _, rest = rest.partition("\n## Instead\n")
    corrected, _, _ = rest.partition("\n## See also\n")
    return _blocks(failing), _blocks(corrected)


def _blocks(text: str) -> tuple[str, ...]:
    return tuple(unfold(block) for block in _BLOCK.findall(text))


def unfold(example: str) -> str:
    """Write out what an example only hints at: `# and so on, 9 lines like it`."""
    return _AND_SO_ON.sub(lambda m: m["line"] * int(m["times"]), example)
