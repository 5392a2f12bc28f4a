"""Zendesk's statuses, priorities, channels, roles and scores beside ours, both ways.

Source: https://developer.zendesk.com/api-reference/ticketing/tickets/tickets/ and
https://developer.zendesk.com/documentation/ticketing/reference-guides/via-object-reference/
"""

from __future__ import annotations

from cxsdk.models import (
    AgentRole,
    Channel,
    ChannelKind,
    Priority,
    PriorityLevel,
    SatisfactionLabel,
    Status,
    StatusCategory,
)

#: What can be set; ``deleted`` is only seen in exports.
STATUS_NAMES = {
    StatusCategory.NEW: "new",
    StatusCategory.OPEN: "open",
    StatusCategory.PENDING_CUSTOMER: "pending",
    StatusCategory.ON_HOLD: "hold",
    StatusCategory.SOLVED: "solved",
    StatusCategory.CLOSED: "closed",
}
_STATUSES = {
    name: Status(category, name)
    for category, name in {**STATUS_NAMES, StatusCategory.DELETED: "deleted"}.items()
}
PRIORITY_NAMES: dict[PriorityLevel, str | None] = {
    PriorityLevel.LOW: "low",
    PriorityLevel.NORMAL: "normal",
    PriorityLevel.HIGH: "high",
    PriorityLevel.URGENT: "urgent",
    PriorityLevel.NONE: None,
}
_PRIORITIES = {name: Priority(level, name) for level, name in PRIORITY_NAMES.items()}
_CHANNELS = {
    ChannelKind.API: ("api", "sunshine_conversations_api"),
    ChannelKind.CHAT: (
        "answer_bot_for_web_widget",
        "chat",
        "chat_offline_message",
        "chat_transcript",
        "mobile_sdk",
        "native_messaging",
    ),
    ChannelKind.EMAIL: ("email", "mail", "mailgun", "mobile"),
    ChannelKind.MESSENGER: (
        "apple_business_chat",
        "business_messaging_slack_connect",
        "google_business_messages",
        "google_rcs",
        "kakaotalk",
        "line",
        "sunshine_conversations_facebook_messenger",
        "telegram",
        "viber",
        "wechat",
        "whatsapp",
    ),
    ChannelKind.PHONE: ("phone", "voice", "voicemail"),
    ChannelKind.SMS: ("messagebird_sms", "sms", "twilio_sms"),
    ChannelKind.SOCIAL: (
        "any_channel",
        "facebook",
        "instagram_dm",
        "sunshine_conversations_twitter_dm",
        "twitter",
        "twitter_dm",
    ),
    ChannelKind.WEB_FORM: ("help_center", "web", "web_service", "web_widget"),
}
_BY_CHANNEL: dict[object, Channel] = {
    name: Channel(kind, name) for kind, names in _CHANNELS.items() for name in names
} | {None: Channel(ChannelKind.UNKNOWN)}
AGENT_ROLES = {"agent": AgentRole.AGENT, "admin": AgentRole.ADMIN}
SATISFACTION_SCALE = "bad/good"
#: Score of 100 and side of the scale; what is only offered is on none.
SATISFACTION = {"good": (100.0, SatisfactionLabel.GOOD), "bad": (0.0, SatisfactionLabel.BAD)}


def status_of(name: str | None) -> Status:
    """Return a status; one that is not known keeps its name."""
    known = _STATUSES.get(name or "")
    return Status(StatusCategory.UNKNOWN, name or "") if known is None else known


def priority_of(name: str | None) -> Priority:
    """Return a priority; one that is not known keeps its name."""
    known = _PRIORITIES.get(name)
    return Priority(PriorityLevel.UNKNOWN, name) if known is None else known


def channel_of(name: object) -> Channel:
    """Return a channel; one that is not known keeps its name, or its number of old days."""
    known = _BY_CHANNEL.get(name)
    if known is None:
        kind = ChannelKind.OTHER if isinstance(name, str) else ChannelKind.UNKNOWN
        return Channel(kind, str(name))
    return known
