"""Roles of the account's own: what agents who have one may do, as Zendesk spells them.

Source: https://developer.zendesk.com/api-reference/ticketing/account-configuration/custom_roles/
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from cxsdk.helpdesks.zendesk.facts import VENDOR
from cxsdk.helpdesks.zendesk.native.resource import Collection
from cxsdk.models import Record
from cxsdk.wire import Loader


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleConfiguration(Record):
    """What agents of one role may do."""

    #: Tickets: ``all``, ``assigned-only``, ``within-groups``,
    #: ``within-groups-and-public-groups``, ``within-organization``.
    ticket_access: str | None = None
    #: Comments that may be written: ``public`` (and internal ones), ``none``.
    ticket_comment_access: str | None = None
    ticket_deletion: bool | None = None
    ticket_editing: bool | None = None
    ticket_merge: bool | None = None
    ticket_tag_editing: bool | None = None
    modify_closed_tickets: bool | None = None
    view_deleted_tickets: bool | None = None
    view_filter_tickets: bool | None = None
    assign_tickets_to_any_group: bool | None = None
    side_conversation_create: bool | None = None
    #: Profiles of customers: ``readonly``, ``edit``, ``edit-within-org``, ``full``.
    end_user_profile_access: str | None = None
    #: Lists of customers: ``full``, ``none``.
    end_user_list_access: str | None = None
    #: Customer lists of the role's own: ``readonly``, ``manage-personal``, ``manage-group``,
    #: ``full``, ``none``.
    user_view_access: str | None = None
    organization_editing: bool | None = None
    organization_notes_editing: bool | None = None
    group_access: bool | None = None
    #: Views: ``playonly``, ``readonly``, ``manage-personal``, ``manage-group``, ``full``.
    view_access: str | None = None
    export_views: bool | None = None
    #: Macros: ``readonly``, ``manage-personal``, ``manage-group``, ``full``.
    macro_access: str | None = None
    #: Reports: ``none``, ``readonly``, ``full``.
    report_access: str | None = None
    #: Analyses: ``none``, ``readonly``, ``edit``, ``full``.
    explore_access: str | None = None
    #: The Help Center: ``readonly``, ``edit-topics``, ``full``.
    forum_access: str | None = None
    forum_access_restricted_content: bool | None = None
    moderate_forums: bool | None = None
    #: Automated actions: ``none``, ``workflows_and_zendesk``, ``all``.
    actions_access: str | None = None
    #: Rules of how much work agents get: ``none``, ``view-and-assign``, ``all``.
    capacity_rules_access: str | None = None
    execute_it_asset_management_actions: bool | None = None
    manage_api_credentials: bool | None = None
    manage_business_rules: bool | None = None
    manage_contextual_workspaces: bool | None = None
    manage_dynamic_content: bool | None = None
    manage_extensions_and_channels: bool | None = None
    manage_facebook: bool | None = None
    manage_organization_fields: bool | None = None
    manage_ticket_fields: bool | None = None
    manage_ticket_forms: bool | None = None
    manage_ticket_settings: bool | None = None
    manage_user_fields: bool | None = None
    #: What agents may change about themselves.
    manage_user_own_contacts: bool | None = None
    manage_user_own_forwarding_numbers: bool | None = None
    manage_user_own_photo: bool | None = None
    update_user_own_alias: bool | None = None
    update_user_own_name: bool | None = None
    update_user_own_signature: bool | None = None
    update_api_settings: bool | None = None
    view_access_logs: bool | None = None
    view_audit_logs: bool | None = None
    chat_access: bool | None = None
    light_agent: bool | None = None
    twitter_search_access: bool | None = None
    voice_access: bool | None = None
    voice_dashboard_access: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomRole(Record):
    """A role that agents can be given."""

    id: int
    name: str
    description: str | None = None
    #: 0 custom agent, 1 light agent, 2 chat agent, 3 contributor, 4 admin, 5 billing admin.
    role_type: int | None = None
    configuration: RoleConfiguration | None = None
    #: How many agents have it.
    team_member_count: int | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None


CUSTOM_ROLE = Loader(CustomRole, vendor=VENDOR)


class CustomRoles(Collection[CustomRole]):
    """``/api/v2/custom_roles``; needs a plan that has them."""

    path: ClassVar[str] = "custom_roles"
    one: ClassVar[str] = "custom_role"
    many: ClassVar[str] = "custom_roles"
    loader = CUSTOM_ROLE
    paging = "none"
