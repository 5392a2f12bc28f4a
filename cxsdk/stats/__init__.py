"""Figures that say how sure they are: intervals and the rule for showing them. Pure."""

from cxsdk.stats.figure import Figure, Trust, mean_figure, share_figure
from cxsdk.stats.interval import Interval, bootstrap_mean, t_mean, wilson

__all__ = [
    "Figure",
    "Interval",
    "Trust",
    "bootstrap_mean",
    "mean_figure",
    "share_figure",
    "t_mean",
    "wilson",
]
