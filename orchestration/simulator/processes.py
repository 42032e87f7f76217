"""Work in a forked process beside this one: there are two cores, and what it needs of memory goes when it ends."""

from __future__ import annotations

import multiprocessing
import os
import signal
import traceback
from collections.abc import Callable
from multiprocessing.process import BaseProcess


class BesideError(Exception):
    """Work in another process failed; one sentence."""


def start(work: Callable[..., None], *arguments: object) -> BaseProcess | None:
    """Begin work in a process of its own; where a process cannot fork, do it at once."""
    if "fork" not in multiprocessing.get_all_start_methods():
        work(*arguments)
        return None
    process = multiprocessing.get_context("fork").Process(target=_work_and_leave, args=(work, arguments), daemon=True)
    process.start()
    return process


def leave_signals() -> None:
    """In a process that works beside another: whoever interrupts is answered by that one, which ends this."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _work_and_leave(work: Callable[..., None], arguments: tuple[object, ...]) -> None:
    leave_signals()
    try:
        work(*arguments)
    except BaseException:
        traceback.print_exc()
        os._exit(1)
    # What the process it was forked from has open is that one's own to close.
    os._exit(0)


def join(process: BaseProcess | None, failure: str) -> None:
    """Wait for the end of the work.

    Raises:
        BesideError: it failed, said as `failure`.
    """
    if process is not None:
        process.join()
        if process.exitcode != 0:
            raise BesideError(f"{failure}; what went wrong stands above")


def stop(process: BaseProcess | None) -> None:
    """End work that is still going on."""
    if process is not None and process.is_alive():
        process.terminate()
        process.join()
