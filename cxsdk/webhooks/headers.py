"""Headers of a request, whatever a web framework calls them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeAlias

Headers: TypeAlias = Mapping[str, str] | Iterable[tuple[str, str]]


def header_map(headers: Headers) -> dict[str, str]:
    """Return headers by lower-case name.

    Args:
        headers: Any mapping, or pairs of name and value.

    Returns:
        One value a name. A name that came more than once holds all its values,
        joined by a comma: no two readers can pick different ones.

    Source:
        RFC 9110, 5.1 and 5.3.
    """
    pairs = headers.items() if isinstance(headers, Mapping) else headers
    found: dict[str, str] = {}
    for name, value in pairs:
        key = name.lower()
        found[key] = f"{found[key]}, {value}" if key in found else value
    return found
