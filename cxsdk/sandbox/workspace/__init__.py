"""The local helpdesk in a browser: doors, the agents' workspace, mailboxes, what is installed."""

from cxsdk.sandbox.workspace.blueprint import create_workspace
from cxsdk.sandbox.workspace.past_mail import put_past_mail
from cxsdk.sandbox.workspace.room import Room, SidebarPackage

__all__ = ["Room", "SidebarPackage", "create_workspace", "put_past_mail"]
