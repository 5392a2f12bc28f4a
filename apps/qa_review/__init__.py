"""Conversation QA scoring: a person in a conversation, weighed on a scorecard."""
