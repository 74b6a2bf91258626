"""What a quote is about: the sector, the service and the one thing (quote-service, quote-one-thing, quote-currency)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..findings import Finding
from ..tariff.meaning import fuel, meters
from .data import Data
from .meters import Meter

_CALLS = ("mobile", "fixed_voice")
_DATA = ("mobile", "broadband", "iot")
_MOVED = ("transaction", "balance")
_FLOWS = ("electricity.import", "electricity.export", "gas", "heat", "water")
_BY_MONEY = ("event", "balance")
FIRST = "/components/0"


class Subject:
    """The tariff beside the records: what of them it is about."""

    def __init__(self, tariff: dict[str, Any], data: Data, thing: str | None) -> None:
        self._tariff, self._data, self._thing = tariff, data, thing
        self.sector = tariff["sector"]
        self._goods = any(component["kind"] == "items" for component in tariff["components"])
        self._money = any(component["kind"] in _BY_MONEY for component in tariff["components"])
        self.found = self._find()

    def _find(self) -> list[str]:
        """The things that it can be about."""
        data = self._data
        if self.sector == "bank":
            found = [*data.things(*_MOVED), *self._summed("transaction")]
        elif self.sector == "telco":
            found = [*data.things("usage_event"), *self._summed("usage_event")]
        elif self.sector == "retail":
            found = data.things("receipt", "receipt_line") or (data.things("transaction") if self._money else [])
        else:
            found = [point for meter in self._meters() for point in Meter(data, meter, self._thing, "Etc/UTC").points]
            found = found if self._thing is None else [self._thing] if found else []
        return sorted({label for label in found if self._thing in (None, label)})

    def _summed(self, kind: str) -> list[str]:
        return [thing for thing in self._data.things("summary")
                if any(record.value["of"] == kind for record in self._data.records(thing, "summary"))]

    def _meters(self) -> list[str]:
        """The meters of the fuels that it prices, or of the one that it is for."""
        fuels = {fuel(meter) for meter in meters(self._tariff)} or {self._tariff.get("service")}
        return [meter for meter in _FLOWS if fuel(meter) in fuels]

    @property
    def named(self) -> str | None:
        """The one thing that is looked at, where one is named."""
        return self._thing

    def kinds(self) -> set[str]:
        """What it prices: the trade, or the fuels of its meters."""
        if self.sector not in ("energy", "water"):
            return {self.sector}
        priced = {kind for kind in map(fuel, meters(self._tariff)) if kind}
        return priced or {self._tariff.get("service", "water" if self.sector == "water" else "")}

    def labels(self) -> set[str]:
        """The accounts, lines and supply points that are priced."""
        if self.sector not in ("energy", "water"):
            return set(self.found)
        return {point for meter in self._meters() for point in Meter(self._data, meter, self._thing, "Etc/UTC").points}

    def things(self) -> dict[str, str | None]:
        """The thing of each type of records, and of supply points the one that is named."""
        thing = self.found[0] if self.found else None
        money = thing if self.sector == "bank" or "transaction" in self._kinds_of(thing) else self._only("transaction")
        return {
            "transaction": money,
            "usage_event": thing if self.sector == "telco" else self._only("usage_event"),
            "receipt_line": thing if self.sector == "retail" else self._only("receipt_line"),
            "energy": self._thing if self.sector in ("energy", "water") else None,
        }

    def ways(self) -> set[str]:
        """What of a supply point it prices: what is taken, what is fed in, or both; of no meter what is taken."""
        counted = meters(self._tariff) & set(_FLOWS)
        return {"export" if meter.endswith("export") else "import" for meter in counted} or {"import"}

    def lines(self) -> list[str]:
        """The lines that are priced together; none of any other trade."""
        return self.found if self.sector == "telco" else []

    def _kinds_of(self, thing: str | None) -> set[str]:
        return {kind for kind in ("transaction",) if thing in self._data.things(kind)}

    def _only(self, kind: str) -> str | None:
        found = self._data.things(kind)
        return found[0] if len(found) == 1 else None

    def service(self) -> str:
        """What it is about in a word."""
        return str(self._tariff.get("service", self.sector))

    def findings(self) -> Iterator[Finding]:
        """quote-service; only where that holds quote-one-thing and quote-currency."""
        if not self.found or not self._is_served():
            yield Finding("quote-service", pointer="/sector")
            return
        if "lines" in self._tariff:
            if len(self.found) > self._tariff["lines"]:
                yield Finding("quote-one-thing", pointer="/lines")
        elif self.sector in ("bank", "telco", "retail") and len(self.found) > 1:
            yield Finding("quote-one-thing", pointer=FIRST)
        elif self.sector in ("energy", "water"):
            for meter in self._meters():
                if len(Meter(self._data, meter, self._thing, "Etc/UTC").points) > 1:
                    yield Finding("quote-one-thing", pointer=FIRST)
        currencies = self._currencies()
        if currencies and self._tariff["currency"] not in currencies:
            yield Finding("quote-currency", pointer=FIRST)

    def _is_served(self) -> bool:
        """Whether the kind of account or line is that of the tariff; where records do not tell it, it is assumed."""
        service, counted = self._tariff.get("service"), meters(self._tariff)
        if self.sector == "bank":
            kinds = self._kinds("account")
            return service is None or not kinds or service in kinds
        if self.sector == "telco":
            if service is None and not counted:
                return False
            kinds = self._kinds("subscription") - {"unknown", "bundle"}
            if service is not None:
                return kinds <= {service}
            # What calls are of, where any are priced; else what data is of.
            return kinds <= set(_CALLS if counted - {"data"} else _DATA)
        return self.sector == "retail" or service is not None or bool(counted)

    def _kinds(self, kind: str) -> set[str]:
        return {record.value["kind"] for record in self._data.of_type(kind) if record.value["id"] in self.found}

    def _currencies(self) -> set[str]:
        """The currencies of money that the tariff is for: of the account or receipts, else of bills."""
        if self.sector == "bank":
            kinds: tuple[str, ...] = ("transaction", "balance")
        elif self.sector == "retail":
            kinds = ("receipt",)
        else:
            return {record.value["currency"] for record in self._data.of_type("invoice")}
        of_things = {record.value["currency"] for thing in self.found for kind in kinds for record in self._data.records(thing, kind)}
        stated = {record.value["currency"] for record in self._data.of_type("account") if record.value["id"] in self.found}
        return of_things or stated
