"""Names made comparable, codes within codes, working days."""

from datetime import date

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from tests.strategies import vocabulary as v

from ecp_runtime import ir
from ecp_runtime.calendar import days_of, shift
from ecp_runtime.folding import is_blank, is_unspaced, words
from ecp_runtime.hierarchy import relate
from ecp_runtime.screening import NameForms, normalise_identifier

FORMS = NameForms(
    (
        *("Ltd", "Co", "GmbH", "S.A.", "(株)", "Private Limited", "公司", "有限公司"),
        *("AŞ", "株式会社", "주식회사", "KG"),
    )
)


def test_what_is_left_without_legal_forms_is_compared_as_well() -> None:
    assert FORMS.keys("Evil Corp., Ltd.") == ("evilcorpltd", "evilcorp")
    assert FORMS.keys("Ltd Evil Co") == ("ltdevilco", "ltdevil", "evilco", "evil")
    assert FORMS.keys("Evil Ltd Corp") == ("evilltdcorp",)
    assert FORMS.keys("邪悪有限公司") == ("邪悪有限公司", "邪悪有限", "邪悪")
    assert FORMS.keys("邪悪Ltd") == ("邪悪ltd", "邪悪")


def test_and_is_also_left_out_between_two_words() -> None:
    assert FORMS.keys("Evil and Bad") == ("evilandbad", "evilbad")
    assert FORMS.keys("Evil & Bad") == FORMS.keys("Evil &amp;amp; Bad") == ("evilbad",)
    assert FORMS.keys("And Evil And") == ("andeviland",)
    assert FORMS.keys("Evil y Bad")[-1] == "evilbad"
    assert FORMS.keys("Evil Y Ltd") == ("evilyltd", "evily")
    assert FORMS.keys("E Y Bad") == ("eybad",)


def test_a_form_of_one_letter_counts_as_a_word_of_its_own() -> None:
    assert FORMS.keys("(株)邪悪")[-1] == FORMS.keys("邪悪 ㈱")[-1] == "邪悪"
    assert FORMS.keys("株邪悪") == ("株邪悪",)


@pytest.mark.parametrize(
    "name", ["Co. Ltd.", "X Ltd", "例公司", "Ltd", "公司", "公司公司", "Ltd Ltd"]
)
def test_a_name_is_never_taken_off_whole_or_down_to_one_letter(name: str) -> None:
    keys = FORMS.keys(name)
    assert keys[0] == "".join(words(name))
    assert all(len(key) >= 2 for key in keys)


def test_a_text_without_letters_has_nothing_to_compare() -> None:
    assert FORMS.keys("—") == FORMS.keys("★") == FORMS.keys("\u200b") == ()


def test_a_name_of_many_forms_has_few_keys() -> None:
    for times in (20, 2_000):
        keys = FORMS.keys(" ".join(["Ltd", *["Co"] * times, "Evil", *["Ltd"] * times]))
        assert "evil" in keys
        assert len(keys) <= 81
        assert len(FORMS.keys(" ".join(["Ltd", "Evil", *["and"] * times, "Bad", "Ltd"]))) == 8


@pytest.mark.parametrize(
    "text",
    [
        *(
            "Evil Ltd, Tokyo",
            "Evil Ltd (HQ)",
            "Evil Ltd - Tokyo Branch",
            "Evil Ltd/Tokyo",
            "Evil (Ltd)",
        ),
        *(
            "Evil Ltd Tokyo Branch",
            "Evil Ltd., 4 Main Street",
            "EVIL LTD; PARIS",
            "Evil GmbH [old]",
        ),
        *("Evil Ltd dba Good", "Good d/b/a Evil", "Good a/k/a Evil Ltd", "Good (formerly Evil)"),
        *("Good Ltd c/o Evil", "Consignee: Evil", "Attn.: Evil Ltd", "Good Ltd (Evil Ltd)"),
        *(
            "邪悪有限公司 Evil Ltd",
            "邪悪有限公司Evil Ltd",
            "邪悪有限公司（Evil Ltd）",
            "Evil Ltd / 邪悪有限公司",
        ),
        *(
            "Evil Ltd 邪悪有限公司",
            "Evil有限公司上海分公司",
            "Good Ltd\nEvil Ltd",
            "Evil Ltd, Good Ltd",
        ),
        *("Evil Ltd, Rep. Office", "Evil Co., Ltd., Seoul", "Evil Ltd &#40;Tokyo&#41;"),
        *("Good a.k.a. Evil", "Good d.b.a. Evil", "Good (a/k/a Evil)", "Good (d/b/a Evil Ltd)"),
        *(
            "Good (c/o Evil)",
            "Evil (c/o Good)",
            "Evil [d.b.a. Good]",
            "Good f.k.a Evil",
            "Good dba. Evil",
        ),
        *("Evil Ltd\rTokyo", "Evil Ltd\x0bTokyo", "Evil Ltd\u2028Tokyo", "Evil Ltd، دبي"),
        *("Evil Ltd 「Tokyo」", "Evil Ltd ⁄ Tokyo", "Evil Ltd ― Tokyo", "Evil Ltd—Tokyo"),
        *("Good ℅ Evil", "Good c / o Evil", "Good also\u00a0known  as Evil", "a.k.a. Evil"),
        *("Good,aka Evil", "Good a. k. a. Evil", "Good a.k.a.Evil", "formerly Evil", "dba Evil"),
        *("GmbH Evil (Tokyo)", "GmbH «Evil», Tokyo", "Ltd Evil, Tokyo"),
        *("良好（曾用名：evil）", "良好 (原名 Evil)", "Evil (又名 良好)"),
        *(
            "Evil Ltd and Good Ltd",
            "Good Ltd & Evil GmbH",
            "Evil Ltd und Good",
            "Good Ltd&Evil Ltd",
        ),
        *(
            "良好公司和Evil有限公司",
            "Evil Ltd ve Good AŞ",
            "Evil (良好公司)",
            "Evil（良好有限公司）",
        ),
        *("Evil [Good Ltd]", "Good (Evil Ltd)", "Evil AŞ Ankara Şubesi", "株式会社Evil 大阪営業所"),
        *("Evil Ltd\tTokyo", "Evil Ltd #12", "1. Evil Ltd", "2) Evil", "Good for account of Evil"),
        *("Evil Ltd Attn Mr Good", "Good obo Evil", "Good Ltd f/a/o Evil Ltd"),
        *("Evil株式会社川崎工場", "Evil 주식회사 부산 영업소", "Evil上海分公司"),
    ],
)
def test_what_stands_beside_a_name_hides_none(text: str) -> None:
    assert "evil" in FORMS.read(text).keys
    assert FORMS.read(text).is_real


@pytest.mark.parametrize(
    "text",
    [
        *(
            "Evil, Bad & Good",
            "Evil (Asia)",
            "Evil (Asia) Ltd",
            "Evil - Good",
            "Evil/Good",
            "Evil-Good",
        ),
        *(
            "Evil Co-op Bank",
            "Evil Ltd Good",
            "Good, Evil",
            "Good Ltd, Evil",
            "Evil & Good Ltd",
            "Good and Evil GmbH & Co. KG",
            "Evil (Asia) Co., Ltd.",
            "邪悪Evil",
            "Evil Branch",
        ),
        *(
            "Evil Akan",
            "Devil Ltd, Tokyo",
            "Evil " * 80 + "Ltd, Tokyo",
            "Evil (Akan)",
            "Evil A.K.Azzi",
        ),
    ],
)
def test_what_may_be_part_of_a_name_stays_with_it(text: str) -> None:
    assert "evil" not in FORMS.read(text).keys


@pytest.mark.parametrize(
    "text",
    [
        *("Evil Branch", "Evil Tokyo Branch", "Evil, Osaka Branch", "Evil HQ", "Evil, Head Office"),
        *("株式会社悪人大阪支店", "悪人大阪営業所", "邪恶上海分公司", "악인 부산지점"),
    ],
)
def test_a_branch_of_a_party_whose_name_is_not_told_apart_clears_nobody(text: str) -> None:
    assert not FORMS.read(text).is_real


@given(st.text(st.sampled_from("ab,/ (:-）分公司Ltd\n&;"), max_size=30))
def test_what_stands_beside_only_adds_keys(text: str) -> None:
    keys, read = FORMS.keys(text), FORMS.read(text).keys
    assert read[: len(keys)] == keys
    assert len(set(read)) == len(read)


@pytest.mark.parametrize(
    "text",
    [
        *("Evil (EVL)", "EVL (Evil)", "EVL / Evil", "Evil - EVL", "Evil, EVL", "Evil, Tokyo"),
        *("Dept. of Physics, Evil", "Evil, Dept. of Physics", "Evil 邪悪", "Evil (Asia) Ltd"),
        *(
            "Evil, Ltd. Engine & Turbo",
            "Evil [Tokyo]",
            "Evil #12",
            "Evil Tokyo Branch",
        ),
        *("Good and Evil", "Good/Evil"),
    ],
)
def test_either_side_of_a_mark_may_be_the_name(text: str) -> None:
    read = FORMS.read(text)
    assert "evil" in (*read.parts, *read.keys)


def test_a_name_may_be_written_the_other_way_round() -> None:
    assert "ivanpetrovichsidorov" in FORMS.read("Sidorov, Ivan Petrovich").parts
    assert FORMS.read("Evil Works").parts == ()
    assert FORMS.read("Ltd, Co").parts == ("coltd",)


_LETTERS = st.sampled_from("aeiocdltsABTLİıſßé.&- '’株公司有限邪悪カﾊﾞ한국주ф́ё\u200b\u00adآ")
_TEXTS = st.text(_LETTERS, max_size=20)
_FORMS = st.sampled_from(
    ("Ltd", "L t d", "LTD.", "Co.,Ltd", "s.a.", "ＧｍｂＨ", "公司", "有限公司")
)
_WORDS = st.lists(st.sampled_from(("Evil", "and", "y", "e", "X", "Ltd", "公司", "og")), max_size=6)


@given(_TEXTS, _FORMS, st.booleans())
def test_a_form_on_either_side_never_hides_a_name(name: str, form: str, behind: bool) -> None:
    keys = set(FORMS.keys(name))
    assume(any(len(key) > 1 for key in keys))
    assert keys & set(FORMS.keys(f"{name} {form}" if behind else f"{form} {name}"))
    if is_unspaced(form):
        assert keys & set(FORMS.keys(f"{name}{form}" if behind else f"{form}{name}"))


@given(_WORDS, _FORMS, st.booleans())
def test_nor_does_it_hide_one_with_and(parts: list[str], form: str, behind: bool) -> None:
    name = " ".join(parts)
    keys = set(FORMS.keys(name))
    assert all(len(key) > 1 for key in keys) or len(name) < 2
    assume(any(len(key) > 1 for key in keys))
    assert keys & set(FORMS.keys(f"{name} {form}" if behind else f"{form} {name}"))


@given(_WORDS, _WORDS)
def test_and_is_one_with_its_mark(parts: list[str], more: list[str]) -> None:
    one, two = (" ".join(("Bad", *parts, sign, *more, "Evil")) for sign in ("&", "and"))
    assert set(FORMS.keys(one)) & set(FORMS.keys(two))


@given(_TEXTS)
@example("İ́")
@example("е\u0335\u0308")
@example("A.\u0301")
def test_folding_twice_changes_nothing(text: str) -> None:
    for word in words(text):
        assert words(word) == (word,)


@given(_TEXTS)
def test_case_does_not_matter(text: str) -> None:
    assert words(text) == words(text.casefold())


def test_identifiers() -> None:
    assert normalise_identifier("LEI", "5493-00 ab") == normalise_identifier("lei", "549300AB")


@pytest.mark.parametrize(
    "text",
    ["", " ", "\t\n", "\u200b", "\u3000", "\ufeff \u00ad", "\u3164", "\u2800", "\x00", "\xa0"],
)
def test_texts_of_which_nothing_can_be_seen_are_blank(text: str) -> None:
    assert is_blank(text)


@pytest.mark.parametrize("text", ["-", "x", "★", "\u200ba", ".", "株"])
def test_texts_of_which_something_can_be_seen_are_not(text: str) -> None:
    assert not is_blank(text)


@pytest.mark.parametrize(
    "text",
    [
        *("N/A", "n.a.", "TBD", "tba.", "-", "?", "—", "...", "X", "xxx", "0", "Unknown", "NONE"),
        *("to be advised", "To Be Confirmed", "unknown end user", "End-user: unknown", "no name"),
        *("unbekannt", "inconnu", "por confirmar", "неизвестно", "н/д", "غير معروف", "bilinmiyor"),
        *(
            "不明",
            "未定",
            "无",
            "無",
            "なし",
            "ナシ",
            "ﾅｼ",
            "없음",
            "미정",
            "ＴＢＤ",
            "★",
            "",
            "\u200b",
        ),
        *("not yet known", "Under negotiation", "placeholder", "zu klären", "Endkunde: unbekannt"),
        *("#REF!", "#N/A", "#VALUE!", "#NAME?", "#NV", "#BEZUG!", "#¡VALOR!", "Err:502", "n/k"),
        *("Not known", "to follow", "various", "see attached", "client inconnu", "最终用户不明"),
        *("TBD Ltd", "N/A GmbH", "unknown Co., Ltd.", "GmbH unbekannt", "公司待定", "不明 Ltd"),
        *("Company: TBD", "TBD Co", "Private Limited TBC", "GmbH zu klären", "N/A (Ltd)"),
        *("? GmbH", "Ltd", "--- Private Limited", "公司", "★ Ltd", "○○有限公司", "____ Co"),
        *("TBD Ltd (Germany)", "TBD (Germany)", "TBD, Berlin", "unknown / unknown", "? (Seoul)"),
        *(
            "N/A - see contract",
            "TBD - Evil Ltd",
            "Ltd Ltd",
            "Co GmbH",
            "GmbH Ltd",
            "GmbH & Co.",
        ),
        *("Kunde 4711", "No. 4711", "End User", "Consignee", "tbd tbd", "null null", "客户 12"),
        *("End user: TBD (Asia)", "不明（東京）", "待定，上海", "Evil " * 80),
        *(
            "XXXXXX",
            "TBD Germany",
            "Germany TBA",
            "the end user",
            "Customer No. 12",
            "Kunde Nr. 12",
        ),
        *("4711", "360", "1-2-3", "٤٧١١", "４７１１", "〇〇", "12/2026"),
    ],
)
def test_placeholders_are_nobodys_name(text: str) -> None:
    assert not FORMS.read(text).is_real


@pytest.mark.parametrize(
    "text",
    [
        "Evil",
        "ABC",
        "Nil Shipping",
        "Unknown Pleasures Ltd",
        "No Name Foods",
        "无锡",
        "3M",
        "360 Ltd",
        "4711 GmbH",
        "Value Ltd",
        "#1 Foods",
        "Error Records",
        "第七",
        "Openfield",
    ],
)
def test_names_that_only_look_like_placeholders_are_names(text: str) -> None:
    assert FORMS.read(text).is_real
    assert not FORMS.says_nothing(text)


@pytest.mark.parametrize(
    ("text", "is_nothing"),
    [
        *(("TBD", True), ("TBD Ltd", True), ("unknown Co., Ltd.", True), ("? GmbH", True)),
        *(("不明有限公司", True), ("TBD (Germany)", True), ("#REF!", True), ("", True)),
        *(
            ("none", False),
            ("4711", False),
            ("GmbH", False),
            ("Evil", False),
            ("Evil / TBD", True),
        ),
    ],
)
def test_placeholders_equal_no_text(text: str, is_nothing: bool) -> None:
    """A number, or the word for a legal form, may be what another text than a name says."""
    assert FORMS.says_nothing(text) is is_nothing


def test_a_name_with_more_marks_than_are_looked_at_clears_nobody() -> None:
    few, many = ("Good, " + ", ".join("abcdefghijklmnopqrstuvwxyz"[:n]) for n in (22, 25))
    assert "evil" in FORMS.read(f"{few} c/o Evil").keys
    assert not FORMS.read(f"{many} c/o Evil").is_real


SEPARATED = v.scheme("s", hierarchy="separator", separator=".", results=("NOT_LISTED",))
PREFIXED = v.scheme("p", hierarchy="prefix")


@pytest.mark.parametrize(
    ("scheme", "code", "target", "expected"),
    [
        (SEPARATED, "1A.a.2", "1A.a", "within"),
        (SEPARATED, "1A.a", "1A.a", "within"),
        (SEPARATED, "1A", "1A.a", "coarser"),
        (SEPARATED, "1A.b", "1A.a", "apart"),
        (SEPARATED, "1A.ab", "1A.a", "apart"),
        (SEPARATED, "NOT_LISTED", "1A", "apart"),
        (PREFIXED, "850511", "8505", "within"),
        (PREFIXED, "85", "8505", "coarser"),
        (PREFIXED, "8504", "8505", "apart"),
        (v.scheme("f"), "A", "AB", "apart"),
        (None, "A", "A", "within"),
    ],
)
def test_codes_within_codes(
    scheme: ir.Scheme | None, code: str, target: str, expected: str
) -> None:
    assert relate(scheme, code, target) == expected


@pytest.mark.parametrize(
    ("start", "count", "unit", "expected"),
    [
        (date(2026, 1, 31), 1, "month", date(2026, 2, 28)),
        (date(2024, 2, 29), 1, "year", date(2025, 2, 28)),
        (date(2026, 1, 31), 13, "month", date(2027, 2, 28)),
        (date(2026, 1, 31), 1, "day", date(2026, 2, 1)),
        # May 1 and 4 rest, May 9 is a working Saturday.
        (date(2026, 4, 30), 1, "working_day", date(2026, 5, 5)),
        (date(2026, 5, 8), 1, "working_day", date(2026, 5, 9)),
        (date(2026, 12, 31), 1, "working_day", None),
        (date(2026, 1, 1), 90_000_000, "year", None),
        (date(2026, 1, 1), 90_000_000, "day", None),
        (date(2026, 1, 1), 90_000_000, "working_day", None),
    ],
)
def test_shifting(start: date, count: int, unit: str, expected: date | None) -> None:
    duration = ir.Duration(count, unit)  # type: ignore[arg-type]  # from the table
    assert shift(start, duration, backward=False, working=v.CALENDAR) == expected


def test_shifting_back() -> None:
    back = ir.Duration(1, "month")
    assert shift(date(2026, 3, 31), back, backward=True, working=None) == date(2026, 2, 28)
    working = ir.Duration(2, "working_day")
    assert shift(date(2026, 5, 6), working, backward=True, working=v.CALENDAR) == date(2026, 4, 30)
    assert shift(date(2026, 5, 6), working, backward=True, working=None) is None


def test_lengths_of_time_in_days() -> None:
    assert days_of(ir.Duration(14, "month")) == (365 + 56, 366 + 62)
    assert days_of(ir.Duration(2, "working_day")) == (2, None)
