"""Modules and names: loading, `use`, whose law a provision is, and independence of order."""

from tests.compiler.compiling import FRAME, compile_texts, errors, in_frame, program, rule

from ecp_dsl.source import SourceFile
from ecp_runtime.codec import content_hash


def test_used_modules_open_their_names_and_full_names_always_work() -> None:
    base = f"module base\nuse core\n{FRAME.replace('test.codes', 'base.codes')}"
    opened = f"module acts\nuse core\nuse base\n{rule('item within codes')}"
    full = f"module acts\nuse core\nuse base\n{rule('item within base.codes')}"
    aliased = f"module acts\nuse core\nuse base as b\n{rule('item within b.codes')}"
    for text in (opened, full, aliased):
        assert errors(compile_texts(base, text)) == []


def test_a_name_in_two_used_modules_must_be_written_in_full() -> None:
    base = f"module base\nuse core\n{FRAME.replace('test.codes', 'base.codes')}"
    one = "module one\nuse core\nuse base\ndefine far { destination is SG }\n"
    two = "module two\nuse core\nuse base\ndefine far { destination is MY }\n"
    text = f"module acts\nuse core\nuse base\nuse one\nuse two\n{rule('far')}"
    assert errors(compile_texts(base, one, two, text)) == ["ECP0104"]
    assert errors(compile_texts(base, one, two, text.replace("when far", "when two.far"))) == []


def test_a_module_that_is_nowhere_is_reported_with_the_nearest_name() -> None:
    compiled = compile_texts("module example\nuse cor\n")
    assert errors(compiled)[0] == "ECP0101"


def test_two_files_of_one_module_are_refused() -> None:
    assert errors(compile_texts("module a\nuse core\n", "module a\nuse core\n")) == ["ECP0106"]


def test_a_provision_of_no_jurisdiction_is_refused() -> None:
    text = f"module stray\nuse core\n{rule('end_use.military')}"
    assert "ECP0104" in errors(compile_texts(text))


def test_the_order_of_files_and_declarations_does_not_change_the_program() -> None:
    base = f"module base\nuse core\n{FRAME.replace('test.codes', 'base.codes')}"
    rules = [rule("item within base.codes", name="a"), rule("end_use.military", name="b")]
    head = "module acts\nuse core\nuse base\n"
    first = program(compile_texts(base, head + "".join(rules)))
    second = program(compile_texts(head + "".join(reversed(rules)), base))
    assert content_hash(first) == content_hash(second)


def test_the_place_of_a_rule_is_in_the_source_map_and_not_in_the_program() -> None:
    compiled = in_frame(rule("end_use.military"))
    moved = in_frame("\n\n\n" + rule("end_use.military"))
    assert compiled.source_map["test.r"].line + 3 == moved.source_map["test.r"].line
    assert content_hash(program(compiled)) == content_hash(program(moved))


def test_diagnostics_come_in_the_order_of_the_text() -> None:
    compiled = in_frame(rule("destination is ZZ", name="a") + rule("item.valu > 5 USD", name="b"))
    lines = [d.primary.span.line for d in compiled.diagnostics]
    assert lines == sorted(lines)
    assert len(lines) == 2
    assert all(isinstance(d.primary.span.file, SourceFile) for d in compiled.diagnostics)


def test_a_time_zone_that_does_not_exist_is_refused() -> None:
    frame = FRAME.replace('time zone "UTC"', 'time zone "Asia/Singapor"')
    compiled = compile_texts(f"module test\nuse core\n{frame}")
    assert errors(compiled) == ["ECP0210"]
    assert compiled.diagnostics[0].help == "did you mean `Asia/Singapore`?"
