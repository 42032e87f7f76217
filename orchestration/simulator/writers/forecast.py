"""The planners' forecast: contacts by line, language and half hour, made four weeks before each week begins."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date, timedelta

from orchestration.simulator.delivery import Feed
from orchestration.simulator.moments import HOUR, MINUTE, at_local, iso_seconds, midnight
from orchestration.simulator.rota import handle_s
from orchestration.simulator.run import Day, Run
from orchestration.simulator.scenario import Line
from orchestration.simulator.writers.records import begins

HEADER = "line,channel,language,interval_start,interval_minutes,forecast_contacts,forecast_aht_s,made_at"
FORECAST = ("client_id", "line", "channel", "language", "at", "contacts")
"""Columns of the truth table `forecast`: at is when the half hour begins, in milliseconds since 1970."""
AHEAD = timedelta(days=28)
WEEK_NOISE, DAY_NOISE, INTERVAL_NOISE = 0.04, 0.05, 0.06
"""Standard deviations of the logarithm: a planner is wrong about the week, about its days and about their hours."""

Expected = Callable[[Line, str, int], float]


class Forecast:
    """Writes each client's forecast; all that is known at the run's begin comes with its first delivery."""

    def __init__(self, expected: Expected) -> None:
        """expected: contacts to be expected on a line, in a language, in the half hour that begins at a moment."""
        self._expected = expected

    def open(self, run: Run) -> None:
        """Write every week's forecast, up to the last one made in the run."""
        scenario = run.scenario
        monday = scenario.first_on - timedelta(days=scenario.first_on.weekday())
        while monday <= scenario.until_on + AHEAD:
            self._week(run, monday)
            monday += timedelta(days=7)

    def write(self, run: Run, day: Day) -> None:
        """Nothing follows from a day: who plans, does not look back."""

    def _week(self, run: Run, monday: date) -> None:
        chance = run.random("forecast", monday)
        made = midnight(monday - AHEAD) + 15 * HOUR
        rows: list[tuple[str | int, ...]] = []
        for client in run.scenario.clients:
            feed = Feed(client.client_id, "forecast", "Volume", ".csv", HEADER, record_id="interval_start")
            for line in client.lines:
                if line.direction != "inbound":
                    continue
                handle = int(handle_s(line) * math.exp(chance.gauss(0, WEEK_NOISE)))
                week = math.exp(chance.gauss(0, WEEK_NOISE))
                for offset in range(7):
                    day = monday + timedelta(days=offset)
                    factor = week * math.exp(chance.gauss(0, DAY_NOISE))
                    begin, end = (
                        at_local(day, 0, line.client.time_zone),
                        at_local(day + timedelta(days=1), 0, line.client.time_zone),
                    )
                    for language in line.queues:
                        for at in range(begin, end, 30 * MINUTE):
                            expected = self._expected(line, language, at)
                            if expected > 0:
                                contacts = expected * factor * math.exp(chance.gauss(0, INTERVAL_NOISE))
                                rows.append(
                                    (client.client_id, line.name, line.channel, language, at, f"{contacts:.2f}")
                                )
                                run.delivery.put(
                                    feed,
                                    max(made, begins(run)),
                                    f"{line.name},{line.channel},{language},{iso_seconds(at)},30,{contacts:.2f},"
                                    f"{handle},{iso_seconds(made)}",
                                )
        run.truth.extend("forecast", FORECAST, rows)
