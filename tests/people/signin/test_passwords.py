"""Passwords that everybody tries first are refused; sentences are not."""

import pytest

from cordiale.people.signin import passwords


@pytest.mark.parametrize(
    "given",
    [
        "password", "Password123!", "P@ssw0rd2024", "motdepasse1", "MotDePasse2026!", "azertyuiop", "Azerty123456",
        "Marseille-13", "m@rseille2024", "jetaime123", "1234567890", "111111111111", "aaaaaaaaaab", "qwertyuiop",
        "poiuytreza", "nicolas1987", "soleilsoleil", "bonjourbonjour", "cordiale2026", "abc123abc123",
    ],
)  # fmt: skip
def test_what_is_tried_first_is_known(given):
    assert passwords.known(given)


@pytest.mark.parametrize(
    "given",
    [
        "barbier-de-seville-1775",
        "une phrase que personne ne devine",
        "k7#Qv2!mZx9p",
        "vert pomme 12 lundis",
        "ßéàü-Ωmega-Ж",
    ],
)
def test_a_sentence_or_a_drawn_word_is_not(given):
    assert not passwords.known(given)


def test_the_list_is_sorted_and_as_long_as_it_says():
    marks = passwords.FILE.read_bytes()
    words = [marks[place : place + passwords.BYTES] for place in range(0, len(marks), passwords.BYTES)]
    assert words == sorted(set(words))
    assert 140_000 < len(words) < 150_000
