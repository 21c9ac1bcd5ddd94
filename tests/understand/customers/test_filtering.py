"""Conditions of the list as people make them: in the address, on chips, in the builder with and without a script."""

import re
from urllib.parse import parse_qs, urlparse

import pytest
from django.db import connection
from django.http import QueryDict
from django.urls import reverse

from cordiale.people import users
from cordiale.people.fields import definitions, indexing
from cordiale.people.fields.models import CustomField
from cordiale.people.models import Party
from cordiale.people.rights import members
from cordiale.understand.customers.query import Query
from cordiale.understand.customers.result import Result
from cordiale.understand.profile.models import Profile

FILTERS = "/clients/filtres/"


@pytest.fixture
def desk(client, figaro):
    client.force_login(figaro)
    return client


@pytest.fixture
def buyers(emma, candide, harpagon):
    for party, spent in ((emma, 900), (candide, 50)):
        Profile.objects.create(party=party, spent=spent, order_count=2, currency="EUR")
    return emma, candide, harpagon


def text(answer):
    return answer.content.decode()


def names(desk, **params):
    body = text(desk.get(reverse("customers:list"), params))
    return {name for name in ("Emma", "Candide", "Harpagon") if f">{name} " in body}


def test_groups_keep_whom_they_say(desk, buyers):
    assert names(desk, f="spent:at_least:100") == {"Emma"}
    assert names(desk, f="any(spent:at_least:100,name:begins:Harpagon)") == {"Emma", "Harpagon"}
    assert names(desk, f="any(spent:at_least:100,spent:at_most:60)") == {"Emma", "Candide"}
    assert names(desk, f="not(spent:at_least:100)") == {"Candide", "Harpagon"}
    assert names(desk, f="spent:empty") == {"Harpagon"}


def test_old_addresses_mean_what_they_meant(desk, buyers):
    body = text(desk.get(reverse("customers:list"), {"spent_min": "40", "spent_max": "60", "email": "with"}))
    assert "de 40 à 60</b>" in body
    assert "f=spent:between:40:60,email:known" in body
    assert ("Candide Thunder" in body, "Emma Bovary" in body) == (True, False)


def test_the_chips_tell_and_take_off_each_condition(desk, buyers):
    body = text(desk.get(reverse("customers:list"), {"f": "spent:at_least:100,any(city:is:Paris,city:is:Yonville)"}))
    assert "Dépensé\u00a0: <b>au moins 100</b>" in body
    assert "Au moins une\u00a0: <b>ville\u00a0: Paris ou ville\u00a0: Yonville</b>" in body
    assert 'href="?f=any(city:is:Paris,city:is:Yonville)"' in body
    assert 'href="?f=spent:at_least:100"' in body


@pytest.mark.parametrize("bad", ["((((", "password:is:x", "spent:iregex:(a+)", "custom__x:is:1", "spent:at_least:x"])
def test_what_cannot_be_understood_is_told_and_the_rest_holds(desk, buyers, bad):
    answer = desk.get(reverse("customers:list"), {"f": bad, "spent_min": "100"})
    assert answer.status_code == 200
    assert "laissé de côté" in text(answer)
    assert "Candide Thunder" not in text(answer)


def step(desk, answer, **pressed):
    """The form sent back as a browser without a script would, with one button pressed."""

    body = text(answer)
    form = body[body.index('class="builder"') :]
    sent = {name: value for name, value in re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form)}
    for name, options in re.findall(r'<select name="([^"]+)".*?>(.*?)</select>', form, re.S):
        sent[name] = next(iter(re.findall(r'value="([^"]*)" selected', options)), "")
    return desk.get(FILTERS, sent | pressed)


def test_a_condition_is_made_step_by_step_without_a_script(desk, buyers):
    first = desk.get(FILTERS)
    assert "Que voulez-vous demander" in text(first)
    chosen = step(desk, first, field="spent")
    assert 'name="v.0"' in text(chosen)
    unfinished = step(desk, chosen, **{"apply": "1", "v.0": ""})
    assert "Complétez cette condition." in text(unfinished)
    wrong = step(desk, chosen, **{"apply": "1", "v.0": "beaucoup"})
    assert "«\u00a0beaucoup\u00a0» ne convient pas ici." in text(wrong)
    done = step(desk, chosen, **{"apply": "1", "v.0": "100"})
    assert parse_qs(urlparse(done["Location"]).query) == {"f": ["spent:at_least:100"]}


def test_a_group_is_made_and_changed(desk, buyers):
    picking = desk.get(FILTERS, {"f": "kind:is:person", "into": "new", "draft": "kind:is:person"})
    group = step(desk, picking, field="city", into="new")
    assert "au moins une de ces conditions" in text(group)
    more = step(desk, group, **{"v.0": "person", "into": "1", "field": "spent", "v.1.0": "Paris"})
    done = step(desk, more, **{"v.0": "person", "v.1.0": "Paris", "v.1.1": "100", "apply": "1"})
    assert parse_qs(urlparse(done["Location"]).query)["f"] == ["kind:is:person,any(city:is:Paris,spent:at_least:100)"]
    emptied = step(desk, more, **{"v.0": "person", "remove": "1"})
    assert 'name="draft" value="kind:is:person"' in text(emptied)


def test_the_right_input_for_each_kind(desk, buyers):
    body = text(desk.get(FILTERS, {"f": "born_on:before:2000-01-01,kind:one_of:person,last:within:30,tag:is:Essai"}))
    for piece in ('type="date" name="v.0" value="2000-01-01"', 'type="checkbox" name="v.1" value="person" checked'):
        assert piece in body
    assert 'type="number" name="v.2" value="30"' in body
    assert 'list="values-3"' not in body


def test_htmx_gets_the_drawer_then_the_form_then_the_list(desk, buyers):
    htmx = {"HX-Request": "true", "HX-Request-Type": "partial"}
    assert (
        text(desk.get(FILTERS, {"f": "kind:is:person"}, headers=htmx)).lstrip().startswith('<div class="dialog-head">')
    )
    draft = {"draft": "kind:is:person"}
    assert text(desk.get(FILTERS, draft, headers=htmx)).lstrip().startswith('<form class="builder"')
    done = desk.get(FILTERS, draft | {"apply": "1"}, headers=htmx)
    assert (done.status_code, done["HX-Redirect"]) == (204, "/clients/?f=kind:is:person")


def test_an_order_by_what_may_not_be_read_is_not_given(db):
    marketer = users.create(email="m@rivage.example", name="M", password="barbier-de-seville-1775")
    members.give(marketer, "marketer")
    orders = [Query.read(QueryDict(f"sort={name}"), user=marketer).sort.param for name in ("name", "-spent", "")]
    assert orders == ["-created", "-spent", "-created"]


@pytest.mark.parametrize("kind", ["number", "text", "day", "choice"])
def test_a_quick_field_orders_the_list_from_any_row_both_ways(figaro, kind):
    told = {"number": [3, 10, 2.5, 3], "text": ["b", "A", "c", "b"], "day": ["2026-01-02", "2025-12-31"] * 2,
            "choice": ["b", "a", "b", "a"]}[kind]  # fmt: skip
    one = definitions.define(by=figaro, kind=kind, told={"label_fr": "Rang"}, options=[{"fr": "a"}, {"fr": "b"}])
    people = [Party.objects.create(name=f"P{n}", sort_name=f"p{n}") for n in range(7)]
    for party, value in zip(people, told, strict=False):
        Party.objects.filter(pk=party.pk).update(custom={"rang": value})
    plain = Query.read(QueryDict("sort=custom.rang"), user=figaro)
    assert plain.sort.param == "name"
    connection.check_constraints()
    indexing._build(one)
    CustomField.objects.update(index="ready")
    folded = [value.lower() if isinstance(value, str) else value for value in told]
    valued = sorted(range(4), key=lambda n: (folded[n], people[n].pk))
    for sort, wanted in (("custom.rang", [*valued, 4, 5, 6]), ("-custom.rang", [*valued[::-1], 6, 5, 4])):
        result = Result(Query.read(QueryDict(f"sort={sort}"), user=figaro), user=figaro)
        pks = [people[n].pk for n in wanted]
        keys = dict(Party.objects.values_list("pk", "key"))
        forward = result.walk(limit=3)
        while more := result.walk(beyond=keys[forward[-1]], limit=3):
            forward += more
        assert forward == pks
        assert result.walk(beyond=keys[pks[5]], back=True, limit=5) == pks[:5][::-1]
