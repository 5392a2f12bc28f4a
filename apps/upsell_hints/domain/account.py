"""What is known about a customer's account, read from the organization's fields."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


class Consent(StrEnum):
    """Whether the customer agreed to offers; the burden of proof lies with who offers."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Account:
    """An organization, as far as its fields tell; None is "not known", never zero.

    Args:
        plan: The helpdesk's own word for the plan.
        seats_used: People who work with the product.
        seats_total: People the plan allows.
        customer_since: First day of the month in which they became a customer.
        consent: To offers; with its day and source.
        consented_on: When it was given.
        consent_source: Where it was given.
        has_open_incident: Something serious is broken for this account.
    """

    plan: str | None = None
    seats_used: int | None = None
    seats_total: int | None = None
    customer_since: date | None = None
    consent: Consent = Consent.UNKNOWN
    consented_on: date | None = None
    consent_source: str | None = None
    has_open_incident: bool = False

    @property
    def seats_share(self) -> float | None:
        """Used seats of those allowed, 0.0 upwards; None when either is unknown."""
        if self.seats_used is None or not self.seats_total:
            return None
        return self.seats_used / self.seats_total


def read_account(fields: Mapping[str, Any]) -> Account:
    """Read an account from an organization's custom fields; what cannot be read is not known."""
    return Account(
        plan=_text(fields.get("plan")),
        seats_used=_count(fields.get("seats_used")),
        seats_total=_count(fields.get("seats_total")),
        customer_since=_month(fields.get("customer_since")),
        consent=_consent(fields.get("marketing_consent")),
        consented_on=_day(fields.get("marketing_consent_at")),
        consent_source=_text(fields.get("marketing_consent_source")),
        has_open_incident=fields.get("open_incident") is True,
    )


def _text(value: object) -> str | None:
    return value.strip() or None if isinstance(value, str) else None


def _count(value: object) -> int | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        value = int(value) if value.isdecimal() else None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return value if isinstance(value, int) and value >= 0 else None


def _consent(value: object) -> Consent:
    try:
        return Consent(value)  # type: ignore[arg-type]  # anything at all may stand in a field
    except ValueError:
        return Consent.UNKNOWN


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(value[:10]) if isinstance(value, str) else None
    except ValueError:
        return None


def _month(value: object) -> date | None:
    try:
        return date.fromisoformat(f"{value}-01") if isinstance(value, str) else None
    except ValueError:
        return None
