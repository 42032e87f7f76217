"""What a step says: its progress to Dagster's log and to whoever listens, and what goes wrong as one sentence.

Tracebacks and database errors may hold values, so neither reaches Dagster's event log.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

import dagster as dg

from orchestration.failures import sentence_of

listener: ContextVar[Callable[[str], None] | None] = ContextVar("listener", default=None)
"""Hears the steps' progress beside Dagster's own log: the terminal of a run in this process."""


def telling(context: dg.AssetExecutionContext) -> Callable[[str], None]:
    """The way for a step to say how far it is."""
    hears = listener.get()

    def tell(text: str) -> None:
        context.log.info(text)
        if hears:
            hears(text)

    return tell


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
