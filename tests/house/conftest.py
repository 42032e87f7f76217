"""The dbt project as dbt itself reads and compiles it, once for all tests of the house."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from orchestration.settings import ROOT, Settings
from orchestration.warehouse import open_warehouse
from orchestration.warehouse.files import locked


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def manifest(server_settings: Settings) -> dict[str, Any]:
    """dbt's manifest with the SQL of every model compiled against an empty warehouse."""
    folder = server_settings.home / "house"
    folder.mkdir(exist_ok=True)
    place: list[str | Path] = ["--project-dir", ROOT / "dbt_project", "--profiles-dir", ROOT / "dbt_project"]
    output: list[str | Path] = ["--target-path", folder / "target", "--log-path", folder / "logs"]
    with locked(folder / "lock"):
        if not (folder / "target" / "manifest.json").exists():
            compiled = subprocess.run(
                [sys.executable, "-m", "dbt.cli.main", "--quiet", "compile", *place, *output],
                env={**os.environ, **open_warehouse(server_settings).environment()},
                capture_output=True,
                text=True,
            )
            assert compiled.returncode == 0, compiled.stdout + compiled.stderr
        manifest: dict[str, Any] = json.loads((folder / "target" / "manifest.json").read_text())
    return manifest


@pytest.fixture(scope="session")
def models(manifest: dict[str, Any]) -> list[dict[str, Any]]:
    return [node for node in manifest["nodes"].values() if node["resource_type"] == "model"]


@pytest.fixture(scope="session")
def tracked_files(root: Path) -> list[Path]:
    """Every text file that is part of the project."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=root, capture_output=True, text=True)
    if listed.returncode != 0:
        pytest.skip("this is no git clone, so nothing says which files are the project's")
    return list(_texts(root, listed.stdout.split("\0")))


def _texts(root: Path, names: list[str]) -> Iterator[Path]:
    for name in names:
        path = root / name
        if name and path.is_file() and path.suffix not in {".gz", ".png", ".svg", ".woff2"}:
            yield path
