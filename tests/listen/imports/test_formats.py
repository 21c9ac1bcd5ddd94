"""Formats are told from the values, with the value that settled it."""

import pytest

from cordiale.listen.imports import formats


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (["2.55", "3.39"], ("number", ".", True, "2.55")),
        (["12,5", "1 200,75"], ("number", ",", True, "12,5")),
        (["1,234", "5,678"], ("number", ".", False, "1,234")),
        (["6", "8", "-1"], ("number", ".", True, "6")),
        (["2010-12-01 08:26:00"], ("date", "iso", True, "2010-12-01 08:26:00")),
        (["01/02/2011", "25/02/2011"], ("date", "dmy", True, "25/02/2011")),
        (["01/02/2011", "02/25/2011"], ("date", "mdy", True, "02/25/2011")),
        (["01/02/2011", "02/03/2011"], ("date", "dmy", False, "01/02/2011")),
        (["oui", "non"], ("flag", "", True, "oui")),
        (["01234", "75011"], ("text", "", True, "01234")),
        (["Émilie", "Jean"], ("text", "", True, "Émilie")),
        (["12/03/1980", "01/12/1975", "31/02/1990"], ("text", "dmy", False, "12/03/1980")),
        (["12,50", "on request", "3,25"], ("text", ",", False, "12,50")),
        ([], ("text", "", True, "empty")),
    ],
)
def test_detect(values, expected):
    found = formats.detect(values)
    assert (found.type, found.style, found.sure, found.evidence) == expected


def test_month_first_when_asked_and_open():
    assert formats.detect(["01/02/2011"], day_first=False).style == "mdy"


def test_whole_numbers_written_as_floats_are_told():
    found = formats.detect(["17850.0", "13047.0"])
    assert found.trim_float
