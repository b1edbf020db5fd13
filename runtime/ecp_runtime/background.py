"""What the provisions behind a decision, and the acts that they rest on, say of themselves."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from ecp_runtime import ir
from ecp_runtime.bearing import Bearing
from ecp_runtime.decision import Background, Caveat, Ground, GroundKind
from ecp_runtime.grounds import Grounds
from ecp_runtime.prepare import Prepared
from ecp_runtime.provisions import Provisions
from ecp_runtime.situation import Situation


def background(provisions: Provisions, bears: Bearing, grounds: Grounds) -> Background:
    """Gather what the provisions behind a decision, and what they rest on, say of themselves."""
    situation = provisions.situation
    prepared, jurisdiction = situation.prepared, situation.jurisdiction
    behind = (*bears.used, *bears.kept_away)
    rests_on = tuple(grounds.of(provision) for provision in behind)
    key = jurisdiction.id, situation.known, tuple(map(id, behind)), len(bears.used), rests_on
    found = prepared.backgrounds.get(key)
    if found is None:
        used = [ground for some in rests_on[: len(bears.used)] for ground in some]
        kept = [ground for some in rests_on[len(bears.used) :] for ground in some]
        # Of what does not apply, only what keeps it away needs to be well supported.
        away = {provision.id for provision in bears.kept_away}
        supporting = (
            *used,
            *(g for g in kept if g.kind not in _OWN or g.of not in away or g.start is not None),
        )
        found = Background(
            verified=tuple(_law_verified((*used, *kept), situation)),
            others=(
                *_confidence(prepared, supporting),
                *_guidance(bears.used, situation.known),
                *(Caveat(kind="not_modelled", text=text) for text in jurisdiction.not_modelled),
            ),
        )
        prepared.backgrounds.keep(key, found)
    return found


def _law_verified(grounds: Iterable[Ground], situation: Situation) -> Iterator[Caveat]:
    acts = {ground.instrument: ground for ground in grounds if ground.instrument is not None}
    known = situation.prepared.instruments
    cited = [acts[id_] for id_ in sorted(acts) if id_ in known]
    never = [act.title for act in cited if known[act.instrument or ""].verified is None]
    later = [
        act.title
        for act in cited
        if act.verified is None and known[act.instrument or ""].verified is not None
    ]
    days = [act.verified for act in cited if act.verified is not None]
    if never:
        yield Caveat(
            kind="law_verified",
            text=f"Never verified to be still the law: {'; '.join(never)}.",
            details=(("date", None),),
        )
    if later:
        yield Caveat(
            kind="law_verified",
            text=f"Not verified by {situation.known} to be the law: {'; '.join(later)}.",
            details=(("date", None),),
        )
    if days:
        oldest = min(days)
        yield Caveat(
            kind="law_verified",
            text=f"The law used here was last verified on {oldest} or later.",
            details=(("date", oldest.isoformat()),),
        )


def _confidence(prepared: Prepared, grounds: Iterable[Ground]) -> Iterator[Caveat]:
    """Say what the sources support less well: the lowest level for each thing and act."""
    lowest: dict[tuple[str, str], Ground] = {}
    for ground in grounds:
        if ground.confidence in _LEVELS:
            by = "" if ground.kind in _OWN else ground.instrument or ""
            found = lowest.setdefault((ground.of, by), ground)
            if _LEVELS.index(ground.confidence) < _LEVELS.index(found.confidence or ""):
                lowest[ground.of, by] = ground
    for (id_, by), ground in lowest.items():
        what = f"“{prepared.titles.get(id_, id_)}”"
        if by:
            what = f"{_ACTS[ground.kind]} {what} ({ground.title})"
        yield Caveat(
            kind="confidence",
            text=f"The sources support {what} with {ground.confidence} confidence only.",
            details=(
                ("provision", id_),
                ("level", ground.confidence),
                *((("instrument", by),) if by else ()),
            ),
        )


_LEVELS = ("low", "medium")
_OWN = ("rule", "exemption", "authorization", "bar", "amendment")
_ACTS: Mapping[GroundKind, str] = {
    "repeal": "the repeal of",
    "suspension": "the suspension of",
    "resumption": "the resumption of",
    "parameter": "the value of",
    "member": "the listing on",
    "inclusion": "the inclusion in",
    "removal": "the removal from",
    "reading": "the question",
    "judgement": "the question",
    "reach": "the reach of the law of",
}


def _guidance(used: Iterable[ir.Provision], known: date) -> Iterator[Caveat]:
    for provision in used:
        if not isinstance(provision, ir.Rule):
            continue
        for guidance in provision.guidance:
            if guidance.on is not None and guidance.on > known:
                continue
            yield Caveat(
                kind="guidance",
                text=guidance.text,
                details=(
                    ("provision", provision.id),
                    ("by", guidance.by),
                    ("on", None if guidance.on is None else guidance.on.isoformat()),
                    ("source", guidance.source),
                ),
            )
