"""Schemathesis against the interface: no answer outside of its own description, whatever is sent."""

from __future__ import annotations

import hypothesis
import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import override_settings
from hypothesis.stateful import run_state_machine_as_test
from schemathesis.specs.openapi.checks import (
    ensure_resource_availability,
    ignored_auth,
    positive_data_acceptance,
    use_after_free,
)
from tests import figures

pytestmark = [pytest.mark.slow, pytest.mark.once, pytest.mark.django_db]
EXAMPLES = 8
# A business may say no to what fits the description, and what is gone may be asked for again. The key of these calls
# is ours and good, over the generated one that the check takes for the one used: wrong keys have their own tests.
LEFT_OUT = [positive_data_acceptance, ensure_resource_availability, use_after_free, ignored_auth]
SETTINGS = hypothesis.settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(hypothesis.HealthCheck),
    phases=[hypothesis.Phase.explicit, hypothesis.Phase.generate],
)


@pytest.fixture
def schema(db):
    """The interface behind its real WSGI door, in the test's own transaction."""
    from cordiale.project.wsgi import application

    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    with override_settings(ALLOWED_HOSTS=["*"]):
        yield schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def headers(figaro, emma, harpagon):
    from tests.project.api.programs import key_of

    from cordiale.people.rights import members
    from cordiale.project.api.screens.forms import OFFERED

    members.give(figaro, "owner")
    text = key_of(figaro, verbs=OFFERED, calls_per_minute=60_000, rows_per_day=100_000_000)
    return {"Authorization": f"Bearer {text}"}


@pytest.mark.parametrize("mode", list(schemathesis.GenerationMode), ids=str)
def test_no_operation_leaves_its_description(schema, headers, emma, mode):
    """What fits the description, and what does not: never an error of ours, never an answer of another shape."""
    answered, calls, operations = set(), 0, 0
    for found in schema.get_all_operations():
        operation = found.ok()
        operations += 1

        @SETTINGS
        @hypothesis.given(case=operation.as_strategy(generation_mode=mode))
        def sent(case):
            nonlocal calls
            calls += 1
            if mode == schemathesis.GenerationMode.POSITIVE and "key" in (case.path_parameters or {}):
                case.path_parameters["key"] = str(emma.key)
            response = case.call_and_validate(headers=headers, excluded_checks=LEFT_OUT)
            answered.add(response.status_code)

        sent()
    errors = sum(status >= 500 for status in answered)
    figures.note(f"api-{mode.name.lower()}", operations=operations, calls=calls, errors_of_ours=errors)
    assert answered >= ({200, 201, 404} if mode == schemathesis.GenerationMode.POSITIVE else {404, 422})
    assert not any(status >= 500 for status in answered)


def test_no_chain_of_operations_leaves_its_description(schema, headers):
    """Stateful: what one call gives is handed to the next."""
    machine = schema.as_state_machine()

    class Program(machine):
        def get_call_kwargs(self, case):
            return {"headers": headers}

        def validate_response(self, response, case, **kwargs):
            case.validate_response(response, excluded_checks=LEFT_OUT)

    run_state_machine_as_test(Program, settings=hypothesis.settings(SETTINGS, max_examples=15, stateful_step_count=6))
