"""Format `sg-mobile`: the open list of Singapore mobile plans (spec/formats/tariffs.md)."""

from __future__ import annotations

from . import number, words
from .draft import INCREASE, UNKNOWN, Draft
from .header import Header
from .node import Node

_ALLOWANCES = {"data": ("Data", "GB"), "talktime": ("Calls", "min"), "sms": ("Messages", "count")}
_LONGEST = 9999


def products(root: Node) -> list[Node]:
    """The plans of the list."""
    return [plan for plan in root.list("mobilePlanData") if plan.has("planName") and plan.has("price")]


def header(node: Node, draft: Draft) -> Header:
    """What the plan is, with its price and all else in the draft."""
    plan, kind, option = node.text("planName") or "", node.text("planType") or "", node.text("specialOption")
    made = Header("telco", " / ".join([plan, kind, option or ""]).rstrip(" /"), node.text("telco") or "", plan, service="mobile")
    made.jurisdiction, made.currency, made.zone = "SG", "SGD", "Asia/Singapore"
    draft.prices_stand_in(node)
    amount = draft.money(node.get("price"), "Monthly price")
    if amount is not None:
        draft.add("monthly", "Monthly price", "charge", kind="fixed", amount=amount, per="P1M")
    months = number.whole(kind.split(" ")[0])
    if months and months <= _LONGEST:
        draft.commitment = {"renewal": "rolling", "term": f"P{months}M"}
    if option:
        draft.eligibility.append(draft.asks("special_option", option, node))
    for member, (label, unit) in _ALLOWANCES.items():
        value = node.text(member)
        if value:
            draft.has(member, label, value, unit)
    draft.say_at(node.pointer, "What use beyond the allowances costs is not stated", INCREASE)
    for member in ("pros", "cons", "notes"):
        for one in node.list(member):
            text = one.scalar()
            if text and not words.says_nothing(text):
                draft.say_at(one.pointer, text, UNKNOWN)
    draft.lose(node.get("link"))
    return made
