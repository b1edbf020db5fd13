"""What a classification gives in a scheme: a code, or several codes that hold together."""

from collections.abc import Mapping

from ecp_runtime import ir
from ecp_runtime.scalars import MAX_OPTIONS, ScalarReader
from ecp_runtime.unknown import Gap
from ecp_runtime.values import Several, Symbols, Value, unknown_fact


def classified(scalars: ScalarReader, raw: object, path: str, scheme_id: str) -> Value | None:
    """Read what a classification gives in a scheme; what is wrong goes to the problems."""
    if not (isinstance(raw, (dict, Mapping)) and "codes" in raw):
        return scalars.codes(raw, path, scheme_id)
    given, at, problems = raw["codes"], f"{path}.codes", scalars.problems
    if raw.keys() != {"codes"} or not isinstance(given, list | tuple):
        problems.add(at, given, "an array of the codes that hold together, and nothing else")
        return None
    if len(given) > MAX_OPTIONS:
        problems.add(at, given, f"at most {MAX_OPTIONS} codes")
        return None
    read = [scalars.codes(code, f"{at}[{index}]", scheme_id) for index, code in enumerate(given)]
    codes = [code for code in read if isinstance(code, Symbols)]
    if len(codes) < len(read):
        return None
    scheme = scalars.prepared.schemes.get(scheme_id)
    results = () if scheme is None else scheme.results
    different = tuple(dict.fromkeys(code.options for code in codes))
    for index, code in enumerate(codes if len(different) > 1 else ()):
        if not code.options.isdisjoint(results):
            wanted = "a code: what is within no entry has no other code"
            problems.add(f"{at}[{index}]", given[index], wanted)
            return None
    # The classification is one fact: what one code may be is told apart with the others.
    origin = frozenset({Gap("fact", path)})
    found = tuple(Symbols(options, scheme_id, origin) for options in different)
    if len(found) > 1:
        return Several(found)
    return found[0] if found else unknown_fact(path, ir.CodeType(scheme_id))
