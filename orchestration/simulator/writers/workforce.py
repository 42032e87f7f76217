"""Workforce management: the roster with each spell of employment, what was scheduled, and nurses' licences."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta
from random import Random

from orchestration.simulator.delivery import Feed
from orchestration.simulator.moments import DAY, HOUR, MINUTE, at_local, iso_seconds, midnight
from orchestration.simulator.people import Agent
from orchestration.simulator.rota import Shift
from orchestration.simulator.run import Day, Run
from orchestration.simulator.truths.agent_time import note_schedule
from orchestration.simulator.writers.records import begins, ends

ROSTER = (
    "platform,agent_id,username,first_name,last_name,employee_id,team,supervisor_employee_id,site,role,hire_date,"
    "termination_date,rehire,at_home,hourly_cost_usd,max_concurrent_chats,time_zone,languages,updated_at"
)
SCHEDULE = "schedule_id,platform,agent_id,activity,starts_at,ends_at,updated_at"
LICENCE = "licence_id,platform,agent_id,employee_id,kind,state,is_compact,issued_on,expires_on,status,updated_at"
PUBLISHED_BEFORE = 10 * DAY
CHANGED = 0.03
"""Share of shifts in which lunch is moved on the day itself."""
OFF_PLAN_MIN = 5
"""Minutes by which agents usually miss the planned time of a pause: adherence comes to some 93 %."""


class Workforce:
    """Writes rosters, schedules and licences to the folder of each team's platform."""

    def open(self, run: Run) -> None:
        """Write the roster and the licences, as they are at first and as they change."""
        spells = defaultdict(list)
        for agent in run.scenario.agents:
            if self._roster(run, agent):
                spells[agent.platform_id].append(agent)
            self._licences(run, agent)
        for of_one_id in spells.values():
            self._note(run, of_one_id)

    def _roster(self, run: Run, agent: Agent) -> bool:
        """Whether the spell is told before the run ends."""
        feed = Feed(agent.team.delivery_id, "workforce", "Roster", ".csv", ROSTER, record_id="agent_id")
        hired, left = max(midnight(agent.hired_on), begins(run)), _left_at(agent)
        run.delivery.put(feed, hired, _roster_line(agent, hired, left is not None and left <= hired))
        if left is not None and left > hired:
            run.delivery.put(feed, left, _roster_line(agent, left, True))
        return hired < ends(run)

    def _licences(self, run: Run, agent: Agent) -> None:
        feed = Feed(agent.team.delivery_id, "workforce", "Licence", ".csv", LICENCE)
        told = max(midnight(agent.hired_on), begins(run))
        for licence in agent.licences:
            expired = midnight(licence.expires_on) + DAY
            line = (
                f"RN-{licence.state}-{agent.index:05},{agent.team.platform},{agent.platform_id},{agent.employee_id},RN,"
                f"{licence.state},{_flag(licence.is_compact)},{licence.issued_on},{licence.expires_on}"
            )
            status = "expired" if expired <= told else "active"
            run.delivery.put(feed, told, f"{line},{status},{iso_seconds(told)}")
            if expired > told:
                run.delivery.put(feed, expired, f"{line},expired,{iso_seconds(expired)}")

    def _note(self, run: Run, spells: Sequence[Agent]) -> None:
        is_reused = len({agent.employee_id for agent in spells}) > 1
        for agent in spells:
            left = _left_at(agent)
            is_over = left is not None and left < ends(run)
            run.truth.add(
                "agent",
                {
                    "delivery_id": agent.team.delivery_id,
                    "platform": agent.team.platform,
                    "agent_id": agent.platform_id,
                    "employee_id": agent.employee_id,
                    "team": agent.team.name,
                    "role": agent.team.role,
                    "valid_from_on": agent.hired_on,
                    "valid_to_on": agent.left_on if is_over else None,
                    "is_rehire": agent.is_rehire,
                    "is_id_reused": is_reused,
                },
            )
        if is_reused:
            run.truth.add(
                "fault",
                {
                    "fault": "reused_agent_id",
                    "source": "workforce",
                    "feed": "roster",
                    "record_id": spells[0].platform_id,
                    "effect": "flagged",
                    "shows_as": "is_id_reused",
                },
            )

    def write(self, run: Run, day: Day) -> None:
        """Write the schedules of shifts that begin on the day, and who was on leave."""
        chance = run.random("workforce", day.on)
        for shift in day.shifts:
            feed = _schedule_feed(shift.agent)
            planned = _planned(chance, shift)
            published = max(shift.began - PUBLISHED_BEFORE, begins(run))
            if chance.random() < CHANGED and len(shift.pauses) > 1:
                for line in _schedule(_with_lunch_moved(planned), published):
                    run.delivery.put(feed, published, line)
                published = max(shift.began - 2 * HOUR, published + MINUTE)
            for line in _schedule(planned, published):
                run.delivery.put(feed, published, line)
            note_schedule(run, planned)
        if day.on.weekday() < 5 and run.scenario.first_on <= day.on <= run.scenario.until_on:
            for agent in run.scenario.agents:
                if day.on in agent.absent and agent.hired_on <= day.on and day.on < (agent.left_on or day.on.max):
                    began = at_local(day.on, 9 * HOUR, agent.team.time_zone)
                    published = max(began - PUBLISHED_BEFORE, begins(run))
                    line = _activity(agent, f"{agent.index}-{day.on}-L", "leave", began, began + 8 * HOUR, published)
                    run.delivery.put(_schedule_feed(agent), published, line)


def _left_at(agent: Agent) -> int | None:
    return None if agent.left_on is None else midnight(agent.left_on)


def _schedule_feed(agent: Agent) -> Feed:
    return Feed(agent.team.delivery_id, "workforce", "Schedule", ".csv", SCHEDULE)


def _roster_line(agent: Agent, updated: int, has_left: bool) -> str:
    # The last day is the one before the first without work.
    last_on = agent.left_on - timedelta(days=1) if has_left and agent.left_on else ""
    team = agent.team
    return (
        f"{team.platform},{agent.platform_id},{agent.username},{agent.first_name},{agent.last_name},{agent.employee_id},"
        f"{team.name},{agent.supervisor_id},{agent.site},{team.role},{agent.hired_on},{last_on},{_flag(agent.is_rehire)},"
        f"{_flag(agent.is_at_home)},{agent.hourly_cost_usd:.2f},{team.capacity},{team.time_zone},{';'.join(team.languages)},"
        f"{iso_seconds(updated)}"
    )


def _planned(chance: Random, shift: Shift) -> Shift:
    """The shift as it was scheduled, pauses at full five minutes near those the agent took."""
    pauses = []
    for began, ended, kind in shift.pauses:
        moved = round(chance.gauss(0, OFF_PLAN_MIN) / 5) * 5 * MINUTE
        pauses.append((began + moved, ended + moved, kind))
    return Shift(shift.agent, shift.began, shift.ended, tuple(pauses))


def _with_lunch_moved(shift: Shift) -> Shift:
    pauses = tuple(
        (began - 30 * MINUTE, ended - 30 * MINUTE, kind) if kind == "Lunch" else (began, ended, kind)
        for began, ended, kind in shift.pauses
    )
    return Shift(shift.agent, shift.began, shift.ended, pauses)


def _schedule(shift: Shift, published: int) -> list[str]:
    """A shift's lines: queue, and between its parts the pauses."""
    lines, at, name = [], shift.began, f"{shift.agent.index}-{shift.began // MINUTE}"
    for place, (began, ended, kind) in enumerate(shift.pauses):
        lines.append(_activity(shift.agent, f"{name}-{2 * place}", "queue", at, began, published))
        lines.append(_activity(shift.agent, f"{name}-{2 * place + 1}", kind.lower(), began, ended, published))
        at = ended
    lines.append(_activity(shift.agent, f"{name}-{2 * len(shift.pauses)}", "queue", at, shift.ended, published))
    return lines


def _activity(agent: Agent, name: str, activity: str, began: int, ended: int, published: int) -> str:
    return (
        f"{name},{agent.team.platform},{agent.platform_id},{activity},{iso_seconds(began)},{iso_seconds(ended)},"
        f"{iso_seconds(published)}"
    )


def _flag(value: bool) -> str:
    return "true" if value else "false"
