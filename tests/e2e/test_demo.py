"""`cxsdk demo` as people start it: a process of its own, warnings are errors."""

import os
import re
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

CXSDK = [sys.executable, "-W", "error", "-c", "from cxsdk.cli import main; main()"]
QUIET = {**os.environ, "BROWSER": "true", "PYTHONUNBUFFERED": "1"}


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*CXSDK, *arguments], capture_output=True, text=True, check=False, env=QUIET
    )


def test_the_story_plays_to_its_end_a_line_a_step():
    done = run("demo", "--check")
    assert done.returncode == 0, done.stdout + done.stderr
    lines = done.stdout.splitlines()
    assert len(lines) >= 15
    assert all(re.fullmatch(r" ?\d+ ok  \S.+", line) for line in lines)
    for word in ("OAuth", "62.5", "nothing is recorded", "one press records", "restart"):
        assert word in done.stdout
    assert done.stderr == ""


def test_the_first_page_answers_within_five_seconds_and_ctrl_c_ends_it_quietly(free_port):
    demo = subprocess.Popen(
        [*CXSDK, "demo", "--port", str(free_port)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=QUIET,
    )
    try:
        assert demo.stdout is not None
        line = demo.stdout.readline()
        with urllib.request.urlopen(f"http://localhost:{free_port}/", timeout=5) as page:
            assert page.status == 200
        fields = Path(f"/proc/{demo.pid}/stat").read_text().rpartition(")")[2].split()
        assert f"http://localhost:{free_port}" in line
        demo.send_signal(signal.SIGINT)
        _, errors = demo.communicate()
    finally:
        demo.kill()
    assert demo.returncode == 0, errors
    assert errors == ""
    # Processor time: what it takes where nothing else runs, which other tests here do.
    took = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    assert took < 5, f"{took:.1f} s"


def test_a_taken_port_is_one_line_that_says_what_to_do(free_port):
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", free_port))
        taken.listen()
        done = run("demo", "--port", str(free_port))
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert f"port {free_port}" in done.stderr
    assert "--port" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["demo", "--port", "0"], "--port"),
        (["demo", "--load", "/nowhere.jsonl"], "--load"),
        (["nothing"], "nothing"),
        (["demo", "--bogus"], "--bogus"),
    ],
)
def test_wrong_usage_is_one_line_and_exit_two(arguments, says):
    done = run(*arguments)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert says in done.stderr


def test_a_file_that_cannot_be_read_names_its_line(tmp_path: Path):
    file = tmp_path / "mine.jsonl"
    good = (
        '{"id": 1, "subject": "Hello", "description": "Hi", "requester_id": 5,'
        ' "created_at": "2026-11-01T10:00:00Z", "updated_at": "2026-11-01T10:00:00Z",'
        ' "status": "open", "comments": []}'
    )
    file.write_text(f'{good}\n{{"id": \n', encoding="utf-8")
    done = run("demo", "--load", str(file))
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "line 2" in done.stderr


@pytest.mark.parametrize("command", ["demo", "validate"])
def test_help_shows_examples(command):
    done = run(command, "--help")
    assert done.returncode == 0
    assert "Examples:" in done.stdout
