"""What a statement of a decision rests on, in words: later acts, values, members of lists."""

from collections.abc import Iterable, Iterator, Mapping

from ecp_runtime.decision import Cited, Ground, Matched
from ecp_runtime.printable import in_brief

_LIFE = ("suspension", "repeal")
_ANSWERED = {"reading": "read as", "judgement": "answered with"}
_OWN = ("rule", "exemption", "authorization", "bar", "amendment")


def ground_lines(
    grounds: Iterable[Ground],
    first: Cited | None,
    titles: Mapping[str, str],
    *,
    subject: str,
    with_life: bool = False,
) -> Iterator[str]:
    """Return a line for each act beside the first, and for each member, value and reading.

    Args:
        grounds: What is cited.
        first: The citation that is told already.
        titles: The titles of provisions, lists, parameters and questions, by their ids.
        subject: The id of the provision.
        with_life: Whether its own life is told here, and not elsewhere.
    """
    told = None if first is None else (first.instrument, first.clause)
    for ground in grounds:
        if ground.kind in _LIFE and ground.of == subject and not with_life:
            continue
        if ground.kind not in _OWN or (ground.instrument, ground.clause) != told:
            yield _words(ground, titles, subject)


def _words(ground: Ground, titles: Mapping[str, str], subject: str) -> str:
    act = ground.title if ground.clause is None else f"{ground.title}, clause {ground.clause}"
    what = f"“{titles.get(ground.of, ground.of)}”"
    since = f" since {ground.start}" if ground.start else ""
    period = f" from {ground.start}" if ground.start else ""
    period += f" through {ground.end}" if ground.end else ""
    maybe = "" if ground.is_certain else "perhaps "
    match ground.kind:
        case "rule" | "authorization":
            return f"and {act}"
        case "amendment":
            amended = "" if ground.of == subject else f"{what} "
            return f"{amended}{maybe}amended by {act}{period}"
        case "exemption":
            return f"{maybe}lifted by the exemption {what}: {act}"
        case "bar":
            return f"{maybe}barred by {what}: {act}"
        case "repeal":
            return f"{what} {maybe}repealed by {act}{period}"
        case "suspension":
            return f"{what} {maybe}suspended by {act}{period}"
        case "resumption":
            return f"the suspension of {what} {maybe}ended early by {act}{period}"
        case "parameter":
            return f"{maybe}{what} is {ground.value}: {act}{since}"
        case "removal":
            return f"{maybe}taken off {what} by {act}{period}"
        case "inclusion":
            included = f"“{titles.get(ground.value or '', ground.value)}”"
            return f"{maybe}{included} is part of {what} by {act}{period}"
        case "reach":
            return f"{maybe}reached under {act}"
        case "reading" | "judgement":
            source = "" if ground.instrument is None else f": {act}"
            if ground.value is None:
                return f"{what} is open{source}"
            return f"{what} is {_ANSWERED[ground.kind]} {ground.value}{source}"
        case "member":
            assert ground.matched is not None
            return f"{maybe}{_member(ground.matched)}: {act}{since}"


def _member(matched: Matched) -> str:
    """Return who or what matches which entry of a list, and by what."""
    place = matched.path if matched.role is None else matched.role.replace("_", " ")
    listed = f"on “{matched.list_title}”"
    if matched.member is None:
        return f"{place} is {listed}, as the transaction says"
    who = f"“{matched.member}”"
    if matched.member_title:
        who += f" ({matched.member_title})"
    if matched.country:
        who += f", {matched.country}"
    match matched.by:
        case "alias":
            return f"{place} is {who}, by its alias “{in_brief(matched.spelled or '')}”, {listed}"
        case "identifier":
            return f"{place} is {who}, by its identifier {matched.spelled}, {listed}"
        case "code":
            return f"{place} is within {who} {listed}"
        case _:
            return f"{place} is {who} by name, {listed}"
