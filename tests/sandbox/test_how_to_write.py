"""docs/how-to/write-safely.md does what it says, against the local helpdesk."""

from __future__ import annotations

import re
from pathlib import Path

import cxsdk
from cxsdk.helpdesks.zendesk.native import jobs
from cxsdk.sandbox.oauth import TokenShelf

PAGE = Path(__file__).parents[2] / "docs/how-to/write-safely.md"


def test_every_block_of_the_page_runs(serve, monkeypatch, capsys) -> None:
    monkeypatch.setattr(jobs, "FIRST_PAUSE_S", 0.02)
    account = serve()
    state = account.office.state
    state.set_setting("job_wait_s", 0)
    account.office.desk.create_user("Anna", email="anna@x.example", role="admin")
    field = {"id": 36001, "type": "text", "title": "Order number", "active": True}
    state.put("ticket_fields", field | {"removable": True, "position": 1})
    token = {"access_token": "t", "expires_in": 1800, "scope": "read write"}
    TokenShelf(state).keep(token, client_id=1, user_id=1)
    text = PAGE.read_text()
    auth = cxsdk.BearerToken("t")
    with cxsdk.connect("zendesk", "acme", auth=auth, base_url=account.origin) as hd:
        names = {"hd": hd}
        blocks = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
        shown = re.search(r"```\n(PUT .*?)```", text, re.DOTALL)
        exec(blocks[0], names)
        assert shown
        assert capsys.readouterr().out.strip() == shown[1].strip()
        for block in blocks[1:]:
            exec(block, names)
    assert capsys.readouterr().out == ""
    ticket = state.list("tickets")[0]
    assert ticket["custom_fields"] == [{"id": 36001, "value": "4711"}]
    assert (ticket["priority"], ticket["tags"]) == ("urgent", [])
    assert state.count("tickets") == 251
