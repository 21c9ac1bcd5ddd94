"""Refusals carry a code for programs and a sentence for people."""

from cordiale.core.errors import Refusal


class AlreadyClosed(Refusal):
    code = "already_closed"
    sentence = "Le ticket %(key)s est déjà clos."


def test_a_refusal_fills_its_sentence():
    refusal = AlreadyClosed(key="T-7")
    assert (str(refusal), refusal.code, refusal.status) == ("Le ticket T-7 est déjà clos.", "already_closed", 409)
    assert refusal.details == {"key": "T-7"}


def test_a_refusal_without_details_is_its_sentence():
    assert str(Refusal()) == Refusal.sentence
