"""The local helpdesk in a browser: doors, the agents' workspace, mailboxes, what is installed."""

from cxsdk.sandbox.workspace.blueprint import create_workspace
from cxsdk.sandbox.workspace.room import Room, SidebarPackage

__all__ = ["Room", "SidebarPackage", "create_workspace"]
