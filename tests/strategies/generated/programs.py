"""Programs with every construct of the IR, from a seed, quick enough to make thousands of them."""

import random
from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

import attrs
from tests.strategies import vocabulary as v
from tests.strategies.generated import words as w
from tests.strategies.generated.conditions import (
    DATE,
    DURATION,
    MASS,
    MONEY,
    NUMBER,
    PERCENT,
    UNITS,
    YES,
    Conditions,
)
from tests.strategies.generated.lives import INSTRUMENTS, Lives

from ecp_runtime import ir

_P = TypeVar("_P", bound=ir.Provision)

JURISDICTIONS = (
    ("XA", "Asia/Tokyo"),
    ("XB", "America/New_York"),
    ("XC", "UTC"),
    ("XD", "Nowhere/At_All"),
)
LEVELS = (None, None, None, "high", "medium", "low")
EFFECTS: tuple[ir.Effect | None, ...] = (
    ir.Prohibition(),
    *(v.license_(review) for review in (None, *ir.REVIEWS)),
    v.license_(),
    ir.LicenseRequirement(None, "denial_presumed"),
    ir.NotificationRequirement("XA.ministry", ir.Duration(5, "working_day")),
    ir.NotificationRequirement(None, None),
    None,
)
PARAMETERS: dict[str, ir.Type] = {
    "m.threshold": NUMBER,
    "m.cap": MONEY,
    "m.heavy": MASS,
    "m.start": DATE,
    "m.term": DURATION,
    "m.ratio": PERCENT,
}
TAKEN: tuple[ir.Type, ...] = (w.PARTY, v.COUNTRY, ir.CodeType("ctl"), MONEY, NUMBER, DATE)
GIVEN: tuple[ir.Type, ...] = (YES, YES, NUMBER, MONEY, MASS, DATE, DURATION, v.COUNTRY)


def program(seed: int, most_rules: int = 60) -> ir.Program:
    """Make a program: mostly of a few rules, now and then of many."""
    return _Programs(random.Random(f"program {seed}"), most_rules).program()


class _Programs:
    """Makes one program."""

    def __init__(self, chance: random.Random, most_rules: int) -> None:
        self.chance = chance
        self.most_rules = most_rules
        self.make = Conditions(chance)
        self.lives = Lives(self.make)
        self.jurisdictions = JURISDICTIONS[: chance.choice((1, 1, 1, 1, 2, 2, 3))]
        if chance.random() < 0.03:
            self.jurisdictions = (JURISDICTIONS[0], JURISDICTIONS[3])

    def program(self) -> ir.Program:
        make = self.make
        parameters = tuple(self._parameter(id_, type_) for id_, type_ in PARAMETERS.items())
        make.parameters = {type_: id_ for id_, type_ in PARAMETERS.items()}
        definitions = self._definitions()
        rules = self._versions(self._rule, "r", self._size())
        ids = _ids(rules)
        authorizations = self._versions(
            lambda id_: self._authorization(id_, ids), "a", self.chance.randrange(len(ids) + 2)
        )
        bars: tuple[ir.Bar, ...] = ()
        if authorizations:
            many = self.chance.choice((0, 0, 1, 2))
            bars = self._versions(lambda id_: self._bar(id_, _ids(authorizations)), "b", many)
        return v.program(
            entities=w.ENTITIES,
            modules=(ir.Module("m", "2026.1"), ir.Module("n", None)),
            schemes=self._schemes(),
            calendars=(v.CALENDAR, attrs.evolve(v.CALENDAR, id="rest", holidays=())),
            materials=(
                ir.Material("m.dy", "Dysprosium", "Dy", "7429-91-6", None, ("metal", "oxide")),
            ),
            jurisdictions=tuple(self._jurisdiction(*each) for each in self.jurisdictions),
            instruments=self._instruments(),
            lists=self._lists(),
            parameters=parameters,
            definitions=definitions,
            questions=self._questions(),
            rules=rules,
            exemptions=self._exemptions([*ids, *_ids(bars)]),
            authorizations=authorizations,
            bars=bars,
            profiles=self._profiles(),
        )

    def _size(self) -> int:
        roll = self.chance.random()
        if roll > 0.97:
            self.make.crowded = True
            self.jurisdictions = self.jurisdictions[:1]
            return self.chance.randint(min(40, self.most_rules), self.most_rules)
        most = 4 if roll < 0.55 else 12 if roll < 0.94 else self.most_rules
        return self.chance.randint(1, min(most, self.most_rules))

    # Provisions

    def _versions(
        self, make: Callable[[str], tuple[_P, ...]], letter: str, many: int
    ) -> tuple[_P, ...]:
        return tuple(each for n in range(many) for each in make(f"m.{letter}{n}"))

    def _amended(self, first: _P, again: Callable[[], _P]) -> tuple[_P, ...]:
        """Now and then let a later act replace a provision by another version of it."""
        if not self.make.often(0.12):
            return (first,)
        start = self.make.pick(w.DAYS)
        under = self.make.pick(INSTRUMENTS)
        ending = ir.Ending(ir.Citation(under, None), start, "amendment")
        old = attrs.evolve(
            first, life=attrs.evolve(first.life, endings=(*first.life.endings, ending))
        )
        period = ir.Period(start, None)
        life = ir.Life(period=period, issued_under=under, suspensions=(), endings=())
        return old, attrs.evolve(again(), version=2, life=life)

    def _rule(self, id_: str) -> tuple[ir.Rule, ...]:
        jurisdiction = self.make.pick(self.jurisdictions)[0]
        governs = self.make.pick(((), (), (), ("export",), ("reexport",), ("export", "reexport")))

        def one() -> ir.Rule:
            effect = self.make.pick(EFFECTS)
            return v.rule(id_, effect, governs=governs, **self._common(jurisdiction))

        return self._amended(one(), one)

    def _authorization(self, id_: str, rules: list[str]) -> tuple[ir.Authorization, ...]:
        targets = self._targets(rules)

        def one() -> ir.Authorization:
            common = self._common(self.make.pick(self.jurisdictions)[0])
            made = v.authorization(id_, targets, **common)
            words = self.make.pick((None, "Of low value", "For civil use"))
            told = (ir.Stated(words, made.condition),) if self.make.often(0.3) else ()
            return attrs.evolve(made, stated=told)

        return self._amended(one(), one)

    def _bar(self, id_: str, authorizations: list[str]) -> tuple[ir.Bar, ...]:
        made = v.bar(id_, self._targets(authorizations))
        common = self._common(self.make.pick(self.jurisdictions)[0])
        return (attrs.evolve(made, life=common.pop("life_"), **common),)

    def _exemptions(self, targets: list[str]) -> tuple[ir.Exemption, ...]:
        made: list[ir.Exemption] = []
        many = self.chance.randrange(min(len(targets), 8) + 2)
        for n in range(many):
            chosen = self._targets(targets)
            even = self.make.often(0.5)

            def one(
                n: int = n, chosen: tuple[str, ...] = chosen, even: bool = even
            ) -> ir.Exemption:
                common = self._common(self.make.pick(self.jurisdictions)[0])
                return v.exemption(f"m.e{n}", chosen, even_prohibition=even, **common)

            made += self._amended(one(), one)
            targets = [*targets, f"m.e{n}"]
        return tuple(made)

    def _targets(self, options: list[str]) -> tuple[str, ...]:
        many = min(len(options), self.chance.choice((1, 1, 1, 2, 3)))
        return tuple(sorted(self.chance.sample(options, many)))

    def _common(self, jurisdiction: str) -> dict[str, Any]:
        make = self.make
        judged: ir.Expr | None = None
        if make.often(0.12):
            judged = ir.Field(v.tx("dates"), make.pick(("contract", "signed")))
            if make.often(0.2):
                judged = make.amount(DATE, (), 1)
        return {
            "jurisdiction": jurisdiction,
            "condition": make.provision(),
            "life_": self.lives.life(),
            "judged_at": judged,
            "citations": self._citations(),
            "duties": tuple(self._duty() for _ in range(self.chance.choice((0, 0, 0, 1, 2)))),
            "guidance": self._guidance(),
            "confidence": make.pick(LEVELS),
        }

    def _citations(self) -> tuple[ir.Citation, ...]:
        many = self.chance.choice((0, 1, 1, 1, 2))
        clauses = (None, "1", "2(b)")
        return tuple(
            ir.Citation(self.make.pick(INSTRUMENTS), self.make.pick(clauses)) for _ in range(many)
        )

    def _duty(self) -> ir.Duty:
        pick = self.make.pick
        within = None
        if self.make.often(0.6):
            within = ir.Duration(self.chance.randrange(30), pick(UNITS), pick((None, None, "rest")))
            if within.unit != "working_day":
                within = attrs.evolve(within, calendar=None)
        return ir.Duty(
            kind=pick(("notify", "provide", "keep")),
            authority=pick((None, "XA.ministry")),
            text=pick((None, "Keep records.")),
            document=pick((None, *w.DOCUMENTS)),
            within=within,
        )

    def _guidance(self) -> tuple[ir.Guidance, ...]:
        if self.make.often(0.85):
            return ()
        return (ir.Guidance("Ask first.", self.make.pick((None, "XA.ministry")), None, None),)

    # What provisions name

    def _definitions(self) -> tuple[ir.Definition, ...]:
        made: list[ir.Definition] = []
        for n in range(self.chance.randint(1, 6)):
            takes = tuple(self.make.pick(TAKEN) for _ in range(self.chance.choice((0, 1, 1, 2))))
            gives = self.make.pick(GIVEN)
            id_ = f"m.d{n}"
            names = tuple(f"p{k}" for k in range(len(takes)))
            scope = tuple(zip(names, takes, strict=True))
            body: ir.Expr
            if gives == YES:
                body = self.make.condition(scope, 2)
            elif gives == v.COUNTRY:
                options = w.paths(scope).get(v.COUNTRY) or w.paths(())[v.COUNTRY]
                body = self.make.pick(options)[0]
            else:
                body = self.make.amount(gives, scope, 2)
            title = self.make.pick((None, f"Definition {n}"))
            made.append(ir.Definition(id=id_, title=title, parameters=names, body=body))
            # Only now, so that no definition calls itself.
            self.make.definitions.setdefault(gives, []).append((id_, takes))
        return tuple(made)

    def _parameter(self, id_: str, type_: ir.Type) -> ir.ParameterDefinition:
        versions = tuple(
            ir.ParameterVersion(
                value=self.make.constant(type_),
                life=self.lives.life(plain=True),
                citation=ir.Citation("act", None),
            )
            for _ in range(self.chance.choice((0, 1, 1, 2, 3)))
        )
        return ir.ParameterDefinition(id_, f"Title of {id_}", versions)

    def _questions(self) -> tuple[ir.Question, ...]:
        months = self.make.pick((ir.Duration(1, "month"), ir.Duration(40, "day")))
        days = self.make.pick((3, 15, 400))
        asked = ir.Guidance("Look at the end user.", None, date(2026, 1, 5), None)
        return (
            v.question("m.q", guidance=(asked,), citations=(ir.Citation("act", "3"),)),
            v.question("m.dated", valid_for=months),
            v.question("m.law", *w.QUESTIONS_OF_LAW["m.law"], over=self.lives.period()),
            v.question(
                "m.scope",
                *w.QUESTIONS_OF_LAW["m.scope"],
                jurisdiction="XA",
                citations=(ir.Citation("act", "2"),),
            ),
            v.question("m.working", valid_for=ir.Duration(days, "working_day")),
            v.question("n.q", asked_of=None),
        )

    def _lists(self) -> tuple[ir.ListDefinition, ...]:
        included = (
            (ir.ListInclusion("m.worse", self.lives.life(plain=True)),)
            if self.make.often(0.4)
            else ()
        )
        finer = (ir.ListInclusion("m.finer", None),) if self.make.often(0.4) else ()
        return (
            self._list("m.bad", w.NAMES[:3], None, included),
            self._list("m.codes", w.CODES, "ctl", finer),
            self._list("m.countries", w.COUNTRIES, "country", ()),
            self._list("m.finer", w.CODES, "ctl", ()),
            self._list("m.mil", w.MILITARY, "x.mil", ()),
            self._list("m.worse", w.NAMES[2:], None, ()),
        )

    def _list(
        self,
        id_: str,
        keys: tuple[str, ...],
        scheme: str | None,
        inclusions: tuple[ir.ListInclusion, ...],
    ) -> ir.ListDefinition:
        made = v.list_of(id_, scheme=scheme)
        parts = tuple(
            ir.ListPart(
                module="m",
                citation=ir.Citation(self.make.pick(INSTRUMENTS), None),
                life=self.lives.life(plain=True) if self.make.often(0.4) else v.life(),
                members=self._members(keys, scheme),
                inclusions=inclusions if n == 0 else (),
            )
            for n in range(self.chance.choice((1, 1, 2)))
        )
        return attrs.evolve(made, parts=parts, guidance=self._guidance())

    def _members(self, keys: tuple[str, ...], scheme: str | None) -> tuple[ir.ListMember, ...]:
        chosen = self.chance.sample(keys, self.chance.randint(0, min(len(keys), 5)))
        made: list[ir.ListMember] = []
        for key in sorted(chosen):
            changes: dict[str, Any] = {"life_": self.lives.membership()}
            if scheme is None:
                aliases = (self.make.pick(w.NAMES),) if self.make.often(0.3) else ()
                known = (self.make.pick(w.IDENTIFIERS),) if self.make.often(0.3) else ()
                changes |= {"aliases": aliases, "identifiers": known, "country": "AA"}
            else:
                changes |= {"hs": ("8505",), "materials": ("m.dy",), "title": f"Entry {key}"}
            made.append(v.member(key, **changes))
        return tuple(made)

    def _profiles(self) -> tuple[ir.Profile, ...]:
        made: list[ir.Profile] = []
        for n in range(self.chance.randrange(3)):
            adopted = [
                ir.Adoption(question, self.make.pick(readings), None, date(2026, 1, 2), "Advice")
                for question, readings in w.QUESTIONS_OF_LAW.items()
                if self.make.often(0.6)
            ]
            adopted += [
                ir.Adoption(question, self.make.pick(("yes", "no")), "counsel", None, None)
                for question in w.QUESTIONS_OF_FACT
                if self.make.often(0.4)
            ]
            made.append(ir.Profile(f"m.profile{n}", f"Profile {n}", tuple(adopted)))
        return tuple(made)

    # The frame

    def _jurisdiction(self, id_: str, zone: str) -> ir.Jurisdiction:
        reaches = self.make.pick((v.EVERYTHING, v.EVERYTHING, v.REACHES, None))
        if reaches is None:
            cited = ir.Citation("act", "3")
            reaches = (ir.Reach("export", self.make.indexable(), cited), v.REACHES[1])
        return attrs.evolve(
            v.jurisdiction(reaches, id_),
            time_zone=zone,
            calendar=self.make.pick(("cal", "cal", "rest", None)),
            not_modelled=self.make.pick(((), ("customs law",))),
        )

    def _instruments(self) -> tuple[ir.Instrument, ...]:
        level = self.make.pick(LEVELS)
        return (
            v.instrument("act", date(2025, 1, 1), confidence=level),
            v.instrument("late_act", date(2026, 2, 1), number="7", authority=None),
            v.instrument("newer_act", date(2026, 4, 15), verified=date(2026, 5, 1)),
            v.instrument("undated_act", None, read=None, verified=None, confidence="low"),
        )

    def _schemes(self) -> tuple[ir.Scheme, ...]:
        return (
            v.scheme(
                "country",
                closed=True,
                codes=tuple((c, f"Country {c}") for c in w.COUNTRIES),
                former=(
                    ir.FormerCode("QB", date(2026, 3, 1), ("BB", "HH")),
                    ir.FormerCode("QG", date(2026, 3, 1), ("GG",)),
                ),
            ),
            v.scheme(
                "hs",
                pattern="[0-9]{2,10}",
                hierarchy="prefix",
                written="[0-9]{4}[.][0-9]{2}",
                lost_zero="9[0-9]",
            ),
            v.scheme(
                "ctl",
                pattern=r"[0-9][A-Z](\.[a-z](\.[0-9])?)?",
                hierarchy="separator",
                separator=".",
                codes=tuple((code, "") for code in w.CODES[::2]),
                results=("NOT_LISTED",),
            ),
            v.scheme(
                "x.mil",
                hierarchy="separator",
                separator="/",
                closed=True,
                codes=tuple((code, f"Munitions {code}") for code in w.MILITARY),
                results=w.RESULTS,
            ),
        )


def _ids(provisions: tuple[_P, ...]) -> list[str]:
    return list(dict.fromkeys(each.id for each in provisions))
