"""Faults in how names, identifiers and words are compared."""

from tests.faults.applying import Fault

_ROOM = "runtime/ecp_runtime"
_SCREENING = "tests/runtime/test_screening.py"

FAULTS = (
    Fault(
        name="capitals-make-another-name",
        file=f"{_ROOM}/folding.py",
        function="words",
        before="text.translate(_NOT_WRITTEN)).casefold()",
        after="text.translate(_NOT_WRITTEN))",
        law="A listed party passes when its name is written in capitals.",
        tests=(f"{_SCREENING}::test_case_does_not_matter",),
    ),
    Fault(
        name="placeholder-counts-as-screened",
        file=f"{_ROOM}/screening.py",
        function="NameForms._is_placeholder",
        before="any(map(is_placeholder, keys))",
        after="any(map(is_placeholder, keys[:1]))",
        law="A party called “unknown Co., Ltd.” is certainly on no list.",
        tests=(f"{_SCREENING}::test_placeholders_are_nobodys_name",),
    ),
    Fault(
        name="identifier-of-no-scheme-clears",
        file=f"{_ROOM}/screening.py",
        function="Identifiers.readings",
        before="return ((), *((each,) for each in sorted(self._keys.get(key, ()))))",
        after="return ((),)",
        law="A listed company passes when its number is given without the register.",
        tests=("tests/runtime/test_listings.py::test_by_name_and_identifier",),
    ),
    Fault(
        name="legal-form-hides-a-name",
        file=f"{_ROOM}/screening.py",
        function="NameForms._ends",
        before="if whole[place:end] in forms and",
        after="if whole[place:end] in forms and place == 0 and",
        law="A listed party passes when its legal form is written behind its name.",
        tests=(f"{_SCREENING}::test_a_form_on_either_side_never_hides_a_name",),
    ),
    Fault(
        name="and-hides-a-name",
        file=f"{_ROOM}/screening.py",
        function="_without",
        before="start < first and last < end",
        after="start < first and last < end < last",
        law="A listed party passes when “&” in its name is written “and”.",
        tests=(f"{_SCREENING}::test_and_is_also_left_out_between_two_words",),
    ),
    Fault(
        name="accent-hides-a-name",
        file=f"{_ROOM}/screening.py",
        function="NameForms.keys",
        before="if not key.isascii() for each in unaccented(key)",
        after="if key.isascii() for each in unaccented(key)",
        law="A listed party passes when its name is written without accents.",
        tests=("tests/runtime/test_names.py::test_names_of_one_company_match_and_others_do_not",),
    ),
    Fault(
        name="branch-hides-a-name",
        file=f"{_ROOM}/screening.py",
        function="NameForms._beside",
        before="cut.is_sure or (any(self._forms_of(cut.head)) and",
        after="cut.is_sure or (not cut.head and",
        law="A listed party passes when the town of its branch stands behind its name.",
        tests=(f"{_SCREENING}::test_what_stands_beside_a_name_hides_none",),
    ),
    Fault(
        name="slip-counts-as-an-ordinary-word",
        file=f"{_ROOM}/words.py",
        function="words_of",
        before="forms.isdisjoint(shortened(word))",
        after="bool(word)",
        law="A purpose one letter from a prohibited one is certainly another.",
        tests=("tests/runtime/test_words.py::test_what_is_near_to_a_rule_is_no_ordinary_word",),
    ),
    Fault(
        name="letter-left-out-makes-another-word",
        file=f"{_ROOM}/words.py",
        function="_within_one_edit",
        before="return first[start:] == second[start + 1 :]",
        after="return first[start:] == second[start:]",
        law="A purpose with a letter left out is certainly another.",
        tests=("tests/runtime/test_words.py::test_words_are_near_within_one_edit",),
    ),
)
