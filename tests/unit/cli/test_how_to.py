"""docs/how-to/leave-api-tokens.md names what there is."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path

import pytest

import cxsdk
from cxsdk.cli import _COMMANDS
from cxsdk.helpdesks.zendesk import facts

PAGE = (Path(__file__).parents[3] / "docs/how-to/leave-api-tokens.md").read_text()
LINES = sorted(set(re.findall(r"cxsdk (?:log\w+|token|doctor)[^`\n)]*", PAGE)))


@pytest.mark.parametrize("line", LINES)
def test_every_command_and_option_exists(line):
    name, *words = line.split()[1:]
    command = import_module(_COMMANDS[name]).command
    known = {option for each in command.params for option in each.opts}
    assert {word for word in words if word.startswith("--")} <= known


def test_every_name_of_a_program_exists():
    for name in re.findall(r"cxsdk\.(\w+)\(", PAGE):
        assert name in cxsdk.__all__


@pytest.mark.parametrize("day", [facts.API_TOKENS_END, facts.ENDLESS_TOKENS_END])
def test_the_days_are_those_that_the_doctor_goes_by(day):
    assert f"{day.day} {day:%B %Y}" in PAGE
