"""Codes that fit no pattern: where none of a scheme fits, the pattern is as doubtful as they."""

from collections.abc import Iterable, Mapping

from attrs import field, frozen

from ecp_dsl.diagnostic import Diagnostic, Label, diagnostic
from ecp_dsl.source import Span
from ecp_runtime import ir

SHOWN = 3
"""How many codes are named before the others are only counted."""

FEWEST = 2
"""How many codes have to misfit before the pattern is doubted; one may be a slip."""


@frozen
class Refused:
    """A code that was refused.

    Attributes:
        code: The code.
        schemes: The schemes to which it might have belonged.
        reported: What was said of it.
    """

    code: str
    schemes: tuple[str, ...]
    reported: Diagnostic


@frozen
class CodesSeen:
    """What became of the codes of a policy.

    Attributes:
        fitting: The schemes of which a code was accepted.
        refused: The codes that were refused.
    """

    fitting: set[str] = field(factory=set)
    refused: list[Refused] = field(factory=list)


def doubt_patterns(
    seen: CodesSeen,
    schemes: Mapping[str, ir.Scheme],
    declared: Mapping[str, Span],
    diagnostics: list[Diagnostic],
) -> None:
    """Put one error in place of those on the codes of a scheme of which no code fits.

    Args:
        seen: What became of the codes.
        schemes: The schemes whose patterns come from plugins.
        declared: Where those are declared.
        diagnostics: What was reported; it is changed.
    """
    for id_, scheme in schemes.items():
        if scheme.pattern is None or scheme.closed or id_ in seen.fitting:
            continue
        refused = [
            each
            for each in seen.refused
            if id_ in each.schemes and seen.fitting.isdisjoint(each.schemes)
        ]
        reported = {id(each.reported) for each in refused}
        present = [each for each in diagnostics if id(each) in reported]
        codes = list(dict.fromkeys(each.code for each in _in_order(refused)))
        if len(codes) < FEWEST or not present:
            continue
        diagnostics[:] = [each for each in diagnostics if id(each) not in reported]
        diagnostics.append(_doubt(scheme, codes, _in_order(refused), declared.get(id_)))


def _in_order(refused: Iterable[Refused]) -> list[Refused]:
    """Return refused codes in the order of their places."""
    return sorted(refused, key=lambda each: _place(each.reported.primary.span))


def _place(span: Span) -> tuple[str, int]:
    return span.file.name, span.start


def _doubt(
    scheme: ir.Scheme, codes: list[str], refused: list[Refused], declared: Span | None
) -> Diagnostic:
    """Return the error on a scheme of which no code fits."""
    shown = ", ".join(f"`{code}`" for code in codes[:SHOWN])
    more = f" and {len(codes) - SHOWN} more" if len(codes) > SHOWN else ""
    return diagnostic(
        "ECP0205",
        f"none of {len(codes)} codes fits the pattern of `{scheme.id}`: {shown}{more}",
        refused[0].reported.primary.span,
        "the first of them",
        secondary=() if declared is None else (Label(declared, "a plugin gives its pattern"),),
        help=f"the pattern `{scheme.pattern}` may be wrong; ask whoever made the plugin, or "
        "correct the codes",
    )
