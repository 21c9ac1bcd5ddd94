"""Logs: allow-listed fields only, and nothing personal."""

import io
import json
import logging
import logging.config

import pytest
import structlog

from cordiale.project import logs


@pytest.fixture
def lines():
    """What a logger set up as in production writes, as objects."""
    stream = io.StringIO()
    configured = logs.configuration(level="debug", form="json")
    formatter = configured["formatters"]["lines"].copy()
    formatter.pop("()")
    handler = logging.StreamHandler(stream)
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(**formatter))
    logger = logging.getLogger("cordiale.test")
    logger.addHandler(handler)
    logger.setLevel("DEBUG")
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    logger.removeHandler(handler)


def test_a_field_nobody_allowed_is_dropped(lines):
    logging.getLogger("cordiale.test").info("party.seen", extra={"given_name": "Emma", "rows": 3})
    (line,) = lines()
    assert {name: line[name] for name in line if name != "at"} == {
        "event": "party.seen",
        "level": "info",
        "logger": "cordiale.test",
        "rows": 3,
    }


def test_structlog_speaks_through_the_same_lines(lines):
    structlog.get_logger("cordiale.test").info("job.ended", state="done", email="emma@rivage.example")
    assert "email" not in lines()[0]


@pytest.mark.parametrize("secret", ["emma@rivage.example", "+41 79 123 45 67", "06.12.34.56.78"])
def test_addresses_and_numbers_in_a_message_are_blacked_out(lines, secret):
    logging.getLogger("cordiale.test").warning("refused %s twice", secret)
    assert secret not in json.dumps(lines(), ensure_ascii=False)


def test_an_exception_keeps_its_frames_and_loses_its_message(lines):
    try:
        int("not a number")
    except ValueError:
        logging.getLogger("cordiale.test").exception("import.failed")
    (line,) = lines()
    assert line["exception"].endswith("ValueError")
    assert "test_logs.py" in line["exception"]
    assert "ValueError: " not in line["exception"]


def test_a_request_line_has_its_route_and_no_query(client, caplog):
    client.get("/nowhere/?q=emma@rivage.example")
    client.get("/healthz?q=emma@rivage.example")
    assert "emma" not in caplog.text


def test_a_message_that_speaks_of_code_stays(lines):
    try:
        None.name  # noqa: B018
    except AttributeError:
        logging.getLogger("cordiale.test").exception("page.failed")
    assert lines()[0]["exception"].endswith("AttributeError: 'NoneType' object has no attribute 'name'")


@pytest.mark.parametrize("kept", ["2026-11-22T05:30:41", "0.0.0.0:8000", "01929f3c-7b1e-7c00-8000-0123456789ab"])
def test_what_only_looks_like_a_number_stays(kept):
    assert logs.redacted(kept) == kept


def test_the_listener_of_the_whole_run_would_hear_a_name(listener):
    logging.getLogger("cordiale.test").warning("Madame Bovary has left")
    assert len(listener.heard) == 1
    listener.heard.clear()
