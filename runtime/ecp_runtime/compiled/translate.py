"""Translates expressions of the IR to conditions over raw facts, with definitions inlined.

Whatever has no condition of its own becomes `Beyond`: it is asked of the reference evaluator
when, and only if, nothing cheaper has settled the matter.
"""

from fractions import Fraction
from threading import RLock
from typing import TypeGuard

from ecp_runtime import ir
from ecp_runtime.compiled.amounts import Amounts
from ecp_runtime.compiled.conditions import (
    Absence,
    Among,
    Amount,
    Answered,
    Beyond,
    ByAct,
    Condition,
    Dated,
    Entry,
    Fixed,
    Holds,
    Limit,
    Listed,
    Named,
    Over,
    Path,
    Same,
    Within,
    all_of,
    as_number,
    inverse,
    some_of,
)
from ecp_runtime.compiled.parties import LISTED, LOOKED_UP
from ecp_runtime.compiled.readers import is_scalable
from ecp_runtime.compiled.scope import Bound, Scope, close, is_open
from ecp_runtime.compiled.specialise import stretch
from ecp_runtime.measures import MIRRORED
from ecp_runtime.places import ITEM_FIELD, ITEMS_FIELD, LINE_OVERRIDES, PARTY, TRANSACTION
from ecp_runtime.prepare import Prepared
from ecp_runtime.words import Words

MAX_INLINED = 40_000
"""How many nodes a program may grow to by inlining; what is left out is asked of the reference."""

MAX_EACH = 5_000
"""How many nodes the definitions in one condition may come to before all of it is asked instead.

Definitions that each use another one twice would come to any number.
"""

MAX_DIGITS = 1_000
"""A limit with more digits is compared by the reference evaluator."""

_DATE = "date"
_BUILT_IN = frozenset({"rates"})
_CODE_TYPES = (ir.TextType, ir.EnumType, ir.CodeType)


class Translator(Amounts):
    """Translates the expressions of one program."""

    def __init__(self, prepared: Prepared) -> None:
        """Serve a program."""
        self._prepared = prepared
        self._left = MAX_INLINED
        self._here = MAX_EACH
        self._names = 0
        # What it counts is about one condition at a time.
        self._translating = RLock()
        self._calls: dict[tuple[str, tuple[ir.Expr, ...]], Condition] = {}
        # The same, conditions and paths, by identity, with what keeps it: in many rules the same
        # facts stand as the same objects, and hashing them takes longer than looking at them.
        self._same_calls: dict[tuple[object, ...], tuple[tuple[ir.Expr, ...], Condition]] = {}
        self._same: dict[int, tuple[ir.Expr, Condition]] = {}
        self._paths: dict[Path, Path] = {}
        self._same_paths: dict[int, tuple[ir.Expr, Path | None]] = {}
        items = prepared.fields.get(TRANSACTION, {}).get(ITEMS_FIELD)
        element = items.type.element if items and isinstance(items.type, ir.ListType) else None
        self._item_type = element if isinstance(element, ir.EntityType) else ir.EntityType("Item")

    def translate(self, expr: ir.Expr) -> Condition:
        """Translate a condition that stands by itself, once as long as it is the same object."""
        with self._translating:
            self._here = MAX_EACH
            return self._truth(expr, {})

    def amount(self, expr: ir.Expr) -> Amount | None:
        """Translate what stands by itself and can be measured, if it can be."""
        with self._translating:
            self._here = MAX_EACH
            return self._amount(expr, {}, 0)

    def reach(self, jurisdiction: ir.Jurisdiction, acts: tuple[str, ...]) -> Condition:
        """Translate whether a jurisdiction is reached by any of some acts, or at all."""
        return some_of(
            tuple(
                self.translate(reach.condition)
                for reach in sorted(jurisdiction.reaches, key=lambda reach: reach.act)
                if not acts or reach.act in acts
            )
        )

    def path(self, expr: ir.Expr) -> Path | None:
        """Return where a fact stands, if the expression is one."""
        return self._path(expr, {})

    def _truth(self, expr: ir.Expr, scope: Scope) -> Condition:
        if scope:
            self._here -= 1
            return self._new_truth(expr, scope)
        known = self._same.get(id(expr))
        if known is not None:
            return known[1]
        result = self._new_truth(expr, scope)
        if self._here > 0:
            self._same[id(expr)] = expr, result
        return result

    def _new_truth(self, expr: ir.Expr, scope: Scope) -> Condition:
        match expr:
            case ir.Truth(value):
                return Fixed(value)
            case ir.Not(operand):
                return inverse(self._truth(operand, scope))
            case ir.And(operands):
                return all_of(tuple(self._truth(operand, scope) for operand in operands))
            case ir.Or(operands):
                return some_of(tuple(self._truth(operand, scope) for operand in operands))
            case ir.Call(definition, arguments):
                return self._call(expr, definition, arguments, scope)
            case ir.Quantified():
                return self._quantified(expr, scope) or self._beyond(expr, scope)
            case _:
                return self._leaf(expr, scope) or self._beyond(expr, scope)

    def _beyond(self, expr: ir.Expr, scope: Scope) -> Condition:
        if isinstance(expr, ir.Ask):
            # A question is asked once, whatever it is asked about.
            return Beyond(ir.Ask(expr.question, ()))
        closed = close(expr, scope)
        return Beyond(expr, open=True) if closed is None else Beyond(closed)

    def _call(
        self, expr: ir.Expr, definition: str, arguments: tuple[ir.Expr, ...], scope: Scope
    ) -> Condition:
        found = self._prepared.definitions.get(definition)
        is_too_large = self._left <= 0 or self._here <= 0
        if found is None or is_too_large or len(arguments) != len(found.parameters):
            return self._beyond(expr, scope)
        # Outside of quantifiers and definitions, the same call means the same every time.
        if scope:
            return self._new_call(expr, found, arguments, scope)
        same = (definition, *map(id, arguments))
        known = self._same_calls.get(same)
        if known is None:
            result = self._calls.get((definition, arguments))
            if result is None:
                result = self._new_call(expr, found, arguments, scope)
                self._calls[definition, arguments] = result
            known = self._same_calls[same] = arguments, result
        return known[1]

    def _new_call(
        self, expr: ir.Expr, found: ir.Definition, arguments: tuple[ir.Expr, ...], scope: Scope
    ) -> Condition:
        self._left -= 1
        around = self._here
        if not scope:
            self._here = MAX_EACH
        body = self._truth(found.body, self._bound(found, arguments, scope))
        is_too_large = self._here <= 0
        if not scope:
            self._here = around
        return self._beyond(expr, scope) if is_too_large or is_open(body) else body

    def _quantified(self, expr: ir.Quantified, scope: Scope) -> Condition | None:
        path = self._path(expr.collection, scope)
        if path is None or not isinstance(path.type, ir.ListType):
            return None
        variable, inside = self._element(path, expr.variable, scope)
        part = self._truth(expr.body, inside)
        return None if is_open(part) else Over(expr.kind, path, variable, part)

    def _contains(self, expr: ir.Contains, scope: Scope) -> Condition | None:
        path = self._path(expr.collection, scope)
        if path is None or not isinstance(path.type, ir.ListType):
            return None
        variable, inside = self._element(path, "", scope)
        wanted = self._path(expr.value, scope)
        one = self._equal(ir.Variable(""), expr.value, inside)
        if one is None or (wanted is not None and isinstance(wanted.type, Words)):
            return None
        found = Over("any", path, variable, one)
        # A list that may hold more holds nothing that does not exist.
        return found if wanted is None else all_of((inverse(Absence(wanted)), found))

    def _element(self, collection: Path, variable: str, scope: Scope) -> tuple[str, Scope]:
        """Name the element of a list, and bind a variable to it."""
        assert isinstance(collection.type, ir.ListType)
        self._names += 1
        name = f"each{self._names}"
        element = Path("variable", name, (), collection.type.element)
        return name, {**scope, variable: Bound(None, element)}

    def _inside(
        self, definition: str, arguments: tuple[ir.Expr, ...], scope: Scope, *, written: bool
    ) -> tuple[ir.Expr, Scope] | None:
        """Go into a definition, while there are not too many."""
        found = self._prepared.definitions.get(definition)
        self._left -= written
        self._here -= 1
        is_too_large = self._left <= 0 or self._here <= 0
        if found is None or is_too_large or len(arguments) != len(found.parameters):
            return None
        return found.body, self._bound(found, arguments, scope)

    def _bound(
        self, found: ir.Definition, arguments: tuple[ir.Expr, ...], scope: Scope
    ) -> dict[str, Bound]:
        return {
            name: Bound(close(argument, scope), self._path(argument, scope))
            for name, argument in zip(found.parameters, arguments, strict=True)
        }

    def _leaf(self, expr: ir.Expr, scope: Scope) -> Condition | None:
        match expr:
            case ir.Field():
                path = self._path(expr, scope)
                is_truth = path is not None and isinstance(path.type, ir.YesNoType)
                return Holds(path) if path is not None and is_truth else None
            case ir.Variable(name):
                bound = scope.get(name, Bound(None, None))
                if isinstance(bound.expr, ir.Truth):
                    return Fixed(bound.expr.value)
                is_truth = bound.path is not None and isinstance(bound.path.type, ir.YesNoType)
                return Holds(bound.path) if bound.path is not None and is_truth else None
            case ir.Equal(left, right):
                return self._equal(left, right, scope) or self._compares(None, left, right, scope)
            case ir.Contains():
                return self._contains(expr, scope)
            case ir.OneOf(_, ()):
                return Fixed(False)
            case ir.OneOf(operand, values):
                path = self._path(operand, scope)
                texts = [v.value for v in values if isinstance(v, ir.Text | ir.Code)]
                complete = len(texts) == len(values)
                return self._among(path, texts) if path is not None and complete else None
            case ir.WithinCode(operand, code):
                path = self._code(operand, scope)
                return None if path is None else Within(path, code.scheme, (code.value,), False)
            case ir.WithinScheme(operand, scheme_id):
                path = self._code(operand, scope)
                scheme = self._prepared.schemes.get(scheme_id)
                results = frozenset(() if scheme is None else scheme.results)
                return None if path is None else Entry(path, results)
            case ir.WithinList(operand, list_id):
                known = self._prepared.lists.get(list_id)
                if known is not None and known.kind == "party":
                    path = self._path(operand, scope)
                    if not self._is_party(path):
                        return None
                    return Named(path, list_id, close(expr, scope))
                path = self._code(operand, scope)
                if path is None or known is None:
                    return None
                return Listed(path, list_id, close(expr, scope))
            case ir.Compare(operator, left, right):
                simple = self._compare(expr, scope)
                return simple or self._compares(operator, left, right, scope)
            case ir.Ask(question):
                return Answered(question, None) if self._asks(question, "fact") else None
            case ir.ReadingIs(question, reading) if self._asks(question, "law"):
                over = self._prepared.questions[question].over
                arises = Fixed(True) if over is None else stretch(over)
                return all_of((arises, Answered(question, reading)))
            case ir.IsAbsent(operand):
                path = self._path(operand, scope)
                # An element of a list is there.
                is_element = path is not None and path.root == "variable" and not path.keys
                # A text that is no word is there, but text reads it as if it were not given.
                is_word = path is not None and isinstance(path.type, Words)
                return None if path is None or is_element or is_word else Absence(path)
            case _:
                return None

    def _code(self, expr: ir.Expr, scope: Scope) -> Path | None:
        path = self._path(expr, scope)
        return path if path is not None and isinstance(path.type, ir.CodeType) else None

    def _asks(self, question: str, kind: str) -> bool:
        found = self._prepared.questions.get(question)
        return found is not None and found.kind == kind

    def _is_party(self, path: Path | None) -> TypeGuard[Path]:
        """Whether there is a party at a path, looked up by fields that have their own names."""
        if path is None or path.type != ir.EntityType(PARTY):
            return False
        fields = self._prepared.fields.get(PARTY, {})
        entities = [PARTY]
        for field in fields.values():
            if isinstance(field.type, ir.ListType) and isinstance(
                field.type.element, ir.EntityType
            ):
                entities.append(field.type.element.name)
        known = [f for entity in entities for f in self._prepared.fields.get(entity, {}).values()]
        return LISTED not in fields and not any(
            (field.name in LOOKED_UP or field.key in LOOKED_UP) and field.name != field.key
            for field in known
        )

    def _equal(self, left: ir.Expr, right: ir.Expr, scope: Scope) -> Condition | None:
        left, right = self._constant(left, scope), self._constant(right, scope)
        if isinstance(left, ir.Text | ir.Code | ir.Truth):
            left, right = right, left
        path = self._path(left, scope)
        if path is None:
            return None
        match right:
            case ir.Truth(value) if isinstance(path.type, ir.YesNoType):
                # Of what does not exist, neither yes nor no holds.
                if value:
                    return Holds(path)
                return all_of((inverse(Holds(path)), inverse(Absence(path))))
            case ir.Text(text) | ir.Code(_, text):
                return self._among(path, [text])
        other = self._path(right, scope)
        if other is None or not (self._is_flat(path) and self._is_flat(other)):
            return None
        if isinstance(path.type, Words) or isinstance(other.type, Words):
            return None
        return None if path.has_none or other.has_none else Same(path, other)

    def _constant(self, expr: ir.Expr, scope: Scope) -> ir.Expr:
        bound = scope.get(expr.name) if isinstance(expr, ir.Variable) else None
        return expr if bound is None or bound.expr is None else bound.expr

    def _among(self, path: Path, values: list[str]) -> Condition | None:
        if not isinstance(path.type, _CODE_TYPES):
            return None
        if not self._is_flat(path):
            scheme = path.type.scheme if isinstance(path.type, ir.CodeType) else ""
            return Within(path, scheme, tuple(dict.fromkeys(values)), True)
        # The word `none` says that there is nothing, unless it is one of the type's own values.
        return Among(path, frozenset(v for v in values if v != "none" or path.has_none))

    def _is_flat(self, path: Path) -> bool:
        if isinstance(path.type, ir.TextType | ir.EnumType):
            return True
        if not isinstance(path.type, ir.CodeType):
            return False
        scheme = self._prepared.schemes.get(path.type.scheme)
        return scheme is None or scheme.hierarchy == "flat"

    def _compare(self, expr: ir.Compare, scope: Scope) -> Condition | None:
        left, right, operator = expr.left, expr.right, expr.operator
        if isinstance(left, ir.Number | ir.Money | ir.Amount | ir.Date):
            left, right, operator = right, left, MIRRORED[operator]
        if isinstance(right, ir.Date) and _is_act_date(left):
            return Dated(None, operator, as_number(right.value))
        if _is_act_date(left):
            left, right, operator = right, left, MIRRORED[operator]
        path = self._path(left, scope)
        if _is_act_date(right) and path is not None and isinstance(path.type, ir.DateType):
            return ByAct(path, operator)
        if path is None:
            return None
        if isinstance(right, ir.Number | ir.Money | ir.Amount) and not _is_scalable(right):
            return None
        match path.type, right:
            case (ir.DateType(), ir.Date(day)):
                return Dated(path, operator, as_number(day))
            case (ir.NumberType() | ir.PercentType(), ir.Number()):
                return Limit(path, operator, right)
            case (ir.MoneyType(), ir.Money()):
                return Limit(path, operator, right)
            case (ir.QuantityType(dimension), ir.Amount()) if self._measures(dimension, right):
                return Limit(path, operator, right)
            case _:
                return None

    def _measures(self, dimension: str, amount: ir.Amount) -> bool:
        """Whether facts of a dimension may compare; some quantities may be of any."""
        return dimension == amount.dimension or dimension not in self._prepared.dimensions

    # Where facts stand

    def _path(self, expr: ir.Expr, scope: Scope) -> Path | None:
        if scope:
            return self._only(self._new_path(expr, scope))
        known = self._same_paths.get(id(expr))
        if known is None:
            known = self._same_paths[id(expr)] = expr, self._only(self._new_path(expr, scope))
        return known[1]

    def _only(self, path: Path | None) -> Path | None:
        """Return the one object for equal paths: later passes compare them by the thousand."""
        return None if path is None else self._paths.setdefault(path, path)

    def _new_path(self, expr: ir.Expr, scope: Scope) -> Path | None:
        match expr:
            case ir.Variable(name):
                return scope[name].path if name in scope else None
            case ir.Field(ir.Transaction(), name):
                return self._header(name)
            case ir.Field(base, name):
                path = self._path(base, scope)
                if path is None or not isinstance(path.type, ir.EntityType):
                    return None
                field = self._prepared.fields.get(path.type.name, {}).get(name)
                return None if field is None else path.down(field.key, field.type)
            case ir.CodeIn(base, scheme):
                path = self._path(base, scope)
                if path is None or not isinstance(path.type, ir.ClassificationType):
                    return None
                return path.down(scheme, ir.CodeType(scheme))
            case ir.Call(definition, arguments):
                inside = self._inside(definition, arguments, scope, written=False)
                return None if inside is None else self._path(*inside)
            case _:
                return None

    def _header(self, name: str) -> Path | None:
        if name == ITEM_FIELD:
            return Path("item", "", (), self._item_type)
        field = self._prepared.fields.get(TRANSACTION, {}).get(name)
        actor = self._prepared.actors.get(name)
        if field is None and actor is not None:
            party: ir.Type = ir.EntityType(PARTY)
            return Path("party", name, (), ir.ListType(party) if actor.many else party)
        if field is None or name in _BUILT_IN or name == _DATE:
            return None
        own = self._prepared.fields.get(self._item_type.name, {})
        replaceable = name in LINE_OVERRIDES and name not in own
        return Path("override" if replaceable else "header", "", (field.key,), field.type)


def _is_act_date(expr: ir.Expr) -> bool:
    return expr == ir.Field(ir.Transaction(), _DATE)


def _is_scalable(limit: ir.Number | ir.Money | ir.Amount) -> bool:
    value = limit.amount if isinstance(limit, ir.Money) else limit.value
    # Python writes out whole numbers only up to a certain length.
    is_long = not value.is_finite() or abs(value.adjusted()) > MAX_DIGITS
    return not is_long and is_scalable(Fraction(value))
