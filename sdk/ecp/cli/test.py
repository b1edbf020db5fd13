"""`ecp test`: run the `test` blocks of a policy."""

import sys
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ecp.cli.console import has_colour, width
from ecp.cli.inputs import read_policy
from ecp.cli.layout import Page
from ecp.cli.options import path, word
from ecp_runtime.printable import in_brief, printable

if TYPE_CHECKING:
    from ecp_compiler.judge import Failure
    from ecp_compiler.pipeline import Compiled
    from ecp_compiler.scenario import Scenario


@click.command(
    epilog="""\b
Examples:
  ecp test                      all tests of the standard library
  ecp test my-policy/           all tests in a folder
  ecp test announcement.ecp -v  name each test
  ecp test my-policy/ --untested  name the rules that no test touches

The exit status is 0 when all tests pass, 1 when one fails, and 2 when the policy does not compile
or there is no test to run.
"""
)
@click.argument("paths", nargs=-1, metavar="[PATH|-]...", type=path)
@click.option("-v", "--verbose", is_flag=True, help="Name each test.")
@click.option("-k", "pattern", type=word, help="Run only tests whose name contains this text.")
@click.option("--untested", is_flag=True, help="Name each rule that no test touches.")
def command(paths: tuple[Path, ...], verbose: bool, pattern: str | None, untested: bool) -> int:
    """Decide the facts of each `test` block, and compare with what it expects.

    Without PATHS, the standard library is tested; - reads a policy file from standard input. Facts
    are decided as a host decides them; the reference evaluator decides beside, and where the two
    differ, the test fails.
    """
    from ecp.compiling import compile_inputs
    from ecp.loading import does_not_compile
    from ecp_compiler.judge import Judge

    inputs = read_policy(paths)
    compiled = compile_inputs(inputs)
    if compiled.program is None:
        raise does_not_compile(compiled.diagnostics)
    own = {source.name for source in inputs.own}
    tests = [scenario for scenario in compiled.scenarios if scenario.file in own]
    chosen = [each for each in tests if (pattern or "").casefold() in each.name.casefold()]
    page = Page(width=width(), colour=has_colour(sys.stdout))
    progress = _Progress(page, len(chosen), verbose=verbose)
    judge = Judge(compiled.program)
    failed = differing = 0
    for scenario in chosen:
        failures = judge.failures(scenario)
        failed += bool(failures)
        differing += any(failure.kind == "difference" for failure in failures)
        progress.step(f"{scenario.module}: {scenario.name}", passed=not failures)
        if failures:
            _show(page, scenario, failures)
    progress.end()
    page.blank()
    good = chosen and not failed
    page.say(_summary(len(chosen), failed), style="green bold" if good else "red bold")
    if not chosen:
        page.say(_nothing_to_run(pattern, len(tests)))
    if differing:
        page.say(
            "Where generated code and reference evaluator differ, the fault is in ecp and not in "
            "the policy: please report it.",
            style="red",
        )
    if chosen and not pattern:
        _show_untested(page, _untested(compiled, own, judge.touched), named=untested)
    click.echo(page.text(), nl=False, color=True)
    return (1 if failed else 0) if chosen else 2


def _show(page: Page, scenario: "Scenario", failures: "tuple[Failure, ...]") -> None:
    """Write what is wrong with a test, what is expected beside what is decided."""
    page.blank()
    page.say(scenario.name, lead="✗ ", style="red bold")
    page.say(f"{scenario.file}:{scenario.line}", indent=2, style="dim")
    for failure in failures:
        expected = failure.expectation
        if expected is not None:
            page.say(expected.text, indent=2, lead="expected  ")
            page.say(f"line {expected.line}", indent=12, style="dim")
        lead = "differs   " if failure.kind == "difference" else "actual    "
        page.say(failure.actual, indent=2, lead=lead)
        for number, reason in enumerate(failure.why):
            page.say(reason, indent=2, lead="why       " if number == 0 else " " * 10)


def _summary(total: int, failed: int) -> str:
    if not total:
        return "no tests"
    tests = f"{total} test{'' if total == 1 else 's'}"
    return f"{tests}: {total - failed} passed, {failed} failed" if failed else f"{tests} passed"


def _nothing_to_run(pattern: str | None, total: int) -> str:
    if not total:
        return "The policy has no `test` block, so nothing was tried."
    return f"No test has {in_brief(repr(pattern))} in its name, so nothing was tried."


def _untested(
    compiled: "Compiled", own: Collection[str], touched: Collection[str]
) -> tuple[str, ...]:
    """Return the rules and authorizations in some files that no test has touched."""
    assert compiled.program is not None
    provisions = (*compiled.program.rules, *compiled.program.authorizations)
    ids = sorted({p.id for p in provisions if compiled.source_map[p.id].file in own})
    return tuple(id_ for id_ in ids if id_ not in touched)


def _show_untested(page: Page, untested: tuple[str, ...], *, named: bool) -> None:
    if not untested:
        return
    many = len(untested) != 1
    page.say(
        f"{len(untested)} rule{'s' if many else ''} or authorization{'s' if many else ''} "
        f"{'are' if many else 'is'} touched by no test"
        + ("" if named else "; `--untested` names them")
    )
    for id_ in untested if named else ():
        page.say(id_, indent=2)


class _Progress:
    """One mark for each test, or one line with `--verbose`."""

    def __init__(self, page: Page, total: int, *, verbose: bool) -> None:
        self._page = page
        self._total = total
        self._verbose = verbose
        self._done = 0

    def step(self, name: str, *, passed: bool) -> None:
        self._done += 1
        style = "green" if passed else "red"
        if self._verbose:
            mark = self._page.styled("✓" if passed else "✗", style)
            click.echo(f"{mark} {printable(name)}", color=True)
            return
        click.echo(self._page.styled("." if passed else "F", style), nl=False, color=True)
        if self._done % 60 == 0:
            click.echo(f" {self._done}/{self._total}")

    def end(self) -> None:
        if not self._verbose and self._done % 60:
            click.echo()
