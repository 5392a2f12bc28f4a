"""qa_review's tab: the verdict for those who answer, the card for those who review."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from marshmallow import EXCLUDE, Schema, fields, validate

from cxsdk.appkit import Location, Proof, Rendered, RequestContext, Role, TabContext
from qa_review import service
from qa_review.domain.card import START_CARD
from qa_review.domain.score import ScorecardError
from qa_review.manifest import app
from qa_review.service import Given, Refusal, ReviewError

if TYPE_CHECKING:
    from collections.abc import Mapping

REVIEWERS = frozenset({Role.REVIEWER, Role.LEAD})
_NOT_APPLICABLE = "0"
_MARKS = [_NOT_APPLICABLE, *(str(m) for m in START_CARD.scale.marks)]


def _mark() -> fields.String:
    return fields.String(required=True, validate=validate.OneOf(_MARKS))


def _message() -> fields.String:
    return fields.String(load_default="")


_ROWS: dict[str, fields.Field[Any]] = {}
for _category in START_CARD.categories:
    _ROWS |= {f"mark-{_category.key}": _mark(), f"message-{_category.key}": _message()}
for _critical in START_CARD.criticals:
    _ROWS[f"message-{_critical}"] = _message()


class ReviewForm(Schema.from_dict(_ROWS)):  # type: ignore[misc]  # made from the card's rows
    """The card as it is sent: a mark and a message per row, criticals, advice."""

    class Meta:
        """What the form has besides is no harm."""

        unknown = EXCLUDE

    critical = fields.List(
        fields.String(validate=validate.OneOf(START_CARD.criticals)), load_default=list
    )
    advice = fields.String(load_default="", validate=validate.Length(max=2000))


@app.tab(Location.TICKET_SIDEBAR)
def panel(ctx: TabContext) -> Rendered:
    """Show the verdict on this conversation, or the card to a reviewer who may fill it in."""
    return _show(ctx, service.look(ctx, ctx.ticket_id))


@app.route("/reviews", methods={"POST"}, proof=Proof.TAB, roles=REVIEWERS, form=ReviewForm)
def save(ctx: RequestContext) -> Rendered:
    """Take a review; what is wrong with it is said beside the row."""
    conversation = service.look(ctx, ctx.ticket_id)
    try:
        service.review(
            ctx,
            conversation,
            reviewer_id=ctx.person.id,
            reviewer_name=ctx.person.name,
            given={c.key: _given(ctx.form, c.key) for c in START_CARD.categories},
            criticals={key: ctx.form[f"message-{key}"] or None for key in ctx.form["critical"]},
            advice=ctx.form["advice"],
        )
    except (ReviewError, ScorecardError) as error:
        code = error.refusal if isinstance(error, ReviewError) else "marks"
        return _card(ctx, conversation, errors={error.key: code}, typed=ctx.form, status=422)
    return _show(ctx, conversation)


def _given(form: Mapping[str, Any], key: str) -> Given:
    mark = form[f"mark-{key}"]
    return Given(
        mark=None if mark == _NOT_APPLICABLE else int(mark),
        message_id=form[f"message-{key}"] or None,
    )


def _show(ctx: TabContext | RequestContext, conversation: service.Conversation) -> Rendered:
    is_reviewer = ctx.person.has(*REVIEWERS)
    shown = service.shown(ctx, conversation)
    if shown is not None:
        is_mine = shown.review.person_id == ctx.person.id
        if not (is_mine or is_reviewer):
            # Marks are between the reviewed, the reviewers and the lead; peers see none.
            return ctx.render("qa_review/unreviewed.html", is_reviewed=True)
        figure = service.figure(ctx, shown.review.person_id)
        return ctx.render("qa_review/verdict.html", shown=shown, figure=figure, is_mine=is_mine)
    refusal = _refusal(ctx, conversation)
    if is_reviewer and refusal is None:
        return _card(ctx, conversation)
    return ctx.render(
        "qa_review/unreviewed.html",
        refusal=refusal if is_reviewer else None,
        is_waiting=service.is_waiting(ctx, conversation.ticket.id),
        is_answered=conversation.subject is not None,
    )


def _refusal(
    ctx: TabContext | RequestContext, conversation: service.Conversation
) -> Refusal | None:
    if conversation.subject is None:
        return Refusal.NOBODY
    return Refusal.OWN if conversation.subject.id == ctx.person.id else None


def _card(
    ctx: TabContext | RequestContext,
    conversation: service.Conversation,
    *,
    errors: Mapping[str, str] | None = None,
    typed: Mapping[str, Any] | None = None,
    status: int = 200,
) -> Rendered:
    return ctx.render(
        "qa_review/card.html",
        card=START_CARD,
        conversation=conversation,
        errors=errors or {},
        typed=typed or {},
        status=status,
    )
