"""Work that outlives a request: Huey wakes workers, inbox and outbox say what is due.

Needs the extra: ``pip install 'cxsdk[apps]'``.
"""

from __future__ import annotations

from cxsdk.errors import ConfigError
from cxsdk.jobs.cron import Cron

try:
    from cxsdk.jobs.engine import Engine
except ModuleNotFoundError as error:
    if error.name != "huey":
        raise
    message = "jobs need huey, which is not installed"
    raise ConfigError(message, hint="pip install 'cxsdk[apps]'") from error

__all__ = ["Cron", "Engine"]
