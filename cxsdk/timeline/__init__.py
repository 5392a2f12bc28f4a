"""A conversation as turns, waits and handovers; who did what in it. Pure."""

from cxsdk.timeline.turns import Handover, Timeline, Turn, Wait, timeline

__all__ = ["Handover", "Timeline", "Turn", "Wait", "timeline"]
