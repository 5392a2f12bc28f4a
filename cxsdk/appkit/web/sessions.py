"""Sessions of tabs and of wide pages: what is handed out, and what is good only once.

Nothing here is kept in the database but digests of what was spent. Time is real.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy.dialects import postgresql, sqlite

from cxsdk.appkit.kinds import Location
from cxsdk.appkit.signing import BEARER, CSRF, ENTER, SESSION, digest
from cxsdk.errors import AuthError, TokenExpired
from cxsdk.store.tables import SpentContext

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from cxsdk.appkit.signing import Signer
    from cxsdk.store import Database

BEARER_S = 600
SESSION_S = 8 * 3600
ENTER_S = 60
RELOAD = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class TabSession:
    """An open tab: whose installation, which person, which frame, where, since when.

    ``locale`` is what the helpdesk opened it in; None when it did not say.
    """

    installation_id: int
    person_id: str
    instance: str
    location: Location
    opened_at: int
    locale: str | None = None


@dataclass(frozen=True, slots=True)
class WideSession:
    """A signed-in browser; ``id`` binds forms to it."""

    installation_id: int
    person_id: str
    id: str


class Sessions:
    """Hands out and reads bearers, cookies and one-time codes."""

    def __init__(self, signer: Signer, database: Database) -> None:
        """Hand out nothing yet."""
        self._signer, self._database = signer, database

    def spend_context(self, token: str, *, user: str, instance: str) -> None:
        """Take a signed context: once, and once more for a reload within a minute.

        Raises:
            TokenExpired: It was used up.
        """
        first, again = digest(token), digest(f"{token} again")
        now = datetime.now(UTC)
        with self._database.write() as db:
            if self._insert(db, first, user, instance, now):
                return
            row = db.get(SpentContext, first)
            is_same = row is not None and (row.user, row.instance) == (user, instance)
            is_reload = row is not None and now - row.first_at <= RELOAD
            if is_same and is_reload and self._insert(db, again, user, instance, now):
                return
        message = "this opening of the sidebar was used before"
        raise TokenExpired(message, hint="reload the page of the helpdesk")

    def bearer(self, session: TabSession) -> str:
        """Return a bearer that is good for ten minutes."""
        claims = {
            "i": session.installation_id,
            "u": session.person_id,
            "g": session.instance,
            "l": session.location.value,
            "o": session.opened_at,
            "t": session.locale,
        }
        return self._signer.sign(BEARER, claims)

    def read_bearer(self, header: str) -> TabSession:
        """Return whose tab it is.

        Args:
            header: Of the request: ``Bearer …``.

        Raises:
            TokenExpired: It is too old.
            AuthError: There is none, or it is something else.
        """
        kind, _, word = header.partition(" ")
        if kind.lower() != "bearer" or not word:
            message = "no bearer came"
            raise AuthError(message, hint="open the app from its helpdesk")
        held = self._signer.read(BEARER, word.strip(), max_age_s=BEARER_S)
        return TabSession(
            held["i"], held["u"], held["g"], Location(held["l"]), held["o"], held.get("t")
        )

    def renew(self, session: TabSession) -> str:
        """Return a fresh bearer for a tab that is still open.

        Raises:
            TokenExpired: The tab has been open for a working day.
        """
        if datetime.now(UTC).timestamp() - session.opened_at > SESSION_S:
            message = "the tab has been open for too long"
            raise TokenExpired(message, hint="reload the page of the helpdesk")
        return self.bearer(session)

    def code(self, installation_id: int, person_id: str, to: str) -> str:
        """Return a code that signs one browser in, once, within a minute, and leads to ``to``."""
        held = {"i": installation_id, "u": person_id, "to": to, "n": secrets.token_hex(8)}
        return self._signer.sign(ENTER, held)

    def redeem(self, code: str) -> tuple[int, str, str]:
        """Return installation, person and way on of a code, and spend it.

        Raises:
            TokenExpired: It is too old, or was spent.
            AuthError: It is no code.
        """
        held = self._signer.read(ENTER, code, max_age_s=ENTER_S)
        with self._database.write() as db:
            if self._insert(db, digest(code), held["u"], "", datetime.now(UTC)):
                return held["i"], held["u"], held["to"]
        message = "the code was used before"
        raise TokenExpired(message, hint="open the page from its tab again")

    def cookie(self, installation_id: int, person_id: str) -> str:
        """Return what a signed-in browser keeps, for a working day."""
        held = {"i": installation_id, "u": person_id, "s": secrets.token_hex(16)}
        return self._signer.sign(SESSION, held)

    def read_cookie(self, word: str) -> WideSession:
        """Return whose browser it is; raises as :meth:`read_bearer`."""
        held = self._signer.read(SESSION, word, max_age_s=SESSION_S)
        return WideSession(held["i"], held["u"], held["s"])

    def csrf(self, session: WideSession) -> str:
        """Return what the forms of a signed-in browser must carry."""
        return self._signer.mark(CSRF, session.id)

    def _insert(self, db: Session, key: str, user: str, instance: str, now: datetime) -> bool:
        insert = postgresql.insert if self._database.kind == "postgresql" else sqlite.insert
        row = {"digest": key, "user": user, "instance": instance, "first_at": now}
        statement = insert(SpentContext).values(row).on_conflict_do_nothing()
        return db.execute(statement.returning(SpentContext.digest)).first() is not None
