"""The English catalogues are complete: missing, untranslated, fuzzy and contradictory messages fail here."""

import pytest
from tools import messages


@pytest.mark.slow
def test_every_text_is_translated():
    assert messages.faults() == []


def test_messages_are_found_in_templates_refusals_and_calls(tmp_path):
    template = tmp_path / "x.html"
    template.write_text(
        '{% load i18n %}{% translate "Bonjour" %}{% blocktranslate count n=n trimmed %}\n un {{ n }}\n'
        "{% plural %} des {{ n }} {% endblocktranslate %}{% f _('Titre') %}",
        "utf-8",
    )
    assert set(messages._of_template(template)) == {
        ("", "Bonjour", ""),
        ("", "un %(n)s", "des %(n)s"),
        ("", "Titre", ""),
    }
    module = tmp_path / "x.py"
    module.write_text(
        "class Late(Refusal):\n    sentence: ClassVar[str] = 'Trop ' 'tard.'\n"
        "x = ngettext('un', 'deux', n)\ny = _('Oui')\nz = other('Non')\n",
        "utf-8",
    )
    assert set(messages._of_python(module)) == {("", "Trop tard.", ""), ("", "un", "deux"), ("", "Oui", "")}


def test_an_f_string_cannot_be_translated(tmp_path):
    module = tmp_path / "x.py"
    module.write_text("_(f'{x}')", "utf-8")
    with pytest.raises(SystemExit, match="f-string"):
        list(messages._of_python(module))


@pytest.mark.parametrize(
    ("source", "english", "fault"),
    [
        ("%(n)s clients", "customers", "has lost a placeholder"),
        ("clients", "%(n)s customers", "has a placeholder that the source has not"),
        ("clients", "", "untranslated"),
        ("%(n)s clients", "%(n)s customers", None),
    ],
)
def test_a_translation_keeps_its_placeholders(source, english, fault):
    found = messages._wrong(messages.Message(source, english))
    assert found == ([fault] if fault else [])
