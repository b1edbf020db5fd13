"""What is wrong with a party on a list that nothing could find, or that is listed twice."""

import pytest
from tests.compiler.compiling import in_frame


def found(members: str) -> list[str]:
    """Return the codes of what is said about a list of parties."""
    text = f'list bad "Bad parties" {{ of parties under act_1 clause "1"\n{members}\n}}'
    # No rule asks for the list, which is said too.
    return [each.code for each in in_frame(text).diagnostics if each.code != "ECP0311"]


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ('member "Example Arms"', []),
        *((f'member "{name}"', ["ECP0220"]) for name in ("", " ", "★", "—", "\u200b", "®")),
        ('member "Example Arms" alias "★"', ["ECP0220"]),
        *((f'member "{name}"', ["ECP0307"]) for name in ("TBD", "n/a", "未定", "Unknown company")),
        ('member "Example Arms" alias "None"', ["ECP0307"]),
        ('member "Example Arms" identifier "LEI" ""', ["ECP0221"]),
        ('member "Example Arms" identifier "LEI" "--"', ["ECP0221"]),
        ('member "Example Arms" identifier " " "12"', ["ECP0221"]),
        ('member "Example Arms" country Banana', ["ECP0205"]),
        ('member "Example Arms" country GBR', ["ECP0205"]),
        ('member "Example Arms" country GB', []),
        # Names that are the same without case, spacing, script and legal form.
        ('member "Example Arms Ltd" member "EXAMPLE-ARMS"', ["ECP0306"]),
        ('member "Example Arms" member "Another" alias "Example Arms GmbH"', ["ECP0306"]),
        ('member "示例国际有限公司" member "示例國際"', ["ECP0306"]),
        ('member "A" member "B"', []),
        ('member "Example Arms" country DE member "EXAMPLE ARMS" country FR', []),
        ('member "Example Arms" country DE member "EXAMPLE ARMS" country DE', ["ECP0306"]),
        ('member "Example Arms" country DE member "EXAMPLE ARMS"', ["ECP0306"]),
        (
            'member "Example Arms" until 2026-03-01 member "EXAMPLE ARMS" from 2026-03-01',
            [],
        ),
        ('member "Example Arms" alias "EXAMPLE ARMS"', []),
        ('member "Example Arms" member "Example Arms"', ["ECP0305"]),
    ],
)
def test_parties_that_cannot_be_told_or_found(members: str, expected: list[str]) -> None:
    assert found(members) == expected
