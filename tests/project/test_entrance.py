"""Settings of the mail server and of the company's sign-in, and what the doctor says of the door."""

import pytest
from tests.cast import PASSWORD

from cordiale.people import users
from cordiale.project import entrance
from cordiale.project.entrance_examined import examine_signin
from cordiale.project.environment import Environment


def test_without_a_mail_server_mails_are_files_that_only_we_read(tmp_path):
    found = entrance.mail(Environment({}), data=tmp_path)
    assert found["EMAIL_FILE_PATH"] == str(tmp_path / "mail")
    assert (tmp_path / "mail").stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize(
    ("address", "port", "tls", "ssl"),
    [("smtp+tls://li:p%40ss@mx.example", 587, True, False), ("smtps://mx.example:465", 465, False, True),
     ("smtp://mx.example:2525", 2525, False, False)],
)  # fmt: skip
def test_a_mail_server_is_one_address(tmp_path, address, port, tls, ssl):
    found = entrance.mail(Environment({"CORDIALE_SMTP_URL": address}), data=tmp_path)
    assert (found["EMAIL_PORT"], found["EMAIL_USE_TLS"], found["EMAIL_USE_SSL"]) == (port, tls, ssl)
    assert found["EMAIL_HOST_PASSWORD"] == ("p@ss" if "@ss" in address or "%40" in address else "")


@pytest.mark.parametrize("wrong", ["mx.example", "http://mx.example", "smtp://"])
def test_a_wrong_mail_server_is_told(tmp_path, wrong):
    env = Environment({"CORDIALE_SMTP_URL": wrong})
    entrance.mail(env, data=tmp_path)
    assert [problem.name for problem in env.problems] == ["CORDIALE_SMTP_URL"]


def test_a_company_needs_a_client_and_domains():
    env = Environment({"CORDIALE_OIDC_ISSUER": "https://login.example.com"})
    entrance.company(env, name="Rivage")
    assert [problem.name for problem in env.problems] == ["CORDIALE_OIDC_CLIENT_ID", "CORDIALE_OIDC_DOMAINS"]
    assert entrance.company(Environment({}), name="Rivage") is None


@pytest.mark.django_db
def test_the_doctor_looks_at_the_door(figaro, settings):
    users.create(email="rosine@rivage.example", name="Rosine", password=PASSWORD)
    settings.MFA, settings.ALLOWED_HOSTS, settings.BY_MAIL = "optional", ["crm.rivage.example"], False
    assert [finding.todo.partition("CORDIALE_")[2] for finding in examine_signin()] == [
        "MFA=required.", "HTTPS=yes.", "SMTP_URL.",
    ]  # fmt: skip
    settings.MFA, settings.HTTPS, settings.BY_MAIL = "required", True, True
    assert [finding.state for finding in examine_signin()] == ["well"]
