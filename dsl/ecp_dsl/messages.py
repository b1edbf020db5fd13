"""The written message for every place where the parser may stop.

A place is told by the construct being read and by what was read last: `rule` after `RULE` is the
place where a rule's name belongs. Nothing here depends on how the parser numbers its states.
Each message is one sentence, lower case, without a full stop; ", not …" is added to it.
"""

from collections.abc import Mapping


def _next(what: str) -> str:
    """Say that a clause is complete."""
    return f"after {what} comes the next clause or `}}`"


def _name_of(what: str) -> str:
    """Say that the name of something is needed."""
    return f"here belongs the name of {what}"


_CONDITION = "here belongs a condition, such as `destination is JP`"
_CONDITION_GOES_ON = "after a complete condition comes `and`, `or` or the next part"
_VALUE = "here belongs a value: a name, a number, a date or a text"
_VALUE_GOES_ON = "after a value comes a comparison, `and`, `or` or the next part"
_NAME_GOES_ON = "after a name comes `.` and a further part of it, or what follows the name"
_NAMES_GO_ON = "after a name comes a comma and a further name, or what follows the names"
_TEXTS_GO_ON = "after a text comes a comma and a further text, or what follows the texts"
_BRACKET_GOES_ON = "after `)` comes a comparison, `and`, `or` or the next part"
_DAY = "here belongs a date, such as 2026-01-06"
_TEXT = "here belongs a text in quotation marks"
_OPENS = "comes `{` and then its clauses"
_COLLECTION = "after `in` comes the list that is gone through"
_IN = "after the name for one element comes `in` and the list"
_OPEN_PART = "here belongs `(`, since the condition on each element stands in parentheses"
_CLOSE_PART = "here belongs `)`, or `and` or `or` and a further condition"

# True, but what may follow in fact depends on what is around it.
VAGUE = frozenset(
    {
        _CONDITION_GOES_ON,
        _VALUE_GOES_ON,
        _NAME_GOES_ON,
        _NAMES_GO_ON,
        _TEXTS_GO_ON,
        _BRACKET_GOES_ON,
    }
)

# Declarations: the head, by what was read last.
_HEADS: dict[str, dict[str, str]] = {
    "jurisdiction": {
        "JURISDICTION": "a jurisdiction starts with its name",
        "NAME": "after the name of a jurisdiction comes its title in quotation marks",
        "STRING": f"after the title of a jurisdiction {_OPENS}",
    },
    "instrument": {
        "INSTRUMENT": "an instrument starts with its name",
        "NAME": "after the name of an instrument comes its title in quotation marks",
        "STRING": f"after the title of an instrument {_OPENS}",
    },
    "entity": {
        "ENTITY": "an entity starts with its name",
        "NAME": "after the name of an entity comes its title or `{` and its fields",
        "STRING": "after the title of an entity comes `{` and its fields",
    },
    "extend_entity": {
        "EXTEND": "after `extend` comes `entity` or `list`",
        "ENTITY": _name_of("the entity to extend"),
        "path": "after the name of the entity comes `{` and the fields to add",
    },
    "actor": {
        "ACTOR": "an actor starts with its name",
        "NAME": "after the name of an actor comes its title in quotation marks",
        "STRING": "after the title of an actor comes `many` or the next declaration",
        "MANY": "after `many` comes the next declaration",
    },
    "end_user_class": {
        "END_USER": "a class of end users starts with its name",
        "NAME": "after the name of a class of end users comes its title in quotation marks",
        "STRING": "after the title of a class of end users comes `{` and a condition",
    },
    "end_use_class": {
        "END_USE": "a class of end uses starts with its name",
        "NAME": "after the name of a class of end uses comes its title in quotation marks",
        "STRING": "after the title of a class of end uses comes `{` and a condition",
    },
    "material": {
        "MATERIAL": "a material starts with its name",
        "NAME": "after the name of a material comes its title in quotation marks",
        "STRING": f"after the title of a material {_OPENS}",
    },
    "scheme": {
        "SCHEME": "a scheme starts with its name",
        "NAME": "after the name of a scheme comes its title in quotation marks",
        "STRING": f"after the title of a scheme {_OPENS}",
    },
    "list": {
        "LIST": "a list starts with its name",
        "NAME": "after the name of a list comes its title in quotation marks",
        "STRING": f"after the title of a list {_OPENS}",
    },
    "extend_list": {
        "LIST": _name_of("the list to extend"),
        "path": "after the name of the list comes `{` and what to add or remove",
    },
    "parameter": {
        "PARAMETER": "a parameter starts with its name",
        "NAME": "after the name of a parameter comes its title in quotation marks",
        "STRING": f"after the title of a parameter {_OPENS}",
    },
    "define": {
        "DEFINE": "a definition starts with its name",
        "NAME": "after the name of a definition come its parameters, its title or `{`",
        "function_parameters": "after the parameters of a definition comes its title or `{`",
        "STRING": "after the title of a definition comes `{` and what it means",
    },
    "question": {
        "QUESTION": "a question starts with its name",
        "NAME": "after the name of a question come its parameters or its text",
        "function_parameters": "after the parameters of a question comes its text",
        "STRING": f"after the text of a question {_OPENS}",
    },
    "rule": {
        "RULE": "a rule starts with its name",
        "NAME": f"after the name of a rule {_OPENS}",
    },
    "exempt": {
        "EXEMPT": "an exemption starts with its name",
        "NAME": "after the name of an exemption comes `from` and the rules it lifts",
        "FROM": "after `from` come the names of the rules that are lifted",
        "paths": f"after the rules that are lifted {_OPENS}",
    },
    "authorize": {
        "AUTHORIZE": "an authorization starts with its name",
        "NAME": "after the name of an authorization comes `for` and the rules it satisfies",
        "FOR": "after `for` come the names of the rules that are satisfied",
        "paths": f"after the rules that are satisfied {_OPENS}",
    },
    "bar": {
        "BAR": "a bar starts with its name",
        "NAME": "after the name of a bar comes `on` and the authorizations it closes",
        "ON": "after `on` come the names of the authorizations that are closed",
        "paths": f"after the authorizations that are closed {_OPENS}",
    },
    "suspend": {
        "SUSPEND": "after `suspend` come the names of what is suspended",
        "paths": f"after the names of what is suspended {_OPENS}",
    },
    "resume": {
        "RESUME": "after `resume` come the names of what is resumed",
        "paths": f"after the names of what is resumed {_OPENS}",
    },
    "repeal": {
        "REPEAL": "after `repeal` come the names of what is repealed",
        "paths": f"after the names of what is repealed {_OPENS}",
    },
    "amend": {
        "AMEND": "after `amend` comes the name of what is amended",
        "path": f"after the name of what is amended {_OPENS}",
    },
    "profile": {
        "PROFILE": "a profile starts with its name",
        "NAME": "after the name of a profile comes its title in quotation marks",
        "STRING": "after the title of a profile comes `{` and what it adopts",
    },
    "test": {
        "TEST": "a test starts with its title in quotation marks",
        "STRING": "after the title of a test comes `{`, `given` and `expect`",
    },
}

# Declarations: what they are, and what stands between their braces.
_BODIES: dict[str, tuple[str, str]] = {
    "jurisdiction": ("a jurisdiction", "a clause such as `authority` or `time zone`"),
    "instrument": ("an instrument", "a clause such as `issued by` or `source`"),
    "entity": ("an entity", "a field such as `name: text`"),
    "extend_entity": ("an extension", "a field such as `name: text`"),
    "end_user_class": ("a class of end users", "a condition on `party`"),
    "end_use_class": ("a class of end uses", "a condition on `use`"),
    "material": ("a material", "a clause such as `symbol` or `forms`"),
    "scheme": ("a scheme", "a clause such as `pattern` or `code`"),
    "list": ("a list", "a clause such as `of parties` or `member`"),
    "extend_list": ("an extension of a list", "a clause such as `member` or `remove`"),
    "parameter": ("a parameter", "a clause such as `value`"),
    "define": ("a definition", "a condition or a value"),
    "question": ("a question", "a clause such as `of fact`, `of law` or `reading`"),
    "rule": ("a rule", "a clause such as `under` or `when`"),
    "exempt": ("an exemption", "a clause such as `under` or `when`"),
    "authorize": ("an authorization", "a clause such as `under` or `condition`"),
    "bar": ("a bar", "a clause such as `under` or `when`"),
    "suspend": ("a suspension", "a clause such as `under` or `in force`"),
    "resume": ("a resumption", "a clause such as `under` or `in force`"),
    "repeal": ("a repeal", "a clause such as `under` or `in force`"),
    "amend": ("an amendment", "a clause such as `under` or `in force`"),
    "profile": ("a profile", "a clause `adopt`"),
    "test": ("a test", "a clause such as `given` or `expect`"),
}

_FILES: dict[str, dict[str, str]] = {
    "start": {
        "": "a file begins with `module` and the name of the module",
        "module_header": "after the name of the module come `use` and the declarations",
        "use": "after `use` come further uses or the declarations",
        "declaration": "here begins a declaration, such as `rule` or `instrument`",
        "end": "here begins a declaration, such as `rule` or `instrument`",
        "start": "the file is complete here",
    },
    "module_header": {
        "MODULE": _name_of("the module"),
        "path": "after the name of the module comes its title, `use` or a declaration",
        "STRING": "after the title of the module come `use` and the declarations",
    },
    "use": {
        "USE": _name_of("the module that is used"),
        "path": "after the module that is used comes `as`, a further `use` or a declaration",
        "AS": "after `as` comes the short name for the module",
        "NAME": "after the short name comes a further `use` or a declaration",
    },
}

_VOCABULARY: dict[str, dict[str, str]] = {
    "authority": {
        "AUTHORITY": _name_of("the authority"),
        "NAME": "after the name of an authority comes its title in quotation marks",
        "STRING": _next("an authority"),
    },
    "time_zone": {"TIME_ZONE": "after `time zone` comes its name in quotation marks"},
    "uses_calendar": {"CALENDAR": _name_of("the working calendar")},
    "uses_scheme": {"SCHEME": _name_of("the code scheme")},
    "reaches": {
        "REACHES": "after `reaches` comes the act, such as `export`",
        "NAME": "after the act comes `when` and a condition",
        "WHEN": _CONDITION,
        "expr": "after the condition comes `and`, `or`, `under` or the next clause",
        "under": _next("the citation"),
    },
    "not_modelled": {"NOT_MODELLED": "after `not modelled` comes a text in quotation marks"},
    "number_of": {"NUMBER_WORD": "after `number` comes the number in quotation marks"},
    "issued_by": {
        "ISSUED_BY": _name_of("the authority that issued it"),
        "path": "after the authority comes `on` and the date of issue",
        "ON": _DAY,
        "DATE": _next("the date of issue"),
    },
    "source_read": {
        "SOURCE": "after `source` comes the address in quotation marks",
        "STRING": "after the address comes `read` and a date, or the next clause",
        "READ": _DAY,
        "DATE": _next("the date on which the source was read"),
    },
    "verified": {"VERIFIED": _DAY, "DATE": _next("the date of verification")},
    "field": {
        "KEY": "after the name of a field comes `:` and its type",
        "COLON": "after `:` comes the type of the field, such as `text` or `date`",
        "type": "after the type comes `as`, `guarded`, a title or the next field",
        "AS": "after `as` comes the name in the data in quotation marks",
        "GUARDED": "after `guarded` comes the title of the field or the next field",
        "STRING": "after the title of a field comes the next field or `}`",
        "field": "after a field comes the next field or `}`",
    },
    "named_type": {"NAME": "after a type comes `as`, `guarded`, a title or the next field"},
    "one_of": {
        "ONE_OF": "after `one of` comes `{` and the values",
        "LBRACE": "between the braces of `one of` stand names with commas between",
        "names": "here belongs a comma and a further value, or `}`",
        "RBRACE": "after the values comes `as`, `guarded`, a title or the next field",
    },
    "list_of": {
        "LIST_OF": "after `list of` comes the type of its elements",
        "type": "after a type comes `as`, `guarded`, a title or the next field",
    },
    "code_of": {
        "CODE_OF": _name_of("the code scheme"),
        "path": "after the code scheme comes `as`, `guarded`, a title or the next field",
    },
    "symbol": {"SYMBOL": "after `symbol` comes the symbol in quotation marks"},
    "cas_number": {"CAS": "after `cas` comes the number in quotation marks"},
    "material_group": {"GROUP": _name_of("the group"), "NAME": _next("the group")},
    "forms": {"FORMS": "after `forms` come names with commas between"},
    "provided": {"PROVIDED": _next("`provided`")},
    "pattern": {"PATTERN": "after `pattern` comes the pattern in quotation marks"},
    "hierarchy": {
        "HIERARCHY_BY": "after `hierarchy by` comes `prefix` or a separator in quotation marks",
        "PREFIX": _next("`prefix`"),
        "STRING": _next("the separator"),
    },
    "closed": {"CLOSED": _next("`closed`")},
    "scheme_code": {
        "CODE_WORD": "after `code` comes the code",
        "key": "after a code comes its title in quotation marks or the next clause",
        "STRING": _next("the title of a code"),
    },
    "scheme_result": {
        "RESULT": _name_of("the result"),
        "NAME": "after the name of a result comes its title or the next clause",
        "STRING": _next("the title of a result"),
    },
    "of_parties": {"OF_PARTIES": _next("`of parties`")},
    "of_codes": {"OF_CODES": _name_of("the code scheme")},
    "member": {
        "MEMBER": "after `member` comes a code, or a name in quotation marks",
        "key": "after a member comes its title, a detail such as `alias`, or the next clause",
        "STRING": "after the title of a member comes a detail such as `alias`, or the next clause",
        "member_detail": "after a detail of a member comes a further detail or the next clause",
        "end": "after a detail of a member comes a further detail or the next clause",
    },
    "include": {
        "INCLUDE": _name_of("the list whose members are included"),
        "path": "after the included list comes a period or the next clause",
        "period": _next("the period"),
    },
    "remove": {
        "REMOVE": "after `remove` comes a code, or a name in quotation marks",
        "key": "after what is removed comes `from` and a date",
        "FROM": _DAY,
        "DATE": _next("the date of removal"),
    },
    "alias": {"ALIAS": "after `alias` comes another name in quotation marks"},
    "identifier": {
        "IDENTIFIER": "after `identifier` come its kind and the identifier, each as a text",
        "STRING": "after the kind comes the identifier, then a further detail or the next clause",
    },
    "country": {
        "COUNTRY": "after `country` comes its code",
        "NAME": "after the country comes a further detail or the next clause",
    },
    "hs": {"HS": "after `hs` comes a code in quotation marks"},
    "materials": {"MATERIAL": _name_of("the material")},
    "function_parameters": {
        "LPAR": "between the parentheses stand parameters such as `who: Party`",
        "function_parameter": "after a parameter comes a comma and a further one, or `)`",
        "COMMA": "after the comma comes a further parameter such as `who: Party`",
        "end": "after a parameter comes a comma and a further one, or `)`",
        "RPAR": "after the parameters comes the text or `{`",
    },
    "function_parameter": {
        "KEY": "after the name of a parameter comes `:` and its type",
        "COLON": "after `:` comes the type of the parameter",
        "NAME": "after a parameter comes a comma and a further one, or `)`",
    },
    "of_fact": {"OF_FACT": _next("`of fact`")},
    "of_law": {"OF_LAW": _next("`of law`")},
    "asked_of": {"ASKED_OF": "after `asked of` comes a role", "NAME": _next("the role")},
    "answer_valid_for": {
        "ANSWER_VALID_FOR": "after `answer valid for` comes a time such as `12 months`"
    },
    "reading": {
        "READING": _name_of("the reading"),
        "NAME": "after the name of a reading comes what it says in quotation marks",
        "STRING": "after a reading comes `held by` or the next clause",
        "HELD_BY": "after `held by` comes who holds it in quotation marks",
    },
    "over": {"OVER": "after `over` comes a period such as `from 2026-01-06`"},
}

_PROVISIONS: dict[str, dict[str, str]] = {
    "title": {"TITLE": "after `title` comes a text in quotation marks"},
    "governs": {"GOVERNS": "after `governs` come acts such as `export`"},
    "when": {"WHEN": _CONDITION},
    "judged_at": {"JUDGED_AT": "after `judged at` comes a date among the facts"},
    "prohibit": {"PROHIBIT": _next("`prohibit`")},
    "require_license": {
        "REQUIRE_LICENSE": "after `require license` comes `from`, `review` or the next clause",
        "FROM": _name_of("the authority that licenses"),
        "path": "after the authority comes `review` or the next clause",
        "REVIEW": "after `review` comes a policy such as `denial_presumed`",
        "NAME": _next("the review policy"),
    },
    "require_notification": {
        "REQUIRE_NOTIFICATION": "after `require notification` comes `to`, `within` or the next "
        "clause",
        "TO": _name_of("the authority that is notified"),
        "path": "after the authority comes `within` or the next clause",
        "WITHIN": "after `within` comes a time such as `30 days`",
        "quantity": _next("the time"),
    },
    "oblige": {
        "OBLIGE": "after `oblige` comes the duty, such as `notify` or `keep`",
        "NAME": "after the duty comes the authority, a text, `document`, `within` or the next "
        "clause",
        "path": "after the authority comes a text, `document`, `within` or the next clause",
        "STRING": "after the text comes `document`, `within` or the next clause",
        "DOCUMENT": "after `document` comes its name in quotation marks",
        "WITHIN": "after `within` comes a time such as `30 days`",
        "quantity": _next("the time"),
    },
    "even_prohibition": {"EVEN_PROHIBITION": _next("`even prohibition`")},
    "kind": {"KIND": "after `kind` comes a name such as `general_license`"},
    "condition": {"CONDITION": _CONDITION, "STRING": _next("the text of the condition")},
    "limit": {"LIMIT": _CONDITION, "STRING": _next("the text of the limit")},
    "if_": {"IF": "after `if` comes a condition", "READING": "after `reading` comes a question"},
    "value": {
        "VALUE": _VALUE,
        "expr": "after the value comes a period, `under` or the next clause",
        "period": "after the period comes `under` or the next clause",
        "under": _next("the citation"),
    },
    "under": {
        "UNDER": "after `under` comes the name of an instrument",
        "path": "after the instrument comes `clause` and its number, or the next clause",
        "CLAUSE": "after `clause` comes its number in quotation marks",
        "STRING": _next("the citation"),
    },
    "in_force": {"IN_FORCE": "after `in force` comes a period such as `from 2026-01-06`"},
    "guidance": {
        "GUIDANCE": "after `guidance` comes a text in quotation marks",
        "STRING": "after the text comes `by`, `on`, `source` or the next clause",
        "BY": "after `by` comes who said it in quotation marks",
        "ON": _DAY,
        "DATE": "after the date comes `source` or the next clause",
        "SOURCE": "after `source` comes the address in quotation marks",
    },
    "confidence": {"CONFIDENCE": "after `confidence` comes `high`, `medium` or `low`"},
    "period_from": {
        "FROM": _DAY,
        "DATE": "after the first day comes `through`, `until` or the next part",
        "THROUGH": _DAY,
        "UNTIL": _DAY,
        "TO": _DAY,
    },
    "period_to": {"THROUGH": _DAY, "UNTIL": _DAY, "TO": _DAY, "DATE": _next("the last day")},
}

_TESTS: dict[str, dict[str, str]] = {
    "adopt": {
        "ADOPT": _name_of("the question"),
        "path": "after the question comes `is` and the reading that is adopted",
        "IS": _name_of("the reading that is adopted"),
        "NAME": "after the reading comes `by`, `on`, a reason or the next clause",
        "YES": "after `yes` comes `by`, `on`, a reason or the next clause",
        "NO": "after `no` comes `by`, `on`, a reason or the next clause",
        "BY": "after `by` comes who adopts it in quotation marks",
        "ON": _DAY,
        "DATE": "after the date comes a reason in quotation marks or the next clause",
        "STRING": "after the text comes `on`, a reason or the next clause",
    },
    "given": {"GIVEN": "after `given` comes `{` and the facts"},
    "record": {
        "LBRACE": "between the braces stand facts such as `destination: JP`",
        "entry": "after a fact comes the next fact or `}`",
        "end": "after a fact comes the next fact or `}`",
        "RBRACE": "after `}` comes the next fact or clause",
    },
    "entry": {
        "KEY": "after the name of a fact comes `:` and its value",
        "COLON": "after `:` comes the value of the fact",
        "fact": "after the value of a fact comes the next fact or `}`",
        "COMMA": "after the comma comes the next fact or `}`",
    },
    "fact_list": {
        "LSQB": "between the square brackets stand values with commas between",
        "fact": "here belongs a comma and a further value, or `]`",
        "end": "here belongs a comma and a further value, or `]`",
        "COMMA": "after the comma comes a further value or `]`",
        "RSQB": "after `]` comes the next fact or `}`",
    },
    "fact": dict.fromkeys(
        ("path", "literal", "record"), "after the value of a fact comes the next fact or `}`"
    ),
    "negative_fact": {
        "MINUS": "after `-` comes a number",
        "literal": "after the value of a fact comes the next fact or `}`",
    },
    "expect": {
        "EXPECT": "after `expect` comes the expected outcome, such as `prohibited`",
        "expect_on": "after the date comes the expected outcome, such as `prohibited`",
        "expect_known_at": "after the date comes the expected outcome, such as `prohibited`",
        "NAME": "after the jurisdiction comes the expected outcome, such as `prohibited`",
        "verdict": "after the outcome comes `because` or the next clause",
        "because": _next("the reasons"),
    },
    "expect_on": {"ON": _DAY, "DATE": "after the date comes the expected outcome"},
    "expect_known_at": {"KNOWN_AT": _DAY, "DATE": "after the date comes the expected outcome"},
    "expect_outcome": {
        "NAME": "after the outcome comes `review`, `to`, `because` or the next clause",
        "REVIEW": "after `review` comes a policy such as `denial_presumed`",
    },
    "expect_range": {
        "TO": "after `to` comes the strictest outcome that is possible",
        "NAME": "after the outcome comes `because` or the next clause",
    },
    "expect_not": {
        "NOT": "after `not` comes an outcome such as `prohibited`",
        "NAME": "after the outcome comes `because` or the next clause",
    },
    "expect_missing": {
        "MISSING": "after `missing` come the names of facts or questions",
        "paths": "after the missing facts comes `because` or the next clause",
    },
    "expect_duty": {
        "DUTY": "after `duty` comes its name",
        "NAME": "after the duty comes `because` or the next clause",
    },
    "because": {"BECAUSE": "after `because` come the names of rules"},
}

_EXPRESSIONS: dict[str, dict[str, str]] = {
    "or_": {
        "OR": "after `or` comes a further condition",
        "and_expr": _CONDITION_GOES_ON,
        "end": _CONDITION_GOES_ON,
    },
    "and_": {
        "AND": "after `and` comes a further condition",
        "not_expr": _CONDITION_GOES_ON,
        "end": _CONDITION_GOES_ON,
    },
    "not_": {"NOT": "after `not` comes a condition", "not_expr": _CONDITION_GOES_ON},
    "not_expr": {"comparison": _CONDITION_GOES_ON},
    "comparison": {"additive": _VALUE_GOES_ON},
    "compare": {"COMPARISON": _VALUE, "additive": _CONDITION_GOES_ON},
    "is_": {"IS": "after `is` comes a value or `not`", "additive": _CONDITION_GOES_ON},
    "is_not": {"NOT": _VALUE, "additive": _CONDITION_GOES_ON},
    "in_": {"IN": "after `in` comes a list, or values in braces", "in_target": _CONDITION_GOES_ON},
    "in_target": {"additive": _CONDITION_GOES_ON, "set_of": _CONDITION_GOES_ON},
    "not_in": {
        "NOT": "after `not` comes `in` or `within`",
        "IN": "after `in` comes a list, or values in braces",
        "in_target": _CONDITION_GOES_ON,
    },
    "within": {"WITHIN": "after `within` comes a code or a list", "additive": _CONDITION_GOES_ON},
    "not_within": {
        "WITHIN": "after `within` comes a code or a list",
        "additive": _CONDITION_GOES_ON,
    },
    "set_of": {
        "LBRACE": "between the braces stand values with commas between",
        "expr": "here belongs a comma and a further value, or `}`",
        "end": "here belongs a comma and a further value, or `}`",
        "COMMA": "after the comma comes a further value or `}`",
        "RBRACE": _CONDITION_GOES_ON,
    },
    "arithmetic": {
        "PLUS_MINUS": "after `+` or `-` comes a value",
        "TIMES_DIVIDED": "after `*` or `/` comes a value",
        "multiplicative": _VALUE_GOES_ON,
        "unary": _VALUE_GOES_ON,
    },
    "additive": {"multiplicative": _VALUE_GOES_ON},
    "multiplicative": {"unary": _VALUE_GOES_ON},
    "unary": {"primary": _VALUE_GOES_ON},
    "negative": {"MINUS": "after `-` comes a value", "unary": _VALUE_GOES_ON},
    "primary": {"literal": _VALUE_GOES_ON},
    "group": {
        "LPAR": _CONDITION,
        "expr": _CLOSE_PART,
        "RPAR": _BRACKET_GOES_ON,
    },
    "call": {
        "path": _VALUE_GOES_ON,
        "LPAR": "between the parentheses stand values with commas between, or nothing",
        "expr": "here belongs a comma and a further value, or `)`",
        "end": "here belongs a comma and a further value, or `)`",
        "RPAR": _BRACKET_GOES_ON,
    },
    "any_": {
        "ANY": "after `any` comes a name for one element, such as `c`",
        "NAME": _IN,
        "IN": _COLLECTION,
        "path": "after the list comes `satisfies` and a condition in parentheses",
        "SATISFIES": _OPEN_PART,
        "LPAR": _CONDITION,
        "expr": _CLOSE_PART,
        "RPAR": _CONDITION_GOES_ON,
    },
    "every": {
        "EVERY": "after `every` comes a name for one element, such as `c`",
        "NAME": _IN,
        "IN": _COLLECTION,
        "path": "after the list comes `satisfies` and a condition in parentheses",
        "SATISFIES": _OPEN_PART,
        "LPAR": _CONDITION,
        "expr": _CLOSE_PART,
        "RPAR": _CONDITION_GOES_ON,
    },
    "count": {
        "COUNT_OF": "after `count of` comes a name for one element, such as `c`",
        "NAME": _IN,
        "IN": _COLLECTION,
        "path": "after the list comes `where`, a comparison or the next part",
        "where": _VALUE_GOES_ON,
    },
    "sum": {
        "SUM_OF": "after `sum of` comes what is added up, such as `c.value`",
        "path": "after a name comes `for`, `where`, a comparison or the next part",
        "FOR": "after `for` comes a name for one element, such as `c`",
        "NAME": _IN,
        "IN": _COLLECTION,
        "where": _VALUE_GOES_ON,
    },
    "share": {
        "SHARE_BY": "after `share by` comes what is measured, such as `value`",
        "NAME": "after a name comes `of` and an element, or `in` and the list",
        "OF": "after `of` comes a name for one element, such as `c`",
        "IN": _COLLECTION,
        "path": "after a name comes `where`, a comparison or the next part",
        "where": "after the condition comes `over`, a comparison or the next part",
        "OVER": "after `over` comes what the share is taken of",
    },
    "where": {
        "WHERE": _OPEN_PART,
        "LPAR": _CONDITION,
        "expr": _CLOSE_PART,
        "RPAR": _VALUE_GOES_ON,
    },
    "yes": {"YES": _VALUE_GOES_ON},
    "no": {"NO": _VALUE_GOES_ON},
    "absent": {"NONE": _VALUE_GOES_ON},
    "number": {"NUMBER": "after a number comes its unit, `%`, a comparison or the next part"},
    "percent": {"PERCENT": _VALUE_GOES_ON},
    "quantity": {
        "NUMBER": "after the number comes its unit, such as `days` or `kg`",
        "WORKING": "after `working` comes `days`",
        "NAME": _VALUE_GOES_ON,
    },
    "date": {"DATE": _VALUE_GOES_ON},
    "text": {"STRING": _VALUE_GOES_ON},
    "code": {"CODE": _VALUE_GOES_ON},
    "literal": {"quantity": _VALUE_GOES_ON},
    "path": {
        "NAME": _NAME_GOES_ON,
        "DOT": "after `.` comes a further part of the name",
        "CODE": _NAME_GOES_ON,
        "end": _NAME_GOES_ON,
    },
    "paths": {
        "path": _NAMES_GO_ON,
        "COMMA": "after the comma comes a further name",
        "end": _NAMES_GO_ON,
    },
    "names": {
        "NAME": _NAMES_GO_ON,
        "COMMA": "after the comma comes a further name",
        "end": _NAMES_GO_ON,
    },
    "texts": {
        "STRING": _TEXTS_GO_ON,
        "COMMA": "after the comma comes a further text in quotation marks",
        "end": _TEXTS_GO_ON,
    },
    "key": dict.fromkeys(
        ("STRING", "CODE", "NAME", "NUMBER"), "after the code or name comes its title or a detail"
    ),
}

# Clauses that end with what was read last, by the construct they are part of.
_ENDS: dict[str, str] = {
    "clause": "a clause",
    "jurisdiction_clause": "a clause",
    "instrument_clause": "a clause",
    "material_clause": "a clause",
    "scheme_clause": "a clause",
    "list_clause": "a clause",
    "question_clause": "a clause",
    "test_clause": "a clause",
    "member_detail": "a detail of a member",
    "time_zone": "the time zone",
    "uses_calendar": "the calendar",
    "uses_scheme": "the scheme",
    "not_modelled": "the text",
    "number_of": "the number",
    "symbol": "the symbol",
    "cas_number": "the number",
    "forms": "the forms",
    "pattern": "the pattern",
    "of_codes": "the scheme",
    "alias": "the other names",
    "hs": "the codes",
    "materials": "the materials",
    "answer_valid_for": "the time",
    "over": "the period",
    "title": "the title",
    "governs": "the acts",
    "judged_at": "the date",
    "kind": "the kind",
    "in_force": "the period",
    "confidence": "the confidence",
    "given": "the facts",
    "because": "the reasons",
    "adopt": "what is adopted",
}

_CONSTRUCTS: Mapping[str, Mapping[str, str]] = {
    **_HEADS,
    **_FILES,
    **_VOCABULARY,
    **_PROVISIONS,
    **_TESTS,
    **_EXPRESSIONS,
}


def message_for(construct: str, last: str) -> str | None:
    """Return the message for a place in a construct, given what was read last.

    Args:
        construct: A name in the grammar, as `build.py` knows it.
        last: The terminal or nonterminal read last; `end` after a repetition, empty at the start.
    """
    written = _CONSTRUCTS.get(construct, {}).get(last)
    if written is not None:
        return written
    if construct in _BODIES:
        noun, part = _BODIES[construct]
        if last in {"LBRACE", "end"}:
            return f"in {noun} stands {part}, or `}}` at its end"
        if last == "expr":
            return f"after the condition of {noun} comes `and`, `or` or `}}`"
        if last == "RBRACE":
            return f"after {noun} comes the next declaration"
    if construct == "declaration":
        return "here begins the next declaration, such as `rule` or `instrument`"
    if construct in {"when", "condition", "limit", "if_"} and last == "expr":
        return "after the condition comes `and`, `or` or the next clause"
    if construct in _ENDS:
        return _next(_ENDS[construct])
    return None
