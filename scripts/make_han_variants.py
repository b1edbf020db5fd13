"""Write the table of Han characters that are the same in another script, from OpenCC.

Run it with the PyPI package `opencc-python-reimplemented` installed, read the difference, and
commit the module. The evaluator does not read that package: it folds names with the table.

    python scripts/make_han_variants.py > runtime/ecp_runtime/han.py
"""

import sys
from collections.abc import Iterator
from importlib.metadata import version
from importlib.resources import files

PACKAGE = "opencc-python-reimplemented"

DICTIONARIES = ("TSCharacters.txt", "JPVariants.txt", "HKVariants.txt", "TWVariants.txt")
"""Traditional to simplified; traditional to what Japan, Hong Kong and Taiwan write."""

PAIRS_A_LINE = 20

HEAD = '''"""Han characters that are the same in traditional, simplified or Japanese script.

Written by scripts/make_han_variants.py from the dictionaries of OpenCC (Apache License 2.0), as
{package} {version} ships them.
"""

from collections.abc import Mapping

_PAIRS = (
{lines}
)

HAN: Mapping[int, str] = {{ord(a): b for a, b in zip(_PAIRS[::2], _PAIRS[1::2], strict=True)}}
"""What stands for a character in names that are compared; most characters stand for themselves."""
'''


def pairs() -> Iterator[tuple[str, str]]:
    """Yield the characters that the dictionaries call variants of each other."""
    for name in DICTIONARIES:
        text = (files("opencc") / "dictionary" / name).read_text(encoding="utf-8")
        for line in text.splitlines():
            source, _, targets = line.partition("\t")
            target = targets.split()[0] if targets.split() else ""
            if len(source) == len(target) == 1 and source != target:
                yield source, target


def representatives() -> dict[str, str]:
    """Return one character for each class of variants, by the others of the class."""
    parents: dict[str, str] = {}

    def root(mark: str) -> str:
        while mark in parents:
            mark = parents[mark]
        return mark

    for source, target in pairs():
        if root(source) != root(target):
            parents[root(source)] = root(target)
    return {mark: root(mark) for mark in sorted(parents)}


def module() -> str:
    """Return the text of the module."""
    found = [mark + root for mark, root in representatives().items()]
    starts = range(0, len(found), PAIRS_A_LINE)
    lines = "\n".join(f'    "{"".join(found[i : i + PAIRS_A_LINE])}"' for i in starts)
    return HEAD.format(package=PACKAGE, version=version(PACKAGE), lines=lines)


if __name__ == "__main__":
    sys.stdout.write(module())
