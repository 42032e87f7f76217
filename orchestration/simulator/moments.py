"""Moments of the simulation: whole milliseconds since 1970 in UTC, and how files write them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

SECOND = 1000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR
EPOCH = date(1970, 1, 1)
_CLOCK = tuple(
    f"T{hour:02}:{minute:02}:{second:02}" for hour in range(24) for minute in range(60) for second in range(60)
)
_MILLIS = tuple(f".{milli:03}Z" for milli in range(SECOND))


@lru_cache(maxsize=4096)
def _day_text(day: int) -> str:
    return (EPOCH + timedelta(days=day)).isoformat()


def utc_date(at: int) -> date:
    """UTC date of a moment."""
    return EPOCH + timedelta(days=at // DAY)


def midnight(day: date) -> int:
    """The moment a UTC date begins."""
    return (day - EPOCH).days * DAY


def iso_seconds(at: int) -> str:
    """A moment with whole seconds, as Amazon Connect writes it: 2026-09-01T13:05:22Z."""
    day, rest = divmod(at, DAY)
    return f"{_day_text(day)}{_CLOCK[rest // SECOND]}Z"


def iso_millis(at: int) -> str:
    """A moment with milliseconds, as Genesys Cloud and Salesforce write it: 2026-09-01T13:05:22.120Z."""
    day, rest = divmod(at, DAY)
    return _day_text(day) + _CLOCK[rest // SECOND] + _MILLIS[rest % SECOND]


@lru_cache(maxsize=65_536)
def _offset(zone: str, hour: int) -> int:
    moment = datetime.fromtimestamp(hour * 900, UTC).astimezone(ZoneInfo(zone))
    offset = moment.utcoffset()
    return 0 if offset is None else int(offset.total_seconds()) * SECOND


def offset(at: int, zone: str) -> int:
    """Milliseconds local clocks of an IANA zone are ahead of UTC at a moment."""
    return _offset(zone, at // (15 * MINUTE))


def local(at: int, zone: str) -> tuple[date, int]:
    """Local date of a moment, and milliseconds by the clock since its midnight."""
    day, rest = divmod(at + offset(at, zone), DAY)
    return EPOCH + timedelta(days=day), rest


def local_date(at: int, zone: str) -> date:
    """Local date of a moment."""
    return EPOCH + timedelta(days=(at + offset(at, zone)) // DAY)


def at_local(day: date, since_midnight: int, zone: str) -> int:
    """The moment local clocks of a zone show so many milliseconds after midnight; of two such the earlier."""
    naive = midnight(day) + since_midnight
    guess = naive - offset(naive, zone)
    return naive - offset(guess, zone) if offset(guess, zone) != offset(naive, zone) else guess
