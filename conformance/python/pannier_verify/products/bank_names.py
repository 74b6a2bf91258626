"""What the name of a fee of a bank, and the text beside it, say and cannot say (spec/formats/tariffs.md, cdr-bank).

The format has no member for what a fee is charged on: a name is understood where it is one of a closed list.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

from .words import slug

_FILLERS = set("card charge charges fee fees mastercard transactions visa wdl withdrawals".split())
_PAIRS = ("visa debit", "debit card", "credit card")
_SYNONYMS = {
    "international": "foreign", "overseas": "foreign", "otc": "over the counter", "periodical": "periodic",
    "transfers": "transfer", "payments": "payment", "advances": "advance",
}
_FOREIGN = {
    "currency conversion", "foreign conversion", "foreign currency", "foreign currency conversion", "foreign currency transaction",
    "foreign transaction",
}
_PART_OF_FOREIGN = {"foreign transaction single currency", "foreign transaction multi currency"}
_ABROAD = {
    "cash_out": (
        "atm withdrawal cash advance foreign, foreign atm, foreign atm or counter, foreign atm withdrawal, foreign cash advance, "
        "foreign cash withdrawal, foreign withdrawal"
    ),
    "card": "foreign purchase",
}
_WHOLE = {
    "returned_item": "dishonour, direct debit dishonour, payment dishonour",
    "cash_out": "cash withdrawal",
    "direct_debit": "direct debit",
    "standing_order": "periodic payment",
}
_PART = {
    "returned_item": "cheque dishonour, direct debit dishonour electronic",
    "standing_order": "periodic payment to other financial institution",
    "cash_out": (
        "atm, atm cash advance, atm withdrawal, atm withdrawal at any atm, cash advance at other financial institution, "
        "credit cash advance, domestic cash advance, branch withdrawal, branch cash withdrawal, cash advance, counter withdrawal, "
        "counter cash withdrawal, over the counter withdrawal, over the counter cash, over the counter cash withdrawal, "
        "over the counter branch cash withdrawal, cash withdrawal over the counter"
    ),
    "cash_in": "over the counter cash deposit",
    "cheque": (
        "cheque deposit, cheque deposits, cheques deposited, cheque withdrawal, over the counter cheque deposit, "
        "personal cheque withdrawal"
    ),
    "transfer_out": (
        "external transfer, electronic external transfer, external funds transfer, internet banking external transfer, pay anyone, "
        "single pay anyone"
    ),
    "payment": "bpay",
    "card": "eftpos, eftpos purchase, eftpos purchase with cash out, eftpos transaction, pos withdrawal",
}
_WAYS = (
    "agency", "bank post", "branch", "counter", "operator assisted", "phone assisted", "phone banking", "post office",
    "staff assist", "staff assisted",
)
_DONE = {
    "bpay": "payment", "cash": "cash_out", "cheque": "cheque", "deposit": "cash_in", "deposits": "cash_in", "payment": "payment",
    "transfer": "transfer_out", "withdrawal": "cash_out",
}
_ANYTHING = ["cash_in", "cash_out", "cheque", "payment", "transfer_out"]
_SERVICES = set(
    "alert alerts archive audit certificate chargeback coin confirmation copy copies courier declined discharge dispute draft "
    "duplicate enquiry enquiries establishment garnishee honour investigation investigations lost notes opening recall redemption "
    "replacement retrieval rtgs search settlement stop swift telegraphic trace tracing unclaimed voucher".split()
)
_BANK_CHEQUES = ("bank cheque", "corporate cheque", "counter cheque", "financial institution cheque", "official cheque")
_MORE = set(
    "above addition additional additionally also annual brochure cent contact cost costs depend depending depends double each every "
    "exceed exceeding exceeds expenses extra fees first further greater higher hour increase least may minimum month more other "
    "others per percent plus refer see twice variable varies vary".split()
)
_ONE_BY_ONE = ("each time", "each transaction", "per cheque", "per dishonour", "per transaction", "per withdrawal")
_OF_PAYMENT = set(
    "accrued an and annually at balance balances basis calculated closing credit credited daily day each end every half in interest "
    "is last month monthly of on p1d p1m p1y paid payable quarter quarterly the to year yearly your".split()
)
_PRICED = set(
    "above additional after brochure contact cost costs depend depending depends exceed exceeding exceeds expenses extra greater "
    "higher increase may minimum more other others plus refer see variable vary".split()
)
_CONDITIONAL = set(
    "condition conditions eligible except excluding excludes if limit linked only otherwise provided rebate subject then unless "
    "until waived waiver when where while".split()
)
_FOR_WHAT = ("charged", "debited", "deducted", "levied", "payable", "this fee is charged")
_OF_MOVEMENTS = {"DEPOSIT", "EVENT", "PAYMENT", "PURCHASE", "TRANSACTION", "WITHDRAWAL"}


def named(label: str, by_amount: bool) -> tuple[dict[str, Any], bool] | None:
    """The movements that a fee is charged on by its name, and whether the name may mean a part of them only."""
    name = _plain(label)
    if name in _PART_OF_FOREIGN:
        return {"is_foreign": True}, True
    if name in _FOREIGN or by_amount and name == "foreign":
        return {"is_foreign": True}, False
    for kinds, is_foreign, part in ((_ABROAD, True, False), (_WHOLE, False, False), (_PART, False, True)):
        for kind, names in kinds.items():
            if name in names.split(", "):
                return {**({"is_foreign": True} if is_foreign else {}), "kind": [kind]}, part
    return None


def in_a_way(label: str) -> dict[str, Any] | None:
    """All movements that may have been made in the way that a name says; nothing where it says no way."""
    name = f" {_plain(label)} "
    if not any(f" {way} " in name for way in _WAYS):
        return None
    kinds = list(dict.fromkeys(kind for word, kind in _DONE.items() if f" {word} " in name))
    if " cash " in name and "cash_in" in kinds and " withdrawal " not in name:
        kinds.remove("cash_out")
    return {"kind": kinds or _ANYTHING}


def is_service(label: str) -> bool:
    """Whether a name is that of something done when a customer asks for it, which no record shows."""
    name = _plain(label)
    return any(cheque in name for cheque in _BANK_CHEQUES) or not _SERVICES.isdisjoint(name.split())


def is_of_movements(kind: str) -> bool:
    """Whether a fee of this type is charged on movements of the account."""
    return kind in _OF_MOVEMENTS


def is_of_payment(text: str) -> bool:
    """Whether a text beside a rate that is paid says no more than when interest is reckoned and paid."""
    return _words(text.lower()) <= _OF_PAYMENT


def says_when(text: str, figures: list[Fraction]) -> bool:
    """Whether a text beside a price can only say when that price applies."""
    text = _without(text, figures).replace("other than", "not")
    for phrase in _ONE_BY_ONE:
        text = text.replace(phrase, "")
    return not _has_figure(text) and _words(text).isdisjoint(_MORE)


def is_free(text: str) -> bool:
    """Whether a text beside a price of nothing leaves it at that."""
    text = _without(text, [Fraction(0)]).replace("free of cost", "free").replace("no cost", "free")
    sentences = [sentence.strip() for sentence in re.split(r"[.;\n]", text)]
    return (
        not _has_figure(text)
        and _words(text).isdisjoint(_PRICED)
        and all(sentence.startswith(_FOR_WHAT) or _words(sentence).isdisjoint(_CONDITIONAL) for sentence in sentences)
    )


def _plain(label: str) -> str:
    """A name without the words that say nothing, in one word for each meaning."""
    name = f" {slug(label, ' ')} "
    for pair in _PAIRS:
        name = name.replace(f" {pair} ", " ")
    return " ".join(_SYNONYMS.get(word, word) for word in name.split() if word not in _FILLERS)


def _words(text: str) -> set[str]:
    return set("".join(letter if letter.isalnum() else " " for letter in text).split())


def _has_figure(text: str) -> bool:
    return any(letter.isnumeric() or letter in "%$€£" for letter in text)


def _without(text: str, figures: list[Fraction]) -> str:
    """A text in lower case, without those of its figures that are one of these, and the signs around them."""

    def left(match: re.Match[str]) -> str:
        digits = match["figure"].replace(",", "")
        is_known = re.fullmatch(r"(0|[1-9]\d*)(\.\d+)?", digits) and Fraction(digits) in figures
        return " " if is_known else match[0]

    return re.sub(r"\$*(?P<figure>[0-9](?:[0-9.,]*[0-9])?)(?:(?: per cent)* *%*)", left, text.lower())
