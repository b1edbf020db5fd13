"""Lives of provisions, list members and parameters, and what later acts do to them."""

from datetime import timedelta

import attrs
from tests.strategies import vocabulary as v
from tests.strategies.generated import words as w
from tests.strategies.generated.conditions import Conditions

from ecp_runtime import ir

INSTRUMENTS = ("act", "late_act", "newer_act", "undated_act")


class Lives:
    """Makes lives whose suspensions may hang on generated conditions."""

    def __init__(self, make: Conditions) -> None:
        """Draw from where conditions are drawn from."""
        self._make = make

    def life(self) -> ir.Life:
        """Make a life, mostly a simple one."""
        if self._make.often(0.5):
            return v.life(under=self._make.pick(INSTRUMENTS))
        period = self.period()
        endings: tuple[ir.Ending, ...] = ()
        if self._make.often(0.25):
            cited = ir.Citation(self._make.pick(INSTRUMENTS), None)
            endings = (ir.Ending(cited, self._make.pick(w.DAYS), "repeal"),)
        many = self._make.pick((0, 0, 1, 1, 2))
        return v.life(
            period.start,
            period.end,
            under=self._make.pick(INSTRUMENTS),
            suspensions=tuple(self.suspension() for _ in range(many)),
            endings=endings,
        )

    def period(self) -> ir.Period:
        """Make a period that is not empty; either end may be open."""
        start = self._make.pick((None, *w.DAYS))
        length = self._make.pick((None, None, 0, 20, 60, 120))
        end = None if length is None else (start or w.DAYS[0]) + timedelta(days=length)
        return ir.Period(start, end)

    def suspension(self) -> ir.Suspension:
        """Make a suspension, perhaps only under a condition, perhaps ended early."""
        conditions: tuple[ir.Expr | None, ...] = (
            None,
            ir.ReadingIs("m.law", "extended"),
            ir.Not(ir.ReadingIs("m.law", "lapsed")),
            ir.Ask("m.q", ()),
            self._make.condition(depth=1) if self._make.often(0.3) else None,
        )
        cited = ir.Citation(self._make.pick(INSTRUMENTS), None)
        resumed = ir.Ending(cited, self._make.pick(w.DAYS), "resumption")
        period = self.period()
        return v.suspension(
            period.start,
            period.end,
            under=self._make.pick(INSTRUMENTS),
            condition=self._make.pick(conditions),
            resumptions=(resumed,) if self._make.often(0.3) else (),
        )

    def membership(self) -> ir.Life | None:
        """Make the life of a member of a list, which mostly has none of its own."""
        if self._make.often(0.7):
            return None
        life = self.life()
        if self._make.often(0.7):
            return life
        cited = ir.Citation(self._make.pick(INSTRUMENTS), None)
        removed = ir.Ending(cited, self._make.pick(w.DAYS), "removal")
        return attrs.evolve(life, endings=(*life.endings, removed))
