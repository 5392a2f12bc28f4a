"""Definitions of ticket fields: what a form needs to be drawn."""

from __future__ import annotations

from dataclasses import dataclass

from cxsdk.models.record import Record
from cxsdk.models.refs import Ref


@dataclass(frozen=True, slots=True)
class FieldOption:
    """One choice of a list field."""

    value: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldDef(Record):
    """A field of tickets, built-in or custom; ``type`` is the vendor's own word."""

    ref: Ref
    key: str
    label: str
    type: str
    is_required: bool = False
    is_custom: bool = True
    options: tuple[FieldOption, ...] = ()
    applies_to: str = "ticket"

    @property
    def id(self) -> str:
        """Short form of ``ref.id``."""
        return self.ref.id
