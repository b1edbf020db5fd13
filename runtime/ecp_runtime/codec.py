"""The decision IR as JSON: strict both ways, canonical, and hashed.

Generic over the attrs classes of `ir.py`. An object carries the name of its class as `node` where
several classes are possible. The classes of `ir.py` are the registry, and it is closed: reading
never imports, looks up or runs anything that the text names.
"""

import hashlib
import json
import re
import types
from collections.abc import Hashable, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from typing import (
    Any,
    Literal,
    TypeAlias,
    TypeVar,
    Union,
    get_args,
    get_origin,
    get_type_hints,
)

import attrs

from ecp_runtime import ir

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | bool | None"

MAX_DEPTH = 100
"""How deep a program may nest, counted in IR nodes."""

_DECIMAL = re.compile(r"-?(0|[1-9][0-9]{0,37})(\.[0-9]{1,37})?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TAG = "node"
_T = TypeVar("_T")


class CodecError(ValueError):
    """Raised for JSON that is no decision IR.

    Attributes:
        path: Where, such as `$.rules[0].condition`.
        reason: What is wrong there.
    """

    def __init__(self, path: str, reason: str) -> None:
        """Say where and what."""
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason


def encode(program: ir.Program) -> Json:
    """Turn a program into a JSON value, in the order in which it stands."""
    return _encode(program, ir.Program)


def decode(value: object) -> ir.Program:
    """Turn a JSON value back into a program, or raise `CodecError`."""
    if isinstance(value, Mapping) and value.get("version") != ir.IR_VERSION:
        raise CodecError("$.version", f"expected {ir.IR_VERSION!r}")
    return _decode_class(value, ir.Program, "$", 0, tagged=False)


def canonical_bytes(value: object) -> bytes:
    """Write a JSON value in its one canonical form."""
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    ).encode()


def program_bytes(program: ir.Program) -> bytes:
    """Write a program canonically; the order of its declarations makes no difference."""
    return canonical_bytes(encode(sort_program(program)))


def content_hash(program: ir.Program) -> str:
    """Hash what a program says, whatever the machine and the order of its declarations."""
    return hash_bytes(program_bytes(program))


def hash_bytes(data: bytes) -> str:
    """Name bytes by their hash."""
    return "sha256:" + hashlib.sha256(data).hexdigest()


def sort_program(program: ir.Program) -> ir.Program:
    """Put everything that has an identity in the order of its identity."""
    ordered = attrs.evolve(
        program,
        lists=tuple(
            attrs.evolve(definition, parts=_sorted(tuple(map(_sort_part, definition.parts))))
            for definition in program.lists
        ),
    )
    changes: dict[str, Any] = {
        field.name: _sorted(value)
        for field in attrs.fields(ir.Program)
        if isinstance(value := getattr(ordered, field.name), tuple)
    }
    return attrs.evolve(ordered, **changes)


def _sort_part(part: ir.ListPart) -> ir.ListPart:
    return attrs.evolve(part, members=_sorted(part.members), inclusions=_sorted(part.inclusions))


def _sorted(nodes: tuple[_T, ...]) -> tuple[_T, ...]:
    names = [_name(node) for node in nodes]
    if len(set(names)) == len(names):
        return tuple(nodes[at] for at in sorted(range(len(nodes)), key=names.__getitem__))
    # Only where names do not tell nodes apart is it worth writing them out.
    return tuple(sorted(nodes, key=_identity))


def _name(node: object) -> tuple[str, int]:
    if isinstance(node, str):
        return node, 0
    for name in ("id", "name", "key", "symbol", "module", "list"):
        if hasattr(node, name):
            return str(getattr(node, name)), getattr(node, "version", 0)
    raise AssertionError(f"no identity: {type(node).__name__}")


def _identity(node: object) -> tuple[tuple[str, int], bytes]:
    written = b"" if isinstance(node, str) else canonical_bytes(_encode(node, type(node)))
    return _name(node), written


# Writing


def _encode(value: object, hint: Any) -> Json:
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, tuple):
        hints = get_args(hint)
        if len(hints) == 2 and hints[1] is Ellipsis:
            return [_encode(element, hints[0]) for element in value]
        return [_encode(element, hints[index]) for index, element in enumerate(value)]
    if isinstance(value, Decimal):
        return plain_decimal(value)
    if isinstance(value, date):
        return value.isoformat()
    cls = type(value)
    if not attrs.has(cls):
        raise TypeError(f"not part of the decision IR: {cls.__name__}")
    result: dict[str, Json] = {}
    if len(_classes(hint)) > 1:
        result[_TAG] = cls.__name__
    for name, inner in _fields(cls).items():
        result[name] = _encode(getattr(value, name), inner)
    return result


def plain_decimal(value: Decimal) -> str:
    """Write a decimal without exponent and without zeros that say nothing."""
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").removesuffix(".")
    return "0" if text == "-0" else text


# Reading


def _decode(value: object, hint: Any, path: str, depth: int) -> object:
    if depth > MAX_DEPTH:
        raise CodecError(path, f"nested more than {MAX_DEPTH} levels deep")
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        return _decode_union(value, hint, path, depth)
    if origin is Literal:
        if isinstance(value, str) and value in get_args(hint):
            return value
        raise CodecError(path, f"expected one of {', '.join(map(str, get_args(hint)))}")
    if origin is tuple:
        return _decode_tuple(value, hint, path, depth)
    if isinstance(hint, type) and attrs.has(hint):
        return _decode_class(value, hint, path, depth, tagged=False)
    return _decode_scalar(value, hint, path)


def _decode_union(value: object, hint: Any, path: str, depth: int) -> object:
    if value is None and type(None) in get_args(hint):
        return None
    classes = _classes(hint)
    if len(classes) > 1:
        tag = value.get(_TAG) if isinstance(value, Mapping) else None
        if not isinstance(tag, str) or tag not in classes:
            raise CodecError(path, f"expected an object whose {_TAG!r} is one of {_some(classes)}")
        return _decode_class(value, classes[tag], path, depth, tagged=True)
    (inner,) = (part for part in get_args(hint) if part is not type(None))
    return _decode(value, inner, path, depth)


def _decode_class(value: object, cls: type[_T], path: str, depth: int, *, tagged: bool) -> _T:
    if not isinstance(value, Mapping):
        raise CodecError(path, f"expected an object for {cls.__name__}")
    hints: dict[str, Any] = _fields(cls)  # type: ignore[arg-type]  # classes are hashable
    expected = set(hints) | ({_TAG} if tagged else set())
    for name in sorted(expected - value.keys()):
        raise CodecError(path, f"{cls.__name__} lacks {name!r}")
    for name in sorted(str(key) for key in value.keys() - expected):
        raise CodecError(path, f"{cls.__name__} has no {name!r}")
    return cls(
        **{
            name: _decode(value[name], hint, f"{path}.{name}", depth + 1)
            for name, hint in hints.items()
        }
    )


def _decode_tuple(value: object, hint: Any, path: str, depth: int) -> tuple[object, ...]:
    if not isinstance(value, list):
        raise CodecError(path, "expected an array")
    hints = get_args(hint)
    if len(hints) == 2 and hints[1] is Ellipsis:
        hints = (hints[0],) * len(value)
    if len(hints) != len(value):
        raise CodecError(path, f"expected {len(hints)} elements")
    return tuple(
        _decode(element, inner, f"{path}[{index}]", depth)
        for index, (element, inner) in enumerate(zip(value, hints, strict=True))
    )


def _decode_scalar(value: object, hint: Any, path: str) -> object:
    if hint is bool and isinstance(value, bool):
        return value
    if hint is int and isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str):
        if hint is str:
            return value
        if hint is Decimal and _DECIMAL.fullmatch(value):
            return Decimal(value)
        if hint is date and _DATE.fullmatch(value):
            try:
                return date.fromisoformat(value)
            except ValueError:
                raise CodecError(path, f"no such date: {value}") from None
    names = {bool: "true or false", int: "a whole number", str: "a text", date: "a date"}
    raise CodecError(path, f"expected {names.get(hint, 'a decimal as text')}")


def _some(names: Mapping[str, type]) -> str:
    return ", ".join(sorted(names))


@cache
def _fields(cls: Hashable) -> dict[str, Any]:
    assert isinstance(cls, type)
    hints = get_type_hints(cls)
    return {field.name: hints[field.name] for field in attrs.fields(cls)}


@cache
def _classes(hint: Hashable) -> dict[str, type]:
    """The attrs classes that a hint allows, by name."""
    parts = get_args(hint) if get_origin(hint) in (Union, types.UnionType) else (hint,)
    return {part.__name__: part for part in parts if isinstance(part, type) and attrs.has(part)}


# JSON Schema


def json_schema() -> dict[str, object]:
    """Describe the JSON form of the IR as a JSON Schema."""
    definitions: dict[str, object] = {}
    root = _schema(ir.Program, definitions)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": ir.IR_VERSION,
        **root,
        "$defs": dict(sorted(definitions.items())),
    }


def _schema(hint: Any, definitions: dict[str, object]) -> dict[str, object]:
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        return _union_schema(hint, definitions)
    if origin is Literal:
        return {"enum": list(get_args(hint))}
    if origin is tuple:
        hints = get_args(hint)
        if len(hints) == 2 and hints[1] is Ellipsis:
            return {"type": "array", "items": _schema(hints[0], definitions)}
        return {
            "type": "array",
            "prefixItems": [_schema(inner, definitions) for inner in hints],
            "minItems": len(hints),
            "maxItems": len(hints),
        }
    if isinstance(hint, type) and attrs.has(hint):
        return _class_schema(hint, definitions, tagged=False)
    scalars: dict[object, dict[str, object]] = {
        bool: {"type": "boolean"},
        int: {"type": "integer"},
        str: {"type": "string"},
        Decimal: {"type": "string", "pattern": f"^{_DECIMAL.pattern}$"},
        date: {"type": "string", "format": "date"},
    }
    return scalars[hint]


def _union_schema(hint: Any, definitions: dict[str, object]) -> dict[str, object]:
    classes = _classes(hint)
    if len(classes) > 1:
        options = [_class_schema(cls, definitions, tagged=True) for cls in classes.values()]
    else:
        options = [_schema(part, definitions) for part in get_args(hint) if part is not type(None)]
    if type(None) in get_args(hint):
        options.append({"type": "null"})
    return {"anyOf": options}


def _class_schema(cls: type, definitions: dict[str, object], *, tagged: bool) -> dict[str, object]:
    name = f"{cls.__name__}Node" if tagged else cls.__name__
    if name not in definitions:
        definitions[name] = {}  # Reserved first: expressions contain expressions.
        properties: dict[str, object] = {_TAG: {"const": cls.__name__}} if tagged else {}
        for field, hint in _fields(cls).items():
            properties[field] = _schema(hint, definitions)
        definitions[name] = {
            "type": "object",
            "properties": properties,
            "required": sorted(properties),
            "additionalProperties": False,
        }
    return {"$ref": f"#/$defs/{name}"}
