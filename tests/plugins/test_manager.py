"""Plugins are found, asked in a fixed order, and named when they fail."""

from collections.abc import Sequence
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest
from attrs import frozen
from tests.strategies import vocabulary

from ecp_compiler.vocabulary import Vocabulary
from ecp_plugins.hookspecs import Rulebook, hookimpl
from ecp_plugins.manager import PluginError, Plugins, load

BUILT_IN = (
    EntryPoint("reference", "ecp_plugins.reference", "ecp"),
    EntryPoint("cn", "ecp_plugins.jurisdictions.cn", "ecp"),
)


@frozen
class Broken:
    """A plugin whose vocabulary hook raises."""

    @hookimpl
    def ecp_vocabulary(self) -> Vocabulary:
        """Fail as a plugin with a missing data file would."""
        raise FileNotFoundError("codes.csv")


@frozen
class Wrong:
    """A plugin that answers with the wrong kind of value."""

    @hookimpl
    def ecp_vocabulary(self) -> object:
        """Return a dictionary, which is not a vocabulary."""
        return {"currencies": ["EUR"]}


@frozen
class Supplier:
    """A plugin that supplies some vocabulary."""

    supplied: Vocabulary

    @hookimpl
    def ecp_vocabulary(self) -> Vocabulary:
        """Return it."""
        return self.supplied


@frozen
class Claimant:
    """A plugin that brings a rulebook under a name already taken."""

    @hookimpl
    def ecp_rulebooks(self) -> Sequence[Rulebook]:
        """Return a rulebook named `core`."""
        return (Rulebook("core", Path("/nowhere")),)


def with_plugin(plugin: object, name: str) -> Plugins:
    plugins = load(BUILT_IN)
    plugins.manager.register(plugin, name=name)
    return plugins


def test_built_in_plugins_supply_countries_and_the_calendar() -> None:
    vocabulary = load(BUILT_IN).vocabulary()
    assert [scheme.id for scheme in vocabulary.schemes] == ["cn.dual_use", "country", "hs"]
    assert [calendar.id for calendar in vocabulary.calendars] == ["cn"]
    assert "JPY" in vocabulary.currencies


def test_rulebooks_come_sorted_by_name() -> None:
    assert [book.name for book in load(BUILT_IN).rulebooks()] == ["cn", "core"]


def test_the_order_of_installation_does_not_matter() -> None:
    assert load(BUILT_IN).vocabulary() == load(BUILT_IN[::-1]).vocabulary()


def test_a_plugin_that_raises_is_named() -> None:
    with pytest.raises(PluginError, match=r"ECP0501: plugin `acme` raised in `ecp_vocabulary`"):
        with_plugin(Broken(), "acme").vocabulary()


def test_a_plugin_that_answers_with_something_else_is_named() -> None:
    with pytest.raises(PluginError, match=r"plugin `acme` answered `ecp_vocabulary` with dict"):
        with_plugin(Wrong(), "acme").vocabulary()


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        ("(a+)+b", "leaves two ways to go on"),
        ("[0-9", "is not closed"),
        ("[0-9]{3}", "which its code `A1` does not match"),
    ],
)
def test_a_pattern_that_is_refused_names_plugin_scheme_and_pattern(
    pattern: str, reason: str
) -> None:
    scheme = vocabulary.scheme("acme.codes", pattern=pattern, codes=(("A1", "A"), ("A2", "B")))
    with pytest.raises(PluginError) as caught:
        with_plugin(Supplier(Vocabulary(schemes=(scheme,))), "acme").vocabulary()
    words = str(caught.value)
    assert "plugin `acme`" in words
    assert f"the pattern `{pattern}` for the scheme `acme.codes`" in words
    assert reason in words


def test_two_plugins_may_not_claim_one_rulebook() -> None:
    with pytest.raises(PluginError, match=r"`core`, and so does plugin") as caught:
        with_plugin(Claimant(), "zebra").rulebooks()
    assert (caught.value.code, caught.value.plugin) == ("ECP0501", "zebra")


def test_a_plugin_that_cannot_be_imported_is_reported_when_asked_for() -> None:
    plugins = load((*BUILT_IN, EntryPoint("gone", "no_such_package_of_rules", "ecp")))
    assert [failure.plugin for failure in plugins.failures] == ["gone"]
    with pytest.raises(PluginError, match=r"plugin `gone` cannot be loaded"):
        plugins.vocabulary()
    with pytest.raises(PluginError, match=r"plugin `gone` cannot be loaded"):
        plugins.require("gone")


def test_a_missing_plugin_has_a_code_of_its_own() -> None:
    with pytest.raises(PluginError, match=r"ECP0502: plugin `us` is not installed") as caught:
        load(BUILT_IN).require("cn", "us")
    assert caught.value.code == "ECP0502"
