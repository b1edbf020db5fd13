"""Load the modules that a policy consists of, following `use`."""

from collections.abc import Callable, Sequence

from attrs import frozen

from ecp_dsl.diagnostic import Diagnostic, Label, diagnostic
from ecp_dsl.parser import parse
from ecp_dsl.source import SourceFile, Span
from ecp_dsl.syntax import Module
from ecp_runtime.nearest import nearest_name

Library = Callable[[str], SourceFile | None]
"""Finds the source of a module by its name, or returns None."""


@frozen
class Loaded:
    """The modules of a policy.

    Attributes:
        modules: Sorted by name.
        damaged: The declarations of which something could not be read.
    """

    modules: tuple[Module, ...]
    damaged: tuple[Span, ...]


def load_modules(
    sources: Sequence[SourceFile], library: Library, diagnostics: list[Diagnostic]
) -> Loaded:
    """Parse the sources and, through the library, all that they use.

    Args:
        sources: The texts of the policy itself.
        library: Where modules come from that are not among the sources.
        diagnostics: Takes syntax errors, unknown modules and modules declared twice.
    """
    modules: dict[str, Module] = {}
    damaged: list[Span] = []
    waiting: list[Module] = []

    def add(source: SourceFile) -> None:
        parsed = parse(source)
        diagnostics.extend(parsed.diagnostics)
        damaged.extend(parsed.damaged)
        module = parsed.module
        name = str(module.name)
        earlier = modules.get(name)
        if earlier is not None and not name:
            return  # that neither has a name is reported for each
        if earlier is not None:
            diagnostics.append(
                diagnostic(
                    "ECP0106",
                    f"module `{name}` is declared in two files",
                    module.name.span,
                    "declared again here",
                    secondary=(Label(earlier.name.span, "first declared here"),),
                    help="give one of them another name, or merge the files",
                )
            )
            return
        modules[name] = module
        waiting.append(module)

    for source in sorted(sources, key=lambda s: s.name):
        add(source)
    while waiting:
        for use in waiting.pop().uses:
            name = str(use.module)
            if name in modules:
                continue
            found = library(name)
            if found is not None:
                add(found)
                if name in modules:
                    continue
            near = nearest_name(name, modules)
            diagnostics.append(
                diagnostic(
                    "ECP0101",
                    f"there is no module `{name}`",
                    use.module.span,
                    "not found among the files given, the standard library or the plugins",
                    help=f"did you mean `{near}`?" if near else None,
                )
            )
    return Loaded(tuple(modules[name] for name in sorted(modules)), tuple(damaged))
