"""Phrases that the messages of the parser share."""


def complete(what: str) -> str:
    """Say that a clause is complete."""
    return f"after {what} comes the next clause or `}}`"


def name_of(what: str) -> str:
    """Say that the name of something is needed."""
    return f"here belongs the name of {what}"


CONDITION = "here belongs a condition, such as `end_use.military`"
CONDITION_GOES_ON = "after a complete condition comes `and`, `or` or the next part"
ALTERNATIVES_GO_ON = "after a complete condition comes `or` or the next part"
VALUE = "here belongs a value: a name, a number, a date or a text"
VALUE_GOES_ON = "after a value comes a comparison, `and`, `or` or the next part"
NAME_GOES_ON = "after a name comes `.` and a further part of it, or what follows the name"
NAMES_GO_ON = "after a name comes a comma and a further name, or what follows the names"
TEXTS_GO_ON = "after a text comes a comma and a further text, or what follows the texts"
BRACKET_GOES_ON = "after `)` comes a comparison, `and`, `or` or the next part"
DAY = "here belongs a date, such as 2026-01-06"
OPENS = "comes `{` and then its clauses"
COLLECTION = "after `in` comes the list that is gone through"
IN = "after the name for one element comes `in` and the list"
OPEN_PART = "here belongs `(`, since the condition on each element stands in parentheses"
CLOSE_PART = "here belongs `)`, or `and` or `or` and a further condition"
