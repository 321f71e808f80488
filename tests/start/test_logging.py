"""A log line: one an event, in UTC, without secrets."""

import json
import logging

from django.urls import resolve

from foundation.logging import line_formatter


def line_of(message: str, *arguments: object, as_json: bool = True, error: bool = False, **extra: object) -> str:
    information = None
    if error:
        failure = ValueError("no connection to postgres://portal:hunter2-hunter2@db/portal")
        information = (ValueError, failure, None)
    record = logging.getLogger("portal.test").makeRecord(
        "portal.test", logging.WARNING, __file__, 1, message, arguments, information, extra=extra
    )
    return line_formatter(json=as_json).format(record)


def test_event_is_one_line_of_json_in_utc():
    line = line_of("night %s\npublished", 12, projects=60)
    assert "\n" not in line
    event = json.loads(line)
    assert event["event"] == "night 12\npublished"
    assert (event["level"], event["logger"], event["projects"]) == ("warning", "portal.test", 60)
    assert event["timestamp"].endswith("Z")


def test_traceback_stays_within_the_line_and_hides_the_password():
    line = line_of("lost", error=True)
    assert "\n" not in line
    assert "hunter2" not in line
    assert "ValueError" in json.loads(line)["exception"]


def test_secrets_are_hidden_by_name_and_by_form():
    line = line_of(
        "tried password=hunter2-hunter2 at redis://:hunter2-hunter2@cache", api_key="hunter2-hunter2", path="/?token=hunter2-hunter2"
    )
    assert "hunter2" not in line
    assert json.loads(line)["event"] == "tried password=*** at redis://:***@cache"


def test_request_is_told_without_its_query(rf):
    line = line_of("Not Found", request=rf.get("/projects/?q=private"))
    event = json.loads(line)
    assert (event["method"], event["path"]) == ("GET", "/projects/")
    assert "private" not in line


def test_a_link_that_works_once_is_not_told(rf):
    request = rf.get("/rse/answer/4cOOTTkfGZ6WkhlIhazZSg/")
    request.resolver_match = resolve(request.path)
    line = line_of("Not Found: %s", request.path, request=request)
    assert json.loads(line)["path"] == "/rse/answer/***/"
    assert "4cOOTT" not in line


def test_readable_form_is_one_line_too():
    assert line_of("two\nlines", as_json=False, count=3).endswith("WARNING portal.test: two\\nlines count=3")
