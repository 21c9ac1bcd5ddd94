"""Who stands at the door. Imports wait for the fixtures: this file is read before Django is set up."""

import pytest


@pytest.fixture
def desk(client, figaro):
    """Figaro came in through the door."""
    from tests.people.signin.hands import sign_in

    assert sign_in(client).status_code == 302
    return client


@pytest.fixture
def phone(figaro):
    """Figaro has set up an app; its last code was used long ago."""
    from tests.people.signin.hands import Phone

    from cordiale.people.signin.factors import totp
    from cordiale.people.signin.models import Factor

    secret = totp.new_secret()
    totp.add(figaro, secret=secret, code=totp.code_at(secret, totp.step_now()), name="Mon téléphone")
    Factor.objects.update(counter=0)
    return Phone(secret)


@pytest.fixture
def codes(figaro, phone):
    from cordiale.people.signin.factors import recovery

    return recovery.renew(figaro)
