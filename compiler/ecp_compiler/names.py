"""What a name stands for where it is written: a fact, or something declared."""

from ecp_compiler import types
from ecp_compiler.environment import Environment, Typed
from ecp_compiler.resolve import Symbol, nearest
from ecp_dsl import syntax
from ecp_dsl.diagnostic import Label
from ecp_dsl.foreign import advice_on_word
from ecp_runtime import ir
from ecp_runtime.nearest import edits

_SHORTEST = 3
"""Names of fewer letters are too close to one another to tell which is meant."""


def fact_root(env: Environment, name: str) -> Typed | None:
    """Return the variable or transaction fact of a name, if there is one."""
    if name in env.variables:
        return Typed(ir.Variable(name), env.variables[name])
    found = env.shapes.field(types.TRANSACTION, name)
    if found is not None:
        return Typed(ir.Field(ir.Transaction(), name), found.type)
    return None


def symbol(env: Environment, path: syntax.Path, *, quiet: bool = False) -> Symbol | None:
    """Find what a name stands for; report an unknown or ambiguous one unless `quiet`."""
    found = env.table.candidates(env.module, path)
    if len(found) == 1:
        return found[0]
    if quiet:
        return None
    name = str(path)
    if found:
        env.report(
            "ECP0104",
            f"`{name}` could mean {' or '.join(f'`{s.id}`' for s in found)}",
            path.span,
            help="write the full name",
            secondary=tuple(Label(s.span, "declared here") for s in found),
        )
        return None
    seen = [*env.variables, *env.shapes.names(types.TRANSACTION)]
    env.report(
        "ECP0102",
        f"there is no `{name}`",
        path.span,
        "not a fact, and not a name declared here or in a module that is used",
        help=advice_on_word(name)
        or nearest(name, [*seen, *env.table.names_seen_from(env.module)])
        or _nearest_facts(env, path)
        or "declare it, or `use` the module that declares it",
    )
    return None


def _nearest_facts(env: Environment, path: syntax.Path) -> str | None:
    """Return the help line that offers facts of which the first name differs in a letter.

    Where the fields that follow tell which of them is meant, only that one is offered.
    """
    first, *rest = path.parts
    if not rest or len(first) < _SHORTEST:
        return None
    roots = sorted({*env.variables, *env.shapes.names(types.TRANSACTION)})
    near = [root for root in roots if edits(first.casefold(), root.casefold(), 1) <= 1]
    near = [root for root in near if _has_fields(env, root, rest)] or near
    names = [f"`{'.'.join((root, *rest))}`" for root in near]
    return f"did you mean {' or '.join(names)}?" if names else None


def _has_fields(env: Environment, root: str, names: list[str]) -> bool:
    fact = fact_root(env, root)
    type_ = None if fact is None else fact.type
    for name in names:
        if not isinstance(type_, ir.EntityType):
            return isinstance(type_, ir.ClassificationType)
        found = env.shapes.field(type_.name, name)
        if found is None:
            return False
        type_ = found.type
    return True
