"""One page of a listing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Items in the vendor's order; ``next`` continues the listing, None at its end."""

    items: tuple[T, ...]
    next: str | None = None
    total: int | None = None
