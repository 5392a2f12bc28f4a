"""The web side of the kit: one Flask application, each kind of door in a module of its own."""

from cxsdk.appkit.web.server import create_flask

__all__ = ["create_flask"]
