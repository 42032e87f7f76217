"""The page: plots in one file of HTML that needs nothing else."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import Any

import numpy as np

from orchestration.simulator.moments import EPOCH
from orchestration.simulator.realism import plots
from orchestration.simulator.realism.plots import FAINT, INK, OFFERED, Centre
from orchestration.simulator.realism.tables import WANTED, read
from orchestration.simulator.truth import FOLDER

Plot = Callable[[Any, Centre], Any]
SECTIONS: tuple[tuple[str, str, Plot], ...] = (
    (
        "Arrivals by half hour",
        "A late-morning peak, a dip over lunch and a smaller afternoon peak; Monday stands above the other days, the "
        "nurse line's day begins when the doctors' offices close, and nobody arrives where a line is closed.",
        plots.arrivals,
    ),
    (
        "Volume by day",
        "Low weekends, a slow drift through the week, a bulge in the days after a mailing. A platform is "
        "out for an hour or two; who was cut off then calls again.",
        plots.volume,
    ),
    (
        "Waits and patience",
        "Most calls are answered at once and a long tail is not; few give up in the first seconds, and the rest leave "
        "at a rate that hardly changes.",
        plots.waits,
    ),
    (
        "Handle time by reason",
        "Each reason has its own length, skewed to the right: on a logarithmic axis it is a bell. A denied claim takes "
        "twice as long as an identity card.",
        plots.handle_time,
    ),
    (
        "Service level by half hour",
        "Best at the edges of the day, worst where the volume peaks or people are at lunch; a small line swings more "
        "than a large one.",
        plots.service_level,
    ),
    (
        "Occupancy by hour",
        "Service agents around 80 % at the peak, less after it and at night; nurses below them, because they must be "
        "there when somebody calls.",
        plots.occupancy,
    ),
    (
        "Repeat contacts",
        "Who is not helped is back within days, soonest where it hurts; most issues take one contact, and claims and "
        "authorisations come back more often than benefits questions.",
        plots.repeats,
    ),
    (
        "Agents by tenure",
        "Newcomers take longer and differ more among themselves; after half a year tenure says little.",
        plots.tenure,
    ),
    (
        "What members say",
        "Who was helped is content and who was not is cross, with many exceptions: satisfaction follows the outcome, "
        "not the other way round.",
        plots.survey,
    ),
    (
        "What becomes of contacts",
        "Some are served or lost in the menu, a few in a hundred abandon, callbacks are taken where they are offered; "
        "messages have no wait to abandon.",
        plots.outcomes,
    ),
    (
        "Languages",
        "Shares as among the members; the smaller a language's queue, the longer its speakers wait.",
        plots.languages,
    ),
)
STYLE = {
    "svg.fonttype": "none",
    "svg.hashsalt": "careline",
    "font.size": 9,
    "axes.titlesize": 9,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.titlecolor": INK,
    "axes.labelcolor": INK,
    "axes.edgecolor": "#cbd5e1",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.grid.axis": "y",
    "axes.axisbelow": True,
    "grid.color": "#eef2f6",
    "xtick.color": FAINT,
    "ytick.color": FAINT,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "legend.frameon": False,
    "legend.labelcolor": INK,
    "figure.constrained_layout.use": True,
    "lines.linewidth": 1.4,
    "patch.linewidth": 1.2,
    "savefig.transparent": True,
}
PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Is this centre believable?</title>
<style>
:root {{ color: #0f172a; background: #f1f5f9; font: 16px/1.55 system-ui, sans-serif; }}
body {{ max-width: 76rem; margin: 0 auto; padding: 2.5rem 1.25rem 4rem; }}
h1 {{ font-size: 2rem; margin: 0 0 .25rem; letter-spacing: -.02em; }}
header p {{ margin: 0; color: #475569; max-width: 46rem; }}
dl {{ display: grid; grid-template-columns: repeat(auto-fit, minmax(8.5rem, 1fr)); gap: .75rem; margin: 1.75rem 0; }}
dl div, section {{ background: #fff; border-radius: .75rem; box-shadow: 0 1px 2px #0f172a14; }}
dl div {{ padding: .8rem 1rem; }}
dt {{ color: #64748b; font-size: .8rem; }}
dd {{ margin: 0; font-size: 1.4rem; font-weight: 650; font-variant-numeric: tabular-nums; }}
section {{ padding: 1.4rem 1.5rem 1rem; margin: 0 0 1.25rem; }}
h2 {{ font-size: 1.15rem; margin: 0; }}
section p {{ margin: .2rem 0 1rem; color: #475569; max-width: 60rem; }}
svg {{ display: block; width: 100%; height: auto; }}
svg text {{ font-family: system-ui, sans-serif !important; }}
</style>
</head>
<body>
<header>
<h1>Is this centre believable?</h1>
<p>{span}. Everything here was drawn from a seed; nobody called. Each plot says what somebody who runs a contact centre
would expect to see in it.</p>
</header>
<dl>
{numbers}
</dl>
{sections}
</body>
</html>
"""


def write_page(out: Path) -> Path:
    """Write the page of a run's truth; gives its path.

    out: the run's output folder.
    """
    # Drawing is slow to load and only a run of the simulator needs it.
    import matplotlib
    import matplotlib.style
    from matplotlib import pyplot

    centre = Centre(*(read(out, name) for name in WANTED))
    matplotlib.use("svg")
    sections = []
    with matplotlib.style.context(["default", STYLE]):
        for title, expected, plot in SECTIONS:
            figure = plot(pyplot, centre)
            sections.append(f"<section>\n<h2>{escape(title)}</h2>\n<p>{escape(expected)}</p>\n{_svg(figure)}</section>")
            pyplot.close(figure)
    numbers = "\n".join(f"<div><dt>{escape(name)}</dt><dd>{value}</dd></div>" for name, value in _numbers(centre))
    page = out / FOLDER / "realism.html"
    page.write_text(
        PAGE.format(span=_span(centre), numbers=numbers, sections="\n".join(sections)), encoding="utf-8", newline=""
    )
    return page


def _svg(figure: Any) -> str:
    """The figure to stand in a page: without the XML head, as wide as its place."""
    drawn = io.StringIO()
    figure.savefig(drawn, format="svg", bbox_inches="tight", metadata={"Date": None})
    text = drawn.getvalue()
    return re.sub(
        r'<svg ([^>]*?)width="[^"]*" height="[^"]*"|<svg height="[^"]*" width="[^"]*"',
        r"<svg \1",
        text[text.index("<svg") :],
        count=1,
    )


def _span(centre: Centre) -> str:
    days = centre.contacts.numbers["arrival_on"]
    first, last = (np.datetime64(EPOCH) + np.timedelta64(int(day), "D") for day in (days.min(), days.max()))
    return f"{len(centre.clients)} plans from {first} to {last}"


def _numbers(centre: Centre) -> list[tuple[str, str]]:
    contacts = centre.contacts
    outcome = contacts.words["outcome"]
    voice = contacts.words["channel"].are("voice") & outcome.are(*OFFERED)
    answered = voice & outcome.are("answered")
    in_time = answered & (contacts.numbers["is_within_threshold"] == 1)
    issue = contacts.numbers["issue"]
    issues = len(np.unique(issue[np.isfinite(issue)]))
    return [
        ("contacts", f"{len(contacts):,}"),
        ("calls offered", f"{voice.sum():,}"),
        ("in time (SL-B)", f"{in_time.sum() / max(voice.sum(), 1):.1%}"),
        ("abandoned", f"{(voice & outcome.are('abandoned')).sum() / max(voice.sum(), 1):.1%}"),
        ("mean wait, answered", f"{np.mean(contacts.numbers['wait_s'][answered]):.0f} s"),
        ("mean handle time", f"{np.nanmean(contacts.numbers['handle_s']):.0f} s"),
        ("contacts an issue", f"{np.isfinite(issue).sum() / max(issues, 1):.2f}"),
    ]
