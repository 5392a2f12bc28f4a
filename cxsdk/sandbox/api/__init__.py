"""The Zendesk API over the account: a family of resources per module."""

from cxsdk.sandbox.api.routes import create_api

__all__ = ["create_api"]
