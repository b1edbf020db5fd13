"""What to keep in mind beside a decision, in few words: what is alike is said once."""

from collections.abc import Mapping, Sequence

from ecp_runtime.decision import Caveat, Decision
from ecp_runtime.printable import in_brief

_KEEP = "Keep in mind"
_GUIDANCE = "What authorities say"
_LEFT_OUT = "What this policy leaves out"


def caveat_words(
    decision: Decision, *, roles: Mapping[str, str], lists: Mapping[str, str]
) -> dict[str, list[str]]:
    """Return headings with paragraphs; what holds for some items only names them."""
    found: dict[str, dict[str, list[str]]] = {}
    for item in decision.items:
        for part in item.jurisdictions:
            for heading, words in _of_part(part.caveats, roles, lists):
                found.setdefault(heading, {}).setdefault(words, []).append(item.id)
    everywhere = len(decision.items)
    return {
        heading: [
            words if len(set(items)) == everywhere else f"Item {_joined(items)}: {words}"
            for words, items in found[heading].items()
        ]
        for heading in (_KEEP, _GUIDANCE, _LEFT_OUT)
        if heading in found
    }


def tells_of_the_day(caveat: Caveat) -> bool:
    """Whether a caveat says that the date of the act is not covered: a reason by itself."""
    return caveat.kind == "not_covered" and "provision" not in dict(caveat.details)


def _of_part(
    caveats: Sequence[Caveat], roles: Mapping[str, str], lists: Mapping[str, str]
) -> list[tuple[str, str]]:
    """Return the paragraphs for one item and jurisdiction, each with its heading."""
    screenings = [caveat for caveat in caveats if caveat.kind == "screening"]
    words: list[tuple[str, str]] = []
    for caveat in caveats:
        match caveat.kind:
            case "screening":
                pass
            case "not_covered" if tells_of_the_day(caveat):
                pass
            case "guidance":
                words.append((_GUIDANCE, _guidance(caveat)))
            case "not_modelled":
                words.append((_LEFT_OUT, caveat.text))
            case _:
                words.append((_KEEP, _other(caveat, roles)))
    return words + [(_KEEP, text) for text in _screened(screenings, roles, lists)]


def _guidance(caveat: Caveat) -> str:
    """Return what an authority said, and where."""
    details = dict(caveat.details)
    said = ", ".join(part for part in (details.get("by"), details.get("on")) if part)
    return f"{caveat.text} ({said})" if said else caveat.text


def _screened(
    screenings: Sequence[Caveat], roles: Mapping[str, str], lists: Mapping[str, str]
) -> list[str]:
    """Say who was looked up where; parties with the same lists together."""
    by_party: dict[str, list[str]] = {}
    for caveat in screenings:
        details = dict(caveat.details)
        party, list_id, name = (details.get(key) for key in ("party", "list", "name"))
        if party is not None and list_id is not None:
            role = _role(party, roles)
            shown = f"{role} “{in_brief(name)}” (exact only)" if name else f"{role} (exact only)"
            by_party.setdefault(shown, []).append(lists.get(list_id, list_id))
    by_lists: dict[tuple[str, ...], list[str]] = {}
    for shown, titles in by_party.items():
        by_lists.setdefault(tuple(titles), []).append(shown)
    return [
        f"Screened by name, alias and identifier: {_joined(parties)}, "
        f"against {_joined(tuple(f'“{title}”' for title in titles))}. "
        "A misspelt name is not found."
        for titles, parties in by_lists.items()
    ]


def _other(caveat: Caveat, roles: Mapping[str, str]) -> str:
    party = dict(caveat.details).get("party")
    return caveat.text.replace(party, _role(party, roles)) if party else caveat.text


def _role(path: str, roles: Mapping[str, str]) -> str:
    """Return a party in words: `parties.end_user` is the end user."""
    role = path.rpartition("parties.")[2]
    title = roles.get(role)
    return title[:1].lower() + title[1:] if title else path


def _joined(words: Sequence[str]) -> str:
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"
