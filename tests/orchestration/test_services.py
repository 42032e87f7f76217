"""Background services: started once, found again, and stopped only where they are ours."""

import http.server
import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from subprocess import DEVNULL, Popen
from threading import Thread

import psutil
import pytest

from orchestration import services
from orchestration.services import Service, ServiceError
from orchestration.settings import Settings


def page(name: str = "page", port: int = 0) -> Service:
    """A web server that answers 200 and has a child, as gunicorn does."""
    program = (
        "import http.server, subprocess, sys;"
        "subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)']);"
        "http.server.ThreadingHTTPServer(('127.0.0.1', int(sys.argv[1])), http.server.SimpleHTTPRequestHandler)"
        ".serve_forever()"
    )

    def command(ports: Mapping[str, int]) -> list[str]:
        return [sys.executable, "-c", program, str(ports[name])]

    return Service(name, name.capitalize(), port, command, {}, "/", is_page=True)


@pytest.fixture
def settings(tmp_path: Path) -> Iterator[Settings]:
    settings = Settings(home=tmp_path / "home", root=tmp_path)
    settings.home.mkdir()
    yield settings
    services.stop(settings, lambda _: None)


@pytest.fixture
def busy_port() -> Iterator[int]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), http.server.SimpleHTTPRequestHandler)
    Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()


@pytest.fixture
def bystander() -> Iterator[psutil.Process]:
    """A process that no service owns."""
    process = Popen([sys.executable, "-c", "import time; time.sleep(600)"], stdin=DEVNULL)
    yield psutil.Process(process.pid)
    process.kill()
    process.wait()


def test_a_started_service_answers_and_is_not_started_twice(settings: Settings, said: list[str]) -> None:
    [first] = services.start(settings, [page()], said.append)
    [again] = services.start(settings, [page()], said.append)
    assert first.running
    assert (again.pid, again.url) == (first.pid, first.url)


def test_stopping_ends_the_service_and_its_children_and_the_port_is_kept(settings: Settings, said: list[str]) -> None:
    [before] = services.start(settings, [page()], said.append)
    assert before.pid
    family = [psutil.Process(before.pid), *psutil.Process(before.pid).children(recursive=True)]
    assert services.stop(settings, said.append) == ["page"]
    assert all(services.is_over(process) for process in family)
    assert [(status.running, status.pid) for status in services.status(settings)] == [(False, None)]
    [after] = services.start(settings, [page()], said.append)
    assert after.url == before.url
    assert after.pid != before.pid


def test_a_port_somebody_else_has_is_left_to_them(settings: Settings, busy_port: int, said: list[str]) -> None:
    [started] = services.start(settings, [page(port=busy_port)], said.append)
    assert started.running
    assert started.url != f"http://127.0.0.1:{busy_port}"


def test_a_process_that_took_over_the_id_is_never_stopped(
    settings: Settings, bystander: psutil.Process, said: list[str]
) -> None:
    entry = {"title": "Page", "pid": bystander.pid, "created": bystander.create_time() - 60, "port": 1, "is_page": True}
    (settings.home / "services.json").write_text(json.dumps({"page": entry}))
    assert services.stop(settings, said.append) == []
    assert bystander.is_running()
    assert [status.running for status in services.status(settings)] == [False]


def test_a_service_that_ends_while_it_starts_is_named_with_its_log(settings: Settings, said: list[str]) -> None:
    def command(_: Mapping[str, int]) -> list[str]:
        return [sys.executable, "-c", "raise SystemExit('no such workspace')"]

    broken = Service("broken", "Broken", 0, command, {}, "/")
    with pytest.raises(ServiceError, match=r"^Broken ended while it started; .*broken\.log says why$"):
        services.start(settings, [broken, page()], said.append)
    assert "no such workspace" in (settings.logs / "broken.log").read_text()


def test_nothing_to_stop_is_no_error(settings: Settings, said: list[str]) -> None:
    assert services.stop(settings, said.append) == []
    assert said == []
