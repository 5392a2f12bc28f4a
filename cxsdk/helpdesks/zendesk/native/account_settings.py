"""What is set for the whole account, as Zendesk spells it.

Source: https://developer.zendesk.com/api-reference/ticketing/account-configuration/account_settings/
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from cxsdk.helpdesks.zendesk.facts import VENDOR
from cxsdk.helpdesks.zendesk.native.channel_settings import (
    ChatSettings,
    EmailSettings,
    InactivitySettings,
    KnowledgeSettings,
    RoutingSettings,
    SideConversationSettings,
    TwitterSettings,
    VoiceSettings,
)
from cxsdk.helpdesks.zendesk.native.resource import Body, Singleton, differing
from cxsdk.models import Record
from cxsdk.wire import Loader


@dataclass(frozen=True, slots=True, kw_only=True)
class ActiveFeatures(Record):
    """Which features the account has and uses."""

    agent_forwarding: bool | None = None
    allow_ccs: bool | None = None
    allow_email_template_customization: bool | None = None
    automatic_answers: bool | None = None
    bcc_archiving: bool | None = None
    benchmark_opt_out: bool | None = None
    business_hours: bool | None = None
    chat: bool | None = None
    chat_about_my_ticket: bool | None = None
    csat_reason_code: bool | None = None
    custom_dkim_domain: bool | None = None
    customer_context_as_default: bool | None = None
    customer_satisfaction: bool | None = None
    customer_satisfaction_survey: bool | None = None
    dynamic_contents: bool | None = None
    explore: bool | None = None
    explore_on_support_ent_plan: bool | None = None
    explore_on_support_pro_plan: bool | None = None
    facebook: bool | None = None
    facebook_login: bool | None = None
    fallback_composer: bool | None = None
    forum_analytics: bool | None = None
    good_data_and_explore: bool | None = None
    google_login: bool | None = None
    is_abusive: bool | None = None
    light_agents: bool | None = None
    markdown: bool | None = None
    on_hold_status: bool | None = None
    organization_access_enabled: bool | None = None
    rich_content_in_emails: bool | None = None
    sandbox: bool | None = None
    satisfaction_prediction: bool | None = None
    suspended_ticket_notification: bool | None = None
    ticket_forms: bool | None = None
    ticket_tagging: bool | None = None
    topic_suggestion: bool | None = None
    twitter: bool | None = None
    twitter_login: bool | None = None
    user_org_fields: bool | None = None
    user_tagging: bool | None = None
    voice: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentSettings(Record):
    """How the agents' workspace is set."""

    agent_home: bool | None = None
    agent_workspace: bool | None = None
    aw_self_serve_migration_enabled: bool | None = None
    focus_mode: bool | None = None
    idle_timeout_enabled: bool | None = None
    unified_agent_statuses: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiSettings(Record):
    """Who may use the API, and how."""

    accepted_api_agreement: bool | None = None
    api_password_access_end_users: bool | None = None
    #: ``true`` or ``false``, as text.
    api_token_access: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AppSettings(Record):
    """What apps may be installed."""

    create_private: bool | None = None
    create_public: bool | None = None
    use: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BillingSettings(Record):
    """How the account is billed."""

    backend: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BrandingSettings(Record):
    """Colours and pictures of the account's pages."""

    favicon_url: str | None = None
    #: RGB in six hexadecimal digits, as all colours here.
    header_color: str | None = None
    header_logo_url: str | None = None
    page_background_color: str | None = None
    tab_background_color: str | None = None
    text_color: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BrandSettings(Record):
    """How tickets and people come to their brand."""

    default_brand_id: int | None = None
    end_user_across_brand_requests: bool | None = None
    end_user_upgrade_brand_association_behavior: str | None = None
    new_agent_brand_association_behavior: str | None = None
    require_brand_on_new_tickets: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CdnSettings(Record):
    """From where the account's files are served."""

    cdn_provider: str | None = None
    fallback_cdn_provider: str | None = None
    hosts: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CrossSellSettings(Record):
    """What the product offers to admins."""

    show_chat_tooltip: bool | None = None
    xsell_source: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceSettings(Record):
    """What is kept about customers' devices."""

    enabled: bool | None = None
    hide_ip: bool | None = None
    hide_location: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GoogleAppsSettings(Record):
    """Whether the account belongs to a Google Workspace."""

    has_google_apps: bool | None = None
    has_google_apps_admin: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupSettings(Record):
    """How groups are set."""

    check_group_name_uniqueness: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitSettings(Record):
    """Limits of the account."""

    #: Largest file in a comment, in bytes.
    attachment_size: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalizationSettings(Record):
    """Languages of the account."""

    #: Ids of :class:`Locale`, the account's own first.
    locale_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LotusSettings(Record):
    """Where the account lives, and its screens."""

    #: Number of the vendor's computing centre.
    pod_id: int | None = None
    prefer_lotus: bool | None = None
    reporting: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricSettings(Record):
    """What the vendor counts about the account."""

    account_size: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OnboardingSettings(Record):
    """How the account was set up."""

    checklist_onboarding_version: int | None = None
    onboarding_segments: str | None = None
    product_sign_up: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSettings(Record):
    """How macros, views and skills are set."""

    macro_most_used: bool | None = None
    #: ``alphabetical`` or ``position``.
    macro_order: str | None = None
    skill_based_filtered_views: tuple[Mapping[str, Any], ...] = ()
    using_skill_based_routing: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StatisticsSettings(Record):
    """Which statistics there are."""

    forum: bool | None = None
    rule_usage: bool | None = None
    search: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketFormSettings(Record):
    """What customers read above the choice of forms."""

    raw_ticket_forms_instructions: str | None = None
    ticket_forms_instructions: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketSettings(Record):
    """How tickets are set."""

    accepted_new_collaboration_tos: bool | None = None
    agent_collision: bool | None = None
    agent_invitation_enabled: bool | None = None
    #: Whether agents may delete.
    agent_ticket_deletion: bool | None = None
    allow_group_reset: bool | None = None
    assign_default_organization: bool | None = None
    assign_tickets_upon_solve: bool | None = None
    auto_translation_enabled: bool | None = None
    auto_updated_ccs_followers_rules: bool | None = None
    chat_sla_enablement: bool | None = None
    collaboration: bool | None = None
    #: Agents' comments are public unless they say otherwise.
    comments_public_by_default: bool | None = None
    default_solved_ticket_reassignment_strategy: str | None = None
    default_to_draft_mode: bool | None = None
    email_attachments: bool | None = None
    emoji_autocompletion: bool | None = None
    follower_and_email_cc_collaborations: bool | None = None
    has_color_text: bool | None = None
    is_first_comment_private_enabled: bool | None = None
    light_agent_email_ccs_allowed: bool | None = None
    list_empty_views: bool | None = None
    list_newest_comments_first: bool | None = None
    markdown_ticket_comments: bool | None = None
    maximum_personal_views_to_list: int | None = None
    modern_ticket_reassignment: bool | None = None
    private_attachments: bool | None = None
    rich_text_comments: bool | None = None
    show_modern_ticket_reassignment: bool | None = None
    #: Whether the status ``hold`` may be used.
    status_hold: bool | None = None
    tagging: bool | None = None
    using_skill_based_routing: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UserAccountSettings(Record):
    """How people's profiles are set."""

    agent_created_welcome_emails: bool | None = None
    end_user_phone_number_validation: bool | None = None
    have_gravatars_enabled: bool | None = None
    language_selection: bool | None = None
    multiple_organizations: bool | None = None
    tagging: bool | None = None
    time_zone_selection: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings(Record):
    """Everything that is set for the whole account; what a plan lacks may be missing."""

    active_features: ActiveFeatures | None = None
    agents: AgentSettings | None = None
    api: ApiSettings | None = None
    apps: AppSettings | None = None
    billing: BillingSettings | None = None
    branding: BrandingSettings | None = None
    brands: BrandSettings | None = None
    cdn: CdnSettings | None = None
    chat: ChatSettings | None = None
    cross_sell: CrossSellSettings | None = None
    device_metadata: DeviceSettings | None = None
    email: EmailSettings | None = None
    google_apps: GoogleAppsSettings | None = None
    groups: GroupSettings | None = None
    knowledge: KnowledgeSettings | None = None
    limits: LimitSettings | None = None
    localization: LocalizationSettings | None = None
    lotus: LotusSettings | None = None
    messaging_inactivity: InactivitySettings | None = None
    metrics: MetricSettings | None = None
    onboarding: OnboardingSettings | None = None
    routing: RoutingSettings | None = None
    rule: RuleSettings | None = None
    side_conversations: SideConversationSettings | None = None
    statistics: StatisticsSettings | None = None
    ticket_form: TicketFormSettings | None = None
    tickets: TicketSettings | None = None
    twitter: TwitterSettings | None = None
    user: UserAccountSettings | None = None
    voice: VoiceSettings | None = None


SETTINGS = Loader(Settings, vendor=VENDOR)


class AccountSettings(Singleton[Settings]):
    """``/api/v2/account/settings``."""

    path: ClassVar[str] = "account/settings"
    one: ClassVar[str] = "settings"
    loader = SETTINGS

    def update(self, changes: Body) -> Settings:
        """Change the named settings only, and return all; for admins.

        Args:
            changes: By section: ``{"tickets": {"agent_collision": True}}``.
        """
        return self._one("PUT", self._path, json=self._body(differing(changes)))
