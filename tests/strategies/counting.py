"""Counts calls of Python functions, so that tests of how work grows need no clock."""

import sys
from collections.abc import Callable
from types import FrameType


def calls(packages: tuple[str, ...], run: Callable[[], object]) -> int:
    """Count the calls of functions that packages define while something runs.

    Args:
        packages: Names of packages; what their modules define is counted.
        run: What is run, once.

    Returns:
        How many calls there were. The same input gives the same number on every machine.
    """
    counted = 0
    prefixes = tuple(f"{package}." for package in packages)

    def count(frame: FrameType, event: str, _: object) -> None:
        nonlocal counted
        name = frame.f_globals.get("__name__", "") if event == "call" else ""
        counted += name in packages or name.startswith(prefixes)

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        run()
    finally:
        sys.setprofile(before)
    return counted
