"""What belongs where in a file, and in the head of each declaration."""

from ecp_dsl.wording import OPENS, name_of

# Declarations: the head, by what was read last.
HEADS: dict[str, dict[str, str]] = {
    "jurisdiction": {
        "JURISDICTION": "a jurisdiction starts with its name",
        "NAME": "after the name of a jurisdiction comes its title in quotation marks",
        "STRING": f"after the title of a jurisdiction {OPENS}",
    },
    "instrument": {
        "INSTRUMENT": "an instrument starts with its name",
        "NAME": "after the name of an instrument comes its title in quotation marks",
        "STRING": f"after the title of an instrument {OPENS}",
    },
    "entity": {
        "ENTITY": "an entity starts with its name",
        "NAME": "after the name of an entity comes its title or `{` and its fields",
        "STRING": "after the title of an entity comes `{` and its fields",
    },
    "extend_entity": {
        "EXTEND": "after `extend` comes `entity` or `list`",
        "ENTITY": name_of("the entity to extend"),
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
        "STRING": f"after the title of a material {OPENS}",
    },
    "scheme": {
        "SCHEME": "a scheme starts with its name",
        "NAME": "after the name of a scheme comes its title in quotation marks",
        "STRING": f"after the title of a scheme {OPENS}",
    },
    "list": {
        "LIST": "a list starts with its name",
        "NAME": "after the name of a list comes its title in quotation marks",
        "STRING": f"after the title of a list {OPENS}",
    },
    "extend_list": {
        "LIST": name_of("the list to extend"),
        "path": "after the name of the list comes `{` and what to add or remove",
    },
    "parameter": {
        "PARAMETER": "a parameter starts with its name",
        "NAME": "after the name of a parameter comes its title in quotation marks",
        "STRING": f"after the title of a parameter {OPENS}",
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
        "STRING": f"after the text of a question {OPENS}",
    },
    "rule": {
        "RULE": "a rule starts with its name",
        "NAME": f"after the name of a rule {OPENS}",
    },
    "exempt": {
        "EXEMPT": "an exemption starts with its name",
        "NAME": "after the name of an exemption comes `from` and the rules it lifts",
        "FROM": "after `from` come the names of the rules that are lifted",
        "paths": f"after the rules that are lifted {OPENS}",
    },
    "authorize": {
        "AUTHORIZE": "an authorization starts with its name",
        "NAME": "after the name of an authorization comes `for` and the rules it satisfies",
        "FOR": "after `for` come the names of the rules that are satisfied",
        "paths": f"after the rules that are satisfied {OPENS}",
    },
    "bar": {
        "BAR": "a bar starts with its name",
        "NAME": "after the name of a bar comes `on` and the authorizations it closes",
        "ON": "after `on` come the names of the authorizations that are closed",
        "paths": f"after the authorizations that are closed {OPENS}",
    },
    "suspend": {
        "SUSPEND": "after `suspend` come the names of what is suspended",
        "paths": f"after the names of what is suspended {OPENS}",
    },
    "resume": {
        "RESUME": "after `resume` come the names of what is resumed",
        "paths": f"after the names of what is resumed {OPENS}",
    },
    "repeal": {
        "REPEAL": "after `repeal` come the names of what is repealed",
        "paths": f"after the names of what is repealed {OPENS}",
    },
    "amend": {
        "AMEND": "after `amend` comes the name of what is amended",
        "path": f"after the name of what is amended {OPENS}",
    },
    "profile": {
        "PROFILE": "a profile starts with its name",
        "NAME": "after the name of a profile comes its title in quotation marks",
        "STRING": "after the title of a profile comes `{` and what it adopts",
    },
    "test": {
        "TEST": "a test starts with its title in quotation marks",
        "STRING": f"after the title of a test {OPENS}",
    },
}

# Declarations: what they are, and what stands between their braces.
BODIES: dict[str, tuple[str, str]] = {
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

FILES: dict[str, dict[str, str]] = {
    "start": {
        "": "a file begins with `module` and the name of the module",
        "module_header": "after the name of the module come `use` and the declarations",
        "use": "after `use` come further uses or the declarations",
        "declaration": "here begins a declaration, such as `rule` or `instrument`",
        "end": "here begins a declaration, such as `rule` or `instrument`",
        "start": "the file is complete here",
    },
    "module_header": {
        "MODULE": name_of("the module"),
        "path": "after the name of the module comes its title, `use` or a declaration",
        "STRING": "after the title of the module come `use` and the declarations",
    },
    "use": {
        "USE": name_of("the module that is used"),
        "path": "after the module that is used comes `as`, a further `use` or a declaration",
        "AS": "after `as` comes the short name for the module",
        "NAME": "after the short name comes a further `use` or a declaration",
    },
}
