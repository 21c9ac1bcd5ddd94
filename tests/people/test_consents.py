"""The ledger: order and repetition do not matter, a withdrawal wins ties, silence follows the rule of the day."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cordiale.people import consents, ledger, parties
from cordiale.people.consents import Evidence
from cordiale.people.ledger import Line
from cordiale.people.models import Consent, Wording
from cordiale.people.refusals import NoSuchIdentifier, UnknownConsent

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)

lines = st.lists(
    st.builds(
        Line,
        key=st.integers(1, 5).map(lambda n: UUID(int=n)),
        channel=st.sampled_from(["email", "sms", "all"]),
        state=st.sampled_from(["granted", "refused", "withdrawn", "expired"]),
        at=st.integers(0, 3).map(lambda hours: NOON + hours * HOUR),
        identifier=st.sampled_from([None, 1, 2]),
    ),
    max_size=8,
)


@given(lines, st.randoms())
def test_the_fold_depends_neither_on_order_nor_on_repetition(told, random):
    at = NOON + 2 * HOUR
    shuffled = told + told[:3]
    random.shuffle(shuffled)
    one, other = ledger.fold(told, at=at), ledger.fold(shuffled, at=at)
    assert (one and (one.at, one.state)) == (other and (other.at, other.state))


@given(lines)
def test_the_fold_agrees_with_a_naive_reading(told):
    at = NOON + 2 * HOUR
    said = [line for line in told if line.at <= at]
    found = ledger.fold(told, at=at)
    if not said:
        assert found is None
        return
    latest = max(line.at for line in said)
    states = {line.state for line in said if line.at == latest}
    expected = next(state for state in ("withdrawn", "refused", "expired", "granted") if state in states)
    assert (found.at, found.state) == (latest, expected)


@given(lines)
def test_a_withdrawal_now_is_never_overruled_by_what_was_said_before(told):
    last = Line(UUID(int=9), "all", "withdrawn", NOON + 3 * HOUR)
    for identifier in (None, 1):
        concerned = [
            line for line in [*told, last] if ledger.concerns(line, channel="email", identifier=identifier)
        ]  # fmt: skip
        assert ledger.fold(concerned, at=NOON + 3 * HOUR).state == "withdrawn"


def test_silence_means_no_for_mail_and_yes_for_letters(emma):
    assert consents.may(emma, purpose="marketing", channel="email", at=NOON) == consents.Answer(
        False, "fr.prospecting.consent"
    )
    assert consents.may(emma, purpose="marketing", channel="letter", at=NOON).allowed
    assert consents.may(emma, purpose="profiling", channel="web", at=NOON).rule == "gdpr.profiling.opposition"
    assert not consents.may(emma, purpose="open_tracking", channel="email", at=NOON).allowed
    assert consents.may(emma, purpose="something", channel="email", at=NOON).rule == "default.deny"


def test_the_telephone_asks_for_consent_since_august_2026(emma):
    before, after = datetime(2026, 8, 10, tzinfo=UTC), datetime(2026, 8, 11, tzinfo=UTC)
    assert consents.may(emma, purpose="marketing", channel="phone", at=before).allowed
    assert not consents.may(emma, purpose="marketing", channel="phone", at=after).allowed


def test_granted_then_withdrawn_gives_its_evidence_at_every_moment(emma, figaro):
    wording = Evidence(source="form:newsletter", wording="J’accepte.", proof={"page": "/"}, actor=figaro)
    granted = consents.grant(emma.key, purpose="marketing", channel="email", at=NOON, evidence=wording)
    gone = consents.withdraw(emma.key, purpose="marketing", channel="all", at=NOON + HOUR)
    for moment, allowed, evidence in [
        (NOON - HOUR, False, ()),
        (NOON, True, (granted.key,)),
        (NOON + HOUR, False, (gone.key,)),
    ]:
        answer = consents.may(emma, purpose="marketing", channel="email", at=moment)
        assert (answer.allowed, answer.evidence) == (allowed, evidence)
    assert not consents.may(emma, purpose="marketing", channel="letter", at=NOON + 2 * HOUR).allowed
    told = emma.timeline.get(kind="consent.granted")
    assert told.data == {"purpose": "marketing", "channel": "email", "line": str(granted.key), "actor": str(figaro.key)}


def test_the_same_words_are_stored_once(emma, candide):
    for party in (emma, candide):
        consents.grant(party.key, purpose="survey", channel="email", evidence=Evidence(wording="Oui."))
    assert Wording.objects.get().text == "Oui."


def test_consent_for_one_address_does_not_open_another(emma):
    mail, other = emma.identifiers.get(kind="email"), emma.identifiers.get(kind="phone")
    consents.grant(emma.key, purpose="marketing", channel="email", identifier=mail.pk, at=NOON)
    assert consents.may(emma, purpose="marketing", channel="email", identifier=mail.pk, at=NOON).allowed
    assert not consents.may(emma, purpose="marketing", channel="email", identifier=other.pk, at=NOON).allowed
    assert not consents.may(emma, purpose="marketing", channel="email", at=NOON).allowed


def test_an_archived_party_is_left_alone(emma, figaro):
    consents.grant(emma.key, purpose="marketing", channel="email")
    emma = parties.archive(emma.key, by=figaro)
    answer = consents.may(emma, purpose="marketing", channel="email")
    assert (answer.allowed, answer.rule) == (False, "party.archived")


def test_what_is_no_purpose_or_no_address_of_theirs_is_refused(emma, candide):
    with pytest.raises(UnknownConsent):
        consents.grant(emma.key, purpose="spam", channel="email")
    with pytest.raises(UnknownConsent):
        consents.grant(emma.key, purpose="marketing", channel="pigeon")
    with pytest.raises(NoSuchIdentifier):
        consents.grant(
            emma.key, purpose="marketing", channel="email", identifier=candide.identifiers.first().pk
        )  # fmt: skip
    assert Consent.objects.count() == 0


def test_one_question_costs_two_queries(emma, django_assert_num_queries):
    consents.grant(emma.key, purpose="marketing", channel="email")
    with django_assert_num_queries(2):
        assert consents.may(emma, purpose="marketing", channel="email").allowed
    with django_assert_num_queries(1):
        (standing,) = consents.standings(emma)
    assert (standing.purpose, standing.channel, standing.state) == ("marketing", "email", "granted")
