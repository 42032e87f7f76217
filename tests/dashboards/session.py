"""A reader's session with Superset's API: what a browser could send, honest or not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import requests


@dataclass(frozen=True)
class ChartOnPage:
    """A chart of the executive page as its reader learns of it."""

    chart_id: int
    dataset_id: int


@dataclass(frozen=True)
class Session:
    """One signed-in person."""

    base_url: str
    http: requests.Session
    dashboard_id: int
    charts: dict[str, ChartOnPage]

    @classmethod
    def open(cls, base_url: str, login: str, password: str) -> Session:
        http = requests.Session()
        answer = http.post(
            f"{base_url}/api/v1/security/login",
            json={"username": login, "password": password, "provider": "db", "refresh": False},
            timeout=60,
        )
        if answer.status_code != 200:
            raise PermissionError(answer.text)
        http.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
        token = http.get(f"{base_url}/api/v1/security/csrf_token/", timeout=60).json().get("result", "")
        http.headers.update({"X-CSRFToken": token, "Referer": base_url})
        dashboard = http.get(f"{base_url}/api/v1/dashboard/executive", timeout=60).json()["result"]
        charts = http.get(f"{base_url}/api/v1/dashboard/executive/charts", timeout=60).json()["result"]
        return cls(
            base_url,
            http,
            dashboard["id"],
            {
                chart["slice_name"]: ChartOnPage(chart["id"], int(chart["form_data"]["datasource"].split("__")[0]))
                for chart in charts
            },
        )

    def send(self, method: str, path: str, body: Any = None) -> requests.Response:
        return self.http.request(method, f"{self.base_url}{path}", json=body, timeout=60)

    def ask(self, chart: str, query: dict[str, Any] | None = None, **changes: Any) -> requests.Response:
        """Ask for a chart's rows the way the page does; `query` and `changes` bend the question."""
        place = self.charts[chart]
        form = {"dashboardId": self.dashboard_id, "slice_id": place.chart_id, **changes.pop("form_data", {})}
        return self.send(
            "POST",
            "/api/v1/chart/data",
            {
                "datasource": {"id": place.dataset_id, "type": "table"},
                "force": True,
                "queries": [{"columns": ["client_name"], "metrics": [], "row_limit": 1000, **(query or {})}],
                "form_data": form,
                "result_format": "json",
                "result_type": "full",
                **changes,
            },
        )
