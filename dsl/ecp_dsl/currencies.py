"""Signs of currencies, which people write for the codes that the language has."""

import re
from collections.abc import Mapping

from attrs import frozen

from ecp_dsl.foreign import plain_number

# The code that is meant, and another where the sign alone does not tell.
_SIGNS: Mapping[str, tuple[str, str | None]] = {
    "\u20ac": ("EUR", None),
    "\u00a3": ("GBP", None),
    "$": ("USD", "HKD"),
    "\u00a5": ("JPY", "CNY"),
    "\uffe5": ("CNY", "JPY"),
    "\uff04": ("USD", "HKD"),
    "\uffe1": ("GBP", None),
    "\u20b9": ("INR", None),
    "\u20bd": ("RUB", None),
    "\u20a9": ("KRW", None),
    "\u20ba": ("TRY", None),
    "\u20b4": ("UAH", None),
    "\u20aa": ("ILS", None),
    "\u20ab": ("VND", None),
    "\u0e3f": ("THB", None),
    "\u20b1": ("PHP", None),
}
_WITH_LETTERS: Mapping[str, str] = {
    "US$": "USD",
    "A$": "AUD",
    "AU$": "AUD",
    "C$": "CAD",
    "CA$": "CAD",
    "HK$": "HKD",
    "NT$": "TWD",
    "NZ$": "NZD",
    "R$": "BRL",
    "S$": "SGD",
    "SG$": "SGD",
    "CN\u00a5": "CNY",
    "JP\u00a5": "JPY",
}
_SIGN = "".join(map(re.escape, _SIGNS))
_WRITTEN = re.compile(
    rf"(?P<sign>[A-Z]{{0,2}}[{_SIGN}])(?P<amount>[ \t]{{0,9}}\d+(?:[,.\u00a0 ]\d+)*)?"
)
_AFTER_NUMBER = re.compile(r"[0-9][ \t\u00a0]{0,9}\Z")


@frozen
class Currency:
    """A sign as it is written: behind a number its unit, else with the number that follows it.

    Attributes:
        start: Where it begins.
        end: Where it ends, with its number.
        sign: What stands for the currency.
        code: The code that is read for it.
        amount: The number that follows it, None behind a number.
        other: Another code that may be meant.
    """

    start: int
    end: int
    sign: str
    code: str
    amount: str | None
    other: str | None

    @property
    def advice(self) -> str:
        """What to write instead."""
        amount = "" if self.amount is None else f"{self.amount} "
        advice = f"write `{amount}{self.code}`"
        if self.other is None:
            return advice
        # Two currencies have a sign of their own in common, and many are called dollar.
        alike = "" if self.code in {"JPY", "CNY"} else ", or whichever dollar is meant"
        return f"{advice}, or `{amount}{self.other}`{alike}"

    @property
    def replacement(self) -> str | None:
        """What an editor can put in its place, if that is certain."""
        return self.advice.removeprefix("write ").strip("`") if self.other is None else None


def currency_at(text: str, start: int) -> Currency | None:
    """Return the currency that is written at a place by its sign, if one is."""
    match = _WRITTEN.match(text, start)
    if match is None:
        return None
    sign = match["sign"]
    code, other = _WITH_LETTERS.get(sign), None
    if code is None:
        if len(sign) > 1:
            return None
        code, other = _SIGNS[sign]
    amount, end = match["amount"], match.end()
    if amount is None or _AFTER_NUMBER.search(text, max(0, start - 10), start):
        amount, end = None, match.end("sign")
    return Currency(start, end, sign, code, amount and plain_number(amount.strip()), other)
