"""Programs as JSON and as bundles."""

import contextlib
import io
import json
import zipfile
from datetime import date
from decimal import Decimal
from typing import Any

import jsonschema
import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from tests.strategies import vocabulary as v

from ecp_runtime import ir
from ecp_runtime.bundle import BundleError, SourcePlace, read_bundle, write_bundle
from ecp_runtime.codec import (
    CodecError,
    canonical_bytes,
    content_hash,
    decode,
    decode_in_order,
    encode,
    hash_bytes,
    json_schema,
    plain_decimal,
    program_bytes,
)

PROGRAM = v.program(
    rules=(
        v.rule(
            "m.r",
            v.license_("denial_presumed"),
            ir.WithinCode(v.control_code(), ir.Code("ctl", "1A")),
        ),
        v.rule("m.n", None, ir.Compare("<", v.of_item("level"), ir.Number(Decimal("0.10")))),
    ),
    lists=(v.list_of("m.bad", v.member("Evil")),),
)
PLACES = {"m.r": SourcePlace("m", "m.ecp", 3)}


def changed(*path: str | int, value: object) -> Any:
    data: Any = json.loads(canonical_bytes(encode(PROGRAM)))
    inner = data
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    return data


def test_there_and_back() -> None:
    assert decode(json.loads(canonical_bytes(encode(PROGRAM)))) == PROGRAM


def test_json_follows_the_schema() -> None:
    validator = jsonschema.Draft202012Validator(json_schema())
    validator.validate(encode(PROGRAM))
    assert not validator.is_valid(changed("rules", 0, "version", value="1"))


@pytest.mark.parametrize(
    ("path", "value", "where"),
    [
        (("version",), "ecp-ir/9", "$.version"),
        (("rules", 0, "condition"), {"node": "os.system"}, "$.rules[0].condition"),
        (("rules", 0, "condition"), {"node": "Truth", "value": 1}, "$.rules[0].condition.value"),
        (("rules", 0, "condition"), {"node": "Truth"}, "$.rules[0].condition"),
        (("rules", 0, "version"), True, "$.rules[0].version"),
        (("rules", 0, "surprise"), 1, "$.rules[0]"),
        (("rules", 0, "life", "period", "start"), "2026-02-30", "$.rules[0].life.period.start"),
        (("units", 0, "factor"), 1.5, "$.units[0].factor"),
        (("units", 0, "factor"), "1e9", "$.units[0].factor"),
        (("schemes", 0, "hierarchy"), "deep", "$.schemes[0].hierarchy"),
        (("schemes", 0, "codes", 0), ["A"], "$.schemes[0].codes[0]"),
        (("actors",), None, "$.actors"),
    ],
)
def test_anything_else_is_refused(path: tuple[str | int, ...], value: object, where: str) -> None:
    with pytest.raises(CodecError) as caught:
        decode(changed(*path, value=value))
    assert caught.value.path == where


def test_depth_is_limited() -> None:
    condition: dict[str, object] = {"node": "Truth", "value": True}
    for _ in range(300):
        condition = {"node": "Not", "operand": condition}
    with pytest.raises(CodecError, match="deep"):
        decode(changed("rules", 0, "condition", value=condition))


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=10,
)


@given(json_values, st.sampled_from(("rules", "schemes", "lists", "modules", "version")))
def test_no_json_does_anything_but_fail(value: object, part: str) -> None:
    for data in (value, changed(part, value=value)):
        with contextlib.suppress(CodecError):
            decode(data)


def test_decimals_have_one_form() -> None:
    forms = [plain_decimal(Decimal(text)) for text in ("1E+3", "0.10", "-0", "100", "0.000")]
    assert forms == ["1000", "0.1", "0", "100", "0"]


def test_the_hash_does_not_depend_on_how_numbers_are_written() -> None:
    rule = v.rule("m.n", None, ir.Compare("<", v.of_item("level"), ir.Number(Decimal("0.1"))))
    again = v.program(rules=(rule, PROGRAM.rules[0]), lists=PROGRAM.lists)
    assert content_hash(again) == content_hash(PROGRAM)


# Bundles


def test_bundles_are_the_same_bytes_every_time() -> None:
    data = write_bundle(PROGRAM, PLACES, sources={"m": "sha256:00"})
    assert data == write_bundle(PROGRAM, PLACES, sources={"m": "sha256:00"})
    bundle = read_bundle(data)
    assert bundle.hash == content_hash(PROGRAM) == content_hash(bundle.program)
    assert bundle.source_map == PLACES
    assert bundle.sources == {"m": "sha256:00"}


def repacked(compression: int = zipfile.ZIP_STORED, **members: bytes) -> bytes:
    source = zipfile.ZipFile(io.BytesIO(write_bundle(PROGRAM, PLACES)))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name in source.namelist():
            key = name.removesuffix(".json")
            archive.writestr(name, members.get(key, source.read(name)))
    return buffer.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PK",
        write_bundle(PROGRAM)[:-30],
        write_bundle(PROGRAM) + b"tail",
        repacked(),
        repacked(zipfile.ZIP_DEFLATED),
        repacked(ir=b"{}"),
        repacked(manifest=b"[]"),
        repacked(manifest=b"{}"),
    ],
)
def test_damaged_bundles_are_refused(data: bytes) -> None:
    with pytest.raises(BundleError) as caught:
        read_bundle(data)
    assert caught.value.code == "ECP0601"
    assert caught.value.message and caught.value.help


def test_bundles_of_other_versions_are_refused() -> None:
    with pytest.raises(BundleError) as caught:
        read_bundle(repacked(manifest=b'{"bundle":"ecp-bundle/2","ir":"ecp-ir/1"}'))
    assert caught.value.code == "ECP0602"


@given(st.integers(min_value=0), st.integers(1, 255))
def test_no_changed_byte_goes_unnoticed(position: int, flip: int) -> None:
    data = bytearray(write_bundle(PROGRAM, PLACES))
    data[position % len(data)] ^= flip
    with pytest.raises(BundleError):
        read_bundle(bytes(data))


def sealed(ir_json: bytes) -> bytes:
    """Pack a program's JSON as it is, with a manifest that says so."""
    data = write_bundle(PROGRAM, PLACES)
    contents = {name: zipfile.ZipFile(io.BytesIO(data)).read(name) for name in MEMBERS}
    manifest = json.loads(contents["manifest.json"])
    manifest["hashes"]["ir.json"] = hash_bytes(ir_json)
    packed = {**contents, "manifest.json": canonical_bytes(manifest), "ir.json": ir_json}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name in MEMBERS:
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.create_system = 3
            info.external_attr = 0o644 << 16
            archive.writestr(info, packed[name])
    return buffer.getvalue()


MEMBERS = ("manifest.json", "ir.json", "source_map.json")
WRITTEN = program_bytes(PROGRAM)


def test_a_bundle_sealed_by_hand_is_read() -> None:
    assert read_bundle(sealed(WRITTEN)).program == decode(json.loads(WRITTEN))


@pytest.mark.parametrize(
    "other",
    [
        WRITTEN + b" ",
        WRITTEN.replace(b'":', b'": ', 1),
        WRITTEN.replace(b'"node"', b'"no\\u0064e"', 1),
        WRITTEN.replace(b'"version":1', b'"version":1,"version":1', 1),
        WRITTEN.replace(b'"version":1', b'"version":-0', 1),
        WRITTEN.replace(b'"value":"0.1"', b'"value":"0.10"', 1),
        WRITTEN.replace(b'"value":"0.1"', b'"value":"-0"', 1),
        WRITTEN.replace(b'"title":"', b'"title":"\\ud800', 1),
        json.dumps(encode(PROGRAM), separators=(",", ":")).encode(),
        canonical_bytes(encode(PROGRAM)),
        canonical_bytes(encode(evolve(PROGRAM, currencies=("USD", "EUR")))),
    ],
)
def test_a_program_is_written_in_one_way_only(other: bytes) -> None:
    assert other != WRITTEN
    with pytest.raises(BundleError) as caught:
        read_bundle(sealed(other))
    assert caught.value.code == "ECP0601"


@pytest.mark.parametrize("part", ["rules", "schemes", "modules"])
def test_keys_have_one_order(part: str) -> None:
    value: Any = json.loads(WRITTEN)
    assert decode_in_order(value) == (decode(value), True)
    value[part][0] = dict(reversed(value[part][0].items()))
    assert decode_in_order(value) == (decode(value), False)
    with pytest.raises(BundleError, match="canonical"):
        read_bundle(sealed(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()))


def test_equal_facts_are_one_object() -> None:
    left, right = (v.of_item("level"), v.of_item("level"))
    condition = ir.And((ir.Equal(left, right), ir.IsAbsent(right)))
    again = decode(encode(v.program(rules=(v.rule("m.r", None, condition),))))
    match again.rules[0].condition:
        case ir.And((ir.Equal(first, second), ir.IsAbsent(third))):
            assert first is second is third
        case other:
            pytest.fail(f"read as {other}")


def test_dates_are_kept() -> None:
    program = v.program(rules=(v.rule("m.r", None, life_=v.life(date(2026, 1, 1))),))
    assert decode(encode(program)).rules[0].life.period.start == date(2026, 1, 1)
