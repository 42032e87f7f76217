"""Each plan's own policy, as its account manager keeps it: contract, maps, terms, guarantees, exclusions."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date

from orchestration.simulator.moments import HOUR, MINUTE, local
from orchestration.simulator.plans import MAILING, OPEN_ENROLMENT
from orchestration.simulator.run import Day, Run
from orchestration.simulator.scenario import Client
from orchestration.simulator.terms import Terms
from orchestration.simulator.writers.phones import DISPOSITIONS, entry_point, language_code

MENU = "menu"
"""What the line map says of a number or address: who dials it has not reached a queue yet."""
VARIANTS = {"commercial": {"service_level_variant": "SL-D", "abandon_rate_variant": "AB-net"}}
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
GUARANTEE = (
    "guarantee_id,line,kpi_id,variant,comparator,target,period_type,minimum_volume,rounding,fee_at_risk_usd,tiers,"
    "cap_usd,earn_back,rule_id"
)
EXCLUSION = "exclusion_id,line,reason,begins_local,ends_local,status,evidence,decided_on"


class Policy:
    """Writes each client's policy files before the first day."""

    def open(self, run: Run) -> None:
        """Write all of it; a term that is amended in mid-run has two rows."""
        terms = Terms(run.scenario)
        for client in run.scenario.clients:
            for name, header, rows in (
                ("contract", "contract_id,client_name,time_zone", _contract(client)),
                ("line_map", "source,source_line,line,queue,language", _line_map(client, run)),
                ("code_map", "source,kind,source_code,code", _code_map(client, terms)),
                ("contract_term", "line,term,value", _terms(client, terms)),
                ("guarantee", GUARANTEE, _guarantees(client, terms)),
                ("business_hours", "line,weekday,opens,closes", _business_hours(client)),
            ):
                run.delivery.whole(client.client_id, "policy", f"{name}.csv", _csv(header, rows, terms.valid_from))
            exclusions = _table([EXCLUSION.split(","), *_exclusions(client, terms)])
            run.delivery.whole(client.client_id, "policy", "exclusion.csv", exclusions)
            if expected := terms.expected_transfers(client):
                text = _csv("reason,target", expected, terms.valid_from)
                run.delivery.whole(client.client_id, "policy", "expected_transfer.csv", text)

    def write(self, run: Run, day: Day) -> None:
        """A contract does not change from day to day."""


def _csv(header: str, rows: Iterable[Sequence[object]], valid_from: date) -> str:
    """A policy file. A row without dates of its own holds from the begin on."""
    columns = header.split(",")
    dated = (row if len(row) > len(columns) else [*row, valid_from, ""] for row in rows)
    return _table([[*columns, "valid_from", "valid_to"], *dated])


def _table(rows: Iterable[Sequence[object]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def _contract(client: Client) -> list[tuple[str, str, str]]:
    return [(client.contract_id, client.name, client.time_zone)]


def _line_map(client: Client, run: Run) -> Iterable[tuple[str, str, str, str, str]]:
    for queue in run.scenario.queues:
        if queue.client is client:
            yield client.platform, queue.code, queue.line.name, queue.title, queue.language
    for line in client.lines:
        mailbox_or_number, _, _ = entry_point(line).partition("@")
        yield client.platform, mailbox_or_number, line.name, MENU, "und"


def _code_map(client: Client, terms: Terms) -> Iterable[Sequence[object]]:
    reasons = [reason for line in client.lines for reason in line.reasons]
    for reason in dict.fromkeys((*reasons, MAILING, OPEN_ENROLMENT)):
        for valid_from, valid_to, code in terms.reason_codes(reason):
            yield client.platform, "reason", code, reason.name, valid_from, valid_to
    for reason in dict.fromkeys(reasons):
        if (family := terms.reason_family(client, reason)) != reason.family:
            yield client.platform, "reason_family", reason.name, family
    for code, name in DISPOSITIONS.items():
        yield client.platform, "disposition", code, name
    for result in ("live", "machine", "no_answer", "busy", "bad_number", "wrong_party", "refused", "opt_out"):
        yield client.platform, "disposition", f"OB-{result.upper().replace('_', '-')}", result
    for language in sorted({language for line in client.lines for language in line.queues}):
        yield client.platform, "language", language_code(language), language


def _terms(client: Client, terms: Terms) -> Iterable[Sequence[object]]:
    yield "all", "short_abandon_s", terms.short_abandon_s(client)
    for term, variant in VARIANTS.get(client.kind, {}).items():
        yield "all", term, variant
    for line_name, valid_from, valid_to, days in terms.fcr_windows(client):
        yield line_name, "fcr_window_days", days, valid_from, valid_to
    for term, value in terms.left_to_default(client).items():
        yield "all", term, value
    for line in client.lines:
        for valid_from, valid_to, threshold in terms.thresholds(line):
            yield line.name, "service_level_threshold_s", threshold, valid_from, valid_to


def _business_hours(client: Client) -> Iterable[Sequence[object]]:
    for line in client.lines:
        for weekday, hours in zip(WEEKDAYS, line.hours.days, strict=True):
            if hours is not None:
                yield line.name, weekday, *(f"{int(hour):02}:{int(hour * 60) % 60:02}" for hour in hours)


def _guarantees(client: Client, terms: Terms) -> Iterable[Sequence[object]]:
    for each, valid_from, valid_to in terms.guarantees(client):
        tiers = "; ".join(f"{value}: {percent}%" for value, percent in each.tiers)
        yield (
            each.number, each.line, each.kpi_id, each.variant, each.comparator, each.target, each.period_type,
            each.minimum_volume, each.rounding, each.fee_at_risk_usd, tiers, each.cap_usd, each.earn_back, each.rule_id,
            valid_from, valid_to or "",
        )  # fmt: skip


def _exclusions(client: Client, terms: Terms) -> Iterable[Sequence[object]]:
    for each in terms.exclusions(client):
        yield (
            each.number, each.line, each.reason, _clock(each.began, client), _clock(each.ended, client), each.status,
            each.evidence, each.decided_on or "",
        )  # fmt: skip


def _clock(at: int, client: Client) -> str:
    """A moment by the contract's clock."""
    on, since_midnight = local(at, client.time_zone)
    return f"{on} {since_midnight // HOUR:02}:{since_midnight % HOUR // MINUTE:02}"
