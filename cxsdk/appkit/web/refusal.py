"""Every way in which a request can end badly, as a person should read it.

One place turns errors into a status, a title and what to do. What the error
itself says is added only where it helps an admin.
"""

from __future__ import annotations

from dataclasses import dataclass

from werkzeug.exceptions import HTTPException

from cxsdk.appkit.i18n import N_
from cxsdk.errors import (
    ApiError,
    AuthError,
    ConfigError,
    Conflict,
    CxError,
    Forbidden,
    NotFound,
    RateLimited,
    ReauthRequired,
    ServerError,
    StateMismatch,
    StoreError,
    TokenExpired,
    TransportError,
    WebhookError,
)

RETRY_AFTER_S = 5


@dataclass(eq=False)
class Refusal(Exception):
    """A request that is not answered as wished.

    Args:
        status: HTTP status.
        title: What happened; an English msgid.
        text: What to do; an English msgid.
        detail: What the error itself says, for those who can mend it.
        action: ``reload`` offers to load the page again, ``install`` leads to the
            set-up page, ``helpdesk`` to the helpdesk.
    """

    status: int
    title: str
    text: str = ""
    detail: str = ""
    action: str = ""


_SAID: tuple[tuple[type[CxError], int, str, str, str], ...] = (
    (
        StateMismatch,
        400,
        N_("This log-in was not begun here"),
        N_("Begin again, in one browser, and finish within ten minutes."),
        "install",
    ),
    (
        ReauthRequired,
        502,
        N_("The helpdesk no longer lets us in"),
        N_("An admin has to install the apps again. Nothing is lost."),
        "install",
    ),
    (
        TokenExpired,
        401,
        N_("This page has been open for too long"),
        N_("Load it again. What you typed and did not send is still on the old page."),
        "reload",
    ),
    (
        AuthError,
        401,
        N_("We cannot tell who is asking"),
        N_("Open the app from its helpdesk."),
        "reload",
    ),
    (WebhookError, 401, N_("The delivery is not accepted"), "", ""),
    (
        Forbidden,
        403,
        N_("You do not have the right to do this"),
        N_("Ask an admin of the helpdesk."),
        "",
    ),
    (NotFound, 404, N_("The helpdesk does not have it any more"), "", ""),
    (Conflict, 409, N_("Somebody else was faster"), N_("Load the page again and look."), "reload"),
    (
        RateLimited,
        503,
        N_("The helpdesk asks us to slow down"),
        N_("Try again in a minute. Nothing is lost."),
        "reload",
    ),
    (
        ServerError,
        502,
        N_("The helpdesk has a fault"),
        N_("Try again in a minute. Nothing is lost."),
        "reload",
    ),
    (
        TransportError,
        502,
        N_("The helpdesk does not answer"),
        N_("Try again in a minute. Nothing is lost."),
        "reload",
    ),
    (ApiError, 502, N_("The helpdesk refused"), N_("An admin can see the reason below."), ""),
    (
        StoreError,
        503,
        N_("Our database is busy or full"),
        N_("Nothing was saved. Try again in a moment."),
        "reload",
    ),
    (ConfigError, 500, N_("The apps are not set up rightly"), N_("Tell an admin."), ""),
)
_PLAIN = {
    400: (N_("This request cannot be read"), N_("Go back and try again.")),
    404: (N_("There is no such page"), N_("Check the address, or go back.")),
    405: (N_("This page cannot be used so"), N_("Go back and use the buttons of the page.")),
    413: (N_("That is too much at once"), N_("Send at most 1 MB.")),
    415: (N_("This kind of content cannot be read"), ""),
    421: (N_("This server does not answer under that name"), N_("Use its public address.")),
}
_BROKEN = (
    N_("Something broke on our side"),
    N_("Nothing more was done. Try again; if it stays, tell an admin the number below."),
)


def explain(error: Exception) -> Refusal:
    """Return what to tell about an error; never its traceback, never a secret."""
    if isinstance(error, Refusal):
        return error
    if isinstance(error, HTTPException):
        code = error.code or 500
        title, text = _PLAIN.get(code, _BROKEN if code >= 500 else _PLAIN[400])
        return Refusal(code, title, text)
    if isinstance(error, CxError):
        for kind, status, title, text, action in _SAID:
            if isinstance(error, kind):
                return Refusal(status, title, text, _detail(error), action)
    return Refusal(500, *_BROKEN, action="reload")


def _detail(error: CxError) -> str:
    if isinstance(error, StoreError):
        return ""
    return f"{error} ({error.hint})" if error.hint else str(error)
