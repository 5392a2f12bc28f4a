"""How the account's channels are set: sections of its settings, as Zendesk spells them.

Source: https://developer.zendesk.com/api-reference/ticketing/account-configuration/account_settings/
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cxsdk.models import Record


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatSettings(Record):
    """How the live chat is set."""

    available: bool | None = None
    enabled: bool | None = None
    integrated: bool | None = None
    #: Most chats of one agent at a time.
    maximum_request_count: int | None = None
    welcome_message: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EmailSettings(Record):
    """How mail is read and written."""

    accept_wildcard_emails: bool | None = None
    custom_dkim_domain: bool | None = None
    email_sender_authentication: bool | None = None
    #: ``default`` or ``enhanced``.
    email_sender_authentication_profile: str | None = None
    email_status: bool | None = None
    email_template_photos: bool | None = None
    email_template_selection: bool | None = None
    gmail_actions: bool | None = None
    #: With placeholders, as is ``text_mail_template``.
    html_mail_template: str | None = None
    #: Text above which an answer is written.
    mail_delimiter: str | None = None
    modern_email_template: bool | None = None
    multi_recipient_email_tickets: bool | None = None
    no_mail_delimiter: bool | None = None
    personalized_replies: bool | None = None
    rich_content_in_emails: bool | None = None
    send_gmail_messages_via_gmail: bool | None = None
    text_mail_template: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KnowledgeSettings(Record):
    """How agents search the Help Center."""

    default_search_filters_brands: str | None = None
    default_search_filters_categories: str | None = None
    default_search_filters_external_content_sources: str | None = None
    default_search_filters_locales: str | None = None
    default_search_filters_sections: str | None = None
    generative_answers: bool | None = None
    require_article_templates: bool | None = None
    search_articles: bool | None = None
    search_community_posts: bool | None = None
    search_external_content: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InactivitySettings(Record):
    """What happens in a messaging conversation when the customer is silent."""

    default_localized_messages: Mapping[str, Any] | None = None
    enabled: bool | None = None
    end_session: bool | None = None
    #: Messages before it, each with a ``timeout`` in minutes.
    reminders: tuple[Mapping[str, Any], ...] = ()
    #: The ticket gets this status then.
    ticket_status_id: int | None = None
    #: After so many minutes without an answer.
    timeout: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutingSettings(Record):
    """How work comes to agents."""

    autorouting_tag: str | None = None
    enabled: bool | None = None
    #: Most conversations of one agent at a time.
    max_email_capacity: int | None = None
    max_messaging_capacity: int | None = None
    reassignment_messaging_enabled: bool | None = None
    reassignment_messaging_timeout: int | None = None
    reassignment_talk_timeout: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SideConversationSettings(Record):
    """Which side conversations there are."""

    email_channel: bool | None = None
    msteams_channel: bool | None = None
    show_in_context_panel: bool | None = None
    slack_channel: bool | None = None
    tickets_channel: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TwitterSettings(Record):
    """How posts on X are set."""

    shorten_url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceSettings(Record):
    """How telephony is set."""

    agent_confirmation_when_forwarding: bool | None = None
    agent_wrap_up_after_calls: bool | None = None
    enabled: bool | None = None
    logging: bool | None = None
    #: Calls that may wait.
    maximum_queue_size: int | None = None
    #: In minutes.
    maximum_queue_wait_time: int | None = None
    only_during_business_hours: bool | None = None
    outbound_enabled: bool | None = None
    recordings_public: bool | None = None
    uk_mobile_forwarding: bool | None = None
