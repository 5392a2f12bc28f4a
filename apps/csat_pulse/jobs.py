"""What csat_pulse does later: send a survey, open a conversation again."""

from __future__ import annotations

from typing import Any

from csat_pulse import service
from csat_pulse.domain.answer import MARKS
from csat_pulse.manifest import app
from cxsdk.appkit import JobContext

_PATH = "/survey/<link>"
_STOP_PATH = "/stop/<link>"


@app.job("send_survey")
def send_survey(ctx: JobContext, *, survey_id: int) -> None:
    """Mail a survey, if it may still leave; once, whatever is repeated."""
    sending = service.ready_to_send(ctx, survey_id)
    if sending is None:
        return
    link = ctx.link(_PATH, survey_id=survey_id)
    stop = ctx.link(_STOP_PATH, survey_id=survey_id)
    ctx.locale = sending.survey.locale
    words: dict[str, Any] = {
        "company": ctx.settings["company"] or ctx.installation.account,
        "number": sending.ticket.number or sending.ticket.id,
        "solved_at": sending.solved_at,
        "links": [(mark, f"{link}?mark={mark}") for mark in MARKS],
        "link": link,
        "stop": stop,
    }
    with ctx.write() as db:
        if not service.mark_sent(db, survey_id, at=ctx.now()):
            return
        ctx.mail(
            key=f"survey-{survey_id}",
            to=sending.email,
            subject=ctx.render("csat_pulse/mail_subject.txt", **words).text.strip(),
            text=ctx.render("csat_pulse/mail.txt", **words).text,
            html=ctx.render("csat_pulse/mail.html", **words).text,
            headers={
                "List-Unsubscribe": f"<{stop}>",
                "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            },
        )


@app.job("reopen")
def reopen(ctx: JobContext, *, ticket_id: str) -> None:
    """Open a conversation again, as its customer wished; twice is the same as once."""
    ctx.desk.tickets.update(ticket_id, status="open")
