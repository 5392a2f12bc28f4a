"""What upsell_hints does when nobody is at the screen."""

from __future__ import annotations

from cxsdk.appkit import DemoContext
from upsell_hints import service
from upsell_hints.manifest import app


@app.demo
def fill_history(ctx: DemoContext) -> None:
    """Give the demo world the hints of its last 90 days."""
    service.fill_history(ctx)
