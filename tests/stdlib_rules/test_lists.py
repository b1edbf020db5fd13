"""Lists hold what the announcements annex, and names match no wider than the law goes."""

import re

import pytest

from ecp_runtime import ir
from ecp_runtime.folding import is_unspaced, words
from ecp_runtime.screening import NameForms


def definition(program: ir.Program, identifier: str) -> ir.ListDefinition:
    return next(found for found in program.lists if found.id == identifier)


def members(program: ir.Program, identifier: str) -> set[str]:
    """Return the keys of a list's members, with those of the lists it includes."""
    found: set[str] = set()
    for part in definition(program, identifier).parts:
        found |= {member.key for member in part.members}
        for inclusion in part.inclusions:
            found |= members(program, inclusion.list)
    return found


def names(program: ir.Program, identifier: str) -> set[str]:
    """Return the keys of all names of a list of parties."""
    forms = NameForms(program.legal_forms)
    found: set[str] = set()
    for part in definition(program, identifier).parts:
        for member in part.members:
            for name in (member.key, *member.aliases):
                found |= set(forms.keys(name))
        for inclusion in part.inclusions:
            found |= names(program, inclusion.list)
    return found


def test_every_code_of_an_announcement_is_known_to_be_coded(program: ir.Program) -> None:
    coded = members(program, "cn.coded_entries")
    for code in members(program, "cn.dual_use_list"):
        assert any(code == entry or code.startswith(f"{entry}.") for entry in coded), code


def test_every_coded_entry_is_on_some_announcement(program: ir.Program) -> None:
    listed = members(program, "cn.dual_use_list")
    for entry in members(program, "cn.coded_entries"):
        assert any(code == entry or code.startswith(f"{entry}.") for code in listed), entry


def test_coded_technology_is_what_has_the_letter_of_technology(program: ir.Program) -> None:
    coded = {code for code in members(program, "cn.coded_entries") if code[1] == "E"}
    assert members(program, "cn.mofcom.a2023_57.coded_technology") == coded


@pytest.mark.parametrize(
    ("entities", "count"),
    [
        ("cn.mofcom.a2025_01.entities", 28),
        ("cn.mofcom.a2025_13.entities", 15),
        ("cn.mofcom.a2025_21.entities", 16),
        ("cn.mofcom.a2025_22.entities", 12),
        ("cn.mofcom.a2025_35.entities", 8),
        ("cn.mofcom.a2025_51.entities", 3),
        ("cn.mofcom.a2026_11.entities", 20),
        ("cn.mofcom.a2026_12.entities", 20),
        ("cn.mofcom.a2026_20.entities", 7),
        ("cn.mofcom.a2026_23.entities", 10),
        ("cn.mofcom.a2026_27.entities", 20),
        ("cn.mofcom.a2026_28.entities", 20),
        ("cn.mofcom.a2026_30.entities", 14),
    ],
)
def test_announcements_list_as_many_entities_as_they_say(
    program: ir.Program, entities: str, count: int
) -> None:
    assert len(members(program, entities)) == count


@pytest.mark.parametrize(
    "parent",
    [
        "Mitsubishi Heavy Industries, Ltd.",
        "三菱重工業株式会社",
        "Kawasaki Heavy Industries, Ltd.",
        "IHI Corporation",
        "NEC Corporation",
        "Fujitsu Limited",
        "Mitsubishi Electric Corporation",
        "三菱電機株式会社",
        "Komatsu Ltd.",
        "Hitachi, Ltd.",
        "Mitsui & Co., Ltd.",
        "Itochu Corporation",
        "The Boeing Company",
        "Oshkosh Corporation",
    ],
)
def test_parents_of_listed_units_match_nothing(program: ir.Program, parent: str) -> None:
    keys = set(NameForms(program.legal_forms).keys(parent))
    assert not keys & names(program, "cn.control_list")
    assert not keys & names(program, "cn.watch_list")


@pytest.mark.parametrize(
    ("name", "identifier"),
    [
        ("JAXA", "cn.control_list"),
        ("MHI Aero Engines", "cn.control_list"),
        ("ＭＨＩ Aero Engines, Ltd.", "cn.control_list"),
        ("Mitsubishi Shipbuilding Co., Ltd.", "cn.control_list"),
        ("Mitsubishi Heavy Industries Aero Engines, Ltd.", "cn.control_list"),
        ("MHI Oceanics", "cn.control_list"),
        ("日野汽车株式会社", "cn.watch_list"),
        ("Hino Motors", "cn.watch_list"),
        ("Subaru", "cn.watch_list"),
        ("TDK", "cn.watch_list"),
        ("The Fujikura Parachute Co Ltd", "cn.watch_list"),
        ("Boeing Defense, Space and Security", "cn.control_list"),
        ("Raytheon Missiles and Defense", "cn.control_list"),
        ("Lockheed Martin Missiles & Fire Control", "cn.control_list"),
        ("LOCKHEED MARTIN MISSILES &amp; FIRE CONTROL", "cn.control_list"),
    ],
)
def test_listed_parties_match_under_the_names_in_use(
    program: ir.Program, name: str, identifier: str
) -> None:
    assert set(NameForms(program.legal_forms).keys(name)) & names(program, identifier)


def test_no_party_is_on_both_lists(program: ir.Program) -> None:
    assert names(program, "cn.control_list") & names(program, "cn.watch_list") == set()


def test_every_listed_party_has_a_name_left_without_its_legal_form(program: ir.Program) -> None:
    assert all(len(name) >= 2 for name in names(program, "cn.control_list"))
    assert all(len(name) >= 2 for name in names(program, "cn.watch_list"))


class Listed:
    """The names of all lists of parties, and what matches them."""

    def __init__(self, program: ir.Program) -> None:
        """Collect the names of a program."""
        self._forms = NameForms(program.legal_forms)
        self.names: dict[str, None] = {}
        self.by_key: dict[str, set[str]] = {}
        for definition in program.lists:
            for part in definition.parts if definition.kind == "party" else ():
                for member in part.members:
                    for name in (member.key, member.title or "", *member.aliases):
                        for key in self._forms.keys(name):
                            self.names[name] = None
                            self.by_key.setdefault(key, set()).add(member.key)

    def matches(self, name: str) -> set[str]:
        """List the members that a name matches."""
        return set().union(*(self.by_key.get(key, ()) for key in self._forms.keys(name)))


def test_a_legal_form_hides_no_listed_name_and_adds_none(program: ir.Program) -> None:
    listed = Listed(program)
    unspaced = [form for form in program.legal_forms if is_unspaced("".join(words(form)))]
    others = sorted(set(program.legal_forms) - set(unspaced))
    assert len(listed.names) > 400 and len(unspaced) > 80 and len(others) > 1_000
    for number, name in enumerate(listed.names):
        expected = listed.matches(name)
        glues = is_unspaced("".join(words(name)))
        # Every form with some names; forms of scripts without spaces with all of that script.
        for form in (
            *others[number % 29 :: 29],
            *(unspaced if glues else unspaced[number % 9 :: 9]),
        ):
            tried = [f"{form} {name}", f"{name} {form}"]
            if glues and len("".join(words(form))) > 1 and form in unspaced:
                tried += [form + name, name + form]
            for each in tried:
                assert listed.matches(each) == expected, (name, form)


def test_and_is_one_with_its_mark_in_every_listed_name(program: ir.Program) -> None:
    listed = Listed(program)
    joined = [name for name in listed.names if re.search(r"&| and ", name)]
    assert len(joined) > 15
    for name in joined:
        for sign in (" and ", " And ", " & ", "&", " &amp; ", "&amp;", " ＆ ", " und ", " et "):
            written = re.sub(r" ?& ?| and ", sign, name)
            assert listed.matches(written) == listed.matches(name) != set(), written


def test_what_stands_beside_a_listed_name_hides_it_not(program: ir.Program) -> None:
    listed, forms = Listed(program), NameForms(program.legal_forms)
    for name in listed.names:
        for text in (name, f"{name} Ltd, Paris", f"The {name}", f"Qqq Ltd c/o {name}"):
            found = set().union(*(listed.by_key.get(key, ()) for key in forms.read(text).keys))
            assert found == listed.matches(name), text


def test_no_two_listed_parties_have_a_name_in_common(program: ir.Program) -> None:
    assert all(len(members) == 1 for members in Listed(program).by_key.values())


def test_every_listed_name_is_one_that_somebody_may_be_called(program: ir.Program) -> None:
    forms = NameForms(program.legal_forms)
    assert [name for name in Listed(program).names if not forms.read(name).is_real] == []


def test_no_listed_name_is_taken_off_down_to_one_letter(program: ir.Program) -> None:
    assert all(len(key) > 1 for key in Listed(program).by_key)
