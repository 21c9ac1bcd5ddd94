"""Choices are written as Django writes them, however many there are."""

from html.parser import HTMLParser

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates

from cordiale.web.controls import Controls

CHOICES = [("", "—"), ("Groupe & <b>", [("x", "Élan & <i>"), (1, "un"), ('"', "'")]), ("y", "Y")]


class Form(forms.Form):
    one = forms.ChoiceField(choices=CHOICES, required=False, widget=forms.Select({"hidden": True, "data-a": '"'}))
    many = forms.MultipleChoiceField(choices=[(1, "un"), (2, "deux")])
    maybe = forms.NullBooleanField()
    fixed = forms.TypedChoiceField(choices=[(1, "u"), (None, "n")], coerce=int, disabled=True)


def told(html):
    """Elements with their attributes, and texts."""
    found = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag, attrs):
            found.append((tag, sorted(attrs)))

        def handle_endtag(self, tag):
            found.append(tag)

        def handle_data(self, data):
            found.extend([data.strip()] if data.strip() else [])

    Reader().feed(html)
    return found


@pytest.mark.parametrize("data", [None, {"one": '"', "many": ["2"], "maybe": "true"}, {"one": "nowhere"}])
def test_choices_are_those_of_django(data):
    ours, theirs = (told(str(Form(data, renderer=renderer()))) for renderer in (Controls, DjangoTemplates))
    assert ours == theirs
    assert ("optgroup", [("label", "Groupe & <b>")]) in ours
