"""For authors of apps and of vendors: builders of models, and pytest fixtures.

The fixtures are in :mod:`cxsdk.testing.plugin`, which pytest finds by its entry point.
"""

from cxsdk.testing.builders import make_message, make_ticket

__all__ = ["make_message", "make_ticket"]
