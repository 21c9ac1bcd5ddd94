"""The marker through the real commands: backed up, erased, restored, replayed; every byte of the house looked at."""

import re

import pytest
from tests import figures
from tests.lake.conftest import postgres_server, postgres_url  # noqa: F401
from tests.people.privacy import marking
from tests.project.backup.conftest import House

pytestmark = pytest.mark.slow


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def house(request, tmp_path) -> House:
    database = request.getfixturevalue("postgres_url") if request.param == "postgres" else ""
    made = House(tmp_path / "house", database)
    made.data.mkdir()
    made.environ |= {"CORDIALE_LAKE_KEEP_HOURS": "0", "CORDIALE_MFA": "optional"}
    return made


def left(house: House) -> tuple[list[str], int]:
    """Files with a mark, the older backups apart: they lose the person when they are restored, as here."""
    database = house.environ.get("DATABASE_URL")
    dump = [marking.dumped(database, house.data.parent)] if database else []
    return marking.left(house.data, *dump, besides=(house.data / "backups",))


def test_neither_an_erasure_nor_a_restore_leaves_a_byte_of_them(house):
    key = house.python("from tests.people.privacy import marking; marking.main()").split()[-1]
    assert left(house)[0] != []
    house.run("backup")
    house.run("erase", key, "--reason", "à sa demande", "--yes")
    erased, tried = left(house)
    assert erased == []

    folder = next(path for path in (house.data / "backups").iterdir() if path.is_dir())
    said = house.run("restore", str(folder), "--force")
    restored, tried_again = left(house)

    figures.note(
        f"erasure-restored-{house.engine}",
        files_after_erasure=tried,
        files_with_a_mark_after_erasure=len(erased),
        files_after_restore=tried_again,
        files_with_a_mark_after_restore=len(restored),
        resurrected=0 if "1" in re.findall(r"le journal les connaît.*?(\d+)", said, re.DOTALL) else 1,
        restore_s=float(re.search(r"en ([\d.]+) s", said).group(1)),
    )
    assert restored == []
    assert "1 personnes" in said
