"""The small words of the app kit: where, who, by what proof, when, how often."""

from __future__ import annotations

from enum import StrEnum


class Location(StrEnum):
    """Where in the helpdesk an app shows itself."""

    TICKET_SIDEBAR = "ticket_sidebar"
    NAV_BAR = "nav_bar"


class Role(StrEnum):
    """What somebody may do in the apps; one person may have several."""

    AGENT = "agent"
    REVIEWER = "reviewer"
    LEAD = "lead"
    ADMIN = "admin"


class Proof(StrEnum):
    """How a route knows who calls. A route takes exactly one kind and no other.

    ``TAB`` is the bearer of an open tab, ``SIGNED_IN`` our own cookie with a
    CSRF token in forms (wide pages), ``LINK`` a signed link as in a survey
    mail, ``HOOK`` the helpdesk's signature over the bytes of a request.
    """

    TAB = "tab"
    SIGNED_IN = "signed_in"
    LINK = "link"
    HOOK = "hook"


class Event(StrEnum):
    """What may have happened. It is a hint: a handler reads the ticket again."""

    TICKET_CREATED = "ticket_created"
    TICKET_UPDATED = "ticket_updated"
    TICKET_SOLVED = "ticket_solved"
    TICKET_REOPENED = "ticket_reopened"
    TICKET_CLOSED = "ticket_closed"
    MESSAGE_CREATED = "message_created"
    RATING_RECEIVED = "rating_received"
    INSTALLED = "installed"
    UNINSTALLED = "uninstalled"


class Per(StrEnum):
    """How often a schedule fires: once for each installation, or once for all."""

    INSTALLATION = "installation"
    APP = "app"
