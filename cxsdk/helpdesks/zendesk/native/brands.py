"""Brands of one account, and the agents who work for them, as Zendesk spells them.

Source: https://developer.zendesk.com/api-reference/ticketing/account-configuration/brands/
and .../account-configuration/brand_agents/
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from cxsdk.helpdesks.zendesk.facts import VENDOR
from cxsdk.helpdesks.zendesk.native.attachments import Attachment
from cxsdk.helpdesks.zendesk.native.form import multipart
from cxsdk.helpdesks.zendesk.native.resource import Collection, Deletes, Listing, Lists, Resource
from cxsdk.models import Record
from cxsdk.wire import Loader


@dataclass(frozen=True, slots=True, kw_only=True)
class Brand(Record):
    """A face of the company: an address, a Help Center and a signature of its own."""

    id: int
    name: str
    #: First part of its address: ``{subdomain}.zendesk.com``.
    subdomain: str
    url: str | None = None
    brand_url: str | None = None
    #: A host name of the company's own that shows it; only admins see it.
    host_mapping: str | None = None
    active: bool | None = None
    default: bool | None = None
    is_deleted: bool | None = None
    has_help_center: bool | None = None
    #: ``enabled``, ``disabled``, ``restricted``.
    help_center_state: str | None = None
    logo: Attachment | None = None
    #: Below agents' mails, with placeholders.
    signature_template: str | None = None
    ticket_form_ids: tuple[int, ...] = ()
    #: ``account``: people are shared among brands; ``brand``: they are this brand's own.
    user_separation: str | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HostMapping(Record):
    """Whether a host name shows a brand, and what its DNS should say."""

    is_valid: bool | None = None
    cname: str | None = None
    expected_cnames: tuple[str, ...] = ()
    #: The vendor's word for what is wrong; None when it is fine.
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BrandAgent(Record):
    """One agent who works for one brand."""

    #: A text, unlike most ids.
    id: str
    brand_id: int
    user_id: int
    url: str | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None


BRAND = Loader(Brand, vendor=VENDOR)
HOST_MAPPING = Loader(HostMapping, vendor=VENDOR)
BRAND_AGENT = Loader(BrandAgent, vendor=VENDOR)


class Brands(Collection[Brand]):
    """``/api/v2/brands``."""

    path: ClassVar[str] = "brands"
    one: ClassVar[str] = "brand"
    many: ClassVar[str] = "brands"
    loader = BRAND

    def check_host_mapping(self, host_mapping: str, *, subdomain: str) -> HostMapping:
        """Tell whether a host name could show a brand that has this subdomain."""
        params = {"host_mapping": host_mapping, "subdomain": subdomain}
        answer = self._client.request("GET", f"{self._path}/check_host_mapping", params=params)
        return HOST_MAPPING.load(answer)

    def check_own_host_mapping(self, brand_id: int) -> HostMapping:
        """Tell whether the host name that a brand has does show it."""
        path = self._at(brand_id, "check_host_mapping")
        return HOST_MAPPING.load(self._client.request("GET", path))

    def update_logo(self, brand_id: int, filename: str, data: bytes) -> Brand:
        """Give a brand this picture.

        Args:
            brand_id: Of the brand.
            filename: How the file is called, with the ending of its type.
            data: The file.
        """
        form = multipart({}, files={"brand[logo][uploaded_data]": (filename, data)})
        return self._one("PUT", self._at(brand_id, "logo"), **form)

    def delete_logo(self, brand_id: int) -> None:
        """Take the picture away."""
        self._client.request("DELETE", self._at(brand_id, "logo"))


class _BrandAgents(Resource[BrandAgent]):
    one: ClassVar[str] = "brand_agent"
    many: ClassVar[str] = "brand_agents"
    loader = BRAND_AGENT


class BrandAgentsOfBrand(_BrandAgents, Lists[BrandAgent]):
    """``/api/v2/brands/{brand_id}/agents``: the agents of one brand."""

    path: ClassVar[str] = "brands/{brand_id}/agents"


class BrandAgentsOfUser(_BrandAgents, Listing[BrandAgent]):
    """``/api/v2/users/{user_id}/brand_agents``: the brands of one agent."""

    path: ClassVar[str] = "users/{user_id}/brand_agents"


class BrandAgents(_BrandAgents, Listing[BrandAgent], Deletes[BrandAgent]):
    """``/api/v2/brand_agents``; made by :attr:`User.agent_brand_ids`."""

    path: ClassVar[str] = "brand_agents"

    def of_brand(self, brand_id: int) -> BrandAgentsOfBrand:
        """Return the agents of one brand."""
        return BrandAgentsOfBrand(self._client, brand_id=brand_id)

    def of_user(self, user_id: int) -> BrandAgentsOfUser:
        """Return the brands of one agent."""
        return BrandAgentsOfUser(self._client, user_id=user_id)
