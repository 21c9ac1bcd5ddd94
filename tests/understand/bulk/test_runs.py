"""Bulk runs through the doors people use: chosen in the list, carried out by the worker, undone."""

from dataclasses import replace
from datetime import timedelta
from threading import Event
from uuid import uuid4

import pytest
from django.urls import reverse

from cordiale import jobs
from cordiale.core import clock
from cordiale.jobs.models import Job
from cordiale.people import parties, tags, users
from cordiale.people.audit.models import Entry, RecordChange
from cordiale.people.models import Party, Team
from cordiale.people.rights import approvals, members, verbs
from cordiale.people.rights.models import Approval
from cordiale.understand.bulk import runs
from cordiale.understand.bulk.models import BulkChange, BulkRun

pytestmark = pytest.mark.slow


@pytest.fixture
def desk(client, figaro):
    client.force_login(figaro)
    return client


def work():
    jobs.work(until=Event(), once=True)


def begin(desk, deed, value="", *, keys=(), **more):
    answer = desk.post(reverse("bulk:begin"), {"deed": deed, "value": value, "key": list(keys), **more})
    assert answer.status_code == 302
    return BulkRun.objects.get()


def undo(desk, run):
    desk.post(reverse("bulk:undo", args=[run.key]))
    work()
    run.refresh_from_db()
    return run.state, run.restored


def test_chosen_rows_are_entrusted_and_their_history_says_so(desk, figaro, emma, candide, harpagon):
    run = begin(desk, "owner", str(figaro.key), keys=[emma.key, candide.key])
    work()
    run.refresh_from_db()
    assert (run.state, run.total, run.seen, run.changed) == ("done", 2, 2, 2)
    assert set(Party.objects.filter(owner=figaro)) == {emma, candide}
    told = RecordChange.objects.get(party=emma)
    assert (told.before, told.after, told.actor) == ({"owner": None}, {"owner": str(figaro.key)}, figaro.key)
    assert Entry.objects.get(deed="party.bulk_updated").rows == 2


def test_the_whole_list_is_what_its_filters_keep(desk, emma, candide):
    tags.stick(emma.key, name="Fidèle")
    run = begin(desk, "tag", "Rouen", every="1", address="tag=Fid%C3%A8le")
    work()
    run.refresh_from_db()
    assert (run.total, run.changed) == (1, 1)
    assert [tag.name for tag in emma.tags.order_by("name")] == ["Fidèle", "Rouen"]
    assert not candide.tags.exists()


def test_undo_leaves_what_somebody_changed_since(desk, figaro, emma, candide):
    run = begin(desk, "owner", str(figaro.key), keys=[emma.key, candide.key])
    work()
    parties.hand_over(candide.key, owner=None, by=figaro)
    assert undo(desk, run) == ("undone", 1)
    assert not Party.objects.filter(owner=figaro).exists()


def test_undo_gives_back_to_whoever_had_it(desk, figaro, emma, candide):
    team = Team.objects.create(name="Rouen")
    Party.objects.filter(pk=emma.pk).update(team=team)
    run = begin(desk, "team", "none", keys=[emma.key, candide.key])
    work()
    run.refresh_from_db()
    assert run.changed == 1
    assert undo(desk, run) == ("undone", 1)
    emma.refresh_from_db()
    assert emma.team == team


@pytest.mark.parametrize("deed", ["tag", "untag"])
def test_a_tag_comes_and_goes(desk, emma, candide, deed):
    tags.stick(emma.key, name="Fidèle")
    run = begin(desk, deed, "fidèle", keys=[emma.key, candide.key])
    work()
    assert emma.tags.exists() is candide.tags.exists() is (deed == "tag")
    assert undo(desk, run) == ("undone", 1)
    assert (emma.tags.exists(), candide.tags.exists()) == (True, False)


def test_archived_rows_come_back(desk, emma, candide):
    parties.archive(candide.key, by=None)
    run = begin(desk, "archive", keys=[emma.key, candide.key])
    work()
    emma.refresh_from_db()
    assert emma.archived_at == run.created_at
    assert undo(desk, run) == ("undone", 1)
    assert list(Party.objects.filter(archived_at=None)) == [emma]


def test_a_run_goes_on_where_it_stood(desk, figaro, emma, candide, monkeypatch):
    monkeypatch.setattr(runs, "AT_ONCE", 1)
    run = begin(desk, "owner", str(figaro.key), keys=[emma.key, candide.key])

    class Stopped(jobs.Progress):
        steps = 0

        def step(self, *told, **more):
            Stopped.steps += 1

        @property
        def stopping(self):
            return Stopped.steps == 1

    with pytest.raises(jobs.PutBack):
        runs.carry_out(run.key, progress=Stopped())
    assert Party.objects.filter(owner=figaro).count() == 1
    runs.carry_out(run.key, progress=jobs.Progress())
    run.refresh_from_db()
    assert (run.changed, BulkChange.objects.count()) == (2, 2)


def test_a_run_that_waits_is_stopped_at_once(desk, figaro, emma):
    run = begin(desk, "owner", str(figaro.key), keys=[emma.key])
    desk.post(reverse("bulk:cancel", args=[run.key]))
    work()
    run.refresh_from_db()
    assert (run.state, Job.objects.get(key=run.job).state, Party.objects.filter(owner=figaro).exists()) == (
        "cancelled", "cancelled", False,
    )  # fmt: skip


def test_nothing_is_undone_after_a_day(desk, figaro, emma):
    run = begin(desk, "owner", str(figaro.key), keys=[emma.key])
    work()
    BulkRun.objects.update(ended_at=clock.now() - timedelta(hours=25))
    assert desk.post(reverse("bulk:undo", args=[run.key])).status_code == 409
    assert runs.forget() == 1


def test_only_rows_within_reach_are_touched(client, figaro, emma, candide):
    seller = users.create(email="seller@rivage.example", name="Sganarelle", password="le-medecin-malgre-lui-1666")
    members.give(seller, "sales")
    Party.objects.filter(pk=emma.pk).update(owner=seller)
    client.force_login(seller)
    run = begin(client, "archive", every="1", address="")
    work()
    run.refresh_from_db()
    assert (run.total, list(Party.objects.filter(archived_at=None))) == (1, [candide])


def test_somebody_elses_run_does_not_exist(desk, figaro, emma):
    assert desk.get(reverse("bulk:run", args=[uuid4()])).status_code == 404


def test_the_file_neutralises_formulas_and_is_for_its_owner(desk, figaro):
    party = parties.create(by=figaro, name="=1+1", kind="organisation")
    run = begin(desk, "export", keys=[party.key])
    work()
    body = b"".join(desk.get(reverse("bulk:file", args=[run.key])).streaming_content).decode("utf-8-sig")
    assert body.splitlines()[1].split(";")[2] == "'=1+1"
    assert Entry.objects.filter(deed="party.exported").get().rows == 1


def test_over_the_threshold_a_second_person_must_agree(desk, figaro, emma, candide, monkeypatch):
    monkeypatch.setitem(verbs._verbs, "party.assign", replace(verbs.of("party.assign"), bulk=1))
    run = begin(desk, "owner", str(figaro.key), keys=[emma.key, candide.key])
    work()
    run.refresh_from_db()
    assert (run.state, run.changed) == ("failed", 0)
    assert "deuxième personne" in run.error
    asked = Approval.objects.get()
    assert (asked.asked_by, asked.verb, asked.rows) == (figaro, "party.assign", 2)
    second = users.create(email="comtesse@cordiale.example", name="Comtesse")
    members.give(second, "owner")
    approvals.answer(asked.key, by=second, yes=True)
    run.delete()
    run = begin(desk, "owner", str(figaro.key), keys=[emma.key, candide.key])
    work()
    run.refresh_from_db()
    assert (run.state, run.changed) == ("done", 2)


def test_nobody_chosen_is_refused(desk):
    assert desk.post(reverse("bulk:prepare"), {"deed": "archive"}).status_code == 422


def test_preparing_asks_few_questions(desk, emma, candide, django_assert_max_num_queries):
    with django_assert_max_num_queries(14):
        body = desk.post(reverse("bulk:prepare"), {"deed": "owner", "key": [emma.key, candide.key]}).content.decode()
    assert "Que faire de 2 clients" in body
