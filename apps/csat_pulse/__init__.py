"""Surveys after a conversation was solved, and what customers answered."""
