"""What a helpdesk holds, in our words: frozen values, standard library only."""

from cxsdk.models.event import EventType, WebhookEvent
from cxsdk.models.field import FieldDef, FieldOption
from cxsdk.models.message import (
    Actor,
    ActorType,
    Attachment,
    DeliveryState,
    Message,
    MessageKind,
    Visibility,
)
from cxsdk.models.page import Page
from cxsdk.models.people import Agent, AgentRole, Organization, Person, Team
from cxsdk.models.record import Codec, Record
from cxsdk.models.refs import AgentRef, OrganizationRef, PersonRef, Ref, TeamRef
from cxsdk.models.satisfaction import Satisfaction, SatisfactionLabel
from cxsdk.models.ticket import (
    Channel,
    ChannelKind,
    Priority,
    PriorityLevel,
    Status,
    StatusCategory,
    Ticket,
)

__all__ = [
    "Actor",
    "ActorType",
    "Agent",
    "AgentRef",
    "AgentRole",
    "Attachment",
    "Channel",
    "ChannelKind",
    "Codec",
    "DeliveryState",
    "EventType",
    "FieldDef",
    "FieldOption",
    "Message",
    "MessageKind",
    "Organization",
    "OrganizationRef",
    "Page",
    "Person",
    "PersonRef",
    "Priority",
    "PriorityLevel",
    "Record",
    "Ref",
    "Satisfaction",
    "SatisfactionLabel",
    "Status",
    "StatusCategory",
    "Team",
    "TeamRef",
    "Ticket",
    "Visibility",
    "WebhookEvent",
]
