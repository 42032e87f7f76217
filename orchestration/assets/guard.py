"""What goes wrong in a step reaches Dagster's event log as one sentence: tracebacks and database errors may hold values."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

import dagster as dg

from orchestration.failures import sentence_of


@contextmanager
def one_sentence() -> Iterator[None]:
    """Turn any error of a step into a failure that says what is wrong and what to do, and nothing else."""
    try:
        yield
    except dg.Failure:
        raise
    except Exception as error:
        if os.environ.get("CARELINE_DEBUG"):
            raise
        raise dg.Failure(description=sentence_of(error), allow_retries=False) from None
