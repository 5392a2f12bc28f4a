"""Runs `cxsdk` again and again in processes that are killed: loads it once, forks for each run.

Reads a line of JSON for each run: {"args": […], "step": n, "after_s": s}. The run is killed
with SIGKILL at its n-th step (a call that touches the disk or a database, counted before and
after it), or after so many seconds; neither lets it end. Answers {"signal": 9, "status": 0}.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import warnings

import duckdb  # noqa: F401 - loaded once for all runs, as the rest is
import rich.progress  # noqa: F401

from cxsdk import cli
from cxsdk.cli import export as _command  # noqa: F401
from cxsdk.export import lines, parquet, run, sqlite  # noqa: F401
from cxsdk.helpdesks import registry
from cxsdk.http import transport

registry.vendor("zendesk")
transport._user_agent()

_STEPS = {"open", "write", "fsync", "ftruncate", "replace", "unlink", "execute", "executemany"}


def is_step(frame, function):
    """Whether the export's own code, or pathlib for it, touches the disk or a database."""
    if function.__name__ not in _STEPS:
        return False
    file = frame.f_code.co_filename
    if "/cxsdk/export/" in file:
        return function.__name__ != "replace"  # that of texts
    return "pathlib" in file and function.__module__ == "posix"


def kill_at(step):
    left = step

    def count(frame, event, function):
        nonlocal left
        if event in {"c_call", "c_return"} and is_step(frame, function):
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.setprofile(count)


def run_once(asked):
    child = os.fork()
    if child == 0:
        sys.stdout = sys.stderr = open(os.devnull, "w")  # noqa: SIM115, PTH123
        if asked.get("step"):
            kill_at(asked["step"])
        os._exit(cli.run(asked["args"]))
    if asked.get("after_s"):
        timer = threading.Timer(asked["after_s"], os.kill, (child, signal.SIGKILL))
        timer.start()
        status = os.waitpid(child, 0)[1]
        timer.cancel()
        timer.join()
    else:
        status = os.waitpid(child, 0)[1]
    signalled = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
    ended = os.WEXITSTATUS(status) if os.WIFEXITED(status) else None
    return {"signal": signalled, "status": ended}


if __name__ == "__main__":
    warnings.simplefilter("ignore", DeprecationWarning)  # 3.12 warns of fork beside threads
    for line in sys.stdin:
        print(json.dumps(run_once(json.loads(line))), flush=True)  # noqa: T201
