"""How people sign in to the account, as Zendesk spells it.

Source: https://developer.zendesk.com/api-reference/ticketing/account-configuration/security_settings/
and .../account-configuration/remote_authentications/
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from cxsdk.helpdesks.zendesk.facts import VENDOR
from cxsdk.helpdesks.zendesk.native.resource import Lists, Singleton
from cxsdk.models import Record
from cxsdk.wire import Loader


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordPolicy(Record):
    """What passwords must be like."""

    is_available: bool | None = None
    password_length: int | None = None
    password_complexity: int | None = None
    #: After how many days it must be changed.
    password_duration: int | None = None
    #: How many old ones may not be used again.
    password_history_length: int | None = None
    password_in_mixed_case: bool | None = None
    #: Longest row of letters or digits in sequence.
    max_sequence: int | None = None
    failed_attempts_allowed: int | None = None
    disallow_local_part_from_email: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIn(Record):
    """How customers, or agents, sign in."""

    zendesk_login: bool | None = None
    google_login: bool | None = None
    office_365_login: bool | None = None
    facebook_login: bool | None = None
    remote_login: bool | None = None
    enforce_sso: bool | None = None
    sso_auto_redirect: bool | None = None
    two_factor_enforce: bool | None = None
    primary_external_auth: str | None = None
    security_policy_id: int | None = None
    #: ``low``, ``medium``, ``high``, ``recommended``, ``custom``.
    security_policy_name: str | None = None
    #: Agents only, as what follows.
    password: PasswordPolicy | None = None
    office_365_enforce_tid: bool | None = None
    office_365_allowed_tids: str | None = None
    remote_bypass: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Authentication(Record):
    """How people sign in."""

    agent: SignIn | None = None
    end_user: SignIn | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IpRestriction(Record):
    """From where the account may be used."""

    ip_restriction_enabled: bool | None = None
    #: Addresses and ranges, with spaces between.
    ip_ranges: str | None = None
    #: Only agents are restricted.
    enable_agent_ip_restrictions: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Security(Record):
    """What is set for signing in."""

    authentication: Authentication | None = None
    ip: IpRestriction | None = None
    #: Idle time until somebody is signed out, in minutes.
    agent_session_timeout: int | None = None
    end_user_session_timeout: int | None = None
    mobile_app_session_timeout: int | None = None
    #: Time until an agent is signed out, idle or not, in minutes.
    maximum_session_duration: int | None = None
    maximum_session_duration_enabled: bool | None = None
    mobile_app_access: bool | None = None
    admins_can_set_user_passwords: bool | None = None
    email_agent_when_sensitive_fields_changed: bool | None = None
    #: Whether the vendor's staff may enter the account.
    assumable: bool | None = None
    assumable_account_type: bool | None = None
    #: ``off``, ``day``, ``week``, ``month``, ``year``, ``always``.
    assumption_duration: str | None = None
    assumption_expiration: datetime | None = None
    csp_blocking_enabled: bool | None = None
    two_factor_last_update: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteAuthentication(Record):
    """One identity provider that people sign in with."""

    id: int
    name: str | None = None
    #: 2 JWT, 3 SAML, 4 OpenID Connect; ``auth_mode_name`` says it in words.
    auth_mode: int | None = None
    auth_mode_name: str | None = None
    is_active: bool | None = None
    priority: int | None = None
    brand_id: int | None = None
    #: Whether agents, or customers, use it, and whether it is what they use first.
    agent: bool | None = None
    agent_primary: bool | None = None
    end_user: bool | None = None
    end_user_primary: bool | None = None
    can_display_button_to_team_members: bool | None = None
    can_display_button_to_end_users: bool | None = None
    #: What the button says.
    label: str | None = None
    remote_login_url: str | None = None
    remote_logout_url: str | None = None
    #: Addresses that are always sent there.
    ip_ranges: str | None = None
    #: Of JWT: the end of the shared secret.
    masked_secret: str | None = field(default=None, repr=False)
    update_external_ids: bool | None = None
    #: Of SAML: SHA-256 of the certificate.
    fingerprint: str | None = None
    #: Of OpenID Connect, as what follows: ``PKCE`` or ``authorization_code``.
    auth_flow: str | None = None
    client_id: str | None = None
    masked_client_secret: str | None = field(default=None, repr=False)
    scope: str | None = None
    auto_discovery: bool | None = None
    issuer_url: str | None = None
    auth_url: str | None = None
    token_url: str | None = None
    jwks_url: str | None = None
    user_info_url: str | None = None


SECURITY = Loader(Security, vendor=VENDOR)
REMOTE_AUTHENTICATION = Loader(RemoteAuthentication, vendor=VENDOR)


class SecuritySettings(Singleton[Security]):
    """``/api/v2/security_settings``; for admins, read only."""

    path: ClassVar[str] = "security_settings"
    one: ClassVar[str] = "security_settings"
    loader = SECURITY


class RemoteAuthentications(Lists[RemoteAuthentication]):
    """``/api/v2/remote_authentications``; for admins, read only."""

    path: ClassVar[str] = "remote_authentications"
    many: ClassVar[str] = "remote_authentications"
    loader = REMOTE_AUTHENTICATION
    paging = "none"
