"""The embedded server starts from any state folder, survives kills, and keeps its secrets to itself."""

import multiprocessing
import os
import pwd
import queue
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from orchestration.settings import ROOT, Settings
from orchestration.warehouse import Warehouse, WarehouseError, open_warehouse, server_status, stop_server
from orchestration.warehouse.accounts import choose_account
from orchestration.warehouse.credentials import Credentials
from orchestration.warehouse.server import Server, binary
from orchestration.warehouse.tuning import GIB, MIB, allocation, configuration

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can choose another account")
NOBODY = pwd.getpwnam("nobody")
FORK = multiprocessing.get_context("fork")


@pytest.fixture
def folder() -> Iterator[Path]:
    """A private folder (0700); servers below it are stopped at the end."""
    root = Path(tempfile.mkdtemp(prefix="careline-server-"))
    yield root
    for data in root.rglob("data/postmaster.pid"):
        stop_server(Settings(home=data.parent.parent.parent))
    shutil.rmtree(root)


KEYS = [("harbor",), ("shared",)]


def silent(message: str) -> None:
    del message


def opened(home: Path) -> Warehouse:
    return open_warehouse(Settings(home=home), progress=silent)


def answer(warehouse: Warehouse) -> int:
    with warehouse.connect() as connection:
        row = connection.execute("select count(*) from landing.file").fetchone()
    assert row is not None
    return int(row[0])


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def as_nobody(work: Callable[[], object]) -> str:
    """Run `work` in a child process as nobody; what it returned or, of a WarehouseError, what it said."""
    answers: multiprocessing.Queue[str] = FORK.Queue()

    def child() -> None:
        os.setgroups([])
        os.setgid(NOBODY.pw_gid)
        os.setuid(NOBODY.pw_uid)
        try:
            answers.put(str(work()))
        except WarehouseError as error:
            answers.put(f"WarehouseError: {error}")

    process = FORK.Process(target=child)
    process.start()
    try:
        return answers.get(timeout=60)
    except queue.Empty:
        return f"no answer, exit code {process.exitcode}"
    finally:
        process.join(10)


def test_stop_and_start_keep_rows_and_port(folder: Path):
    warehouse = opened(folder)
    settings = warehouse.settings
    with warehouse.connect() as connection:
        connection.execute("select vault.ensure_key('harbor')")
    assert server_status(settings).port == warehouse.port
    assert stop_server(settings)
    assert not server_status(settings).running
    assert not stop_server(settings)
    again = opened(folder)
    assert again.port == warehouse.port
    with again.connect() as connection:
        assert connection.execute("select client_id from vault.client_key order by 1").fetchall() == KEYS


def test_another_port_is_chosen_when_the_old_one_is_taken(folder: Path):
    warehouse = opened(folder)
    stop_server(warehouse.settings)
    with socket.create_server(("127.0.0.1", warehouse.port)):
        again = opened(folder)
        assert again.port != warehouse.port
        assert answer(again) == 0


def test_several_states_run_side_by_side(folder: Path):
    first, second = opened(folder / "first"), opened(folder / "second")
    assert first.port != second.port
    assert (answer(first), answer(second)) == (0, 0)


def test_a_killed_server_recovers_what_was_committed_and_tells_that_staging_is_gone(folder: Path):
    warehouse = opened(folder)
    with warehouse.connect() as connection:
        connection.execute("select vault.ensure_key('harbor')")
        connection.execute("insert into landing.staging_stands default values")
    for _ in range(2):
        pid = server_status(warehouse.settings).pid
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        warehouse = opened(folder)
        with warehouse.connect() as connection:
            assert connection.execute("select client_id from vault.client_key order by 1").fetchall() == KEYS
            assert connection.execute("select from landing.staging_stands").fetchall() == []


def test_a_pid_file_that_names_a_stranger_or_a_zombie_does_not_stop_the_start(folder: Path):
    warehouse = opened(folder)
    pidfile = Server(warehouse.settings).data / "postmaster.pid"
    text = pidfile.read_text()
    stop_server(warehouse.settings)
    zombie = subprocess.Popen(["true"])
    os.waitid(os.P_PID, zombie.pid, os.WEXITED | os.WNOWAIT)
    for pid in (os.getpid(), zombie.pid):
        pidfile.write_text("\n".join([str(pid), *text.splitlines()[1:]]) + "\n")
        assert not server_status(warehouse.settings).running
        assert answer(opened(folder)) == 0
        stop_server(warehouse.settings)
    zombie.wait()


def test_two_processes_that_open_at_once_share_one_server(folder: Path):
    script = (
        "import sys; from pathlib import Path; from orchestration.settings import Settings;"
        "from orchestration.warehouse import open_warehouse;"
        "print(open_warehouse(Settings(home=Path(sys.argv[1]))).port)"
    )
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", script, str(folder)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    ports = []
    for process in processes:
        out, complaint = process.communicate(timeout=120)
        assert process.returncode == 0, complaint
        ports.append(int(out))
    assert set(ports) == {server_status(Settings(home=folder)).port}


def test_an_initdb_that_was_killed_is_done_again(folder: Path):
    unfinished = folder / "postgres" / "data.unfinished"
    unfinished.mkdir(parents=True)
    (unfinished / "PG_VERSION").write_text("18\n")
    (folder / "postgres" / "password").write_text("left behind")
    assert answer(opened(folder)) == 0
    assert not unfinished.exists()
    assert not (folder / "postgres" / "password").exists()


def test_secrets_can_be_read_by_their_owner_only(folder: Path):
    folder.chmod(0o755)
    settings = opened(folder).settings
    assert mode(settings.secrets) == 0o700
    assert mode(settings.secrets / "credentials.json") == 0o600
    assert mode(Server(settings).folder) == 0o700
    password = Credentials.of(settings).require("postgres")
    assert password not in (settings.logs / "postgres.log").read_text()


def test_values_of_failed_statements_stay_out_of_the_log(folder: Path):
    warehouse = opened(folder)
    secret = "member 4711 Jane"
    with warehouse.connect(autocommit=True) as connection:
        for statement in (f"select '{secret}'::int", f"select * from nowhere where name = '{secret}'"):
            with pytest.raises(Exception, match=r"4711|nowhere"):
                connection.execute(statement.encode())
        with pytest.raises(Exception, match="4711"):
            connection.execute("select %s::text::date", [secret])
    log = (warehouse.settings.logs / "postgres.log").read_text()
    assert "ready to accept connections" in log
    assert "4711" not in log


def test_only_this_machine_can_reach_the_server(folder: Path):
    warehouse = opened(folder)
    with warehouse.connect("postgres") as connection:
        shown = [
            connection.execute(f"show {name}".encode()).fetchone()
            for name in ("listen_addresses", "unix_socket_directories", "password_encryption", "data_checksums")
        ]
    assert shown == [("127.0.0.1",), ("",), ("scram-sha-256",), ("on",)]
    complaint = subprocess.run(
        [binary("psql"), "-w", "-h", "127.0.0.1", "-p", str(warehouse.port), "-U", "postgres", "-c", "select 1"],
        capture_output=True,
        text=True,
        env={"PATH": os.environ["PATH"], "HOME": str(folder)},
    )
    assert complaint.returncode != 0
    assert "no password supplied" in complaint.stderr


def test_memory_is_shared_out_by_the_size_of_the_machine():
    small = configuration(5432, memory=GIB, disk_free=10 * GIB, shared_memory=64 * MIB)
    large = configuration(5432, memory=64 * GIB, disk_free=1000 * GIB, shared_memory=32 * GIB)
    assert "shared_buffers = '262144kB'" in small
    assert "work_mem = '8192kB'" in small
    assert "dynamic_shared_memory_type = 'mmap'" in small
    assert "shared_buffers = '8388608kB'" in large
    assert "work_mem = '131072kB'" in large
    assert "dynamic_shared_memory_type = 'posix'" in large
    assert f"trim_threshold={64 * MIB}" in allocation(GIB // 2)
    assert f"trim_threshold={2 * GIB}" in allocation(24 * GIB)


@as_root
def test_root_may_use_a_private_folder_and_one_below_it(folder: Path):
    below = folder / "below"
    below.mkdir(mode=0o700)
    assert answer(opened(folder)) == 0
    assert answer(opened(below)) == 0
    assert mode(folder) == 0o700
    assert mode(below) == 0o700


@as_root
def test_root_lends_the_server_an_unprivileged_account_where_it_may_go(folder: Path):
    folder.chmod(0o711)
    home = folder / "state"
    home.mkdir(mode=0o711)
    warehouse = opened(home)
    assert Server(warehouse.settings).data.stat().st_uid != 0
    stop_server(warehouse.settings)
    folder.chmod(0o700)
    assert answer(opened(home)) == 0
    stop_server(warehouse.settings)
    folder.chmod(0o711)
    assert answer(opened(home)) == 0


@as_root
def test_root_lends_a_namespace_where_only_root_may_run_the_programs(folder: Path):
    program = folder / "postgres"
    shutil.copy(binary("pg_config"), program)
    with tempfile.TemporaryDirectory(prefix="careline-open-") as reachable:
        os.chmod(reachable, 0o711)
        account = choose_account(Path(reachable) / "postgres" / "data", program)
    assert account.uid == 0
    assert account.run("id", "-u", capture_output=True).stdout.strip() != "0"


@as_root
def test_a_folder_that_the_server_cannot_enter_is_named(folder: Path):
    walled = folder / "walled"
    walled.mkdir(mode=0o700)
    os.chown(walled, NOBODY.pw_uid, NOBODY.pw_gid)
    with pytest.raises(WarehouseError, match=r"no other account may enter .*choose another CARELINE_HOME"):
        opened(walled / "state")


@as_root
def test_an_ordinary_user_needs_no_help(folder: Path):
    folder.chmod(0o711)
    home = folder / "state"
    home.mkdir(mode=0o700)
    os.chown(home, NOBODY.pw_uid, NOBODY.pw_gid)
    assert as_nobody(lambda: answer(opened(home))) == "0"
    assert answer(opened(home)) == 0
    assert Server(Settings(home=home)).data.stat().st_uid == NOBODY.pw_uid
    assert as_nobody(lambda: stop_server(Settings(home=home))) == "True"


@as_root
def test_a_state_that_belongs_to_someone_else_is_refused_in_a_sentence(folder: Path):
    folder.chmod(0o755)
    home = folder / "state"
    stop_server(opened(home).settings)
    assert as_nobody(lambda: opened(home)).startswith("WarehouseError: ")
    assert as_nobody(lambda: opened(folder / "other")) == (
        f"WarehouseError: The state folder {folder / 'other'} cannot be used: Permission denied ({folder / 'other'}); "
        "let this user write there or choose another CARELINE_HOME."
    )


@as_root
def test_a_full_disk_is_named(folder: Path):
    disk = folder / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", disk], capture_output=True).returncode != 0:
        pytest.skip("this root may not mount")
    try:
        with pytest.raises(WarehouseError, match=r"No space left on device.*make room"):
            opened(disk)
        assert not list(disk.rglob("data*"))
    finally:
        subprocess.run(["umount", disk], check=True)


def test_a_missing_credential_is_named(folder: Path):
    warehouse = opened(folder)
    (warehouse.settings.secrets / "credentials.json").unlink()
    with pytest.raises(WarehouseError, match="'postgres'"):
        opened(folder)
