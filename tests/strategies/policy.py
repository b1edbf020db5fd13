"""Strategies for whole policies as `.ecp` text, and for transactions that touch on what they say.

Policies are made of parts (declarations), so that a test can shuffle them or spread them over files
without changing what they mean.
"""

from datetime import date, timedelta
from typing import Any

from attrs import frozen
from hypothesis import strategies as st

COUNTRIES = ("SG", "MY", "DE", "VN")
CODES = ("1A001", "1A001.a", "1A001.a.1", "1A001.b", "2B002", "2B002.a", "3C003.x.y")
KINDS = ("person", "company", "government", "university", "military")
PURPOSES = ("civil", "research", "aid", "weapons")
DOCUMENTS = ("end_user_certificate", "contract")
PARTIES = ("Example Arms", "Example Aerospace", "Sample Foundry", "Sample Motors")
DAYS = tuple(date(2026, 1, 1) + timedelta(days=30 * n) for n in range(8))
INSTRUMENTS = 4

FRAME = """
jurisdiction XX "Exampleland" {
  authority ministry "Ministry of Trade"
  time zone "UTC"
  scheme frame.codes
  reaches export when act is export and departure is SG
  reaches reexport when act in { export, reexport } and departure is not SG and item.origin is SG
}

scheme codes "Codes of Exampleland" {
  pattern "[0-9][A-Z][0-9]{3}([.][a-z0-9]+)*"
  hierarchy by "."
  result NOT_LISTED "Not listed"
}
"""


@frozen
class Policy:
    """A policy in parts: `frame` and `parts` are declarations, any order, any file."""

    frame: str
    parts: tuple[str, ...]

    def as_files(self, split: int = 1, order: list[int] | None = None) -> dict[str, str]:
        """Return files by name: the frame, and the parts spread over one module's worth of text.

        Parts refer to one another, so they share a module; `split` has no effect on it, only on
        how the modules are ordered by name.
        """
        parts = [self.parts[i] for i in order] if order is not None else list(self.parts)
        head = "module frame.acts\nuse core\nuse frame\n"
        return {
            f"{split}_frame.ecp": f"module frame\nuse core\n{self.frame}",
            f"{9 - split}_acts.ecp": head + "\n".join(parts),
        }


def _one(values: tuple[str, ...]) -> st.SearchStrategy[str]:
    return st.sampled_from(values)


def _set(values: tuple[str, ...], quoted: bool = False) -> st.SearchStrategy[str]:
    chosen = st.lists(_one(values), min_size=1, max_size=3, unique=True)
    if quoted:
        return chosen.map(lambda vs: "{ " + ", ".join(f'"{v}"' for v in vs) + " }")
    return chosen.map(lambda vs: "{ " + ", ".join(vs) + " }")


@st.composite
def component_conditions(draw: st.DrawFn, variable: str = "c") -> str:
    """A condition on a component."""
    written: str = draw(
        st.one_of(
            _one(COUNTRIES).map(lambda v: f"{variable}.origin is {v}"),
            _one(CODES).map(lambda v: f"{variable} within {v}"),
            st.just(f"{variable} within controlled"),
            st.integers(1, 60).map(lambda n: f"{variable}.value >= {n} USD"),
            st.tuples(_one(COUNTRIES), _one(CODES)).map(
                lambda p: f"({variable}.origin is {p[0]} and not {variable} within {p[1]})"
            ),
        )
    )
    return written


@st.composite
def _aggregate(draw: st.DrawFn) -> str:
    inner = draw(component_conditions())
    number = draw(st.integers(0, 4))
    written: str = draw(
        st.sampled_from(
            (
                f"any c in item.components satisfies ({inner})",
                f"every c in item.components satisfies ({inner})",
                f"count of c in item.components where ({inner}) >= {number}",
                f"sum of c.value for c in item.components where ({inner}) > {number * 20} USD",
                f"share by value of c in item.components where ({inner}) >= {number * 25}%",
                f"share by value of c in item.components where ({inner}) over item.value"
                f" < {number * 10}%",
            )
        )
    )
    return written


@st.composite
def atoms(draw: st.DrawFn) -> str:
    """A condition without and, or, not."""
    day = draw(st.sampled_from(DAYS))
    written: str = draw(
        st.one_of(
            _one(COUNTRIES).map(lambda v: f"destination is {v}"),
            _set(COUNTRIES).map(lambda v: f"destination in {v}"),
            _one(COUNTRIES).map(lambda v: f"end_user.country is not {v}"),
            st.just("end_user.country is not destination"),
            _one(KINDS).map(lambda v: f"end_user.kind is {v}"),
            st.just("end_use.military"),
            _set(PURPOSES, quoted=True).map(lambda v: f"end_use.purpose in {v}"),
            _one(CODES).map(lambda v: f"item within {v}"),
            st.just("item within controlled"),
            st.just("item within frame.codes"),
            st.just("end_user in banned"),
            st.just("consignee in banned"),
            st.just("consignee is none"),
            st.just("end_user is soldier"),
            st.just("item is sensitive"),
            st.integers(0, 9).map(lambda n: f"item.value > {n * 25} USD"),
            st.integers(0, 4).map(lambda n: f"item.quantity <= {n} kg"),
            st.just("helps(end_user, end_use)"),
            st.sampled_from(("wide", "narrow")).map(lambda r: f"scope is {r}"),
            st.just(f"dates.contract < {day}"),
            st.just("date - dates.contract > 60 days"),
            st.just("dates.contract + 2 months <= date"),
            _one(DOCUMENTS).map(lambda d: f'"{d}" in documents'),
            st.just("item.value > threshold"),
            st.just('any l in licenses satisfies (l.jurisdiction is "XX")'),
            _aggregate(),
        )
    )
    return written


def conditions() -> st.SearchStrategy[str]:
    """A condition of some depth."""
    return st.recursive(
        atoms(),
        lambda inner: st.one_of(
            st.lists(inner, min_size=2, max_size=3).map(lambda cs: f"({' and '.join(cs)})"),
            st.lists(inner, min_size=2, max_size=3).map(lambda cs: f"({' or '.join(cs)})"),
            inner.map(lambda c: f"not ({c})"),
        ),
        max_leaves=6,
    )


@st.composite
def _period(draw: st.DrawFn) -> str:
    start = draw(st.sampled_from(DAYS))
    if draw(st.booleans()):
        return f"from {start}"
    return f"from {start} through {start + timedelta(days=draw(st.integers(0, 120)))}"


@st.composite
def _rule(draw: st.DrawFn, name: str) -> str:
    effect = draw(
        st.sampled_from(
            (
                "prohibit",
                "require license from XX.ministry",
                "require license from XX.ministry",
                "require license review denial_presumed",
                "require license review approval_presumed",
                "require notification to XX.ministry within 30 days",
                'oblige keep "records"',
            )
        )
    )
    governs = draw(st.sampled_from(("", "governs export\n", "governs export, reexport\n")))
    judged = draw(st.sampled_from(("", "", "", "judged at dates.contract\n")))
    duty = draw(st.sampled_from(("", 'oblige notify XX.ministry "tell them"\n')))
    return (
        f"rule {name} {{\n  under act_{draw(st.integers(0, INSTRUMENTS - 1))}\n  {governs}{judged}"
        f"  when {draw(conditions())}\n  {effect}\n  {duty}  in force {draw(_period())}\n}}\n"
    )


@st.composite
def policies(draw: st.DrawFn) -> Policy:
    """A policy with rules, exemptions of exemptions, authorizations, bars, suspensions, lists."""
    parts = [
        f'instrument act_{n} "Act {n}" {{\n  issued by XX.ministry on {DAYS[n]}\n'
        f'  source "https://example.org/{n}" read {DAYS[n]}\n}}\n'
        for n in range(INSTRUMENTS)
    ]
    parts.append(
        'end_user soldier "Soldier" { party.kind is military or party.country is '
        f"{draw(_one(COUNTRIES))} }}\n"
    )
    parts.append(f"define sensitive(item: Item) {{ {draw(component_conditions('item'))} }}\n")
    parts.append(
        'question helps(who: Party, use: EndUse) "Does it help?" { of fact asked of officer }\n'
    )
    parts.append(
        'question scope "How far does it reach?" { of law reading wide "Far" reading narrow "Not '
        f'far" {draw(st.sampled_from(("", "over from 2026-03-01 through 2026-05-31")))} }}\n'
    )
    parts.append(
        'parameter threshold "Threshold" { under act_0 value 50 USD from 2026-01-01 through '
        "2026-03-31 value 100 USD from 2026-04-01 }\n"
    )
    parts.append(draw(_list("controlled", "of codes of frame.codes", CODES, quoted=False)))
    parts.append(draw(_list("banned", "of parties", PARTIES, quoted=True)))
    names = [f"rule_{n}" for n in range(draw(st.integers(1, 4)))]
    parts.extend(draw(_rule(name)) for name in names)
    parts.append(
        f"rule base {{\n  under act_0\n  when {draw(conditions())}\n"
        "  require license from XX.ministry\n  in force from 2026-01-01\n}\n"
    )
    if draw(st.booleans()):
        parts.append(
            f"exempt first from base {{\n  under act_1\n  when {draw(conditions())}\n"
            '  oblige notify XX.ministry "tell them"\n}\n'
        )
        if draw(st.booleans()):
            parts.append(f"exempt second from first {{\n under act_2\n when {draw(atoms())}\n}}\n")
    if draw(st.booleans()):
        parts.append(
            f"exempt all_of_it from {draw(st.sampled_from(names))}, base {{\n  under act_1\n"
            f"  when {draw(conditions())}\n  even prohibition\n  in force {draw(_period())}\n}}\n"
        )
    if draw(st.booleans()):
        parts.append(
            f"authorize general for base {{\n  under act_2\n  kind general_license\n"
            f"  when {draw(conditions())}\n  limit item.value <= 150 USD\n}}\n"
        )
        if draw(st.booleans()):
            parts.append(f"bar no_general on general {{\n under act_3\n when {draw(atoms())}\n}}\n")
    for _ in range(draw(st.integers(0, 2))):
        target = draw(st.sampled_from((*names, "base", "controlled")))
        only_if = draw(st.sampled_from(("", "", "if reading scope is wide")))
        parts.append(
            f"suspend {target} {{\n  under act_3\n  in force {draw(_period())}\n  {only_if}\n}}\n"
        )
    if draw(st.booleans()):
        parts.append(
            f"amend base {{\n  under act_3\n  when {draw(conditions())}\n"
            f"  in force from {draw(st.sampled_from(DAYS[3:]))}\n}}\n"
        )
    return Policy(FRAME, tuple(parts))


@st.composite
def _list(draw: st.DrawFn, name: str, of: str, keys: tuple[str, ...], quoted: bool) -> str:
    members = draw(st.lists(_one(keys), min_size=1, max_size=4, unique=True))
    shown = [f'"{m}"' if quoted else m for m in members]
    lines = [
        f"  member {m} {draw(st.sampled_from(('', '', 'from 2026-03-01')))}".rstrip() for m in shown
    ]
    return f'list {name} "{name}" {{\n  {of}\n  under act_0\n' + "\n".join(lines) + "\n}\n"


# Transactions


def _maybe(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """A fact that may be missing: `...` stands for one that is."""
    return st.one_of(st.just(...), inner, inner, inner)


def _known(record: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in record.items() if value is not ...}


def _records(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({k: _maybe(v) for k, v in fields.items()}).map(_known)


def _money() -> st.SearchStrategy[dict[str, Any]]:
    amount = st.integers(0, 200).map(str)
    ranged = st.tuples(st.integers(0, 90), st.integers(90, 200)).map(
        lambda p: {"at_least": str(p[0]), "at_most": str(p[1])}
    )
    return st.fixed_dictionaries(
        {"amount": st.one_of(amount, amount, ranged), "currency": st.sampled_from(("USD", "EUR"))}
    )


def _days() -> st.SearchStrategy[str]:
    return st.integers(-30, 260).map(lambda n: (DAYS[0] + timedelta(days=n)).isoformat())


def _codes() -> st.SearchStrategy[Any]:
    one = st.sampled_from((*CODES, "NOT_LISTED", "1A", "9Z999")).filter(lambda c: c != "1A")
    several = st.lists(one, min_size=1, max_size=2, unique=True)
    together = several.filter(lambda codes: "NOT_LISTED" not in codes)
    return st.one_of(one, one, several.map(_one_of), together.map(lambda c: {"codes": c}))


def _one_of(values: list[str]) -> dict[str, Any]:
    return {"one_of": values}


def _classifications() -> st.SearchStrategy[dict[str, Any]]:
    return _records(**{"frame.codes": _codes()})


def _party() -> st.SearchStrategy[Any]:
    return _records(
        name=st.sampled_from((*PARTIES, "Nobody In Particular")),
        country=st.one_of(_one(COUNTRIES), st.just({"one_of": ["SG", "DE"]})),
        kind=_one(KINDS),
    )


def _components() -> st.SearchStrategy[Any]:
    component = _records(origin=_one(COUNTRIES), classification=_classifications(), value=_money())
    plain = st.lists(component, max_size=3)
    return st.one_of(plain, plain, plain.map(lambda items: {"complete": False, "items": items}))


@st.composite
def transactions(draw: st.DrawFn) -> dict[str, Any]:
    """A transaction with some facts missing, ranged or of several possible values."""
    item = _records(
        classification=_classifications(),
        origin=_one(COUNTRIES),
        value=_money(),
        quantity=st.integers(0, 5).map(lambda n: {"value": str(n), "unit": "KGM"}),
        components=_components(),
    )
    items = draw(st.lists(item, min_size=1, max_size=2))
    for number, line in enumerate(items):
        line["id"] = str(number + 1)
    header = _records(
        act=st.sampled_from(("export", "export", "reexport", "transfer")),
        date=_days(),
        **{"from": st.sampled_from(("SG", "SG", "MY"))},
        destination=_one(COUNTRIES),
        parties=_records(
            end_user=_party(), consignee=st.one_of(_party(), st.none()), exporter=_party()
        ),
        end_use=_records(purpose=_one(PURPOSES), military=st.booleans()),
        documents=st.lists(_one(DOCUMENTS), unique=True, max_size=2),
        licenses=st.lists(_records(jurisdiction=st.sampled_from(("XX", "YY"))), max_size=2),
        answers=_records(
            helps=st.sampled_from(("yes", "no")), scope=st.sampled_from(("wide", "narrow"))
        ),
        dates=_records(contract=_days()),
    )
    return {"id": "T", **draw(header), "items": items}
