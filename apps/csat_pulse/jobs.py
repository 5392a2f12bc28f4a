"""What csat_pulse does later: send a survey, open a conversation again."""

from __future__ import annotations

from typing import Any

from csat_pulse import service
from csat_pulse.domain.answer import MARKS
from csat_pulse.manifest import STOP, SURVEY, app
from cxsdk.appkit import JobContext


@app.job("send_survey")
def send_survey(ctx: JobContext, *, survey_id: int) -> None:
    """Mail a survey, if it may still leave; once, whatever is repeated."""
    sending = service.ready_to_send(ctx, survey_id)
    if sending is None:
        return
    survey = sending.survey
    ctx.locale, ctx.time_zone = survey.locale, survey.time_zone
    link, stop = ctx.link(SURVEY, survey_id=survey_id), ctx.link(STOP, survey_id=survey_id)
    words: dict[str, Any] = {
        "company": ctx.settings["company"] or ctx.installation.account,
        "number": sending.number,
        "solved_at": survey.planned_at,
        "links": [(mark, f"{link}?mark={mark}") for mark in MARKS],
        "stop": stop,
    }
    subject = ctx.render("csat_pulse/mail_subject.txt", **words).text.strip()
    text = ctx.render("csat_pulse/mail.txt", **words).text
    html = ctx.render("csat_pulse/mail.html", **words).text
    with ctx.write() as db:
        if service.mark_sent(db, survey_id, at=ctx.now()):
            ctx.mail(
                key=f"survey-{survey_id}",
                to=sending.email,
                subject=subject,
                text=text,
                html=html,
                headers={
                    "List-Unsubscribe": f"<{stop}>",
                    "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
                },
            )


@app.job("reopen")
def reopen(ctx: JobContext, *, ticket_id: str) -> None:
    """Open a conversation again, as its customer wished."""
    service.reopen(ctx, ticket_id, key=ctx.key)
