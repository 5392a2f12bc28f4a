"""How what stands around tickets is called: requests, fields, forms, tasks, skills, channels."""

from __future__ import annotations

from datetime import UTC, datetime

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)

CALLS = {
    # Requests
    "ListRequests": lambda z: z.requests.iter(sort="-updated_at"),
    "CreateRequest": lambda z: z.requests.create({"subject": "s", "comment": {"body": "b"}}),
    "ShowRequest": lambda z: z.requests.get(1),
    "UpdateRequest": lambda z: z.requests.update(1, {"solved": True}),
    "ListCCDRequests": lambda z: z.requests.copied(),
    "ListOpenRequests": lambda z: z.requests.open(),
    "ListSolvedRequests": lambda z: z.requests.solved(),
    "SearchRequests": lambda z: z.requests.search("printer"),
    "ListOrganizationRequests": lambda z: z.requests.of_organization(3).iter(),
    "ListUserRequests": lambda z: z.requests.of_user(5).iter(),
    "ListComments": lambda z: z.requests.comments(1).iter(role="agent"),
    "ShowComment": lambda z: z.requests.comments(1).get(2),
    # Fields
    "ListTicketFields": lambda z: z.ticket_fields.iter(locale="ru"),
    "CreateTicketField": lambda z: z.ticket_fields.create({"type": "text", "title": "Size"}),
    "ShowTicketfield": lambda z: z.ticket_fields.get(1, creator=True),
    "UpdateTicketField": lambda z: z.ticket_fields.update(1, {"title": "Length"}),
    "DeleteTicketField": lambda z: z.ticket_fields.delete(1),
    "ListTicketFieldOptions": lambda z: z.ticket_fields.options(1).iter(),
    "CreateOrUpdateTicketFieldOption": lambda z: z.ticket_fields.options(1).create_or_update(
        {"name": "Large", "value": "large"}
    ),
    "ShowTicketFieldOption": lambda z: z.ticket_fields.options(1).get(2),
    "DeleteTicketFieldOption": lambda z: z.ticket_fields.options(1).delete(2),
    "CountTicketFields": lambda z: z.ticket_fields.count(),
    "ReorderTicketFields": lambda z: z.ticket_fields.reorder([2, 1]),
    "ShowManyTicketFields": lambda z: z.ticket_fields.show_many([1, 2], creator=True),
    # Forms
    "ListTicketForms": lambda z: z.ticket_forms.iter(active=True),
    "CreateTicketForm": lambda z: z.ticket_forms.create({"name": "Return"}),
    "ShowTicketForm": lambda z: z.ticket_forms.get(1),
    "UpdateTicketForm": lambda z: z.ticket_forms.update(1, {"name": "Refund"}),
    "DeleteTicketForm": lambda z: z.ticket_forms.delete(1),
    "CloneTicketForm": lambda z: z.ticket_forms.clone(1),
    "ReorderTicketForms": lambda z: z.ticket_forms.reorder([2, 1]),
    "ShowManyTicketForms": lambda z: z.ticket_forms.show_many([1, 2]),
    "TicketFormTicketFormStatuses": lambda z: z.ticket_forms.statuses(1).iter(),
    "CreateTicketFormStatuses": lambda z: z.ticket_forms.statuses(1).add([7]),
    "UpdateTicketFormStatuses": lambda z: z.ticket_forms.statuses(1).update_many(
        [{"id": "01A", "_destroy": "1"}]
    ),
    "UpdateTicketFormStatusById": lambda z: z.ticket_forms.statuses(1).update(
        "01A", {"custom_status_id": 7}
    ),
    "DeleteTicketFormStatuses": lambda z: z.ticket_forms.statuses(1).delete_many(["01A"]),
    "DeleteTicketFormStatusById": lambda z: z.ticket_forms.statuses(1).delete("01A"),
    "ListTicketFormStatuses": lambda z: z.ticket_form_statuses.iter(ticket_form_id=1),
    "ShowManyTicketFormStatuses": lambda z: z.ticket_form_statuses.show_many(["01A"]),
    # Statuses
    "BulkUpdateDefaultCustomStatus": lambda z: z.custom_statuses.set_defaults([1, 2]),
    "ListCustomStatuses": lambda z: z.custom_statuses.iter(active=True),
    "CreateCustomStatus": lambda z: z.custom_statuses.create({"agent_label": "At the bench"}),
    "ShowCustomStatus": lambda z: z.custom_statuses.get(1),
    "UpdateCustomStatus": lambda z: z.custom_statuses.update(1, {"active": False}),
    "DeleteCustomStatus": lambda z: z.custom_statuses.delete(1),
    "CreateTicketFormStatusesForCustomStatus": lambda z: z.custom_statuses.add_to_forms(1, [2]),
    # Texts in several languages
    "ListDynamicContents": lambda z: z.dynamic_content.iter(),
    "CreateDynamicContent": lambda z: z.dynamic_content.create({"name": "Hello"}),
    "ShowDynamicContentItem": lambda z: z.dynamic_content.get(1),
    "UpdateDynamicContentItem": lambda z: z.dynamic_content.update(1, {"name": "Welcome"}),
    "DeleteDynamicContentItem": lambda z: z.dynamic_content.delete(1),
    "ShowManyDynamicContents": lambda z: z.dynamic_content.show_many(["hello"]),
    "DynamicContentListVariants": lambda z: z.dynamic_content.variants(1).iter(),
    "CreateDynamicContentVariant": lambda z: z.dynamic_content.variants(1).create({"content": "x"}),
    "ShowDynamicContentVariant": lambda z: z.dynamic_content.variants(1).get(2),
    "UpdateDynamicContentVariant": lambda z: z.dynamic_content.variants(1).update(
        2, {"content": "x"}
    ),
    "DeleteDynamicContentVariant": lambda z: z.dynamic_content.variants(1).delete(2),
    "CreateManyDynamicContentVariants": lambda z: z.dynamic_content.variants(1).create_many(
        [{"content": "x"}]
    ),
    "UpdateManyDynamicContentVariants": lambda z: z.dynamic_content.variants(1).update_many(
        [{"id": 2, "content": "x"}]
    ),
    # What happens in a ticket
    "ListSkips": lambda z: z.skips.iter(),
    "RecordNewSkip": lambda z: z.skips.create({"ticket_id": 1, "reason": "not mine"}),
    "ListTicketSkips": lambda z: z.skips.of_user(5).iter(),
    "ListTicketContentPins": lambda z: z.ticket_content_pins.of(1),
    "CreateTicketContentPin": lambda z: z.ticket_content_pins.create({"ticket_id": "1"}),
    "DeleteTicketContentPin": lambda z: z.ticket_content_pins.delete("01A"),
    "ListTicketMetricEvents": lambda z: z.incremental.iter_ticket_metric_events(since=LONG_AGO),
    "ListConversationLogForTicket": lambda z: z.conversation_log.of(1).iter(),
    "ShowTaskList": lambda z: z.task_lists.of(1).iter(),
    "CreateTaskList": lambda z: z.task_lists.of(1).add("01A"),
    "ListTaskListTemplates": lambda z: z.task_list_templates.iter(),
    "CreateTaskListTemplate": lambda z: z.task_list_templates.create({"name": "New colleague"}),
    "ShowTaskListTemplate": lambda z: z.task_list_templates.get("01A"),
    "UpdateTaskListTemplate": lambda z: z.task_list_templates.update("01A", {"name": "Leaver"}),
    "DeleteTaskListTemplate": lambda z: z.task_list_templates.delete("01A"),
    "GetTasksByTaskListTemplateId": lambda z: z.task_list_templates.tasks("01A"),
    "ListApprovalRequests": lambda z: z.approval_requests.iter(),
    "CreateApprovalRequest": lambda z: z.approval_requests.create({"ticket_id": 1}),
    # Skills and queues
    "ListAGentAttributeValues": lambda z: z.skills.of_agent(5),
    "SetAgentAttributeValues": lambda z: z.skills.set_for_agent(5, ["u"]),
    "ListManyAgentsAttributeValues": lambda z: z.skills.of_agents([5, 6]),
    "BulkSetAgentAttributeValuesJob": lambda z: z.skills.change_for_agents([5], [{"id": "u"}]),
    "ListAccountAttributes": lambda z: z.routing_attributes.iter(),
    "CreateAttribute": lambda z: z.routing_attributes.create({"name": "Language"}),
    "ShowAttribute": lambda z: z.routing_attributes.get("u"),
    "UpdateAttribute": lambda z: z.routing_attributes.update("u", {"name": "Tongue"}),
    "DeleteAttribute": lambda z: z.routing_attributes.delete("u"),
    "ListAttributeValues": lambda z: z.routing_attributes.values("u").iter(),
    "CreateAttributeValue": lambda z: z.routing_attributes.values("u").create({"name": "Russian"}),
    "ShowAttributeValue": lambda z: z.routing_attributes.values("u").get("v"),
    "UpdateAttributeValue": lambda z: z.routing_attributes.values("u").update("v", {"name": "R"}),
    "DeleteAttributeValue": lambda z: z.routing_attributes.values("u").delete("v"),
    "ListRoutingAttributeDefinitions": lambda z: z.routing_attributes.subjects(),
    "ListTicketsFullfilledByUser": lambda z: z.skills.tickets_for_me([1, 2]),
    "ListTicketAttributeValues": lambda z: z.skills.of_ticket(1),
    "SetTicketAttributeValues": lambda z: z.skills.set_for_ticket(1, ["u"]),
    "IncrementalSkilBasedRoutingAttributesExport": lambda z: z.skills.changes_of_attributes(),
    "IncrementalSkilBasedRoutingAttributeValuesExport": lambda z: z.skills.changes_of_values(),
    "IncrementalSkilBasedRoutingInstanceValuesExport": lambda z: z.skills.changes_of_instances(),
    "ListQueues": lambda z: z.queues.iter(),
    "CreateQueue": lambda z: z.queues.create({"name": "Urgent"}),
    "ShowQueueById": lambda z: z.queues.get("01A"),
    "UpdateQueue": lambda z: z.queues.update("01A", {"priority": 1}),
    "DeleteQueue": lambda z: z.queues.delete("01A"),
    "ListQueueDefinitions": lambda z: z.queues.subjects(),
    "ReorderQueues": lambda z: z.queues.reorder(["01B", "01A"]),
    # Sets of rules
    "ListResourceCollections": lambda z: z.resource_collections.iter(),
    "CreateResourceCollection": lambda z: z.resource_collections.create({"triggers": {}}),
    "RetrieveResourceCollection": lambda z: z.resource_collections.get(1),
    "UpdateResourceCollection": lambda z: z.resource_collections.update(1, {"triggers": {}}),
    "DeleteResourceCollection": lambda z: z.resource_collections.delete(1),
    # Channels
    "ListMonitoredTwitterHandles": lambda z: z.twitter_handles.iter(),
    "ShowMonitoredTwitterHandle": lambda z: z.twitter_handles.get(1),
    "CreateTicketFromTweet": lambda z: z.twitter_handles.create_ticket(8, handle_id=1),
    "GettingTwicketStatus": lambda z: z.twitter_handles.statuses(2, [8]),
    "ReportChannelbackError": lambda z: z.channel_framework.report_error("i", "e"),
    "PushContentToSupport": lambda z: z.channel_framework.push("i", [{"external_id": "e"}]),
    "ValidateToken": lambda z: z.channel_framework.validate_token("i"),
}

_BOTH_WAYS = (
    "the ticket inside shares one schema for what is read and what is written; what is only"
    " written is in TicketDraft"
)
WRONG = dict.fromkeys(("ListSkips", "RecordNewSkip", "ListTicketSkips"), _BOTH_WAYS)
