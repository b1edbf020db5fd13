"""`is`, `in` and `within`: equality, classes, readings, lists, sets and code hierarchies."""

from ecp_compiler import expressions, types
from ecp_compiler.doubtful import report_doubtful
from ecp_compiler.environment import Environment, Typed, fits
from ecp_compiler.literals import code_constant, meant_code, scheme_of_bare_code
from ecp_compiler.names import fact_root, symbol
from ecp_compiler.resolve import Kind, Symbol, nearest
from ecp_compiler.types import describe
from ecp_dsl import syntax
from ecp_dsl.diagnostic import Label
from ecp_dsl.foreign import advice_on_word
from ecp_dsl.source import Span
from ecp_runtime import ir


def equals(env: Environment, left: Typed, right: syntax.Expr, *, negated: bool) -> Typed | None:
    """Elaborate equality of a fact of a named type with something."""
    constant = named_constant(env, left.type, right)
    if constant is None:
        return None
    _warn_of_exact_code(env, constant, right)
    if left.type == types.YES_NO and isinstance(constant, ir.Truth):
        plain = left.expression if constant.value else ir.Not(left.expression)
    else:
        plain = ir.Equal(left.expression, constant)
    return Typed(ir.Not(plain) if negated else plain, types.YES_NO)


def named_constant(env: Environment, type_: ir.Type, expr: syntax.Expr) -> ir.Expr | None:
    """Read an expression as a value of a named type, or as a fact of that type."""
    match type_, expr:
        case ir.YesNoType(), syntax.YesNo(value):
            return ir.Truth(value)
        case ir.EnumType(values), syntax.Path((name,)) | syntax.Text(name) if name in values:
            return ir.Text(name)
        case ir.EnumType(values), syntax.Absent() if "none" in values:
            return ir.Text("none")
        case ir.TextType(), syntax.Text(value):
            return ir.Text(value)
        case ir.CodeType(scheme), syntax.Text(code) | syntax.Code(code):
            return code_constant(env, scheme, code, expr.span)
        case ir.CodeType(scheme), syntax.Path() if fits(env.schemes[scheme], str(expr)) and (
            env.schemes[scheme].closed or str(expr) in env.schemes[scheme].results
        ):
            return ir.Code(scheme, str(expr))
        case _:
            return _fact_of_type(env, type_, expr)


def _fact_of_type(env: Environment, type_: ir.Type, expr: syntax.Expr) -> ir.Expr | None:
    if isinstance(expr, syntax.Path) and fact_root(env, expr.parts[0]) is None:
        found = symbol(env, expr, quiet=True)
        if found is None:
            _report_no_value(env, type_, expr)
            return None
    typed = expressions.elaborate(env, expr)
    if typed is None:
        return None
    if typed.type == type_:
        return typed.expression
    env.report(
        "ECP0202",
        f"{describe(type_)} cannot equal {describe(typed.type)}",
        expr.span,
        f"this is {describe(typed.type)}",
    )
    return None


def _report_no_value(env: Environment, type_: ir.Type, path: syntax.Path) -> None:
    name = str(path)
    match type_:
        case ir.EnumType(values):
            env.report(
                "ECP0206",
                f"`{name}` is not one of the values possible here",
                path.span,
                help=advice_on_word(name)
                or nearest(name, values)
                or f"the values are {', '.join(values)}",
            )
        case ir.CodeType(scheme):
            env.refuse_code(
                name,
                (scheme,),
                f"`{name}` is not a code of `{scheme}`",
                path.span,
                help=advice_on_word(name)
                or meant_code(env, name, dict(env.schemes[scheme].codes))
                or nearest(name, env.schemes[scheme].results),
            )
        case ir.TextType():
            env.report(
                "ECP0206",
                f"there is no fact `{name}`",
                path.span,
                help=f'a text is written in quotes: "{name}"',
            )
        case _:
            env.report("ECP0102", f"there is no `{name}`", path.span, help=advice_on_word(name))


def membership(env: Environment, expr: syntax.Membership) -> Typed | None:
    """Elaborate `is`, `in` or `within`, possibly with `not`."""
    match expr.operator:
        case "is":
            plain = _is(env, expr)
        case "in":
            plain = _in(env, expr)
        case "within":
            plain = _within(env, expr)
        case other:
            raise AssertionError(f"no such operator: {other}")
    if plain is None:
        return None
    return Typed(ir.Not(plain) if expr.negated else plain, types.YES_NO)


def _is(env: Environment, expr: syntax.Membership) -> ir.Expr | None:
    law = _question_of_law(env, expr.left)
    if law is not None:
        return _reading(env, law, expr)
    left = expressions.elaborate(env, expr.left)
    if left is None:
        return None
    enumerates_none = isinstance(left.type, ir.EnumType) and "none" in left.type.values
    if isinstance(expr.right, syntax.Absent) and not enumerates_none:
        return ir.IsAbsent(left.expression)
    if isinstance(left.type, ir.EntityType):
        return _is_class(env, left, left.type, expr)
    if types.is_named(left.type):
        same = equals(env, left, expr.right, negated=False)
        return same.expression if same is not None else None
    right = expressions.elaborate(env, expr.right)
    if right is None or not expressions.comparable(env, left, right, expr):
        return None
    report_doubtful(env, left, right, "=", expr.span)
    return ir.Compare("=", left.expression, right.expression)


def _question_of_law(env: Environment, expr: syntax.Expr) -> Symbol | None:
    if not isinstance(expr, syntax.Path) or fact_root(env, expr.parts[0]) is not None:
        return None
    found = symbol(env, expr, quiet=True)
    if found is None or found.kind is not Kind.QUESTION:
        return None
    signature = env.signatures.get(found.id)
    return found if signature is not None and signature.result != types.YES_NO else None


def _reading(env: Environment, law: Symbol, expr: syntax.Membership) -> ir.Expr | None:
    result = env.signatures[law.id].result
    assert isinstance(result, ir.EnumType)
    match expr.right:
        case syntax.Path((name,)) if name in result.values:
            return ir.ReadingIs(law.id, name)
        case right:
            env.report(
                "ECP0206",
                f"`{law.node.name}` has no such reading",
                right.span,
                help=(
                    nearest(str(right), result.values) if isinstance(right, syntax.Path) else None
                )
                or f"its readings are {', '.join(result.values)}",
                secondary=(Label(law.span, "declared here"),),
            )
            return None


def _is_class(
    env: Environment, left: Typed, entity: ir.EntityType, expr: syntax.Membership
) -> ir.Expr | None:
    """`end_user is armed_forces`: apply a class or a one-parameter definition."""
    if not isinstance(expr.right, syntax.Path):
        env.report(
            "ECP0202",
            f"{describe(entity)} can only be `none`, or of a class",
            expr.right.span,
            help="name a class of end users or end uses, or a definition",
        )
        return None
    found = symbol(env, expr.right)
    if found is None:
        return None
    signature = env.signatures.get(found.id)
    if signature is None:
        if found.kind in (Kind.DEFINITION, Kind.END_USER, Kind.END_USE):
            return None
        env.report(
            "ECP0105",
            f"`{expr.right}` is {found.kind.value}, not a class or a definition",
            expr.right.span,
            secondary=(Label(found.span, "declared here"),),
            help="use `in` for lists of parties and `within` for codes"
            if found.kind is Kind.LIST
            else None,
        )
        return None
    if len(signature.parameters) != 1 or signature.parameters[0][1] != entity:
        takes = " and ".join(describe(t) for _, t in signature.parameters) or "nothing"
        env.report(
            "ECP0202",
            f"`{expr.right}` does not apply to {describe(entity)}",
            expr.right.span,
            f"it takes {takes}",
            secondary=(Label(found.span, "declared here"),),
        )
        return None
    if signature.result != types.YES_NO:
        env.report(
            "ECP0202",
            f"`{expr.right}` is {describe(signature.result)}, not a class",
            expr.right.span,
        )
        return None
    if found.kind is Kind.QUESTION:
        return ir.Ask(found.id, (left.expression,))
    return ir.Call(found.id, (left.expression,))


def _in(env: Environment, expr: syntax.Membership) -> ir.Expr | None:
    if isinstance(expr.right, syntax.SetOf):
        return _in_set(env, expr.left, expr.right)
    if isinstance(expr.right, syntax.Path):
        if fact_root(env, expr.right.parts[0]) is not None:
            return _in_fact(env, expr.left, expr.right)
        found = symbol(env, expr.right)
        if found is None:
            return None
        if found.kind is Kind.LIST:
            return _in_list(env, expr, found)
        env.report(
            "ECP0105",
            f"`{expr.right}` is {found.kind.value}, not a list",
            expr.right.span,
            secondary=(Label(found.span, "declared here"),),
        )
        return None
    env.report(
        "ECP0208",
        "`in` needs a list, a set in braces or a fact that is a list",
        expr.right.span,
    )
    return None


def _in_set(env: Environment, left_expr: syntax.Expr, members: syntax.SetOf) -> ir.Expr | None:
    left = expressions.elaborate(env, left_expr)
    if left is None:
        return None
    if types.is_named(left.type):
        constants: list[ir.Constant] = []
        others: list[ir.Expr] = []
        for member in members.members:
            value = named_constant(env, left.type, member)
            if value is None:
                return None
            if isinstance(value, ir.Text | ir.Code | ir.Truth):
                _warn_of_exact_code(env, value, member)
                constants.append(value)
            else:
                others.append(ir.Equal(left.expression, value))
        known = ir.OneOf(left.expression, tuple(constants))
        return ir.Or((known, *others)) if others else known
    comparisons: list[ir.Expr] = []
    for member in members.members:
        right = expressions.elaborate(env, member)
        if right is None:
            return None
        if left.type != right.type or not types.is_ordered(left.type):
            env.report(
                "ECP0202",
                f"{describe(left.type)} cannot be in a set with {describe(right.type)}",
                member.span,
                f"this is {describe(right.type)}",
            )
            return None
        comparisons.append(ir.Compare("=", left.expression, right.expression))
    return ir.Or(tuple(comparisons))


def _warn_of_exact_code(env: Environment, value: ir.Expr, written: syntax.Expr) -> None:
    """Warn where finer codes than a code are left out, as is hardly ever meant."""
    scheme = env.schemes.get(value.scheme) if isinstance(value, ir.Code) else None
    if scheme is None or scheme.hierarchy == "flat" or not isinstance(value, ir.Code):
        return
    if value.value not in scheme.results:
        env.report(
            "ECP0228",
            f"finer codes than `{value.value}` are not this code",
            written.span,
            "this means exactly this code",
            help=f'write `within "{value.value}"`, which takes in all codes below it',
        )


def _in_fact(env: Environment, left: syntax.Expr, right: syntax.Path) -> ir.Expr | None:
    collection = expressions.named(env, right)
    if collection is None:
        return None
    if not isinstance(collection.type, ir.ListType):
        env.report(
            "ECP0208",
            f"`{right}` is not a list",
            right.span,
            f"it is {describe(collection.type)}",
        )
        return None
    element = collection.type.element
    if not types.is_named(element):
        env.report(
            "ECP0208",
            f"the elements of `{right}` are records",
            right.span,
            help=f"write `any x in {right} satisfies (…)`",
        )
        return None
    value = named_constant(env, element, left)
    if value is None:
        return None
    return ir.Contains(collection.expression, value)


def _in_list(env: Environment, expr: syntax.Membership, found: Symbol) -> ir.Expr | None:
    left = expressions.elaborate(env, expr.left)
    if left is None:
        return None
    scheme = env.list_schemes.get(found.id)
    if scheme is None:
        match left.type:
            case ir.EntityType(types.PARTY):
                return ir.WithinList(left.expression, found.id)
            case other:
                env.report(
                    "ECP0202",
                    f"`{found.node.name}` lists parties",
                    expr.left.span,
                    f"this is {describe(other)}",
                )
                return None
    return _code_in_list(env, left, scheme, found, expr.left.span)


def _code_in_list(
    env: Environment, left: Typed, scheme: str, found: Symbol, span: Span
) -> ir.Expr | None:
    code = _code_of(env, left, scheme)
    if code is not None:
        return ir.WithinList(code, found.id)
    env.report(
        "ECP0202",
        f"`{found.node.name}` lists codes of `{scheme}`",
        span,
        f"this is {describe(left.type)}",
    )
    return None


def _code_of(env: Environment, subject: Typed, scheme: str) -> ir.Expr | None:
    """Return the code of a subject in a scheme: its own, or that of its classification."""
    match subject.type:
        case ir.CodeType(own):
            return subject.expression if own == scheme else None
        case ir.ClassificationType():
            return ir.CodeIn(subject.expression, scheme)
        case ir.EntityType(entity):
            found = env.shapes.field(entity, "classification")
            if found is None or found.type != types.CLASSIFICATION:
                return None
            return ir.CodeIn(ir.Field(subject.expression, "classification"), scheme)
        case _:
            return None


def _within(env: Environment, expr: syntax.Membership) -> ir.Expr | None:
    left = expressions.elaborate(env, expr.left)
    if left is None:
        return None
    match expr.right:
        case syntax.Code(code) | syntax.Text(code):
            return _within_code(env, left, code, expr)
        case syntax.Path():
            return _within_name(env, left, expr.right, expr)
        case right:
            env.report(
                "ECP0202",
                "`within` needs a code, a list of codes or a code scheme",
                right.span,
            )
            return None


def _within_code(
    env: Environment, left: Typed, code: str, expr: syntax.Membership
) -> ir.Expr | None:
    if isinstance(left.type, ir.CodeType):
        constant = code_constant(env, left.type.scheme, code, expr.right.span)
        return ir.WithinCode(left.expression, constant) if constant is not None else None
    scheme = scheme_of_bare_code(env, code, expr.right.span)
    if scheme is None:
        return None
    subject = _code_of(env, left, scheme)
    if subject is None:
        env.report(
            "ECP0202",
            "only an item or a code can be within a code",
            expr.left.span,
            f"this is {describe(left.type)}",
        )
        return None
    return ir.WithinCode(subject, ir.Code(scheme, code))


def _within_name(
    env: Environment, left: Typed, path: syntax.Path, expr: syntax.Membership
) -> ir.Expr | None:
    if isinstance(left.type, ir.CodeType) and fits(env.schemes[left.type.scheme], str(path)):
        scheme = env.schemes[left.type.scheme]
        if scheme.closed:
            return ir.WithinCode(left.expression, ir.Code(scheme.id, str(path)))
    found = symbol(env, path)
    if found is None:
        return None
    if found.kind is Kind.LIST:
        listed = env.list_schemes.get(found.id)
        if listed is not None:
            return _code_in_list(env, left, listed, found, expr.left.span)
        env.report(
            "ECP0202",
            f"`{path}` lists parties, and only codes are within something",
            path.span,
            help=f"write `… in {path}`",
        )
        return None
    if found.kind is Kind.SCHEME:
        subject = _code_of(env, left, found.id)
        if subject is not None:
            return ir.WithinScheme(subject, found.id)
        env.report(
            "ECP0202",
            f"only something classified can be within `{path}`",
            expr.left.span,
            f"this is {describe(left.type)}",
        )
        return None
    env.report(
        "ECP0105",
        f"`{path}` is {found.kind.value}, not a list of codes or a code scheme",
        path.span,
        secondary=(Label(found.span, "declared here"),),
    )
    return None
