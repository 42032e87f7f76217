"""Genesys Cloud: conversations, some first told while they went on, and its own counts by queue and half hour."""

from __future__ import annotations

from collections import defaultdict
from random import Random
from typing import Any

import orjson

from orchestration.simulator.contact import Contact
from orchestration.simulator.delivery import Feed
from orchestration.simulator.moments import DAY, SECOND, iso_millis, midnight
from orchestration.simulator.run import Day, Run
from orchestration.simulator.writers.genesys_conversation import CALLBACK, MEDIA, Noted, conversation, unfinished
from orchestration.simulator.writers.phones import HALF_HOUR, LONGER_THAN_A_DAY, REPORTED_AFTER, HalfHourCounts, Phones
from orchestration.simulator.writers.records import ends

SOURCE = "genesys_cloud"
TOLD_EARLY = 0.1
"""Share of conversations that are delivered a first time while they go on."""
OFFERED, ANSWERED, ABANDONED, ANSWERED_MS, ABANDONED_MS = range(5)


class GenesysCloud:
    """Writes the conversations of the plans on Genesys Cloud, and each day's queue aggregates."""

    def open(self, run: Run) -> None:
        """Nothing stands before the first contact."""
        self._phones = Phones(run, SOURCE, "conversations")
        queues = [queue for queue in run.scenario.queues if queue.client.platform == SOURCE]
        self._feeds = {
            folder: Feed(folder, SOURCE, "conversations", ".json", record_id="conversationId")
            for folder in sorted({queue.client.delivery_id for queue in queues})
        }
        # A queue counts callbacks apart.
        self._groups = [(queue, is_callback) for queue in queues for is_callback in (False, True)]
        self._rows = {(queue.index, is_callback): row for row, (queue, is_callback) in enumerate(self._groups)}
        self._counts = HalfHourCounts(run, len(self._groups), 5)

    def write(self, run: Run, day: Day) -> None:
        """Write the day's conversations, and the aggregates of what is not reported yet."""
        chance = run.random(SOURCE, day.on)
        for contact in day.contacts:
            if contact.client.platform == SOURCE:
                self._tell(run, contact, chance)
                self._count(contact)
        self._report(run, day)

    def _tell(self, run: Run, contact: Contact, chance: Random) -> None:
        phones = self._phones
        noted = Noted(
            phones.reason_code(contact),
            phones.note(chance, contact) if contact.legs else "",
            phones.fault_of_end(contact),
            phones.is_test(contact),
        )
        if noted.fault is None:
            phones.note_natures(contact)
        told = conversation(contact, noted, chance)
        feed = self._feeds[contact.client.delivery_id]
        if chance.random() < TOLD_EARLY and noted.fault is None and contact.ended > contact.arrived:
            at = chance.randrange(contact.arrived, contact.ended)
            run.delivery.put(feed, at + 2 * SECOND, orjson.dumps(unfinished(told, at)).decode())
        closed = contact.closed + (LONGER_THAN_A_DAY if noted.fault == "day_long_duration" else 0)
        # What is closed is delivered within the run.
        at = min(closed + chance.randrange(5, 60) * SECOND, ends(run) - 1)
        run.delivery.put(feed, at, orjson.dumps(told).decode())

    def _count(self, contact: Contact) -> None:
        for step in contact.steps:
            stay = step.stay
            if stay is None:
                continue
            row = self._rows[stay.queue.index, step.how == "callback"]
            self._counts.add(row, stay.entered, OFFERED)
            if stay.exit == "answered":
                self._counts.add(row, stay.left, ANSWERED)
                self._counts.add(row, stay.left, ANSWERED_MS, stay.left - stay.entered)
            elif stay.exit == "abandoned":
                self._counts.add(row, stay.left, ABANDONED)
                self._counts.add(row, stay.left, ABANDONED_MS, stay.left - stay.entered)

    def _report(self, run: Run, day: Day) -> None:
        """An answer of the aggregate query for each plan: counts of half hours that are new or have changed."""
        over = midnight(day.on) + DAY
        intervals: dict[int, list[dict[str, Any]]] = defaultdict(list)
        for row, begins, counts in self._counts.due(over):
            intervals[row].append(
                {
                    "interval": f"{iso_millis(begins)}/{iso_millis(begins + HALF_HOUR)}",
                    "metrics": _measured(counts),
                }
            )
        by_client: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for row in sorted(intervals):
            queue, is_callback = self._groups[row]
            media = CALLBACK if is_callback else MEDIA[queue.channel]
            group = {"queueId": queue.code, **media}
            by_client[queue.client.delivery_id].append({"group": group, "data": intervals[row]})
        at = min(over + REPORTED_AFTER, ends(run) - 1)
        for folder, results in by_client.items():
            feed = Feed(folder, SOURCE, "queue_aggregate", ".json", record_id="results.group.queueId")
            run.delivery.put(feed, at, orjson.dumps({"results": results}).decode())


def _measured(counts: list[int]) -> list[dict[str, Any]]:
    metrics: list[dict[str, Any]] = [{"metric": "nOffered", "stats": {"count": counts[OFFERED]}}]
    for name, count, lasted in (("tAnswered", ANSWERED, ANSWERED_MS), ("tAbandon", ABANDONED, ABANDONED_MS)):
        metrics.append({"metric": name, "stats": {"count": counts[count], "sum": counts[lasted]}})
    return metrics
