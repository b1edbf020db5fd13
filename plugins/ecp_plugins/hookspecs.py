"""What a plugin may provide. All hooks take nothing and return values; none reads facts."""

from collections.abc import Sequence
from importlib.resources.abc import Traversable

import pluggy
from attrs import frozen

from ecp_compiler.vocabulary import Vocabulary

PROJECT = "ecp"
"""The name under which hooks and entry points are found."""

hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)


@frozen
class Rulebook:
    """A set of modules in the language, to be loaded as a whole.

    Nobody names the file of a new announcement in an older file, so a rulebook is not loaded by
    following `use`: all of its modules count.

    Attributes:
        name: The first part of the names of its modules, such as `cn`.
        root: The folder in which module `a.b` is `a/b.ecp` or `a/b/module.ecp`.
    """

    name: str
    root: Traversable


@hookspec
def ecp_vocabulary() -> Vocabulary:
    """Return the code schemes, units, currencies, calendars and legal forms of this plugin."""
    raise NotImplementedError


@hookspec
def ecp_rulebooks() -> Sequence[Rulebook]:
    """Return the rulebooks of this plugin."""
    raise NotImplementedError
