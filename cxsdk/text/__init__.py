"""What a text says, as far as rules can tell offline: language and cues, in Russian and English."""

from cxsdk.text.cues import Cue, Finding, find
from cxsdk.text.script import language
from cxsdk.text.thanks import is_thanks_only

__all__ = ["Cue", "Finding", "find", "is_thanks_only", "language"]
