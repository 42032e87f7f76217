"""Agents' time against unions of intervals worked out in Python, for every agent and half hour."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.pipeline.landing_folder import BANK, JANUARY, january_calls

Rows = Callable[..., list[tuple[Any, ...]]]
Span = tuple[datetime, datetime]

HALF_HOUR = timedelta(minutes=30)
DAY = timedelta(days=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def cut(begin: datetime, end: datetime) -> Iterator[tuple[datetime, Span]]:
    """The part of a span in each half hour it touches."""
    interval = EPOCH + (begin - EPOCH) // HALF_HOUR * HALF_HOUR
    while interval < end:
        yield interval, (max(begin, interval), min(end, interval + HALF_HOUR))
        interval += HALF_HOUR


def union(spans: Iterable[Span]) -> timedelta:
    """How long at least one of the spans lasts."""
    covered, reached = timedelta(), EPOCH
    for begin, end in sorted(spans):
        covered += max(end - max(begin, reached), timedelta())
        reached = max(reached, end)
    return covered


def most_at_once(spans: list[Span]) -> int:
    """How many of the spans hold the same moment; a span does not hold its end."""
    return max(sum(begin <= moment < end for begin, end in spans) for moment, _ in spans)


@pytest.fixture
def spans(rows: Rows) -> dict[tuple[str, str, str, datetime], list[Span]]:
    """What each agent's legs take of each half hour, by client and channel."""
    legs = rows(
        """
        select agent_key, client_id, channel, started_at, ended_at, coalesce(acw_s, 0)
        from core.fct_contact_leg
        where agent_key is not null and ended_at is not null and (handle_s is not null or not is_end_imputed)
        """
    )
    found = defaultdict(list)
    for agent_key, client_id, channel, began_at, ended_at, acw_s in legs:
        free_at = ended_at + timedelta(seconds=float(acw_s))
        if timedelta() <= ended_at - began_at < DAY and began_at < free_at:
            for interval, span in cut(began_at, free_at):
                found[agent_key, client_id, channel, interval].append(span)
    return found


@pytest.mark.parametrize(
    ("breakdown", "by_client", "by_channel"),
    [("total", False, False), ("client", True, False), ("channel", False, True), ("client_channel", True, True)],
)
def test_every_agents_half_hours_are_unions_of_their_legs(
    rows: Rows,
    spans: dict[tuple[str, str, str, datetime], list[Span]],
    breakdown: str,
    by_client: bool,
    by_channel: bool,
) -> None:
    shown: defaultdict[tuple[str, str, str, datetime], list[Span]] = defaultdict(list)
    for (agent_key, client_id, channel, interval), of_cell in spans.items():
        shown[agent_key, client_id if by_client else "all", channel if by_channel else "all", interval] += of_cell
    expected = {
        key: (sum((end - begin for begin, end in of_cell), timedelta()), union(of_cell), most_at_once(of_cell))
        for key, of_cell in shown.items()
    }
    counted = {
        (agent_key, client_id, channel, interval): (
            timedelta(seconds=float(contact_s)),
            timedelta(seconds=float(busy_s)),
            peak,
        )
        for agent_key, client_id, channel, interval, contact_s, busy_s, peak in rows(
            """
            select agent_key, client_id, channel, interval_at, contact_s, busy_s, peak_leg_count
            from marts.agent_interval where breakdown = %s
            """,
            breakdown,
        )
    }
    assert len(expected) > 500
    assert counted == expected


@pytest.mark.skipif(not JANUARY.exists(), reason="the bank's January is not in ../shared/data/anonymous_bank")
def test_service_time_of_january_is_kept_for_every_agent(rows: Rows) -> None:
    """The file's own clocks, agent by agent: what they say of a month is what the half hours add up to."""

    def clock(text: str) -> int:
        hours, minutes, seconds = map(int, text.split(":"))
        return hours * 3600 + minutes * 60 + seconds

    expected: defaultdict[str, int] = defaultdict(int)
    for call in january_calls():
        if call["outcome"] == "AGENT" and call["server"] != "NO_SERVER":
            expected[call["server"]] += (clock(call["ser_exit"]) - clock(call["ser_start"])) % 86_400
    counted = rows(
        """
        select sum(contact_s) from marts.agent_interval
        where breakdown = 'client' and client_id = %s group by agent_key
        """,
        BANK,
    )
    assert sorted(int(seconds) for (seconds,) in counted) == sorted(filter(None, expected.values()))
