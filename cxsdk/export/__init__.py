"""From a helpdesk to a file, page by page, so that a run that was cut off goes on.

``kinds`` says what can be exported and how it becomes a row; a sink writes one
format and knows how far it came; ``run`` joins the two.
"""

from cxsdk.export.kinds import KINDS, Kind
from cxsdk.export.run import Account, Progress, export
from cxsdk.export.sinks import FORMATS, open_sink

__all__ = ["FORMATS", "KINDS", "Account", "Kind", "Progress", "export", "open_sink"]
