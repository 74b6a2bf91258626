"""A straightforward costing in Python beside ours: the same tariffs on the same use, the same cents, one run.

    cargo build --profile bench -p pannier-tariff --example price_folder
    python3 benches/compare/costing.py target/release/examples/price_folder [TARIFFS]

Makes a year of half-hours (17,520) and one of transactions (5,000), a thousand tariffs for each, prices all of them with
ours and as many as `TARIFFS` (20 where it is not said) with the code below, and stops where a cent differs. Python counts exactly
too, with `fractions`, and goes through the records of each tariff once, as one would write it. Times are of pricing alone: both
sides have read everything.
"""

import datetime
import json
import subprocess
import sys
import tempfile
import time
from fractions import Fraction
from pathlib import Path
from zoneinfo import ZoneInfo

ALL = 1000
START = datetime.date(2027, 1, 1)
BEFORE = datetime.date(2026, 1, 1)
LONDON = ZoneInfo("Europe/London")


def days_of(year):
    first = datetime.date(year, 1, 1)
    return [first + datetime.timedelta(days=day) for day in range(365)]


def interval_days():
    for number, day in enumerate(days_of(2026)):
        slots = [(number * 7 + slot * 13) % 900 + 50 for slot in range(48)]
        text = [f"0.{slot:03}" for slot in slots]
        yield {
            "id": str(day), "register": "r3m5tb", "date": str(day), "zone": "Etc/UTC", "fuel": "electricity",
            "direction": "import", "unit": "kWh", "resolution": "PT30M", "count": 48, "missing": 0,
            "total": f"{sum(slots) // 1000}.{sum(slots) % 1000:03}", "quality": "actual", "slots": text,
        }


def transactions():
    kinds = ["card", "direct_debit", "cash_out", "card", "standing_order", "transfer_out"]
    categories = ["groceries", "fuel", "travel", "eating_out", "household"]
    days, cents = days_of(2026), 0
    money = lambda cents: f"{'-' if cents < 0 else ''}{abs(cents) // 100}.{abs(cents) % 100:02}"
    for number in range(5000):
        income = number % 400 == 0
        amount = 250_000 if income else -(number * 37 % 1900 + 30)
        cents += amount
        yield {
            "id": f"t{number:05}", "account": "a7k2qx", "date": str(days[number * 365 // 5000]), "date_basis": "booked",
            "status": "booked", "amount": money(amount), "currency": "GBP",
            "kind": "transfer_in" if income else kinds[number % len(kinds)], "seq": number,
            "is_foreign": number % 11 == 0, "running_balance": money(cents), "category": categories[number % len(categories)],
        }


def header(number, sector, components, windows=None):
    tariff = {
        "id": f"t{number:04}", "version": "1", "provider": {"id": "0", "name": "Somebody"}, "name": "Bench", "sector": sector,
        "jurisdiction": "GB", "currency": "GBP", "time_zone": "Europe/London", "saleable": {"from": "2026-01-01"},
        "priced": {"from": "2026-01-01"}, "eligibility": [], "tax": {"included": False, "rate": "0.05"},
        "rounding": {"at": "line", "mode": "half_up", "places": 2}, "billing": {"anchor": "calendar", "period": "P1M"},
        "components": components, "unmodelled": [],
    }
    if windows:
        tariff["windows"] = windows
    return tariff


def energy_tariff(number):
    price = lambda base: f"0.{base + number % 997:04}"
    usage = lambda name, base: {
        "kind": "usage", "id": name, "label": name, "direction": "charge", "meter": "electricity.import", "unit": "kWh",
        "window": name, "blocks": [{"price": price(base)}],
    }
    windows = {
        "peak": {"slots": [{"days": ["mon", "tue", "wed", "thu", "fri"], "from": "16:00", "to": "20:00"}]},
        "night": {"slots": [{"from": "23:00", "to": "06:30"}]},
        "day": {"otherwise": ["peak", "night"]},
    }
    return header(number, "energy", [
        {"kind": "fixed", "id": "standing", "label": "S", "direction": "charge", "amount": "0.53", "per": "P1D"},
        usage("peak", 3000), usage("night", 1000), usage("day", 2000),
        {"kind": "percent", "id": "off", "label": "D", "direction": "credit", "of": ["peak", "night", "day"], "rate": "0.02"},
    ], windows)


def bank_tariff(number):
    price = lambda base: f"0.{base + number % 997:04}"
    return header(number, "bank", [
        {"kind": "fixed", "id": "fee", "label": "F", "direction": "charge", "amount": "5.00", "per": "P1M",
         "when": [{"metric": "inflow", "lt": "1500"}]},
        {"kind": "event", "id": "abroad", "label": "A", "direction": "charge", "percent": price(1000), "min": "0.50",
         "max": "10.00", "match": {"kind": ["card"], "is_foreign": True}},
        {"kind": "event", "id": "cash", "label": "C", "direction": "charge", "amount": "0.80", "free": {"n": 3},
         "match": {"kind": ["cash_out"]}},
        {"kind": "event", "id": "back", "label": "B", "direction": "credit", "percent": "0.01",
         "match": {"category": ["groceries", "fuel"]}},
        {"kind": "clamp", "id": "cap", "label": "X", "direction": "charge", "min": "-5.00", "of": ["back"]},
        {"kind": "balance", "id": "od", "label": "O", "direction": "charge", "side": "debit", "mode": "graduated",
         "day_count": "ACT/365F", "blocks": [{"rate": "0", "up_to": "100"}, {"rate": price(3000)}]},
    ])


# --- the costing of the other side: what is used above, and no more


def half_up(number):
    cents = abs(number) * 100
    whole = cents.numerator * 2 // cents.denominator
    return Fraction((whole + 1) // 2 * (1 if number >= 0 else -1), 100)


def add(lines, amount, tax):
    net = half_up(amount)
    lines.append(net + half_up(net * tax))
    return net


def in_window(tariff, name, weekday, minute):
    window = tariff["windows"][name]
    if "otherwise" in window:
        return not any(in_window(tariff, other, weekday, minute) for other in window["otherwise"])
    clock = lambda text: int(text[:2]) * 60 + int(text[3:])
    for slot in window["slots"]:
        begin, end = clock(slot["from"]), clock(slot["to"])
        names = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
        holds = lambda day: names[day % 7] in slot.get("days", names)
        if begin < end:
            if holds(weekday) and begin <= minute < end:
                return True
        elif (holds(weekday) and minute >= begin) or (holds(weekday - 1) and minute < end):
            return True
    return False


def read_half_hours(rows):
    """Half-hours on the clock of London, and which day of 2026 stands for which of 2027."""
    by_day = {}
    for row in rows:
        midnight = datetime.datetime.fromisoformat(row["date"]).replace(tzinfo=datetime.timezone.utc)
        for slot, quantity in enumerate(row["slots"]):
            local = (midnight + datetime.timedelta(minutes=30 * slot)).astimezone(LONDON)
            by_day.setdefault(local.date(), []).append((local.hour * 60 + local.minute, Fraction(quantity)))
    covered = sorted(day for day, slots in by_day.items() if len(slots) >= 46)
    kind = lambda day: min(max(day.weekday() - 4, 0), 2)
    course = lambda day: (day.replace(year=2001) - datetime.date(2001, 1, 1)).days
    known = set(covered)
    replay = []
    for target in days_of(2027):
        source = target - datetime.timedelta(days=364)
        if source not in known:
            apart = lambda day: min(abs(course(day) - course(target)), 365 - abs(course(day) - course(target)))
            source = min((day for day in covered if kind(day) == kind(target)), key=lambda day: (apart(day), -day.toordinal()))
        replay.append((target, by_day[source]))
    return replay


def price_energy(tariff, replay):
    tax, lines = Fraction(tariff["tax"]["rate"]), []
    for month in range(1, 13):
        days = [(target, slots) for target, slots in replay if target.month == month]
        base = Fraction(0)
        for component in tariff["components"]:
            if component["kind"] == "fixed":
                add(lines, len(days) * Fraction(component["amount"]), tax)
            elif component["kind"] == "usage":
                quantity = Fraction(0)
                for target, slots in days:
                    for minute, used in slots:
                        if in_window(tariff, component["window"], target.weekday(), minute):
                            quantity += used
                base += add(lines, quantity * Fraction(component["blocks"][0]["price"]), tax)
            else:
                add(lines, -base * Fraction(component["rate"]), tax)
    return sum(lines)


def read_account(rows):
    """Movements and balances at the ends of days by month of 2026, which stand for those of 2027."""
    months = {month: ([], {}) for month in range(1, 13)}
    last = None
    ends = {}
    for row in rows:
        day = datetime.date.fromisoformat(row["date"])
        row = dict(row, amount=Fraction(row["amount"]), day=day)
        months[day.month][0].append(row)
        ends[day] = Fraction(row["running_balance"])
    for day in days_of(2026):
        last = ends.get(day, last)
        months[day.month][1][day.day] = last
    return months


def price_account(tariff, months):
    tax, lines = Fraction(tariff["tax"]["rate"]), []
    for movements, balances in months.values():
        sums = {}
        for component in tariff["components"]:
            amount = Fraction(0)
            if component["kind"] == "fixed":
                inflow = sum(row["amount"] for row in movements if row["amount"] > 0)
                if inflow < Fraction(component["when"][0]["lt"]):
                    amount = Fraction(component["amount"])
            elif component["kind"] == "event":
                match, count = component["match"], 0
                for row in movements:
                    if "kind" in match and row["kind"] not in match["kind"]:
                        continue
                    if "is_foreign" in match and row["is_foreign"] != match["is_foreign"]:
                        continue
                    if "category" in match and row["category"] not in match["category"]:
                        continue
                    count += 1
                    if count <= component.get("free", {"n": 0})["n"]:
                        continue
                    price = Fraction(component.get("amount", 0)) + Fraction(component.get("percent", 0)) * abs(row["amount"])
                    if "min" in component:
                        price = max(price, Fraction(component["min"]))
                    if "max" in component:
                        price = min(price, Fraction(component["max"]))
                    amount += price
            elif component["kind"] == "clamp":
                least = Fraction(component["min"])
                amount = max(least, sums["back"]) - sums["back"]
            else:
                free, rate = Fraction(component["blocks"][0]["up_to"]), Fraction(component["blocks"][1]["rate"])
                for balance in balances.values():
                    amount += max(-balance - free, 0) * rate / 365
            if component["direction"] == "credit":
                amount = -amount
            if amount:
                sums[component["id"]] = add(lines, amount, tax)
            else:
                sums[component["id"]] = Fraction(0)
    return sum(lines)


def main():
    ours = sys.argv[1]
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 20
    cases = [
        ("17,520 half-hours", "interval_day", list(interval_days()), energy_tariff, read_half_hours, price_energy),
        ("5,000 transactions", "transaction", list(transactions()), bank_tariff, read_account, price_account),
    ]
    print("| on | ours, a tariff | Python, a tariff | ratio | ours, a thousand | memory |")
    print("|---|--:|--:|--:|--:|--:|")
    for name, record_type, rows, make, read, price in cases:
        tariffs = [make(number) for number in range(ALL)]
        with tempfile.TemporaryDirectory() as folder:
            rows_folder, tariffs_folder = Path(folder, "rows"), Path(folder, "tariffs")
            rows_folder.mkdir()
            tariffs_folder.mkdir()
            text = "".join(json.dumps(row, separators=(",", ":")) + "\n" for row in rows)
            Path(rows_folder, f"{record_type}.ndjson").write_text(text)
            for tariff in tariffs:
                Path(tariffs_folder, f"{tariff['id']}.json").write_text(json.dumps(tariff))
            run = subprocess.run([ours, rows_folder, tariffs_folder, str(START)], capture_output=True, text=True, check=True)
        priced = {line.split()[2]: Fraction(line.split()[0]) for line in run.stdout.splitlines()}
        seconds = float(run.stderr.split(" in ")[1].split()[0])
        memory = int(run.stderr.split("VmHWM:")[1].split()[0]) / 1024
        use = read(rows)
        begun = time.process_time()
        theirs = [price(tariff, use) for tariff in tariffs[:count]]
        python = (time.process_time() - begun) / count
        for tariff, amount in zip(tariffs, theirs):
            if priced[tariff["id"]] != amount:
                sys.exit(f"{name}: {tariff['id']} comes to {priced[tariff['id']]} and to {amount}")
        each = seconds / ALL
        print(f"| {name} | {each * 1e6:.0f} µs | {python * 1e3:.1f} ms | {python / each:.0f} | {seconds:.2f} s | {memory:.0f} MiB |")


main()
