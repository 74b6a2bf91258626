"""Format `eme-au`: plans as the Australian regulator's own comparison site has them, with prices in cents (spec/formats/tariffs.md)."""

from __future__ import annotations

from . import energy, number, words
from .draft import DECREASE, INCREASE, UNKNOWN, Draft, fact
from .header import Header
from .node import Node

_LOST = ("paymentOption", "networkTariffCode", "networkTariffType", "variation", "onExpiry", "benefitPeriod")
_BILLS = {"1": "P1M", "2": "P2M", "3": "P3M"}
_DISCOUNTS = {"P": "pays_on_time", "D": "pays_by_direct_debit"}
_TERMS = {"F": "once", "P": "bill", "A": "P1Y", "M": "P1M", "W": "P1W", "D": "P1D"}


def products(root: Node) -> list[Node]:
    """The plans of one answer, or an array of them."""
    nodes = [one.path("data", "planData") or one.get("planData") for one in (root.elements if root.is_list else [root])]
    return [node for node in nodes if node and node.has("planId") and (contract := node.get("contract")) and contract.is_list]


def header(node: Node, draft: Draft) -> Header:
    """What the plan is, with its prices and all else in the draft."""
    made = Header("energy", node.text("planId") or "", node.text("retailerName") or "", "")
    made.name = node.text("planName") or made.id
    made.provider_id, made.version = node.text("retailerCode"), node.text("batchId")
    state = node.text("state") or ""
    made.jurisdiction = f"AU-{state}" if 0 < len(state) <= 3 and state.isascii() and state.isalnum() and state == state.upper() else "AU"
    made.currency, made.zone, made.tax = "AUD", energy.ZONES.get(state), energy.ON_TOP
    since = words.day(node.text("effectiveDate"), made.zone or "Australia/Sydney")
    made.saleable = made.priced = since, None
    networks = [name for area in node.list("supplyArea") if (name := words.name(area.text("name")))]
    draft.area += [{"scheme": "network", "include": networks}] if networks else []
    node.read("distributor")
    kind = node.text("customerType")
    if kind:
        draft.eligibility.append(fact("customer_type", "person" if kind == "R" else "business"))
    contracts = node.list("contract")
    for other in contracts[1:]:
        draft.say(other, "A plan has a second contract, with prices of its own", UNKNOWN)
    if contracts:
        fuel = contracts[0].text("fuelType") or node.text("fuelType") or "E"
        made.billing = _contract(contracts[0], "gas" if fuel == "G" else "electricity.import", draft)
    return made


def _contract(contract: Node, meter: str, draft: Draft) -> str:
    """All that a contract says, and the period of its bills."""
    draft.prices_stand_in(contract)
    draft.lose_members(contract, *_LOST)
    billing = _billing(contract.get("billFrequency"), draft)
    fixed = contract.flag("isFixed")
    if contract.text("termType"):
        draft.commitment = {"renewal": "rolling", "price_change": "none" if fixed else "on_notice"}
    draft.say_text(contract, "terms", "Terms", UNKNOWN)
    _prices(contract, meter, draft)
    for member in ("controlledLoad", "controlledLoads"):
        load = contract.get(member)
        if load:
            draft.say(load, "A price of its own for controlled load", UNKNOWN)
    model = contract.text("pricingModel")
    if model and model not in ("SR", "TOU"):
        draft.say_at(contract.pointer, f"A kind of price beyond single rate and time of use: {model}", UNKNOWN)
    contract.read("timeDefinition")
    _feed_in(contract, draft)
    for one in contract.list("discount"):
        _discount(one, draft)
    for one in contract.list("fee"):
        kind = one.text("feeType") or "OTHER"
        text, term = one.text("description") or "", _TERMS.get(one.text("feeTerm") or "")
        amount, rate = draft.money(one.get("amount"), text), draft.percent(one.get("percent"), text)
        energy.fee(one, "EXIT" if kind in ("EF", "ETF") else kind, text, term, amount, rate, draft)
    _rest(contract, draft)
    return billing


def _billing(lengths: Node | None, draft: Draft) -> str:
    """The shortest length of a bill that a tariff has; else a month."""
    if lengths is None:
        return "P1M"
    months = {one.peeked("number") for one in lengths.elements if one.peeked("period") == "M"}
    lengths.take_all()
    known = [length for number_of_months, length in _BILLS.items() if number_of_months in months]
    if len(lengths.elements) > 1 or not known:
        draft.lose_at(lengths.pointer)
    return known[0] if known else "P1M"


def _prices(contract: Node, meter: str, draft: Draft) -> None:
    charges: list[tuple[str, str]] = []
    for period in contract.list("tariffPeriod"):
        label = period.text("name") or "Use"
        first, last = period.text("startDate") or "01-01", period.text("endDate") or "12-31"
        try:
            season = energy.season(first, last, draft)
        except energy.NotADay:
            draft.say(period, f"{label}: from {first} to {last}", UNKNOWN)
            continue
        charge = period.get("dailySupplyCharge")
        cents = draft.number(charge, "Supply charge")
        amount = None if cents is None else number.amount(number.hundredth(cents))
        if charge and amount:
            charges.append((amount, charge.pointer))
        elif charge and cents is not None:
            draft.say_at(charge.pointer, "Supply charge that is no amount", UNKNOWN)
        every = period.text("blockPeriod")
        draft.lose(period.get("blockDescription"))
        single = period.get("blockRate")
        if single and single.elements:
            window = energy.of_season(season, draft)
            steps = energy.steps(single, meter, True, draft)
            if steps:
                draft.add("usage", label, "charge", **energy.usage(meter, energy.blocks(steps, single, draft), every, window))
        for block in period.list("touBlock"):
            _time_of_use(block, meter, every, season, draft)
        if not (single and single.elements or period.list("touBlock")):
            draft.say_at(period.pointer, f"{label}: no price of use is stated", UNKNOWN)
        demand = period.get("demandCharge")
        if demand:
            draft.say(demand, f"{label}: a charge for power", INCREASE)
    energy.supply(charges, draft)


def _time_of_use(block: Node, meter: str, every: str | None, season: str | None, draft: Draft) -> None:
    label, kind = block.text("name") or "Use", block.text("timeOfUsePeriod") or "use"
    draft.lose(block.get("description"))
    slots = []
    for hours in block.list("timeOfUse"):
        slot = energy.slot(hours.text("days") or "", hours.text("startTime") or "0000", hours.text("endTime") or "2359", season)
        if slot is None:
            draft.say(hours, f"{label}: hours that cannot be read", UNKNOWN)
        else:
            slots.append(slot)
    window = energy.window(f"tou_{kind}", slots, draft)
    rates = block.get("blockRate")
    if window is None or rates is None:
        draft.say(block, f"{label}: no hours or no price", UNKNOWN)
        return
    steps = energy.steps(rates, meter, True, draft)
    if steps:
        priced = energy.blocks(steps, rates, draft)
        draft.add(f"usage_{kind}", label, "charge", **energy.usage(meter, priced, every, window))


def _feed_in(contract: Node, draft: Draft) -> None:
    tariffs = contract.list("solarFit")
    several = sum(one.peeked("scheme") != "PREMIUM" for one in tariffs) > 1
    for one in tariffs:
        label = one.text("description") or one.text("displayName") or "Feed-in"
        premium = one.peeked("scheme") == "PREMIUM"
        if several and not premium or one.peeked("tariffUType") != "singleTariff":
            draft.say(one, f"Feed-in: {label}", DECREASE)
            continue
        one.read("scheme", "tariffUType", "rate", "displayName", "type")
        energy.feed_in(one, label, one.get("singleTariffRates"), one.text("singleTariffPeriod"), True, draft)
        for rate in one.list("singleTariffRates"):
            rate.flag("rebate")


def _discount(one: Node, draft: Draft) -> None:
    label, category = one.text("name") or "Discount", one.text("category") or ""
    about = None if one.text("type") == "G" else _DISCOUNTS.get(category, f"discount_{category}_{label}")
    method = one.text("method")
    rate = draft.percent(one.get("discountPercent"), label)
    if method not in ("B", "U") or rate is None:
        draft.say(one, one.peeked("description") or label, DECREASE)
        return
    energy.discount(one, one.text("description") or label, rate, method == "B", about, draft)


def _rest(contract: Node, draft: Draft) -> None:
    draft.say_text(contract, "additionalFeeInformation", "Fees", UNKNOWN)
    for one in contract.list("incentive"):
        draft.say(one, f"{one.peeked('name')}: {one.peeked('description')}", DECREASE)
    for one in contract.list("greenCharge"):
        draft.lose(one)
    meters = contract.get("meterType")
    for one in meters.elements or [meters] if meters else []:
        model = one.scalar()
        if model:
            draft.has("meter_type", "Meter", model)
    days = contract.text("coolingOffDays")
    if days:
        draft.has("cooling_off", "Time to withdraw", days, "days")
