"""What went wrong, in one sentence that holds no value of any row."""

from __future__ import annotations

import psycopg


def sentence_of(error: BaseException) -> str:
    """One sentence for an error: its own words where it is one of ours, and only its kind otherwise.

    PostgreSQL puts values into its messages, and a library may quote what it was given.
    """
    if type(error).__module__.partition(".")[0] in {"orchestration", "expectations", "dashboards"}:
        return " ".join(str(error).split())
    if isinstance(error, psycopg.OperationalError) and error.sqlstate is None:
        return "the warehouse does not answer; './careline doctor' says more"
    kind = f"SQLSTATE {error.sqlstate}" if isinstance(error, psycopg.Error) else type(error).__name__
    return (
        f"something failed that has no sentence of its own ({kind}); set CARELINE_DEBUG=1 and run it again to see where"
    )
