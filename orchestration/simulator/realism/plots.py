"""The plots: each draws one thing by which people who run contact centres know theirs again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from orchestration.simulator.demand import holidays
from orchestration.simulator.moments import DAY, EPOCH, HOUR, MINUTE
from orchestration.simulator.realism.tables import Table, Words, local

OFFERED = ("answered", "abandoned", "callback", "flow_out", "dropped")
COLOURS = ("#0f766e", "#4f46e5", "#d97706", "#be123c", "#0369a1", "#65a30d", "#7c3aed", "#475569")
OUTCOMES: Mapping[str, str] = {
    "answered": "#0f766e",
    "callback": "#5eead4",
    "flow_out": "#a5b4fc",
    "abandoned": "#be123c",
    "dropped": "#7f1d1d",
    "ivr_contained": "#cbd5e1",
    "ivr_abandoned": "#94a3b8",
    "not_applicable": "#e2e8f0",
    "excluded": "#1e293b",
}
INK, FAINT = "#334155", "#94a3b8"
WEEKDAYS: tuple[tuple[str, tuple[int, ...], str], ...] = (
    ("Monday", (0,), "#0f766e"),
    ("Tuesday to Friday", (1, 2, 3, 4), "#4f46e5"),
    ("Saturday", (5,), "#d97706"),
    ("Sunday", (6,), "#be123c"),
)

Numbers = NDArray[np.float64]
Rows = NDArray[np.bool_]


@dataclass(frozen=True)
class Centre:
    """What the plots are made of."""

    contacts: Table
    legs: Table
    statuses: Table
    mailings: Table
    outages: Table
    surveys: Table

    @property
    def clients(self) -> tuple[str, ...]:
        """The plans, most contacts first."""
        column = self.contacts.words["client_id"]
        counts = np.bincount(column.places, minlength=len(column.words))
        return tuple(column.words[place] for place in np.argsort(-counts, kind="stable"))


def words(name: str) -> str:
    """A code as words."""
    return name.replace("_", " ")


def _weekday(days: Numbers) -> Numbers:
    return (days + EPOCH.weekday()) % 7


def _lines(table: Table) -> Iterator[tuple[str, str, Rows]]:
    """Each plan's lines that have contacts, with their rows."""
    for client in sorted(table.words["client_id"].words):
        of_client = table.words["client_id"].are(client)
        for line in sorted(table.words["line"].words):
            rows = of_client & table.words["line"].are(line)
            if rows.any():
                yield client, line, rows


def _multiples(plt: Any, count: int, columns: int, height: float, **options: Any) -> tuple[Any, list[Any]]:
    """Small plots beside each other."""
    rows = -(-count // columns)
    figure, axes = plt.subplots(rows, columns, figsize=(12, height * rows), squeeze=False, **options)
    for spare in axes.flat[count:]:
        spare.set_visible(False)
    return figure, list(axes.flat[:count])


def _below(figure: Any, text: str) -> None:
    figure.supxlabel(text, size=9, color=INK)


def _hours(axis: Any) -> None:
    axis.set_xticks(range(0, 25, 4))
    axis.set_xlim(0, 24)


def arrivals(plt: Any, centre: Centre) -> Any:
    """Contacts a half hour by the local clock, by weekday, for each line."""
    inbound = centre.contacts.where(centre.contacts.words["direction"].are("inbound"))
    panels = list(_lines(inbound))
    figure, axes = _multiples(plt, len(panels), 4, 2.0)
    for (client, line, rows), axis in zip(panels, axes, strict=True):
        some = inbound.where(rows)
        clock = local(some.numbers["arrived_at"], some.words["time_zone"])
        day = clock // DAY
        half_hour = (clock % DAY // (30 * MINUTE)).astype(int)
        span = np.arange(day.min(), day.max() + 1)
        for name, weekdays, colour in WEEKDAYS:
            counts = np.bincount(half_hour[np.isin(_weekday(day), weekdays)], minlength=48)
            days = int(np.isin(_weekday(span), weekdays).sum())
            if counts.sum() and days:
                axis.stairs(counts / days, np.arange(49) / 2, color=colour, label=name)
        axis.set_title(f"{words(client)}\n{words(line)}")
        _hours(axis)
    handles = [plt.Line2D([], [], color=colour, label=name) for name, _, colour in WEEKDAYS]
    figure.legend(handles=handles, loc="outside upper left", ncols=4)
    _below(figure, "hour of the local day")
    return figure


def volume(plt: Any, centre: Centre) -> Any:
    """Contacts a day for each plan, with what moved them."""
    days = centre.contacts.numbers["arrival_on"]
    first, last = int(days.min()), int(days.max())
    span = np.arange(first, last + 1)
    dates = [EPOCH + timedelta(days=int(day)) for day in span]
    clients = centre.clients
    figure, axes = _multiples(plt, len(clients), 1, 2.3, sharex=True)
    for client, axis, colour in zip(clients, axes, COLOURS, strict=False):
        of_client = centre.contacts.words["client_id"].are(client)
        counts = np.bincount((days[of_client] - first).astype(int), minlength=len(span))
        weekend = _weekday(span.astype(float)) > 4
        axis.bar(dates, counts, width=0.8, color=np.where(weekend, colour + "66", colour))
        axis.set_title(words(client))
        top = counts.max()
        axis.set_ylim(0, top * 1.3)
        for on, count in zip(dates, counts, strict=True):
            if on in holidays(on.year):
                axis.annotate("holiday", (on, count), (0, 3), textcoords="offset points", rotation=90, ha="center",
                              va="bottom", color=FAINT, size=7.5)  # fmt: skip
        mailed = centre.mailings.where(centre.mailings.words["client_id"].are(client))
        names = mailed.words["name"]
        for place, on in zip(names.places, mailed.numbers["on"], strict=True):
            _mark(axis, EPOCH + timedelta(days=int(on)), top * 1.26, words(names.words[place]), INK)
        out = centre.outages.where(centre.outages.words["client_id"].are(client))
        for began in out.numbers["began_at"]:
            _mark(axis, EPOCH + timedelta(days=int(began // DAY)), top * 1.14, "outage", "#be123c")
    return figure


def _mark(axis: Any, on: date, height: float, text: str, colour: str) -> None:
    axis.axvline(on, color=colour, linewidth=0.8, linestyle=(0, (3, 2)))
    axis.annotate(text, (on, height), (3, 0), textcoords="offset points", va="top", color=colour, size=7.5)


def _voice(centre: Centre) -> Table:
    """Calls that joined a queue."""
    contacts = centre.contacts
    return contacts.where(
        contacts.words["channel"].are("voice")
        & contacts.words["direction"].are("inbound")
        & contacts.words["outcome"].are(*OFFERED)
    )


def waits(plt: Any, centre: Centre) -> Any:
    """Waits of answered calls, and how long callers stay when nobody answers."""
    voice = _voice(centre)
    figure, (left, right) = plt.subplots(1, 2, figsize=(12, 3.6))
    longer = np.arange(0, 605, 5)
    for client, colour in zip(centre.clients, COLOURS, strict=False):
        some = voice.where(voice.words["client_id"].are(client))
        wait, answered = some.numbers["wait_s"], some.words["outcome"].are("answered")
        if not answered.any():
            continue
        sorted_waits = np.sort(wait[answered])
        left.plot(longer, 1 - np.searchsorted(sorted_waits, longer, "right") / len(sorted_waits), color=colour)
        gone = some.words["outcome"].are("abandoned")
        steps = np.arange(0, 901, 10)
        left_in = np.histogram(wait[gone], steps)[0]
        at_risk = len(wait) - np.searchsorted(np.sort(wait), steps[:-1])
        enough = at_risk >= 30
        staying = np.cumprod(1 - left_in[enough] / at_risk[enough])
        right.plot(steps[1 : len(staying) + 1], staying, color=colour, label=words(client))
    left.set_title("Answered calls that waited longer")
    left.set_xlabel("than so many seconds")
    left.set_yscale("log")
    left.set_ylim(1e-3, 1)
    left.yaxis.set_major_formatter(_percent)
    right.set_title("Callers still waiting where nobody has answered (Kaplan–Meier)")
    right.set_xlabel("seconds in the queue")
    right.set_ylim(0, 1.02)
    right.yaxis.set_major_formatter(_percent)
    right.legend()
    return figure


def _percent(share: float, _: Any = None) -> str:
    return f"{share * 100:.3g} %"


def handle_time(plt: Any, centre: Centre) -> Any:
    """Handle time by reason."""
    contacts = centre.contacts
    known = contacts.where((contacts.numbers["handle_s"] > 0) & contacts.words["channel"].are("voice"))
    reason, handle = known.words["reason"], known.numbers["handle_s"]
    counts = np.bincount(reason.places, minlength=len(reason.words))
    frequent = [int(place) for place in np.argsort(-counts, kind="stable")[:16] if counts[place] >= 20]
    samples = sorted(((handle[reason.places == place], reason.words[place]) for place in frequent),
                     key=lambda each: float(np.median(each[0])))  # fmt: skip
    figure, (left, right) = plt.subplots(1, 2, figsize=(12, 4.6), width_ratios=(3, 2))
    boxes = left.boxplot(
        [sample for sample, _ in samples], orientation="horizontal", whis=(5, 95), showfliers=False, patch_artist=True,
        widths=0.62, medianprops={"color": "white", "linewidth": 1.6}, whiskerprops={"color": FAINT},
        capprops={"color": FAINT}, boxprops={"linewidth": 0},
    )  # fmt: skip
    for box in boxes["boxes"]:
        box.set_facecolor(COLOURS[0])
    left.set_yticks(range(1, len(samples) + 1), [words(name) for _, name in samples])
    left.set_xscale("log")
    _minutes(left)
    left.set_title("Talk, hold and after-contact work by reason (5 % to 95 %)")
    largest, name = max(samples, key=lambda each: len(each[0]))
    logs = np.log(largest[(largest > 20) & (largest < 4000)])
    _, edges, _ = right.hist(logs, bins=50, density=True, color=COLOURS[1] + "66")
    grid = np.linspace(edges[0], edges[-1], 200)
    mean, spread = logs.mean(), logs.std()
    right.plot(grid, np.exp(-((grid - mean) ** 2) / (2 * spread**2)) / (spread * np.sqrt(2 * np.pi)), color=COLOURS[1])
    ticks = [minutes for minutes in (0.5, 1, 2, 5, 10, 20, 40) if edges[0] <= np.log(60 * minutes) <= edges[-1]]
    right.set_xticks(np.log(60 * np.asarray(ticks)), [f"{minutes:g} min" for minutes in ticks])
    right.set_yticks([])
    right.set_title(f"{words(name).capitalize()}, with a log-normal through it")
    return figure


def _minutes(axis: Any) -> None:
    low, high = axis.get_xlim()
    ticks = [minutes for minutes in (0.5, 1, 2, 5, 10, 20, 40) if low <= 60 * minutes <= high]
    axis.set_xticks([60 * minutes for minutes in ticks], [f"{minutes:g} min" for minutes in ticks])
    axis.minorticks_off()


def service_level(plt: Any, centre: Centre) -> Any:
    """Share of offered calls answered in time, by half hour of working days, with the volume behind it."""
    voice = _voice(centre)
    panels = list(_lines(voice))
    figure, axes = _multiples(plt, len(panels), 4, 2.0)
    for (client, line, rows), axis in zip(panels, axes, strict=True):
        some = voice.where(rows)
        clock = local(some.numbers["arrived_at"], some.words["time_zone"])
        workday = _weekday(clock // DAY) < 5
        half_hour = (clock % DAY // (30 * MINUTE)).astype(int)
        offered = np.bincount(half_hour[workday], minlength=48)
        met = some.words["outcome"].are("answered") & (some.numbers["is_within_threshold"] == 1)
        in_time = np.bincount(half_hour[workday & met], minlength=48)
        behind = axis.twinx()
        behind.stairs(offered, np.arange(49) / 2, fill=True, color="#e2e8f0")
        behind.set_yticks([])
        axis.set_zorder(behind.get_zorder() + 1)
        axis.patch.set_visible(False)
        enough = offered >= 10
        share = np.where(enough, in_time / np.maximum(offered, 1), np.nan)
        axis.plot(np.arange(48) / 2 + 0.25, share, color=COLOURS[0], marker="o", markersize=2)
        axis.axhline(0.8, color=COLOURS[2], linewidth=0.8, linestyle=(0, (3, 2)))
        axis.set_ylim(0, 1.03)
        axis.yaxis.set_major_formatter(_percent)
        axis.set_title(f"{words(client)}\n{words(line)}")
        _hours(axis)
    _below(figure, "hour of the local day; grey: calls offered; dashed: 80 %")
    return figure


def _union(agent: Numbers, start: Numbers, end: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    """Time that intervals cover together, agent by agent."""
    order = np.lexsort((start, agent))
    agent, start, end = agent[order], start[order], end[order]
    apart = (agent - agent.min(initial=0)) * 1e13 if len(agent) else agent
    reach = np.maximum.accumulate(end + apart) - apart
    begins = np.ones(len(agent), bool)
    begins[1:] = (agent[1:] != agent[:-1]) | (start[1:] > reach[:-1])
    firsts = np.flatnonzero(begins)
    lasts = np.append(firsts[1:], len(agent)) - 1 if len(firsts) else firsts
    return agent[firsts], start[firsts], reach[lasts]


def _by_hour(start: Numbers, end: Numbers) -> Numbers:
    """Milliseconds that intervals lie in each hour of the day."""
    sums = np.zeros(24)
    while len(start):
        stop = np.minimum(end, (start // HOUR + 1) * HOUR)
        sums += np.bincount((start // HOUR % 24).astype(int), stop - start, minlength=24)
        left = stop < end
        start, end = stop[left], end[left]
    return sums


def occupancy(plt: Any, centre: Centre) -> Any:
    """Share of their available time that agents spend on contacts, by hour of the day."""
    statuses, legs = centre.statuses, centre.legs
    agent, at = statuses.numbers["agent"], statuses.numbers["at"]
    order = np.lexsort((at, agent))
    until = np.full(len(at), np.nan)
    until[order[:-1]] = np.where(agent[order[1:]] == agent[order[:-1]], at[order[1:]], np.nan)
    free = statuses.words["status"].are("Available") & (until - at < 16 * HOUR)
    zone = Words(statuses.words["time_zone"].words, statuses.words["time_zone"].places)
    zone_of = dict(zip(agent, zone.places, strict=True))
    ended = legs.numbers["ended_at"] + 1000 * legs.numbers["acw_s"]
    known = np.isin(legs.numbers["agent"], agent)

    figure, axis = plt.subplots(figsize=(12, 3.4))
    for role, colour in zip(sorted(statuses.words["role"].words), COLOURS, strict=False):
        on_shift = free & statuses.words["role"].are(role)
        at_work = known & legs.words["role"].are(role)
        busy = _union(legs.numbers["agent"][at_work], legs.numbers["started_at"][at_work], ended[at_work])
        there = _union(
            np.concatenate([busy[0], agent[on_shift]]),
            np.concatenate([busy[1], at[on_shift]]),
            np.concatenate([busy[2], until[on_shift]]),
        )
        sums = []
        for who, start, end in (busy, there):
            where = Words(zone.words, np.asarray([zone_of[each] for each in who], dtype=np.int32))
            moved = local(start, where) - start if len(start) else start
            sums.append(_by_hour(start + moved, end + moved))
        enough = sums[1] > sums[1].max(initial=0) * 0.01
        share = np.where(enough, sums[0] / np.maximum(sums[1], 1), np.nan)
        axis.plot(np.arange(24) + 0.5, share, color=colour, marker="o", markersize=3, label=words(role))
    axis.axhspan(0.8, 0.85, color="#f1f5f9", zorder=0)
    axis.set_ylim(0, 1)
    axis.yaxis.set_major_formatter(_percent)
    axis.set_xlabel("hour of the team's local day; grey: 80 % to 85 %")
    _hours(axis)
    axis.legend(ncols=4)
    return figure


def repeats(plt: Any, centre: Centre) -> Any:
    """How soon, how often and about what members get in touch again about the same issue."""
    contacts = centre.contacts
    about = contacts.where(np.isfinite(contacts.numbers["issue"]))
    issue, arrived = about.numbers["issue"], about.numbers["arrived_at"]
    order = np.lexsort((arrived, issue))
    again = issue[order][1:] == issue[order][:-1]
    days = (np.diff(arrived[order]) / DAY)[again]
    figure, (left, middle, right) = plt.subplots(1, 3, figsize=(12, 3.6))
    left.hist(np.minimum(days, 21.4), bins=np.arange(0, 22, 0.5), color=COLOURS[0])
    left.axvline(7, color=INK, linewidth=0.8, linestyle=(0, (3, 2)))
    left.set_title("Days to the next contact about the issue")
    left.set_xlabel("days; dashed: the seven of FCR")

    _, first, counts = np.unique(issue[order], return_index=True, return_counts=True)
    sizes = np.bincount(np.minimum(counts, 8), minlength=9)[1:] / max(len(counts), 1)
    middle.bar(range(1, 9), sizes, color=COLOURS[1])
    middle.set_yscale("log")
    middle.yaxis.set_major_formatter(_percent)
    middle.set_xticks(range(1, 9), [*map(str, range(1, 8)), "8+"])
    middle.set_title("Contacts an issue")

    family = about.words["reason_family"]
    families = family.places[order][first]
    shares = sorted(
        (float((counts[families == place] > 1).mean()), words(name))
        for place, name in enumerate(family.words)
        if (families == place).sum() >= 20
    )
    right.barh([name for _, name in shares], [share for share, _ in shares], color=COLOURS[2])
    right.xaxis.set_major_formatter(_percent)
    right.set_title("Issues with more than one contact")
    return figure


def tenure(plt: Any, centre: Centre) -> Any:
    """Handle time of each agent by tenure."""
    legs = centre.legs.where(centre.legs.words["leg_kind"].are("handle"))
    agents, places = np.unique(legs.numbers["agent"], return_inverse=True)
    handle = legs.numbers["talk_s"] + legs.numbers["hold_s"] + legs.numbers["acw_s"]
    counts = np.bincount(places, minlength=len(agents))
    mean = np.bincount(places, handle, len(agents)) / np.maximum(counts, 1)
    days = np.bincount(places, legs.numbers["tenure_days"], len(agents)) / np.maximum(counts, 1)
    roles = legs.words["role"]
    role_of = np.zeros(len(agents), int)
    role_of[places] = roles.places
    figure, axis = plt.subplots(figsize=(12, 3.6))
    for place, (role, colour) in enumerate(zip(roles.words, COLOURS, strict=False)):
        some = (role_of == place) & (counts >= 20)
        months, size = np.maximum(days[some], 3) / 30.4, np.sqrt(counts[some]) * 2
        axis.scatter(months, mean[some], s=size, color=colour, alpha=0.65, linewidths=0, label=words(role))
    axis.set_xscale("log")
    axis.set_xticks([0.5, 1, 3, 6, 12, 24, 60, 120], ["2 wk", "1 mo", "3 mo", "6 mo", "1 y", "2 y", "5 y", "10 y"])
    axis.minorticks_off()
    axis.set_xlabel("tenure")
    axis.set_ylabel("seconds a leg")
    axis.set_ylim(bottom=0)
    axis.legend(ncols=4)
    return figure


def survey(plt: Any, centre: Centre) -> Any:
    """What members answer, by whether the contact really settled what they wanted."""
    answers = centre.surveys
    figure, axes = plt.subplots(1, 3, figsize=(12, 3.2))
    for axis, (name, least, most) in zip(axes, (("csat", 1, 5), ("nps", 0, 10), ("effort", 1, 7)), strict=True):
        scale = np.arange(least, most + 1)
        for shift, settled, colour, label in ((-0.2, 1, COLOURS[0], "settled"), (0.2, 0, COLOURS[3], "not settled")):
            given = answers.numbers[name][answers.numbers["truly_resolved"] == settled]
            shares = [float((given == point).mean()) if len(given) else 0 for point in scale]
            axis.bar(scale + shift, shares, width=0.4, color=colour, label=label)
        axis.set_xticks(scale)
        axis.yaxis.set_major_formatter(_percent)
        axis.set_title({"csat": "Satisfaction", "nps": "Would recommend", "effort": "Effort"}[name])
    axes[0].legend()
    return figure


def outcomes(plt: Any, centre: Centre) -> Any:
    """What becomes of the contacts of each line."""
    contacts = centre.contacts
    panels = list(_lines(contacts))[::-1]
    figure, axis = plt.subplots(figsize=(12, 0.32 * len(panels) + 1))
    outcome = contacts.words["outcome"]
    for place, (_, _, rows) in enumerate(panels):
        start = 0.0
        for name, colour in OUTCOMES.items():
            share = float(outcome.are(name)[rows].mean())
            axis.barh(place, share, left=start, color=colour, height=0.72)
            if share > 0.035:
                light = name in ("answered", "abandoned", "dropped", "excluded", "ivr_abandoned")
                axis.text(start + share / 2, place, f"{share * 100:.0f}", ha="center", va="center", size=7.5,
                          color="white" if light else INK)  # fmt: skip
            start += share
    axis.set_yticks(range(len(panels)), [f"{words(client)} · {words(line)}" for client, line, _ in panels])
    axis.set_xlim(0, 1)
    axis.xaxis.set_major_formatter(_percent)
    handles = [plt.Rectangle((0, 0), 1, 1, color=colour, label=words(name)) for name, colour in OUTCOMES.items()]
    figure.legend(handles=handles, loc="outside upper left", ncols=9, handlelength=1)
    return figure


def languages(plt: Any, centre: Centre) -> Any:
    """Languages other than English, and how long their speakers wait."""
    inbound = centre.contacts.where(centre.contacts.words["direction"].are("inbound"))
    voice = _voice(centre)
    spoken = sorted(inbound.words["language"].words, key=lambda name: (name != "en", name))
    others = [name for name in spoken if name != "en"]
    figure, (left, right) = plt.subplots(1, 2, figsize=(12, 3))
    width = 0.8 / len(centre.clients)
    for place, (client, colour) in enumerate(zip(centre.clients, COLOURS, strict=False)):
        shift = (place - (len(centre.clients) - 1) / 2) * width
        of_client = inbound.words["client_id"].are(client)
        shares = [float(inbound.words["language"].are(name)[of_client].mean()) for name in others]
        left.bar(np.arange(len(others)) + shift, shares, width * 0.9, color=colour, label=words(client))
        mine = voice.words["client_id"].are(client)
        waits = [voice.numbers["wait_s"][mine & voice.words["language"].are(name)] for name in spoken]
        means = [float(wait.mean()) if len(wait) else 0.0 for wait in waits]
        right.bar(np.arange(len(spoken)) + shift, means, width * 0.9, color=colour)
    left.set_xticks(range(len(others)), others)
    left.yaxis.set_major_formatter(_percent)
    left.set_title("Share of contacts served in another language")
    left.legend()
    right.set_xticks(range(len(spoken)), spoken)
    right.set_title("Mean wait of calls offered, seconds")
    return figure
