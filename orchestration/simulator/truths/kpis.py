"""Every KPI under each of its variants, from the simulator's own bookkeeping.

A second implementation of the definitions in docs/kpis.md and DECISIONS.md: it shares no code with the pipeline, so
that each can be held against the other. All numbers are exact.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import date, timedelta
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Any

from orchestration.simulator.moments import MINUTE, SECOND
from orchestration.simulator.truths.measure import OFFERED, Countable, Measure

BIN = 5 * SECOND
ALL = "all"


@dataclass(slots=True)
class Sums:
    """What inbound contacts add up to: counts, milliseconds, and offered contacts by the number of their wait's bin.

    longest_wait, longest_hold: -1 where nobody was offered or handled.
    """

    received: int = 0
    offered: int = 0
    answered: int = 0
    abandoned: int = 0
    short_abandoned: int = 0
    callbacks: int = 0
    flow_outs: int = 0
    dropped: int = 0
    cut_off: int = 0
    ivr_abandoned: int = 0
    answered_within: int = 0
    abandoned_within: int = 0
    callbacks_within: int = 0
    answered_wait: int = 0
    offered_wait: int = 0
    held: int = 0
    handled: int = 0
    handle: int = 0
    handled_legs: int = 0
    handled_leg: int = 0
    agent_legs: int = 0
    stays: int = 0
    abandoned_stays: int = 0
    held_contacts: int = 0
    talk: int = 0
    hold: int = 0
    acw: int = 0
    over_2_min: int = 0
    over_5_min: int = 0
    over_10_min: int = 0
    transferred: int = 0
    transfers: int = 0
    sent_to_queue: int = 0
    sent_outside: int = 0
    consulted_only: int = 0
    several_agents: int = 0
    disposed: int = 0
    said_resolved: int = 0
    unidentified: int = 0
    longest_wait: int = -1
    longest_hold: int = -1
    waits: Counter[int] = field(default_factory=Counter)

    def count(self, measure: Countable) -> None:
        """Count an inbound contact."""
        outcome = measure.outcome
        if outcome == "excluded":
            return
        self.received += 1
        self.cut_off += measure.is_cut_off
        within = measure.is_within_threshold
        if outcome in OFFERED:
            wait = measure.wait
            assert wait is not None
            self.offered += 1
            self.offered_wait += wait
            self.waits[wait // BIN] += 1
            self.over_2_min += wait > 2 * MINUTE
            self.over_5_min += wait > 5 * MINUTE
            self.over_10_min += wait > 10 * MINUTE
            self.longest_wait = max(self.longest_wait, wait)
            if outcome == "answered":
                self.answered += 1
                self.answered_within += within
                self.answered_wait += wait
                self.held += wait > 0
                self._count_answered(measure)
            elif outcome == "abandoned":
                self.abandoned += 1
                self.abandoned_within += within
                self.short_abandoned += measure.is_short_abandon
            elif outcome == "callback":
                self.callbacks += 1
                self.callbacks_within += within
            elif outcome == "flow_out":
                self.flow_outs += 1
            else:
                self.dropped += 1
        elif outcome == "ivr_abandoned":
            self.ivr_abandoned += 1
        self.stays += measure.stays
        self.abandoned_stays += measure.abandoned_stays
        if measure.legs:
            self.handled += 1
            self.held_contacts += any(leg.hold for leg in measure.legs)
            self.longest_hold = max(self.longest_hold, sum(leg.hold for leg in measure.legs))
            for leg in measure.legs:
                self.agent_legs += 1
                self.talk += leg.talk
                self.hold += leg.hold
                self.acw += leg.acw
                self.handle += leg.handle
                if leg.kind == "handle":
                    self.handled_legs += 1
                    self.handled_leg += leg.handle

    def _count_answered(self, measure: Countable) -> None:
        self.transferred += measure.transfers > 0
        self.transfers += measure.transfers
        self.sent_to_queue += any(leg.handover in ("blind", "warm") for leg in measure.legs)
        self.sent_outside += any(leg.handover == "outside" for leg in measure.legs)
        self.consulted_only += not measure.transfers and any(leg.kind == "consult" for leg in measure.legs)
        self.several_agents += len({leg.agent_id for leg in measure.legs if leg.kind == "handle"}) > 1
        self.disposed += measure.disposition is not None
        self.said_resolved += measure.disposition == "resolved"
        self.unidentified += not measure.is_identified

    def add(self, other: Sums) -> None:
        """Add what others come to."""
        for name in ADDED:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for name in LONGEST.values():
            setattr(self, name, max(getattr(self, name), getattr(other, name)))
        self.waits.update(other.waits)


LONGEST = {("longest_wait", "standard"): "longest_wait", ("longest_hold", "standard"): "longest_hold"}
COUNTED = tuple(each.name for each in fields(Sums) if each.name != "waits")
ADDED = tuple(name for name in COUNTED if name not in LONGEST.values())

Part = Callable[[Sums], int | Fraction]


def _seconds(name: str) -> Part:
    return lambda sums: Fraction(getattr(sums, name), SECOND)


def _closed(sums: Sums) -> int:
    """Answered or abandoned."""
    return sums.answered + sums.abandoned


def _flowed(sums: Sums) -> int:
    return _closed(sums) + sums.flow_outs


def _long(sums: Sums) -> int:
    return sums.abandoned - sums.short_abandoned


def _answered_within(sums: Sums) -> int:
    return sums.answered_within


def _offered(sums: Sums) -> int:
    return sums.offered


COUNTS: dict[tuple[str, str], Part] = {
    ("contacts_received", "standard"): lambda sums: sums.received,
    ("contacts_offered", "standard"): _offered,
    ("queue_stays", "standard"): lambda sums: sums.stays,
    ("contacts_handled", "standard"): lambda sums: sums.answered,
}
RATIOS: dict[tuple[str, str], tuple[Part, Part]] = {
    ("abandon_rate", "AB-gross"): (lambda sums: sums.abandoned, _offered),
    ("abandon_rate", "AB-net"): (_long, lambda sums: sums.offered - sums.short_abandoned),
    ("abandon_rate", "AB-long"): (_long, _offered),
    ("abandon_rate", "AB-closed"): (lambda sums: sums.abandoned, _closed),
    ("abandon_rate", "AB-closed-net"): (_long, lambda sums: sums.answered + _long(sums)),
    ("abandon_rate", "AB-dropped"): (lambda sums: sums.abandoned + sums.dropped, _offered),
    ("abandon_rate", "AB-received"): (lambda sums: sums.abandoned + sums.ivr_abandoned, lambda sums: sums.received),
    ("abandon_rate", "AB-queue"): (lambda sums: sums.abandoned_stays, lambda sums: sums.stays),
    ("ivr_abandon_rate", "standard"): (lambda sums: sums.ivr_abandoned, lambda sums: sums.received),
    ("service_level", "SL-A"): (_answered_within, lambda sums: sums.answered),
    ("service_level", "SL-A-flow-outs"): (
        _answered_within,
        lambda sums: sums.answered + sums.flow_outs + sums.callbacks,
    ),
    ("service_level", "SL-B"): (_answered_within, _offered),
    ("service_level", "SL-B-net"): (_answered_within, lambda sums: sums.offered - sums.short_abandoned),
    ("service_level", "SL-C"): (_answered_within, _closed),
    ("service_level", "SL-D"): (_answered_within, lambda sums: sums.answered + _long(sums)),
    ("service_level", "SL-E"): (_answered_within, lambda sums: _closed(sums) - sums.abandoned_within),
    ("service_level", "SL-F"): (lambda sums: sums.answered_within + sums.abandoned_within, _closed),
    ("service_level", "SL-G"): (
        lambda sums: sums.answered_within + sums.abandoned_within + sums.callbacks_within,
        _offered,
    ),
    ("service_level", "SL-H"): (_answered_within, _flowed),
    ("service_level", "SL-H-net"): (_answered_within, lambda sums: _flowed(sums) - sums.short_abandoned),
    ("service_level", "SL-H-callbacks"): (_answered_within, lambda sums: _flowed(sums) + sums.callbacks),
    ("service_level", "SL-H-callbacks-net"): (
        _answered_within,
        lambda sums: _flowed(sums) + sums.callbacks - sums.short_abandoned,
    ),
    ("asa", "ASA-answered"): (_seconds("answered_wait"), lambda sums: sums.answered),
    ("asa", "ASA-offered"): (_seconds("offered_wait"), _offered),
    ("asa", "ASA-received"): (_seconds("offered_wait"), lambda sums: sums.received),
    ("cms_hold_time", "CMS-held"): (_seconds("answered_wait"), lambda sums: sums.held),
    ("cms_hold_time", "CMS-answered"): (_seconds("answered_wait"), lambda sums: sums.answered),
    ("aht", "AHT-contact"): (_seconds("handle"), lambda sums: sums.handled),
    ("aht", "AHT-leg"): (_seconds("handled_leg"), lambda sums: sums.handled_legs),
    ("aht", "AHT-leg-consult"): (_seconds("handle"), lambda sums: sums.agent_legs),
    ("disconnect_rate", "DC-any"): (lambda sums: sums.cut_off, lambda sums: sums.received),
    ("disconnect_rate", "DC-waiting"): (lambda sums: sums.dropped, lambda sums: sums.received),
    ("long_wait", "over-2-min"): (lambda sums: sums.over_2_min, _offered),
    ("long_wait", "over-5-min"): (lambda sums: sums.over_5_min, _offered),
    ("long_wait", "over-10-min"): (lambda sums: sums.over_10_min, _offered),
    ("callback_take_rate", "standard"): (lambda sums: sums.callbacks, _offered),
    ("talk_time", "standard"): (_seconds("talk"), lambda sums: sums.handled),
    ("hold_time", "HOLD-contact"): (_seconds("hold"), lambda sums: sums.handled),
    ("hold_time", "HOLD-held"): (_seconds("hold"), lambda sums: sums.held_contacts),
    ("held_rate", "standard"): (lambda sums: sums.held_contacts, lambda sums: sums.handled),
    ("acw_time", "standard"): (_seconds("acw"), lambda sums: sums.handled),
    ("transfer_rate", "standard"): (lambda sums: sums.transferred, lambda sums: sums.answered),
    ("transfer_rate", "to-queue"): (lambda sums: sums.sent_to_queue, lambda sums: sums.answered),
    ("transfer_rate", "outside"): (lambda sums: sums.sent_outside, lambda sums: sums.answered),
    ("consult_rate", "standard"): (lambda sums: sums.consulted_only, lambda sums: sums.answered),
    ("transfers_per_contact", "standard"): (lambda sums: sums.transfers, lambda sums: sums.answered),
    ("several_agents_rate", "standard"): (lambda sums: sums.several_agents, lambda sums: sums.answered),
    ("fcr_agent", "handled"): (lambda sums: sums.said_resolved, lambda sums: sums.answered),
    ("fcr_agent", "noted"): (lambda sums: sums.said_resolved, lambda sums: sums.disposed),
    ("unidentified_rate", "standard"): (lambda sums: sums.unidentified, lambda sums: sums.answered),
}
PERCENTILES = {
    ("wait_percentile", "p50"): Fraction(50, 100),
    ("wait_percentile", "p90"): Fraction(90, 100),
    ("wait_percentile", "p95"): Fraction(95, 100),
}


@dataclass(frozen=True, slots=True)
class Estimate:
    """A KPI variant's value with its parts; seconds where it is one of time.

    numerator and denominator are None for percentiles and the longest, denominator for counts. n: what it is a
    statistic of; None for the longest.
    """

    kpi_id: str
    variant: str
    numerator: Fraction | None
    denominator: Fraction | None
    value: Fraction
    n: int | None


def estimates(sums: Sums) -> Iterator[Estimate]:
    """Every KPI variant that has a value."""
    for (kpi_id, variant), part in COUNTS.items():
        count = Fraction(part(sums))
        yield Estimate(kpi_id, variant, count, None, count, int(count))
    for (kpi_id, variant), (above, below) in RATIOS.items():
        numerator, denominator = Fraction(above(sums)), Fraction(below(sums))
        if denominator:
            yield Estimate(kpi_id, variant, numerator, denominator, numerator / denominator, int(denominator))
    for (kpi_id, variant), share in PERCENTILES.items():
        if sums.offered:
            yield Estimate(kpi_id, variant, None, None, percentile(sums.waits, share), sums.offered)
    for (kpi_id, variant), name in LONGEST.items():
        if getattr(sums, name) >= 0:
            yield Estimate(kpi_id, variant, None, None, Fraction(getattr(sums, name), SECOND), None)


def percentile(waits: Mapping[int, int], share: Fraction) -> Fraction:
    """Seconds that a share of waits does not pass, linearly inside the bin that holds it. waits: contacts by bin."""
    wanted = share * sum(waits.values())
    below = 0
    for place, count in sorted(waits.items()):
        if below + count >= wanted:
            return (place + (wanted - below) / count) * BIN / SECOND
        below += count
    raise ValueError("no waits to take a percentile of")


Key = tuple[str, date, str, str, str]
"""Client, local date of arrival, line, channel, language."""


class DayBook:
    """Sums by client, day, line, channel and language. Days written apart are added up later."""

    def __init__(self) -> None:
        self._sums: defaultdict[Key, Sums] = defaultdict(Sums)

    def sums(self, key: Key) -> Sums:
        """The sums of a cell."""
        return self._sums[key]

    def count(self, measure: Measure) -> None:
        """Count a contact; what the centre began itself is no contact received."""
        contact = measure.contact
        if contact.direction == "inbound":
            key = (contact.client.client_id, measure.arrival_on, contact.line.name, contact.channel, contact.language)
            self._sums[key].count(measure)

    def rows(self) -> Iterator[dict[str, Any]]:
        """The sums as rows of the truth table `kpi_day`."""
        for (client_id, on, line, channel, language), sums in sorted(self._sums.items()):
            yield {
                "client_id": client_id,
                "arrival_on": on.isoformat(),
                "line": line,
                "channel": channel,
                "language": language,
                **{name: getattr(sums, name) for name in COUNTED},
                "waits": " ".join(f"{place}:{count}" for place, count in sorted(sums.waits.items())),
            }

    def add(self, row: Mapping[str, Any]) -> None:
        """Add a row of `kpi_day`, of any book."""
        key = (
            row["client_id"], date.fromisoformat(row["arrival_on"]), row["line"], row["channel"], row["language"],
        )  # fmt: skip
        bins = (each.split(":") for each in (row["waits"] or "").split())
        waits = Counter({int(place): int(count) for place, count in bins})
        self._sums[key].add(Sums(**{name: int(row[name]) for name in COUNTED}, waits=waits))

    def by_day(self) -> dict[tuple[str, date], list[tuple[str, Sums]]]:
        """The sums of each client's days, with their lines."""
        found: defaultdict[tuple[str, date], list[tuple[str, Sums]]] = defaultdict(list)
        for (client_id, on, line, _, _), sums in self._sums.items():
            found[client_id, on].append((line, sums))
        return found

    def kpis(self, contract_from: date) -> Iterator[dict[str, Any]]:
        """Every KPI of every period and breakdown, as rows of the truth table `kpi`.

        Seconds and shares are decimals with 30 digits; numerators and denominators are exact.
        """
        cells: defaultdict[tuple[str, str, str, str, str, date], Sums] = defaultdict(Sums)
        for (client_id, on, line, channel, language), sums in sorted(self._sums.items()):
            for cell in cells_of((client_id, on, line, channel, language), contract_from):
                cells[cell].add(sums)
        for (client_id, line, channel, language, period_type, start), sums in cells.items():
            for estimate in estimates(sums):
                yield {
                    "client_id": client_id,
                    "line": line,
                    "channel": channel,
                    "language": language,
                    "period_type": period_type,
                    "period_start_on": start.isoformat(),
                    "kpi_id": estimate.kpi_id,
                    "variant": estimate.variant,
                    "numerator": as_text(estimate.numerator),
                    "denominator": as_text(estimate.denominator),
                    "value": as_text(estimate.value),
                    "n": estimate.n,
                }


def cells_of(key: Key, contract_from: date) -> Iterator[tuple[str, str, str, str, str, date]]:
    """Every cell a day's sums count in: client, line, channel, language, period type and start."""
    client_id, on, line, channel, language = key
    for period_type, start in periods(on, contract_from):
        for cut in ((ALL, ALL, ALL), (line, ALL, ALL), (ALL, channel, ALL), (ALL, ALL, language)):
            yield client_id, *cut, period_type, start


def periods(on: date, contract_from: date) -> tuple[tuple[str, date], ...]:
    """Types and first dates of the periods a date lies in."""
    return (
        ("day", on),
        ("week", on - timedelta(days=on.weekday())),
        ("month", on.replace(day=1)),
        ("contract", contract_from),
    )


def as_text(number: Fraction | None) -> str | None:
    """A number as the truth writes it: exact where it has an end, else with 30 digits."""
    if number is None:
        return None
    if number.denominator == 1:
        return str(number.numerator)
    with localcontext() as context:
        context.prec = 30
        return f"{Decimal(number.numerator) / number.denominator:f}"


def read_book(kpi_days: Iterable[Mapping[str, Any]]) -> DayBook:
    """All rows of `kpi_day`, added up."""
    book = DayBook()
    for row in kpi_days:
        book.add(row)
    return book


def kpi_rows(kpi_days: Iterable[Mapping[str, Any]], contract_from: date) -> Iterator[dict[str, Any]]:
    """The truth table `kpi`, from all rows of `kpi_day`."""
    yield from read_book(kpi_days).kpis(contract_from)
