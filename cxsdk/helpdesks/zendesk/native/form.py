"""Bodies of ``multipart/form-data``, for the few calls that take files this way."""

from __future__ import annotations

import mimetypes
from typing import Any

from urllib3.filepost import encode_multipart_formdata


def multipart(
    fields: dict[str, str | bool | None], *, files: dict[str, tuple[str, bytes]] | None = None
) -> dict[str, Any]:
    """Return ``content`` and ``headers`` of a request that sends a form.

    Args:
        fields: Values by name; None values are left out.
        files: Name and content of each file, by the field's name. Its type is told by
            the ending of its name.
    """
    parts: dict[str, Any] = {}
    for name, value in fields.items():
        if value is not None:
            parts[name] = str(value).lower() if isinstance(value, bool) else value
    for name, (file_name, content) in (files or {}).items():
        kind = mimetypes.guess_type(file_name)[0] or "application/octet-stream"
        parts[name] = (file_name, content, kind)
    body, content_type = encode_multipart_formdata(parts)
    return {"content": body, "headers": {"Content-Type": content_type}}
