"""`cordiale demo`, by the command line: prepared, opened again, and never over somebody's work."""

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from datetime import datetime

import pytest
from tests import postgres
from tests.conftest import missing

from cordiale.project.demo import flow, place

AS_OF = "2026-11-20"


def demo(data, *options, database=""):
    environ = {key: value for key, value in os.environ.items() if not key.startswith(("CORDIALE_", "DATABASE_URL"))}
    environ |= {"CORDIALE_DATA": str(data), "LC_ALL": "fr_FR.UTF-8"} | ({"DATABASE_URL": database} if database else {})
    command = [sys.executable, "-m", "cordiale.project.cli", "demo", "--no-serve", *options]
    return subprocess.run(command, env=environ, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    data = tmp_path_factory.mktemp("demo")
    done = demo(data, "--customers", "80", "--seed", "3", "--as-of", AS_OF, "--password", "phare-lac-sapin-881")
    assert done.returncode == 0, done.stderr
    return data, done.stdout


def counts(data):
    with closing(sqlite3.connect(data / "cordiale.sqlite3")) as connection:
        tables = ("people_party", "people_timelineentry", "profile_profile", "people_user")
        return {table: connection.execute(f"select count(*) from {table}").fetchone()[0] for table in tables}


@pytest.mark.slow
def test_it_tells_how_to_come_in_and_writes_the_truth(prepared):
    data, told = prepared
    assert "ines.morel@rivage.example" in told
    assert "phare-lac-sapin-881" in told
    truth = json.loads((data / place.TRUTH).read_text(encoding="utf-8"))
    assert (truth["customers"], truth["seed"]) == (80, 3)
    assert counts(data)["people_party"] == counts(data)["profile_profile"] == 80


@pytest.mark.slow
def test_again_it_opens_what_is_there(prepared):
    data, _told = prepared
    before = counts(data)
    assert demo(data).returncode == 0
    assert counts(data) == before


@pytest.mark.slow
def test_an_interrupted_preparation_goes_on_where_it_stopped(prepared):
    data, _told = prepared
    where, before = place.Place(data), counts(data)
    where.keep(replace(where.plan(), ready=False))
    assert demo(data).returncode == 0
    assert where.plan().ready
    assert counts(data) == before


@pytest.mark.slow
def test_other_options_are_refused_until_asked_to_begin_afresh(prepared):
    data, _told = prepared
    refused = demo(data, "--seed", "4")
    assert refused.returncode == 3
    assert "--fresh" in refused.stderr
    assert demo(data, "--seed", "4", "--customers", "60", "--as-of", AS_OF, "--fresh").returncode == 0
    assert counts(data)["people_party"] == 60


@pytest.mark.slow
def test_a_house_at_work_is_never_touched(tmp_path):
    environ = {**os.environ, "CORDIALE_DATA": str(tmp_path), "LC_ALL": "fr_FR.UTF-8"}
    create = [sys.executable, "-m", "cordiale.project.cli", "createuser", "figaro@almaviva.example", "--name", "Figaro"]
    subprocess.run([*create, "--password-stdin"], env=environ, input="barbier-de-seville-1775\n", text=True, check=True)
    for options in ((), ("--fresh",)):
        refused = demo(tmp_path, *options)
        assert refused.returncode == 3
        assert "rien n’a été touché" in refused.stderr
    assert counts(tmp_path)["people_user"] == 1


@pytest.mark.slow
@pytest.mark.postgres
def test_it_lives_and_begins_afresh_on_postgresql(tmp_path):
    import psycopg

    if postgres.binaries() is None:
        missing("PostgreSQL")
    with postgres.server() as url:
        for number, options in ((60, ()), (70, ("--fresh",))):
            done = demo(tmp_path, "--customers", str(number), "--as-of", AS_OF, *options, database=url)
            assert done.returncode == 0, done.stderr
            with psycopg.connect(url) as connection:
                count = "select (select count(*) from people_party), (select count(*) from profile_profile)"
                assert connection.execute(count).fetchone() == (number, number)


def test_a_day_is_read_and_one_to_come_refused(time_machine):
    time_machine.move_to("2026-11-20T16:05:30+00:00")
    assert flow.day("") is None
    assert flow.day("2026-11-02") == datetime.fromisoformat("2026-11-02T23:59:00+00:00")
    assert flow.day("2026-11-20") == datetime.fromisoformat("2026-11-20T16:05:00+00:00")
    for wrong in ("2026-11-21", "20/11/2026"):
        with pytest.raises(flow.BadDay):
            flow.day(wrong)


@pytest.mark.slow
def test_too_small_a_company_is_refused(tmp_path):
    refused = demo(tmp_path, "--customers", "10")
    assert (refused.returncode, "50" in refused.stderr) == (3, True)


def test_a_plan_is_kept_and_read_again(tmp_path):
    where = place.Place(tmp_path)
    assert where.plan() is None
    plan = where.keep(place.Plan(100, 7, datetime.fromisoformat("2026-11-20T16:00:00+00:00")))
    assert where.plan() == plan
    assert where.done(plan).ready
    assert where.plan().ready
