"""`ecp test`: run the `test` blocks of a policy."""

import sys
from pathlib import Path

import click

from ecp.cli.console import has_colour, width
from ecp.cli.layout import Page
from ecp_runtime.printable import printable


@click.command(
    epilog="""\b
Examples:
  ecp test                      all tests of the standard library
  ecp test my-policy/           all tests in a folder
  ecp test announcement.ecp -v  name each test

The exit status is 0 when all tests pass, 1 when one fails, and 2 when the policy does not compile.
"""
)
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("-v", "--verbose", is_flag=True, help="Name each test.")
@click.option("-k", "pattern", default="", help="Run only tests whose name contains this text.")
def command(paths: tuple[Path, ...], verbose: bool, pattern: str) -> int:
    """Decide the facts of each `test` block, and compare with what it expects.

    Without PATHS, the standard library is tested.
    """
    from ecp.compiling import compile_inputs, files_at, standard_library
    from ecp.loading import does_not_compile
    from ecp_compiler.judge import judge

    inputs = files_at(paths) if paths else standard_library()
    compiled = compile_inputs(inputs)
    if compiled.program is None:
        raise does_not_compile(compiled.diagnostics)
    own = {source.name for source in inputs.own}
    chosen = [
        scenario
        for scenario in compiled.scenarios
        if scenario.file in own and pattern.casefold() in scenario.name.casefold()
    ]
    page = Page(width=width(), colour=has_colour(sys.stdout))
    progress = _Progress(page, len(chosen), verbose=verbose)
    failed = 0
    for scenario in chosen:
        failures = judge(scenario, compiled.program)
        failed += bool(failures)
        progress.step(f"{scenario.module}: {scenario.name}", passed=not failures)
        if not failures:
            continue
        page.blank()
        page.say(scenario.name, lead="✗ ", style="red bold")
        page.say(f"{scenario.file}:{scenario.line}", indent=2, style="dim")
        for failure in failures:
            expected = failure.expectation
            if expected is not None:
                page.say(expected.text, indent=2, lead="expected  ")
                page.say(f"line {expected.line}", indent=12, style="dim")
            page.say(failure.actual, indent=2, lead="actual    ")
    progress.end()
    page.blank()
    page.say(_summary(len(chosen), failed), style="red bold" if failed else "green bold")
    click.echo(page.text(), nl=False, color=True)
    return 1 if failed else 0


def _summary(total: int, failed: int) -> str:
    if not total:
        return "no tests"
    tests = f"{total} test{'' if total == 1 else 's'}"
    return f"{tests}: {total - failed} passed, {failed} failed" if failed else f"{tests} passed"


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
