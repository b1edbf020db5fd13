"""Types as the checker handles them: names for messages, and the shapes of entities."""

from collections.abc import Mapping, Sequence
from typing import assert_never

from attrs import frozen

from ecp_runtime import ir

YES_NO = ir.YesNoType()
TEXT = ir.TextType()
NUMBER = ir.NumberType()
PERCENT = ir.PercentType()
DATE = ir.DateType()
DURATION = ir.DurationType()
MONEY = ir.MoneyType()
QUANTITY = ir.QuantityType("any")
"""A quantity whose dimension only the fact itself tells: comparing it with another is unknown."""
CLASSIFICATION = ir.ClassificationType()

BUILT_IN: Mapping[str, ir.Type] = {
    "yes_no": YES_NO,
    "text": TEXT,
    "number": NUMBER,
    "percent": PERCENT,
    "date": DATE,
    "duration": DURATION,
    "money": MONEY,
    "quantity": QUANTITY,
    "classification": CLASSIFICATION,
}
"""Types by the names authors write; dimensions of the vocabulary's units come on top."""

TRANSACTION = "Transaction"
"""The entity whose fields are in scope everywhere."""

PARTY = "Party"
"""The entity of actors and end-user classes."""

END_USE = "EndUse"
"""The entity of end-use classes."""

MATERIAL_SCHEME = "material"
"""The scheme whose codes are the declared materials."""


def describe(type_: ir.Type) -> str:
    """Return a type in words, with an article, for messages."""
    match type_:
        case ir.YesNoType():
            return "yes or no"
        case ir.TextType():
            return "a text"
        case ir.NumberType():
            return "a number"
        case ir.PercentType():
            return "a percentage"
        case ir.DateType():
            return "a date"
        case ir.DurationType():
            return "a length of time"
        case ir.MoneyType():
            return "an amount of money"
        case ir.QuantityType("any"):
            return "a quantity"
        case ir.QuantityType(dimension):
            return f"a {dimension}"
        case ir.EnumType(values):
            return "one of " + ", ".join(values)
        case ir.CodeType(scheme):
            return f"a code of `{scheme}`"
        case ir.ClassificationType():
            return "a classification"
        case ir.EntityType(name):
            return f"a record of `{name}`"
        case ir.ListType(element):
            return f"a list, each {describe(element).removeprefix('a ')}"
        case _:
            assert_never(type_)


@frozen
class Shapes:
    """The fields of every entity, extensions included."""

    entities: Mapping[str, Mapping[str, ir.FieldDefinition]]

    def field(self, entity: str, name: str) -> ir.FieldDefinition | None:
        """Return a field by the name used in rules."""
        return self.entities.get(entity, {}).get(name)

    def names(self, entity: str) -> Sequence[str]:
        """Return the names of all fields of an entity."""
        return tuple(self.entities.get(entity, {}))


def are_comparable(left: ir.Type, right: ir.Type) -> bool:
    """Return whether values of two types can be ordered among one another."""
    if not is_ordered(left):
        return False
    quantities = isinstance(left, ir.QuantityType) and isinstance(right, ir.QuantityType)
    return left == right or (quantities and QUANTITY in (left, right))


def is_ordered(type_: ir.Type) -> bool:
    """Return whether values of a type can be smaller or larger than one another."""
    return isinstance(
        type_,
        ir.NumberType
        | ir.PercentType
        | ir.DateType
        | ir.DurationType
        | ir.MoneyType
        | ir.QuantityType,
    )


def is_named(type_: ir.Type) -> bool:
    """Return whether values of a type are equal or not, and nothing more."""
    return isinstance(type_, ir.TextType | ir.EnumType | ir.CodeType | ir.YesNoType)
