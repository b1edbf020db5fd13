"""Which words are reserved, and so cannot be names.

Most words of the language mean something only where they stand: `value`, `country` and `source`
may be names too. Reserved are those that begin a declaration or a clause of a provision, and those
that join conditions, since a reader could not tell which of the two is meant.
"""

RESERVED_DECLARATIONS = frozenset(
    {
        "module",
        "jurisdiction",
        "instrument",
        "entity",
        "extend",
        "actor",
        "list",
        "parameter",
        "define",
        "question",
        "rule",
        "exempt",
        "authorize",
        "bar",
        "suspend",
        "resume",
        "repeal",
        "amend",
        "profile",
        "test",
    }
)
RESERVED_CLAUSES = frozenset(
    {
        "title",
        "under",
        "governs",
        "when",
        "prohibit",
        "oblige",
        "guidance",
        "confidence",
        "if",
        "adopt",
        "given",
        "expect",
        "reading",
        "member",
        "include",
        "remove",
        "reaches",
    }
)
RESERVED_IN_CONDITIONS = frozenset(
    {
        "and",
        "or",
        "not",
        "is",
        "in",
        "within",
        "any",
        "every",
        "satisfies",
        "where",
        "yes",
        "no",
        "none",
        "from",
        "through",
        "until",
        "to",
        "because",
    }
)
RESERVED = RESERVED_DECLARATIONS | RESERVED_CLAUSES | RESERVED_IN_CONDITIONS
