"""The compiled back end: a program lowered to Python text, executed once per program.

In comes the decision IR, out comes a `Verdict`: the range of outcomes, and which rules apply, may
apply, are lifted or suspended. The passes, in order: `translate` (expressions to conditions over
raw facts, definitions inlined), `specialise` (lives to stretches of days), `find_indexes`,
`order` (cheap and selective tests first), `share` (predicates that several rules begin with),
`emit` (Python text). The reference evaluator stays the meaning: what a pass cannot express is
asked of it, and so is every explanation.
"""
