"""When members get in touch: expected contacts by line, local day and half hour, and arrivals drawn from them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

import numpy as np
from numpy.typing import NDArray

from orchestration.simulator.moments import MINUTE, at_local, local
from orchestration.simulator.plans import MAILING, OPEN_ENROLMENT
from orchestration.simulator.scenario import Line, Reason, Scenario

WEEKDAYS = (1.24, 1.10, 1.02, 0.98, 0.95, 0.42, 0.30)
AFTER_A_LETTER = (0.0, 0.32, 0.24, 0.15, 0.08, 0.04)
OPEN_ENROLMENT_SHARE = 0.28
FIRST_CONTACTS = 0.80
"""Share of all contacts that begin something new; the others come back about what was not settled."""


@dataclass(frozen=True, slots=True)
class Arrivals:
    """Arrivals of a line on a local day, in order: moments (UTC milliseconds) and their reasons."""

    line: Line
    at: NDArray[np.int64]
    reason: list[Reason]


@cache
def holidays(year: int) -> frozenset[date]:
    """Federal holidays of a year, as observed."""
    from pandas.tseries.holiday import USFederalHolidayCalendar

    days = USFederalHolidayCalendar().holidays(f"{year}-01-01", f"{year}-12-31")
    return frozenset(day.date() for day in days)


class Demand:
    """Expected arrivals of a scenario, and draws from them."""

    def __init__(self, scenario: Scenario) -> None:
        self._scenario = scenario
        self._chance = np.random.default_rng((scenario.seed, 11))
        self._forecasts: dict[tuple[int, str, date], float] = {}
        days = (scenario.until_on - scenario.first_on).days + 1
        self._days = [scenario.first_on + timedelta(days=day) for day in range(days)]
        self._mean = {
            id(line): max(sum(self._factor(line, day) for day in self._days) / days, 1e-9)
            for client in scenario.clients
            for line in client.lines
        }

    def _factor(self, line: Line, day: date) -> float:
        if line.hours.of(day) is None:
            return 0.0
        weekday = WEEKDAYS[day.weekday()]
        if line.name == "nurse_line":
            weekday = 1.0 + (0.18 if day.weekday() >= 5 else 0.0)
        elif day in holidays(day.year):
            weekday *= 0.35
        first_of_month = 1.08 if day.day <= 4 else 1.0
        winter = 1.0 + (0.12 if line.name == "nurse_line" and day.month in (11, 12, 1, 2) else 0.0)
        return weekday * first_of_month * winter

    def expected_day(self, line: Line, day: date) -> float:
        """Contacts about something new expected on a local day, letters and open enrolment left out."""
        first = 1.0 if line.direction == "outbound" else FIRST_CONTACTS
        return self._scenario.contacts_per_day * line.share * first * self._factor(line, day) / self._mean[id(line)]

    def is_open_enrolment(self, line: Line, day: date) -> bool:
        """Whether members may choose their plan on a day, and call about it."""
        (from_month, from_day), (to_month, to_day) = line.client.peak
        return line.name == "member_services" and (from_month, from_day) <= (day.month, day.day) <= (to_month, to_day)

    def extra(self, line: Line, day: date) -> list[tuple[Reason, float]]:
        """Contacts expected on top, by reason: after letters, and in open enrolment."""
        if line.name != "member_services":
            return []
        base = self.expected_day(line, day)
        extra = [
            (MAILING, base * AFTER_A_LETTER[(day - mailing.on).days] * mailing.share)
            for mailing in self._scenario.mailings
            if mailing.client is line.client and 0 <= (day - mailing.on).days < len(AFTER_A_LETTER)
        ]
        if self.is_open_enrolment(line, day):
            extra.append((OPEN_ENROLMENT, base * OPEN_ENROLMENT_SHARE))
        return extra

    def forecast(self, line: Line, language: str, interval_start: int) -> float:
        """Contacts a planner expects in a half hour on a line's queue of a language, who is not told of letters.

        interval_start: moment the half hour begins. Repeats are in it, as history has them.
        """
        day, since_midnight = local(interval_start, line.client.time_zone)
        return self._forecast_day(line, language, day) * line.shape[since_midnight // (30 * MINUTE)]

    def _forecast_day(self, line: Line, language: str, day: date) -> float:
        key = (id(line), language, day)
        if key not in self._forecasts:
            known = sum(mean for reason, mean in self.extra(line, day) if reason is OPEN_ENROLMENT)
            whole = (self.expected_day(line, day) + known) / (1.0 if line.direction == "outbound" else FIRST_CONTACTS)
            self._forecasts[key] = whole / sum(line.shape) * line.language_share(language)
        return self._forecasts[key]

    def arrivals(self, line: Line, day: date) -> Arrivals:
        """Draw the arrivals of a local day that begin something new."""
        weights = np.array([reason.weight for reason in line.reasons])
        mean = self.expected_day(line, day)
        parts: list[tuple[Reason | None, float]] = [(None, mean), *self.extra(line, day)]
        weather = float(np.exp(self._chance.normal(0, 0.05)))
        moments: list[NDArray[np.int64]] = []
        reasons: list[Reason] = []
        for reason, expected in parts:
            count = int(self._chance.poisson(expected * weather))
            moments.append(self._moments(line, day, count))
            if reason is None:
                places = self._chance.choice(len(line.reasons), count, p=weights / weights.sum())
                reasons += [line.reasons[place] for place in places]
            else:
                reasons += [reason] * count
        at = np.concatenate(moments)
        order = np.argsort(at, kind="stable")
        return Arrivals(line, at[order], [reasons[place] for place in order])

    def moment(self, line: Line, day: date) -> int:
        """Draw one moment of a local day, by the line's shape."""
        return int(self._moments(line, day, 1)[0])

    def _moments(self, line: Line, day: date, count: int) -> NDArray[np.int64]:
        shape = np.array(line.shape)
        half_hours = self._chance.choice(48, count, p=shape / shape.sum())
        clock = half_hours * 30 * MINUTE + self._chance.integers(0, 30 * MINUTE, count)
        noon = at_local(day, 12 * 60 * MINUTE, line.client.time_zone)
        if noon - 12 * 60 * MINUTE == at_local(day, 0, line.client.time_zone):
            return np.asarray(noon - 12 * 60 * MINUTE + clock, dtype=np.int64)
        return np.array([at_local(day, int(one), line.client.time_zone) for one in clock], dtype=np.int64)
