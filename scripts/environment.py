"""Prepare a Python environment from its hash-locked requirements: `environment.py pipeline|checks|superset`.

`checks` is `pipeline` with the tools of `make test` on top, and lies in the same folder. An environment is touched
again only when its lock, its Python or its place changed. Runs on the standard library alone.
"""

from __future__ import annotations

import argparse
import ast
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENTS = ROOT / ".venv"
LOCKS = ROOT / "requirements"
FOLDERS = {"tools": "tools", "pipeline": "pipeline", "checks": "pipeline", "superset": "superset"}
STAMP = ".careline-lock"

# pip's setting -> uv's variable, and what separates several values there
UV_VARIABLES = {
    "index-url": ("UV_DEFAULT_INDEX", " "),
    "extra-index-url": ("UV_INDEX", " "),
    "find-links": ("UV_FIND_LINKS", ","),
    "trusted-host": ("UV_INSECURE_HOST", " "),
    "no-index": ("UV_NO_INDEX", " "),
    "cert": ("SSL_CERT_FILE", " "),
    "proxy": ("ALL_PROXY", " "),
}


class EnvironmentFailed(Exception):
    """An environment could not be prepared; the message says why in one sentence."""


def say(text: str) -> None:
    """Tell the user on stderr, so that stdout stays the verb's own."""
    print(f"careline: {text}", file=sys.stderr, flush=True)


def python_of(folder: str) -> Path:
    """The interpreter of an environment's folder."""
    return ENVIRONMENTS / folder / "bin" / "python"


def lock_of(name: str) -> Path:
    """The lock an environment is installed from."""
    return LOCKS / f"{name}.txt"


def stamp_for(name: str) -> str:
    """What an environment that is up to date says of itself: its name, lock, Python and place."""
    digest = hashlib.sha256(lock_of(name).read_bytes()).hexdigest()
    return f"{name} {digest} {sys.version_info.major}.{sys.version_info.minor} {ENVIRONMENTS}\n"


def read_stamp(folder: str) -> str:
    """The stamp an environment carries, or an empty text."""
    stamp = ENVIRONMENTS / folder / STAMP
    return stamp.read_text() if stamp.exists() and python_of(folder).exists() else ""


def wanted(name: str) -> str:
    """The lock to install for the name: `checks` where the folder carries them already, for they hold the pipeline."""
    return "checks" if read_stamp(FOLDERS[name]).startswith("checks ") else name


def is_current(name: str) -> bool:
    """Whether the environment is what its lock says."""
    return read_stamp(FOLDERS[name]) == stamp_for(wanted(name))


@contextmanager
def only_one(folder: str) -> Iterator[None]:
    """Hold the folder for this process; another one that prepares it is waited for."""
    ENVIRONMENTS.mkdir(exist_ok=True)
    with (ENVIRONMENTS / f".{folder}.lock").open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(f"waiting for another run that prepares .venv/{folder}")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def run(command: list[str], log: Path, environment: Mapping[str, str] | None = None) -> bool:
    """Run a command with its output appended to the log; True where it succeeded."""
    with log.open("a") as output:
        output.write(f"$ {' '.join(command)}\n")
        output.flush()
        return subprocess.run(command, stdout=output, stderr=output, env=environment, check=False).returncode == 0


def uv_settings(listed: str, environ: Mapping[str, str]) -> dict[str, str]:
    """The variables that make uv use the package index pip is configured for.

    listed: what `pip config list` prints. A variable of uv's own that is set already is left as it is.
    """
    found: dict[str, str] = {}
    for section in ("global", "install", ":env:"):
        for line in listed.splitlines():
            key, _, value = line.partition("=")
            if key.startswith(f"{section}.") and value:
                found[key.removeprefix(f"{section}.")] = str(ast.literal_eval(value))
    settings = {
        variable: separator.join(found[setting].split())
        for setting, (variable, separator) in UV_VARIABLES.items()
        if found.get(setting)
    }
    # The locks' hashes decide which file is taken, so every index may offer it.
    settings["UV_INDEX_STRATEGY"] = "unsafe-best-match"
    home = environ.get("HOME", "")
    if not (home and os.access(home, os.W_OK)):
        settings["UV_CACHE_DIR"] = str(ENVIRONMENTS / "uv-cache")
    return {variable: value for variable, value in settings.items() if variable not in environ}


def make_venv(folder: str, log: Path, *options: str) -> None:
    """Make an empty environment, in place of one whose Python is another or gone."""
    shutil.rmtree(ENVIRONMENTS / folder, ignore_errors=True)
    python = getattr(sys, "_base_executable", sys.executable)  # not the environment that is being replaced
    if not run([python, "-m", "venv", *options, str(ENVIRONMENTS / folder)], log):
        raise EnvironmentFailed(f"Python could not make the environment .venv/{folder}; see {log}.")


def works(folder: str) -> bool:
    """Whether the environment's interpreter runs, is of this Python's version, and lies where it was made."""
    python, activate = python_of(folder), ENVIRONMENTS / folder / "bin" / "activate"
    if not (python.exists() and activate.exists() and str(ENVIRONMENTS / folder) in activate.read_text()):
        return False
    version = "import sys; print('%d.%d' % sys.version_info[:2])"
    answer = subprocess.run([str(python), "-c", version], capture_output=True, text=True, check=False)
    return answer.stdout.strip() == f"{sys.version_info.major}.{sys.version_info.minor}"


def pip_install(folder: str, lock: Path, log: Path) -> bool:
    """Install a lock with pip, every file checked against its hash."""
    pip = [str(python_of("tools")), "-m", "pip", "--python", str(python_of(folder)), "--disable-pip-version-check"]
    return run([*pip, "install", "--quiet", "--no-deps", "--require-hashes", "-r", str(lock)], log)


def uv_sync(folder: str, lock: Path, log: Path) -> bool:
    """Bring an environment to exactly what a lock says with uv, which is many times faster than pip."""
    uv = ENVIRONMENTS / "tools" / "bin" / "uv"
    if not uv.exists():
        return False
    listed = subprocess.run(
        [str(python_of("tools")), "-m", "pip", "config", "list"], capture_output=True, text=True, check=False
    ).stdout
    environment = {**os.environ, **uv_settings(listed, os.environ)}
    command = [str(uv), "pip", "sync", "--quiet", "--require-hashes", "--python", str(python_of(folder)), str(lock)]
    return run(command, log, environment)


def prepare_tools() -> None:
    """Make the environment that holds pip and uv, by which the others are installed."""
    if is_current("tools"):
        return
    with only_one("tools"):
        if is_current("tools"):
            return
        log = ENVIRONMENTS / "tools.log"
        log.unlink(missing_ok=True)
        make_venv("tools", log)
        if not pip_install("tools", lock_of("tools"), log):
            say("uv could not be installed; pip does its work, only slower")
        (ENVIRONMENTS / "tools" / STAMP).write_text(stamp_for("tools"))


def prepare(name: str) -> None:
    """Bring the named environment to what its lock says.

    An environment that already carries the tools of `make test` keeps them when only `pipeline` is asked for.

    Raises:
        EnvironmentFailed: it could not be made or installed.
    """
    folder = FOLDERS[name]
    if is_current(name):
        return
    prepare_tools()
    with only_one(folder):
        if is_current(name):
            return
        began = time.monotonic()
        name = wanted(name)
        lock = lock_of(name)
        say(f"installing .venv/{folder} from {lock.relative_to(ROOT)}")
        log = ENVIRONMENTS / f"{folder}.log"
        log.unlink(missing_ok=True)
        if not works(folder):
            make_venv(folder, log, "--without-pip")
        stamp = ENVIRONMENTS / folder / STAMP
        stamp.write_text(f"{name} unfinished\n")
        if not uv_sync(folder, lock, log):
            say("uv could not install it; trying pip")
            if not pip_install(folder, lock, log):
                raise EnvironmentFailed(f"the packages of {lock.relative_to(ROOT)} could not be installed; see {log}.")
        stamp.write_text(stamp_for(name))
        say(f".venv/{folder} is ready ({time.monotonic() - began:.0f} s)")


def main() -> int:
    """Prepare the environment named on the command line; exit code 0 done, 1 failed."""
    parser = argparse.ArgumentParser(description="Prepare a Python environment of the project.")
    parser.add_argument("name", choices=[name for name in FOLDERS if name != "tools"])
    try:
        prepare(parser.parse_args().name)
    except EnvironmentFailed as failed:
        say(str(failed))
        return 1
    except OSError as failed:
        say(f"the environment could not be prepared: {failed}.")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
