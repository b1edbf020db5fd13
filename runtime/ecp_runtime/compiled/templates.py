"""Generated text that is the same for every policy."""

SETTLE = [
    "outcome, ranks = SETTLED[top]",
    "return new(Verdict, (outcome, outcome, ranks, reported(hits), engine, t, None, hits))",
]

VERDICT = """
def verdict(t):
    if not accepts(t):
        return carefully(t)
    try:
        day = {days}[t["date"]]
        {uncovered}(line,) = t["items"]
        if "parties" in line:
            return general(t)
        parties, n, scratch, hits = t["parties"], 0, {scratch}, []
{reach}
{body}
{settle}
    except UNSURE:
        return unclear(t)

def unclear(t):
    try:
        items = t["items"]
        line = items[0]
        if len(items) > 1 or "parties" in line:
            return general(t)
        day = {days}[t["date"]]
        {uncovered}parties, scratch, hits = t["parties"], [None, None], []
        ranks = three_{number}(t, line, parties, day, 0, scratch, hits)
        if ranks[0] >> 1 != ranks[1] >> 1:
            ranks = narrowed({number}, t, line, parties, day, 0, scratch, ranks, hits)
        least, most = OUTCOMES[ranks]
        return new(Verdict, (least, most, ranks, reported(hits), engine, t, None, hits))
    except UNSURE:
        return general(t)
"""

RAISE = ["if least < low:", "    least = low", "if most < rank:", "    most = rank"]

SEVERAL = """
def verdict(t):
    if not accepts(t):
        return carefully(t)
    return general(t)
"""
