"""Format `cdr-energy`: plan details of the Australian Consumer Data Right for energy (spec/formats/tariffs.md)."""

from __future__ import annotations

from typing import Any

from . import energy, number, words
from .draft import DECREASE, INCREASE, UNKNOWN, Draft, fact
from .header import Given, Header
from .node import Node

_STATES = {"0": "NT", "1": "NSW", "2": "NSW", "3": "VIC", "8": "VIC", "4": "QLD", "9": "QLD", "5": "SA", "6": "WA", "7": "TAS"}
_LOST = ("paymentOption", "meterTypes", "intrinsicGreenPower", "billFrequency", "timeZone", "variation", "onExpiryDescription", "benefitPeriod")
_MODELS = ("SINGLE_RATE", "TIME_OF_USE", "FLEXIBLE")
_DISCOUNTS = {"PAY_ON_TIME": "pays_on_time", "DIRECT_DEBIT": "pays_by_direct_debit"}
_TERMS = {
    "FIXED": "once", "PERCENT_OF_BILL": "bill", "ANNUAL": "P1Y", "BIANNUAL": "P6M", "MONTHLY": "P1M", "WEEKLY": "P1W", "DAILY": "P1D",
}


def products(root: Node) -> list[Node]:
    """The plans of one answer, its `data`, or an array of them."""
    nodes = [one.get("data") or one for one in (root.elements if root.is_list else [root])]
    return [node for node in nodes if node.has("planId") and (node.has("electricityContract") or node.has("gasContract"))]


def header(node: Node, draft: Draft, given: Given) -> Header:
    """What the plan is, with its prices and all else in the draft."""
    brand = node.text("brand") or ""
    made = Header("energy", node.text("planId") or "", node.text("brandName") or brand, "", provider_id=brand)
    made.name = node.text("displayName") or made.id
    made.version, made.summary = node.text("lastUpdated"), node.text("description")
    made.jurisdiction, made.currency, made.tax = "AU", "AUD", energy.ON_TOP
    electric, gas = node.get("electricityContract"), node.get("gasContract")
    clock = electric.text("timeZone") if electric else None
    made.zone = "Australia/Brisbane" if clock == "AEST" else _zone(node) or given.zone
    zone = made.zone or "Australia/Sydney"
    updated = words.day(made.version, zone)
    since = words.day(node.text("effectiveFrom"), zone) or updated
    made.saleable, made.priced = (since, words.day(node.text("effectiveTo"), zone)), (updated or since, None)
    _area(node, draft)
    kind = node.text("customerType")
    if kind:
        draft.eligibility.append(fact("customer_type", "person" if kind == "RESIDENTIAL" else "business"))
    for charge in node.list("meteringCharges"):
        draft.say(charge, "Metering", INCREASE)
    if electric and gas:
        draft.say(gas, "Gas beside electricity in one plan, with prices of its own", INCREASE)
    contract = electric or gas
    if contract:
        _contract(contract, "electricity.import" if electric else "gas", draft)
    return made


def _zone(node: Node) -> str | None:
    """The zone of the state that the first postcode lies in."""
    places = node.get("geography")
    codes = places.list("includedPostcodes") if places else []
    return energy.ZONES.get(_STATES.get((codes[0].peek() or " ")[0], "")) if codes else None


def _area(node: Node, draft: Draft) -> None:
    places = node.get("geography")
    if places is None:
        return
    found = {member: [name for one in places.list(member) if (name := words.name(one.scalar()))]
             for member in ("includedPostcodes", "excludedPostcodes", "distributors")}
    codes = {"include": found["includedPostcodes"], "exclude": found["excludedPostcodes"]}
    for scheme, lists in (("postcode", codes), ("network", {"include": found["distributors"]})):
        stated = {name: one for name, one in lists.items() if one}
        draft.area += [{"scheme": scheme, **stated}] if stated else []


def _contract(contract: Node, meter: str, draft: Draft) -> None:
    draft.prices_stand_in(contract)
    draft.lose_members(contract, *_LOST)
    fixed = contract.flag("isFixed")
    if contract.text("termType"):
        draft.commitment = {"renewal": "rolling", "price_change": "none" if fixed else "on_notice"}
    for one in contract.list("eligibility"):
        kind = one.text("type") or "OTHER"
        text = one.text("information") or one.text("description") or kind
        draft.eligibility.append(draft.asks(f"{kind}_{len(draft.eligibility) + 1}", text, one))
    model = contract.text("pricingModel")
    if model and model not in _MODELS:
        draft.say_at(contract.pointer, f"A kind of price beyond single rate and time of use: {model}", UNKNOWN)
    _prices(contract, meter, draft)
    load = contract.get("controlledLoad")
    if load:
        draft.say(load, "A price of its own for controlled load", UNKNOWN)
    _feed_in(contract, draft)
    for one in contract.list("discounts"):
        _discount(one, draft)
    for one in contract.list("fees"):
        kind, text = one.text("type") or "OTHER", one.text("description") or ""
        term = _TERMS.get(one.text("term") or "")
        energy.fee(one, kind, text, term, draft.money(one.get("amount"), text), draft.fraction(one.get("rate"), text), draft)
    draft.say_text(contract, "additionalFeeInformation", "Fees", UNKNOWN)
    draft.say_text(contract, "terms", "Terms", UNKNOWN)
    for one in contract.list("incentives"):
        draft.say(one, f"{one.peeked('displayName')}: {one.peeked('description')}", DECREASE)
    for one in contract.list("greenPowerCharges"):
        draft.lose(one)
    days = contract.text("coolingOffDays")
    if days:
        draft.has("cooling_off", "Time to withdraw", days, "days")


def _prices(contract: Node, meter: str, draft: Draft) -> None:
    charges: list[tuple[str, str]] = []
    for period in contract.list("tariffPeriod"):
        label = period.text("displayName") or "Use"
        first, last = period.text("startDate") or "01-01", period.text("endDate") or "12-31"
        try:
            season = energy.season(first, last, draft)
        except energy.NotADay:
            draft.say(period, f"{label}: from {first} to {last}", UNKNOWN)
            continue
        kind = period.text("type")
        if kind:
            draft.has("tariff_type", "Kind of tariff", kind)
        charge = period.get("dailySupplyCharge") or period.get("dailySupplyCharges")
        amount = draft.money(charge, "Supply charge")
        if charge and amount:
            charges.append((amount, charge.pointer))
        period.read("dailySupplyChargeType", "rateBlockUType")
        bands = period.get("bandedDailySupplyCharges")
        if bands:
            draft.say(bands, "Supply charge in bands", INCREASE)
        single = period.get("singleRate")
        if single:
            _single(single, label, meter, season, draft)
        for block in period.list("timeOfUseRates"):
            _time_of_use(block, meter, season, draft)
        for demand in period.list("demandCharges"):
            _demand(demand, meter, season, draft)
        if not (single or period.list("timeOfUseRates")):
            draft.say_at(period.pointer, f"{label}: no price of use is stated", UNKNOWN)
    energy.supply(charges, draft)


def _single(single: Node, label: str, meter: str, season: str | None, draft: Draft) -> None:
    every = single.text("period")
    label = single.text("displayName") or label
    draft.lose(single.get("description"))
    window = energy.of_season(season, draft)
    _use(single, "usage", label, meter, every, window, draft)


def _use(node: Node, base: str, label: str, meter: str, every: str | None, window: str | None, draft: Draft) -> None:
    rates = node.get("rates")
    if rates is None:
        draft.say_at(node.pointer, f"{label}: no price of use is stated", UNKNOWN)
        return
    steps = energy.steps(rates, meter, False, draft)
    if steps:
        draft.add(base, label, "charge", **energy.usage(meter, energy.blocks(steps, rates, draft), every, window))


def _time_of_use(block: Node, meter: str, season: str | None, draft: Draft) -> None:
    kind = block.text("type") or "use"
    label = block.text("displayName") or kind
    draft.lose(block.get("description"))
    window = _hours(block.list("timeOfUse"), f"tou_{kind}", season, draft)
    if window is None:
        draft.say(block, f"{label}: no hours are stated", UNKNOWN)
        return
    _use(block, f"usage_{kind}", label, meter, block.text("period"), window, draft)


def _hours(nodes: list[Node], base: str, season: str | None, draft: Draft) -> str | None:
    """A window from `days`, `startTime` and `endTime` of each."""
    slots: list[dict[str, Any]] = []
    for one in nodes:
        days = one.get("days")
        named = "|".join(filter(None, (day.scalar() for day in days.elements or [days]))) if days else ""
        if "PUBLIC_HOLIDAY" in named:
            draft.say(one, "Hours of public holidays, which no calendar states", UNKNOWN)
            continue
        slot = energy.slot(named, one.text("startTime") or "00:00", one.text("endTime") or "23:59", season)
        if slot is None:
            draft.say(one, f"{base}: hours that cannot be read", UNKNOWN)
        else:
            slots.append(slot)
        for member in ("additionalInfo", "additionalInfoUri"):
            draft.say_text(one, member, base, UNKNOWN)
    return energy.window(base, slots, draft)


def _demand(demand: Node, meter: str, season: str | None, draft: Draft) -> None:
    """A price for the greatest power of a day or month."""
    label = demand.text("displayName") or "Demand"
    periods = {demand.peeked("measurementPeriod"), demand.peeked("chargePeriod")}
    per = {"DAY": "P1D", "MONTH": "P1M"}.get(next(iter(periods)) or "") if len(periods) == 1 else None
    bounded = any((demand.peeked(member) or "").strip("0.") for member in ("minDemand", "maxDemand"))
    if per is None or demand.peeked("measureUnit") != "KW" or bounded:
        draft.say(demand, f"{label}: {demand.peeked('amount')}", INCREASE)
        return
    price = draft.number(demand.get("amount"), label)
    window = _hours([demand], "demand", season, draft)
    demand.read("measurementPeriod", "chargePeriod", "measureUnit", "minDemand", "maxDemand")
    if price is not None and window:
        draft.add("demand", label, "charge", kind="peak", measure="max", meter=meter, per=per, unit="kW", window=window,
                  blocks=[{"price": number.written(price)}])
    elif not demand.has("amount"):
        draft.say_at(demand.pointer, f"{label}: no price is stated", UNKNOWN)


def _feed_in(contract: Node, draft: Draft) -> None:
    tariffs = contract.list("solarFeedInTariff")
    several = sum(one.peeked("scheme") != "PREMIUM" for one in tariffs) > 1
    for one in tariffs:
        label = one.text("displayName") or "Feed-in"
        single = one.get("singleTariff")
        premium = one.peeked("scheme") == "PREMIUM"
        explained = not words.says_nothing(one.peeked("description"))
        if single is None or one.has("startDate") or several and not premium or explained:
            draft.say(one, f"Feed-in: {label}; {one.peeked('description')}", DECREASE)
            continue
        one.read("scheme", "payerType", "tariffUType")
        energy.feed_in(one, label, single.get("rates"), single.text("period"), False, draft)


def _discount(one: Node, draft: Draft) -> None:
    label = one.text("displayName") or "Discount"
    category = one.text("category") or "OTHER"
    guaranteed = one.text("type") == "GUARANTEED" or category == "GUARANTEED_DISCOUNT"
    about = None if guaranteed else _DISCOUNTS.get(category, f"discount_{category}_{label}")
    of_bill = one.path("percentOfBill", "rate")
    stated = of_bill or one.path("percentOfUse", "rate")
    rate = None if one.has("endDate") else draft.fraction(stated, label)
    if rate is None:
        draft.say(one, one.peeked("description") or label, DECREASE)
        return
    one.read("methodUType")
    energy.discount(one, one.text("description") or label, rate, of_bill is not None, about, draft)
