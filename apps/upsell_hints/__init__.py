"""Hints for the moment when a customer's question is solved."""
