"""Profiles from `.ecp` files, read against a policy whose sources may be far away."""

import os
from pathlib import Path

from ecp.errors import PolicyError
from ecp.files import is_file, path_of
from ecp.sources import read_source
from ecp_dsl import syntax
from ecp_dsl.diagnostic import Diagnostic, diagnostic
from ecp_runtime import ir
from ecp_runtime.nearest import nearest_name
from ecp_runtime.printable import in_brief
from ecp_runtime.problems import shown

__all__ = ["find_profile", "read_profile"]


def find_profile(program: ir.Program, chosen: str) -> ir.Profile:
    """Return a profile of a policy by its name, or the one in a file.

    Raises:
        PolicyError: If there is neither.
        ArgumentError: If the name is empty, or a path holds no text.
    """
    if not isinstance(chosen, str | os.PathLike):
        raise PolicyError(
            f"profile: found {shown(chosen)}, expected the name of a profile",
            help="give its name, the path of a file, or what `Policy.profile` returned",
        )
    path = path_of(chosen, "profile")
    for profile in program.profiles:
        if chosen in (profile.id, profile.id.rpartition(".")[2]):
            return profile
    if is_file(path):
        return read_profile(program, path)
    known = ", ".join(profile.id for profile in program.profiles)
    hint = f"those are {known}" if known else "the policy has none"
    raise PolicyError(
        f"`{in_brief(str(chosen))}` is neither a file nor a profile of the policy", help=hint
    )


def read_profile(program: ir.Program, path: Path) -> ir.Profile:
    """Read the one profile that a file declares.

    Raises:
        PolicyError: If the file holds anything else, or adopts what the policy does not know.
    """
    # Imported here so that choosing a profile by its name loads no parser.
    from ecp_dsl.parser import parse

    source = read_source(path, name=path.as_posix())
    parsed = parse(source)
    if parsed.diagnostics:
        _refuse(parsed.diagnostics)
    declared = [d for d in parsed.module.declarations if isinstance(d, syntax.Profile)]
    if len(declared) != 1 or len(parsed.module.declarations) != 1:
        raise PolicyError(
            "a profile file declares exactly one profile and nothing else",
            where=str(path),
            help="move the other declarations to a file of the policy",
        )
    (profile,) = declared
    found: list[Diagnostic] = []
    adoptions = tuple(
        adoption
        for clause in profile.clauses
        if (adoption := _adoption(program, clause, found)) is not None
    )
    if found:
        _refuse(tuple(found))
    return ir.Profile(f"{parsed.module.name}.{profile.name}", profile.title, adoptions)


def _adoption(
    program: ir.Program, clause: syntax.Adopt, found: list[Diagnostic]
) -> ir.Adoption | None:
    """Read one `adopt`; what is wrong with it is added to `found`."""
    name = str(clause.question)
    matching = [q for q in program.questions if name in (q.id, q.id.rpartition(".")[2])]
    if len(matching) != 1:
        ids = [q.id for q in matching or program.questions]
        meant = nearest_name(name, [*ids, *(id_.rpartition(".")[2] for id_ in ids)])
        near = ids if matching else [meant] if meant else []
        found.append(
            diagnostic(
                "ECP0104" if matching else "ECP0102",
                f"the policy has {'several questions' if matching else 'no question'} `{name}`",
                clause.question.span,
                help=f"did you mean {' or '.join(f'`{id_}`' for id_ in near)}?" if near else None,
            )
        )
        return None
    question = matching[0]
    readings = tuple(reading.name for reading in question.readings) or ("yes", "no")
    if clause.reading not in readings:
        found.append(
            diagnostic(
                "ECP0206",
                f"`{clause.reading}` does not answer `{question.id}`",
                clause.span,
                help=f"the answers are {', '.join(f'`{reading}`' for reading in readings)}",
            )
        )
        return None
    return ir.Adoption(question.id, clause.reading, clause.by, clause.on, clause.reason)


def _refuse(diagnostics: tuple[Diagnostic, ...]) -> None:
    from ecp.loading import does_not_compile

    raise does_not_compile(diagnostics)
