"""A landing folder for each test, a made-up vendor with every kind of feed, and one database for all of them."""

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from orchestration.landing import Feed, FileResult, LoadedFile, load_folder, read_feeds
from orchestration.settings import Settings
from orchestration.warehouse import Warehouse, open_warehouse
from tests.conftest import own_database

DECLARATION = """
sources:
  - name: switch
    schema: raw
    tables:
      - name: calls
        identifier: switch_calls
        config:
          meta:
            landing: {pattern: "calls*.csv|calls*.xls*|calls*.[op]*|KPI_*.csv", format: delimited, delivery: append}
            key: [call_id]
            event_time: started_at
        columns: &columns
          - {name: call_id, data_type: integer, config: {meta: {phi: quasi, required: true, header: Call ID}}}
          - {name: started_at, data_type: timestamp, config: {meta: {phi: quasi, required: true}}}
          - {name: wait_s, data_type: integer, config: {meta: {phi: none, required: true}}}
          - {name: note, data_type: text, config: {meta: {phi: direct}}}
      - name: timeless
        identifier: switch_timeless
        config:
          meta:
            landing: {pattern: "timeless*.csv", format: delimited, delivery: append}
        columns: *columns
      - name: agents
        identifier: switch_agents
        config:
          meta:
            landing: {pattern: "agents*.csv", format: delimited, delivery: upsert}
            key: [call_id, started_at]
        columns: *columns
      - name: roster
        identifier: switch_roster
        config:
          meta:
            landing: {pattern: "roster*.csv", format: delimited, delivery: replace_window, window_by: client_id}
        columns: *columns
      - name: letters
        identifier: switch_letters
        config:
          meta:
            landing: {pattern: "letters*.txt", format: delimited, delimiter: "|", encoding: cp1252, delivery: append}
        columns: *columns
      - name: sheets
        identifier: switch_sheets
        config:
          meta:
            landing: {pattern: "sheets*", format: excel, sheet: Calls, delivery: append}
        columns: *columns
      - name: events
        identifier: switch_events
        config:
          meta:
            landing: {pattern: "events*.jsonl", format: json_lines, delivery: append}
            event_time: contact.at
      - name: states
        identifier: switch_states
        config:
          meta:
            landing: {pattern: "states*.jsonl", format: json_lines, delivery: upsert}
            key: [contact.id]
      - name: pages
        identifier: switch_pages
        config:
          meta:
            landing: {pattern: "pages*.json", format: json, record_path: answer.calls, delivery: append}
            key: [id, contact.at]
        columns:
          - {name: call_id, data_type: integer, config: {meta: {phi: quasi, required: true, path: id}}}
          - {name: contact_at, data_type: text, config: {meta: {phi: quasi, path: contact.at}}}
          - {name: note, data_type: text, config: {meta: {phi: direct, path: "parts[].note"}}}
      - name: documents
        identifier: switch_documents
        config:
          meta:
            landing: {pattern: "documents*.json", format: json, delivery: append}
"""

HEADER = b"Call ID,started_at,wait_s,note\n"


@dataclass(frozen=True)
class Opinion:
    accepted: bool
    reason: str | None


@dataclass
class Intake:
    """One client's landing folder; `load` loads it and answers by file name."""

    warehouse: Warehouse
    landing: Path
    client_id: str
    feeds: list[Feed]
    objection: str | None = None
    judged: list[LoadedFile] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    @property
    def folder(self) -> Path:
        return self.landing / self.client_id / "switch"

    def deliver(self, name: str, content: bytes) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        return path

    def judge(self, loaded: LoadedFile) -> Opinion:
        self.judged.append(loaded)
        return Opinion(self.objection is None, self.objection)

    def load(self) -> dict[str, FileResult]:
        results = load_folder(self.warehouse.connect, self.landing, self.feeds, self.judge, self.said.append)
        return {result.file_name: result for result in results}

    def query(self, query: str, **values: Any) -> list[tuple[Any, ...]]:
        with self.warehouse.connect() as connection:
            return connection.execute(query, {"client": self.client_id, **values}).fetchall()

    def rows(self, feed: str, columns: str = "_line_no, call_id, started_at, wait_s, note") -> list[tuple[Any, ...]]:
        return self.query(
            f"select {columns} from raw.switch_{feed}"
            " where _file_id in (select file_id from landing.file where client_id = %(client)s)"
            " order by _file_id, _line_no"
        )

    def quarantine(self) -> list[tuple[int, str, bytes]]:
        return self.query(
            "select line_no, reason_code, line from landing.quarantine inner join landing.file using (file_id)"
            " where client_id = %(client)s order by file_id, line_no"
        )

    def ledger(self) -> list[tuple[str, str]]:
        return self.query("select file_name, status from landing.file where client_id = %(client)s order by file_id")


@pytest.fixture(scope="session")
def landing_warehouse(server_settings: Settings) -> Iterator[Warehouse]:
    with own_database(server_settings) as settings:
        yield open_warehouse(settings)


@pytest.fixture(scope="session")
def declare(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], list[Feed]]:
    """Feeds of a declaration, as read from a dbt project."""

    def write_and_read(declaration: str) -> list[Feed]:
        project = tmp_path_factory.mktemp("dbt_project")
        path = project / "models" / "staging" / "switch" / "_switch__sources.yml"
        path.parent.mkdir(parents=True)
        path.write_text(declaration)
        return read_feeds(project)

    return write_and_read


@pytest.fixture(scope="session")
def switch_feeds(declare: Callable[[str], list[Feed]]) -> list[Feed]:
    return declare(DECLARATION)


@pytest.fixture
def intake(landing_warehouse: Warehouse, switch_feeds: list[Feed], tmp_path: Path) -> Intake:
    landing = tmp_path / "landing"
    landing.mkdir()
    return Intake(landing_warehouse, landing, f"client_{uuid.uuid4().hex[:12]}", switch_feeds)
