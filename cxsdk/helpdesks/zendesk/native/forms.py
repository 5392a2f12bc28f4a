"""Files as a web form sends them."""

from __future__ import annotations

from urllib3.filepost import encode_multipart_formdata


def file_form(name: str, file_name: str, content: bytes, content_type: str) -> tuple[bytes, str]:
    """Return the body of a form that holds one file, and its own content type.

    Args:
        name: What the form calls the file.
        file_name: What the file is called.
        content: The file.
        content_type: Such as ``image/png``.

    Source:
        https://www.rfc-editor.org/rfc/rfc7578
    """
    return encode_multipart_formdata({name: (file_name, content, content_type)})
