"""How each operation of tickets is called: comments, tags, imports, jobs, audits, metrics too."""

from __future__ import annotations

from typing import Any

DOCUMENT = "support"
COMMENT: dict[str, Any] = {"body": "Hello", "public": True}
TICKET: dict[str, Any] = {"subject": "s", "comment": COMMENT}
OLD: dict[str, Any] = {"subject": "s", "comments": [{"value": "x", "public": False}]}


def _merge(z: Any) -> Any:
    how = {"target_comment_is_public": False, "source_comment_is_public": False}
    return z.tickets.merge(1, [2, 3], target_comment="Together", **how)


CALLS = {
    # tickets
    "ListTickets": lambda z: z.tickets.iter(sort="-updated_at"),
    "CountTickets": lambda z: z.tickets.count(),
    "ShowTicket": lambda z: z.tickets.get(1, include="users"),
    "TicketsShowMany": lambda z: z.tickets.show_many([1, 2]),
    "CreateTicket": lambda z: z.tickets.create(TICKET),
    "UpdateTicket": lambda z: z.tickets.update(1, {"status": "open"}),
    "DeleteTicket": lambda z: z.tickets.delete(1),
    "TicketsCreateMany": lambda z: z.tickets.create_many([TICKET]),
    "TicketsUpdateMany": lambda z: z.tickets.update_many([{"id": 1, "status": "open"}]),
    "BulkDeleteTickets": lambda z: z.tickets.delete_many([1]),
    "MarkTicketAsSpamAndSuspendRequester": lambda z: z.tickets.mark_as_spam(1),
    "MarkManyTicketsAsSpam": lambda z: z.tickets.mark_many_as_spam([1]),
    "MergeTicketsIntoTargetTicket": _merge,
    "TicketRelatedInformation": lambda z: z.tickets.related(1),
    "ShowTicketByMessagingConversationId": lambda z: z.tickets.by_conversation("c-1"),
    "ListRecentTickets": lambda z: z.tickets.recent().iter(),
    "ListUserRequestedTickets": lambda z: z.tickets.requested_by(5).iter(),
    "ListUserCCDTickets": lambda z: z.tickets.ccd_to(5).iter(),
    "CountUserCCDTickets": lambda z: z.tickets.ccd_to(5).count(),
    "ListUserFollowedTickets": lambda z: z.tickets.followed_by(5).iter(),
    "ListUserAssignedTickets": lambda z: z.tickets.assigned_to(5).iter(),
    "CountUserAssignedTickets": lambda z: z.tickets.assigned_to(5).count(),
    "ListOrganizationTickets": lambda z: z.tickets.of_organization(3).iter(),
    "CountOrganizationTickets": lambda z: z.tickets.of_organization(3).count(),
    "ListTicketIncidents": lambda z: z.tickets.incidents(1).iter(),
    "ListTicketProblems": lambda z: z.problems.iter(),
    "AutocompleteProblems": lambda z: z.problems.autocomplete("fire"),
    "ListTicketCollaborators": lambda z: z.tickets.collaborators(1).iter(),
    "ListTicketFollowers": lambda z: z.tickets.followers(1).iter(),
    "ListTicketEmailCCs": lambda z: z.tickets.email_ccs(1).iter(),
    "ListTicketSkipsByTicket": lambda z: z.tickets.skips(1).iter(),
    # the bin
    "ListDeletedTickets": lambda z: z.deleted_tickets.iter(),
    "RestoreDeletedTicket": lambda z: z.deleted_tickets.restore(1),
    "BulkRestoreDeletedTickets": lambda z: z.deleted_tickets.restore_many([1]),
    "DeleteTicketPermanently": lambda z: z.deleted_tickets.delete(1),
    "BulkPermanentlyDeleteTickets": lambda z: z.deleted_tickets.delete_many([1]),
    # brought in from elsewhere
    "TicketImport": lambda z: z.ticket_imports.create(OLD, archive_immediately=True),
    "TicketBulkImport": lambda z: z.ticket_imports.create_many([OLD], archive_immediately=True),
    # comments
    "ListTicketComments": lambda z: z.tickets.comments(1).iter(),
    "CountTicketComments": lambda z: z.tickets.comments(1).count(),
    "MakeTicketCommentPrivate": lambda z: z.tickets.comments(1).make_private(2),
    "RedactStringInComment": lambda z: z.tickets.comments(1).redact(2, "987-65-4320"),
    "RedactTicketCommentInAgentWorkspace": lambda z: z.comments.redact(
        2, ticket_id=1, html_body="<p><redact>847564</redact></p>"
    ),
    "RedactChatComment": lambda z: z.comments.redact_chat(
        1, chat_id="c", message_id="m", text="<redact>x</redact>"
    ),
    "RedactChatCommentAttachment": lambda z: z.comments.redact_chat_files(
        1, chat_id="c", message_ids=["m"]
    ),
    # tags
    "ListTags": lambda z: z.tags.iter(),
    "CountTags": lambda z: z.tags.count(),
    "AutocompleteTags": lambda z: z.tags.autocomplete("pay"),
    "ListResourceTags": lambda z: z.tickets.tags(1),
    "SetTagsTicket": lambda z: z.tickets.set_tags(1, ["a"]),
    "PutTagsTicket": lambda z: z.tickets.add_tags(1, ["a"]),
    "DeleteTagsTicket": lambda z: z.tickets.remove_tags(1, ["a"]),
    "ListUserTags": lambda z: z.tags.of_user(5).get(),
    "SetUserTags": lambda z: z.tags.of_user(5).set(["a"]),
    "PutUserTags": lambda z: z.tags.of_user(5).add(["a"]),
    "DeleteUserTags": lambda z: z.tags.of_user(5).remove(["a"]),
    "ListOrganizationTags": lambda z: z.tags.of_organization(3).get(),
    "SetOrganizationTags": lambda z: z.tags.of_organization(3).set(["a"]),
    "AddOrganizationTags": lambda z: z.tags.of_organization(3).add(["a"]),
    "RemoveOrganizationTags": lambda z: z.tags.of_organization(3).remove(["a"]),
    # jobs
    "ListJobStatuses": lambda z: z.job_statuses.iter(),
    "ShowJobStatus": lambda z: z.job_statuses.get("V3-1"),
    "ShowManyJobStatuses": lambda z: z.job_statuses.show_many(["V3-1", "V3-2"]),
    # audits and metrics
    "ListTicketAudits": lambda z: z.ticket_audits.iter(),
    "ListAuditsForTicket": lambda z: z.tickets.audits(1).iter(),
    "ShowTicketAudit": lambda z: z.tickets.audits(1).get(2),
    "CountAuditsForTicket": lambda z: z.tickets.audits(1).count(),
    "MakeTicketCommentPrivateFromAudits": lambda z: z.tickets.audits(1).make_private(2),
    "ListTicketMetrics": lambda z: z.ticket_metrics.iter(),
    "ShowTicketMetrics": lambda z: z.ticket_metrics.get(1),
    "ShowTicketMetricsByTicket": lambda z: z.tickets.metrics(1),
}

RAW = {
    "AutocompleteTagsPost": "the same as AutocompleteTags, which is typed, by another verb",
}

_BOTH_WAYS = (
    "the document has one schema for what is read and what is written; what is only written"
    " is in TicketDraft (test_the_ticket_and_its_draft_know_every_property)"
)
WRONG = dict.fromkeys(
    (
        "AutocompleteProblems",
        "CreateTicket",
        "ListOrganizationTickets",
        "ListRecentTickets",
        "ListTicketIncidents",
        "ListTicketProblems",
        "ListTicketSkipsByTicket",
        "ListTickets",
        "ListUserAssignedTickets",
        "ListUserCCDTickets",
        "ListUserFollowedTickets",
        "ListUserRequestedTickets",
        "ShowTicket",
        "ShowTicketByMessagingConversationId",
        "TicketImport",
        "TicketsShowMany",
        "UpdateTicket",
    ),
    _BOTH_WAYS,
) | dict.fromkeys(
    ("ListTicketCollaborators", "ListTicketEmailCCs", "ListTicketFollowers"),
    "the document leaves the answer open; its example is a list of users",
)
