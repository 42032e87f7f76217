"""Open a dashboard as a person would, in a real browser, and say chart by chart whether it shows something.

python -m dashboards.render --url http://127.0.0.1:8088 --login name --screenshot page.png < password
"""

from __future__ import annotations

import argparse
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright
from playwright.sync_api import Error as BrowserError
from playwright.sync_api import TimeoutError as BrowserTimeout

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--font-render-hinting=none",
)


class RenderError(RuntimeError):
    """The page could not be opened; the message says why."""


@dataclass(frozen=True)
class Chart:
    """What the browser shows of one chart.

    state: 'drawn', 'empty' (no rows, or nothing on the canvas), 'error' (an error banner), 'loading' (never finished).
    text: what the chart says in words, shortened.
    """

    name: str
    kind: str
    tab: str
    state: str
    text: str


@dataclass(frozen=True)
class Rendering:
    """One opening of a dashboard.

    seconds: from asking for the page to the last chart of the first tab.
    filters: what is chosen in the filter bar, from left to right.
    console_errors: what the browser complained about, such as requests the content-security policy refused.
    outside_answers: addresses that answered and are not this server's.
    """

    charts: tuple[Chart, ...]
    seconds: float
    filters: tuple[str, ...]
    console_errors: tuple[str, ...] = ()
    outside_answers: tuple[str, ...] = ()
    screenshots: tuple[Path, ...] = field(default=())

    @property
    def broken(self) -> tuple[Chart, ...]:
        """Charts that show nothing, or an error."""
        return tuple(chart for chart in self.charts if chart.state != "drawn")


def find_browser() -> str | None:
    """The system's Chromium, or None."""
    return next((path for name in BROWSERS if (path := shutil.which(name))), None)


@contextmanager
def browser() -> Iterator[Browser]:
    """The system's Chromium, headless.

    Raises:
        RenderError: there is none.
    """
    executable = find_browser()
    if executable is None:
        raise RenderError("No Chromium is installed: install the package chromium to render dashboards.")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=executable, args=list(FLAGS), headless=True)
        try:
            yield opened
        finally:
            opened.close()


def render(
    base_url: str,
    login: str,
    password: str,
    slug: str = "executive",
    screenshot: Path | None = None,
    width: int = 1600,
    timeout_s: float = 180,
) -> Rendering:
    """Sign in, open a dashboard tab by tab, and report.

    Args:
        base_url: address of the server, without a slash at its end.
        login: who looks.
        password: that person's password.
        slug: the dashboard's short name.
        screenshot: where to write the first tab as PNG; further tabs go beside it with -2, -3… in their names.
        width: of the window, in CSS pixels.
        timeout_s: how long the charts of one tab may take.

    Raises:
        RenderError: no browser, the sign-in is refused, or the dashboard does not open.
    """
    with browser() as opened:
        page = opened.new_page(viewport={"width": width, "height": 1000}, device_scale_factor=1)
        page.set_default_timeout(timeout_s * 1000)
        errors: list[str] = []
        outside: list[str] = []
        page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("response", lambda answer: outside.append(answer.url) if _is_outside(answer.url, base_url) else None)
        try:
            sign_in(page, base_url, login, password)
            started = time.monotonic()
            page.goto(f"{base_url}/superset/dashboard/{slug}/", wait_until="domcontentloaded")
            page.wait_for_selector("[data-test=dashboard-content], .dashboard-content, .dashboard")
            charts = list(_look(page, "", timeout_s))
            seconds = time.monotonic() - started
            filters = tuple(page.evaluate(_FILTERS))
            tabs = page.get_by_role("tab")
            names = [tabs.nth(index).inner_text().strip() for index in range(tabs.count())]
            charts = [Chart(each.name, each.kind, names[0] if names else "", each.state, each.text) for each in charts]
            taken = [_shoot(page, screenshot, 1)] if screenshot else []
            for number, name in enumerate(names[1:], start=2):
                tabs.nth(number - 1).click()
                charts += _look(page, name, timeout_s)
                if screenshot:
                    taken.append(_shoot(page, screenshot, number))
        except BrowserError as error:
            reason = error.message.splitlines()[0]
            raise RenderError(f"The dashboard {slug} does not open for {login}: {reason}") from error
    return Rendering(tuple(charts), seconds, filters, tuple(errors), tuple(outside), tuple(taken))


def sign_in(page: Page, base_url: str, login: str, password: str) -> None:
    """Fill in the sign-in form.

    Raises:
        RenderError: the server refuses login and password.
    """
    page.goto(f"{base_url}/login/", wait_until="domcontentloaded")
    page.wait_for_selector("input[type=password]")
    page.locator("input:not([type=hidden]):not([type=password])").first.fill(login)
    page.locator("input[type=password]").fill(password)
    page.keyboard.press("Enter")
    try:
        page.wait_for_url(lambda url: "/login" not in url, wait_until="commit", timeout=60_000)
    except BrowserTimeout:
        raise RenderError(f"Superset refuses the password of {login}.") from None


def _look(page: Page, tab: str, timeout_s: float) -> Iterator[Chart]:
    page.wait_for_selector(".dashboard-component-chart-holder:visible")
    _fit(page)
    settled, patience = 0, time.monotonic() + timeout_s
    while settled < 3 and time.monotonic() < patience:
        page.wait_for_timeout(250)
        settled = settled + 1 if all(chart["state"] != "loading" for chart in page.evaluate(_CHARTS)) else 0
    _fit(page)
    page.wait_for_timeout(600)  # charts are drawn with a short animation
    for chart in page.evaluate(_CHARTS):
        yield Chart(chart["name"], chart["kind"], tab, chart["state"], chart["text"])


def _fit(page: Page) -> None:
    """Make the window as tall as the page: charts outside it are not drawn."""
    size = page.viewport_size or {"width": 1600, "height": 1000}
    tall = page.evaluate("() => Math.ceil(document.querySelector('#app').scrollHeight)")
    if tall > size["height"]:
        page.set_viewport_size({"width": size["width"], "height": min(int(tall), 6000)})


def _shoot(page: Page, screenshot: Path, number: int) -> Path:
    path = screenshot if number == 1 else screenshot.with_stem(f"{screenshot.stem}-{number}")
    page.mouse.move(0, 0)
    page.screenshot(path=path)
    return path


def _is_outside(url: str, base_url: str) -> bool:
    return not url.startswith((base_url, "data:", "blob:", "about:"))


_CHARTS: Any = """() => [...document.querySelectorAll('.dashboard-component-chart-holder')]
  .filter(holder => holder.offsetParent !== null)
  .map(holder => {
    const slice = holder.querySelector('[data-test-chart-name]') || holder;
    const kind = slice.getAttribute('data-test-viz-type') || '';
    const body = holder.querySelector('[data-test=slice-container], .slice_container, .chart-container') || holder;
    const words = body.innerText.replace(/\\s+/g, ' ').trim();
    const found = selector => [...holder.querySelectorAll(selector)].some(each => each.offsetParent !== null);
    const drawn = [...body.querySelectorAll('canvas')].map(canvas => {
      if (!canvas.width || !canvas.height) return 0;
      const pixels = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
      let count = 0;
      for (let i = 3; i < pixels.length; i += 4) if (pixels[i]) count += 1;
      return count / (canvas.width * canvas.height);
    });
    const blank = drawn.length
      ? Math.max(...drawn) < 0.002
      : words.length === 0 && !body.querySelector('svg, table, img');
    let state = 'drawn';
    if (found('[role=alert], .ant-alert-error, [data-test=error-message]')) state = 'error';
    else if (/unexpected error|data error|content security policy|parse error/i.test(words)) state = 'error';
    else if (found('.loading, [data-test=loading-indicator]') || /^(loading|waiting on)/i.test(words))
      state = 'loading';
    else if (!slice.querySelector('.slice_container')) state = 'loading';
    else if (found('.ant-empty') || /^(no results|no data|n\\/a$)/i.test(words) || blank) state = 'empty';
    return { name: slice.getAttribute('data-test-chart-name') || '', kind, state, text: words.slice(0, 400) };
  })"""

_FILTERS: Any = """() => [...document.querySelectorAll('[data-test=form-item-value] .ant-select-selection-item')]
  .map(item => item.innerText.trim())"""


def main(arguments: list[str] | None = None) -> int:
    """Render once; exit code 1 if a chart is empty or broken."""
    parser = argparse.ArgumentParser(prog="python -m dashboards.render", description=__doc__)
    parser.add_argument("--url", required=True)
    parser.add_argument("--login", required=True)
    parser.add_argument("--dashboard", default="executive")
    parser.add_argument("--screenshot", type=Path)
    parser.add_argument("--width", type=int, default=1600)
    options = parser.parse_args(arguments)
    try:
        rendering = render(
            options.url.rstrip("/"),
            options.login,
            sys.stdin.readline().strip(),
            options.dashboard,
            options.screenshot,
            options.width,
        )
    except RenderError as error:
        print(error, file=sys.stderr)
        return 1
    for chart in rendering.charts:
        print(f"{chart.state:8}{chart.kind:26}{chart.name}")
    print(f"{len(rendering.charts)} charts, {rendering.seconds:.1f} s")
    for message in (*rendering.console_errors, *rendering.outside_answers):
        print(message, file=sys.stderr)
    return 1 if rendering.broken else 0


if __name__ == "__main__":
    sys.exit(main())
