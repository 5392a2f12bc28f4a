"""The local helpdesk: a whole account on this machine, for demos, development and tests."""
