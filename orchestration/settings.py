"""Where this Careline lives: its state folder, its database and the folders of the project, from the environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Settings:
    """One Careline: a state folder, one database, and the project it runs.

    home: state folder (CARELINE_HOME, default `var/` in the project).
    database_url: a server to use instead of the embedded one (CARELINE_DATABASE_URL), or None.
    database: name of the warehouse's database on the embedded server (CARELINE_DATABASE).
    landing_folder: where deliveries land (CARELINE_LANDING), or None for `landing/` in the state folder.
    """

    home: Path
    database_url: str | None = None
    database: str = "careline"
    landing_folder: Path | None = None
    root: Path = ROOT

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] | None = None) -> Settings:
        """Read CARELINE_HOME, CARELINE_DATABASE_URL, CARELINE_DATABASE and CARELINE_LANDING."""
        env = os.environ if environ is None else environ
        return cls(
            home=Path(env.get("CARELINE_HOME") or ROOT / "var").expanduser().resolve(),
            database_url=env.get("CARELINE_DATABASE_URL") or None,
            database=env.get("CARELINE_DATABASE") or "careline",
            landing_folder=Path(landing).expanduser().resolve() if (landing := env.get("CARELINE_LANDING")) else None,
        )

    @property
    def dbt_project(self) -> Path:
        """The dbt project."""
        return self.root / "dbt_project"

    @property
    def dbt_target(self) -> Path:
        """Where dbt writes manifest and run results; per state folder, so that several states run side by side."""
        return self.home / "dbt" / self.database

    @property
    def landing(self) -> Path:
        """The folder deliveries land in: what the sensor watches and a run loads where no other is named."""
        return self.landing_folder or self.home / "landing"

    @property
    def docs(self) -> Path:
        """The pages for analysts, where no other folder is named."""
        return self.home / "docs"

    @property
    def secrets(self) -> Path:
        """Generated credentials, readable by the owner only."""
        return self.home / "secrets"

    @property
    def logs(self) -> Path:
        """Logs of the services started by `careline up`."""
        return self.home / "logs"
