"""The keyring on both databases: numbers drawn once, keys that really go."""

import os
from collections import Counter
from pathlib import Path
from uuid import uuid4

import pytest
from cryptography.exceptions import InvalidTag
from tests.lake.events import EMMA, HARPAGON

from cordiale.lake.envelope import SecretUnusable
from cordiale.lake.keyring import Forgotten, Keyring

SECRET = bytes(range(32))


@pytest.fixture
def ring(store_url) -> Keyring:
    return Keyring.open(store_url, secret=SECRET)


def test_numbers_are_drawn_once_and_lead_back(ring):
    parties = [uuid4() for _ in range(3000)]
    pids = ring.pids(parties)
    assert ring.pids(parties) == pids
    assert len(set(pids.values())) == 3000
    assert all(0 <= pid < 2**63 for pid in pids.values())
    assert ring.parties(pids.values()) == {pid: party for party, pid in pids.items()}


def test_numbers_say_nothing_about_the_order_of_parties(ring):
    """Each of the 63 bits is a fair coin: far from 1/2 by 6 deviations would be one chance in 5e8."""
    pids = ring.pids([uuid4() for _ in range(4000)]).values()
    ones = Counter(bit for pid in pids for bit in range(63) if pid >> bit & 1)
    assert all(abs(ones[bit] - 2000) < 6 * 31.6 for bit in range(63))


def test_looking_without_making(ring):
    assert ring.pids([EMMA], create=False) == {}


def test_what_is_sealed_opens_only_with_the_same_person_and_association(ring):
    sealed = ring.encrypt(EMMA, b"bottes", associated=b"event 1")
    ring.pids([HARPAGON])
    assert ring.decrypt(EMMA, sealed, associated=b"event 1") == b"bottes"
    with pytest.raises(InvalidTag):
        ring.decrypt(EMMA, sealed, associated=b"event 2")
    with pytest.raises(InvalidTag):
        ring.decrypt(HARPAGON, sealed, associated=b"event 1")
    with pytest.raises(InvalidTag):
        ring.decrypt(EMMA, sealed[:-1] + bytes([sealed[-1] ^ 1]), associated=b"event 1")


def test_a_forgotten_person_has_no_key_and_gets_no_number_again(ring):
    sealed = ring.encrypt(EMMA, b"bottes")
    pid = ring.pids([EMMA])[EMMA]
    assert ring.forget(EMMA) == pid
    with pytest.raises(Forgotten):
        ring.decrypt(EMMA, sealed)
    assert ring.pids([EMMA, HARPAGON]).keys() == {HARPAGON}
    assert ring.parties([pid]) == {}
    assert ring.forget(EMMA) is None


def test_the_key_bytes_leave_the_file(tmp_path):
    ring = Keyring.open(f"sqlite:///{tmp_path}/keys.sqlite3", secret=SECRET)
    parties = [uuid4() for _ in range(500)]
    pids = ring.pids([*parties, EMMA])
    with ring._store.read() as cursor:
        cursor.execute("SELECT wrapped FROM lake_person WHERE pid = ?", (pids[EMMA],))
        wrapped = cursor.fetchone()[0]
    stored = lambda: b"".join(path.read_bytes() for path in sorted(tmp_path.iterdir()))  # noqa: E731
    assert wrapped in stored()
    ring.forget(EMMA)
    assert wrapped not in stored()
    assert EMMA.bytes not in stored()
    assert pids[EMMA].to_bytes(8, "big") not in stored()


def test_the_wrong_secret_is_refused_at_once(ring, store_url):
    with pytest.raises(SecretUnusable, match="did not make this keyring"):
        Keyring.open(store_url, secret=bytes(32))
    with pytest.raises(SecretUnusable, match="32 random bytes"):
        Keyring.open(store_url, secret=b"short")


def test_without_a_secret_a_file_is_made_that_only_its_owner_reads(tmp_path):
    url = f"sqlite:///{tmp_path}/keys.sqlite3"
    sealed = Keyring.open(url).encrypt(EMMA, b"bottes")
    file = tmp_path / "keyring.secret"
    assert file.stat().st_mode & 0o777 == 0o600
    assert Keyring.open(url).decrypt(EMMA, sealed) == b"bottes"
    file.chmod(0o644)
    with pytest.raises(SecretUnusable, match="chmod 600"):
        Keyring.open(url)


def test_the_environment_can_hold_the_secret(tmp_path, monkeypatch):
    import base64

    monkeypatch.setenv("CORDIALE_KEYRING_SECRET", base64.urlsafe_b64encode(SECRET).decode())
    url = f"sqlite:///{tmp_path}/keys.sqlite3"
    sealed = Keyring.open(url).encrypt(EMMA, b"bottes")
    monkeypatch.delenv("CORDIALE_KEYRING_SECRET")
    assert Keyring.open(url, secret=SECRET).decrypt(EMMA, sealed) == b"bottes"
    assert not Path(tmp_path / "keyring.secret").exists()
    monkeypatch.setenv("CORDIALE_KEYRING_SECRET", "x")
    with pytest.raises(SecretUnusable):
        Keyring.open(url)


def test_two_processes_that_start_together_get_the_same_numbers(store_url):
    from concurrent.futures import ThreadPoolExecutor

    rings = [Keyring.open(store_url, secret=SECRET) for _ in range(4)]
    parties = [uuid4() for _ in range(200)]
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda ring: ring.pids(parties), rings))
    assert all(answer == answers[0] for answer in answers)
    assert len(answers[0]) == 200
    assert os.getpid()
