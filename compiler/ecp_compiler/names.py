"""What a name stands for where it is written: a fact, or something declared."""

from ecp_compiler import types
from ecp_compiler.environment import Environment, Typed
from ecp_compiler.resolve import Symbol, nearest
from ecp_dsl import syntax
from ecp_dsl.diagnostic import Label
from ecp_dsl.foreign import advice_on_word
from ecp_runtime import ir


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
        or "declare it, or `use` the module that declares it",
    )
    return None
