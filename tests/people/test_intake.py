"""Taking in many parties: matched by their keys, refused with a reason, repeated without effect, taken back."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from cordiale.people import intake, notes, search, tags
from cordiale.people.identifiers import Key
from cordiale.people.intake import PartyDraft
from cordiale.people.models import Address, Consent, Identifier, IntakeTrace, Party, SearchEntry

pytestmark = pytest.mark.django_db


def draft(ref: object, name: str = "", *keys: tuple[str, str, str], **more: object) -> PartyDraft:
    return PartyDraft(ref=str(ref), name=name, identifiers=keys, **more)


def mail(value: str) -> tuple[str, str, str]:
    return "email", "", value


def shop(value: str) -> tuple[str, str, str]:
    return "external", "shop", value


def phone(value: str) -> tuple[str, str, str]:
    return "phone", "", value


def taken(*drafts: PartyDraft, source: str = "file:1", **how: object) -> tuple[int, int, int, list[tuple[str, str]]]:
    report = intake.take_in(drafts, source=source, **how)
    return report.created, report.updated, report.unchanged, [(row.ref, row.code) for row in report.refused]


def test_a_new_party_is_written_whole_and_found(django_assert_max_num_queries):
    row = draft(
        1,
        "Marcel Pagnol",
        mail("Marcel@Aubagne.example"),
        phone("04 42 03 49 98"),
        shop("77"),
        addresses=[{"lines": "16 cours Barthélemy", "postcode": "13400", "city": "Aubagne", "country": "fr"}],
        tags=["Provence"],
        born_on=date(1895, 2, 28),
        consents=[
            {"purpose": "marketing", "channel": "email", "state": "granted", "at": datetime(2026, 1, 1, tzinfo=UTC)}
        ],
    )
    report = intake.take_in([row], source="file:1")
    party = Party.objects.get()
    assert list(report.keys) == [("1", party.key)]
    assert (party.name, party.sort_name, party.source) == ("Marcel Pagnol", "marcel pagnol", "file:1")
    keys = party.identifiers.order_by("pk").values_list("kind", "issuer", "normal", "main", "source")
    assert list(keys) == [
        ("email", "", "marcel@aubagne.example", True, "file:1"),
        ("phone", "", "+33442034998", True, "file:1"),
        ("external", "shop", "77", True, "file:1"),
    ]
    address = party.addresses.get()
    assert (address.city, address.country, address.main, address.purpose) == ("Aubagne", "FR", True, "home")
    assert [tag.name for tag in party.tags.all()] == ["Provence"]
    assert party.consents.get().state == "granted"
    assert search.find("04 42 03") == [party]
    assert party.key.version == 7


def test_the_same_file_again_changes_nothing():
    rows = [
        draft(1, "Marcel", mail("m@a.fr"), shop("1"), tags=["a"], addresses=[{"city": "Nice"}]),
        draft(2, "Fanny", phone("0612345678"), shop("2")),
    ]
    assert taken(*rows) == (2, 0, 0, [])
    before = list(Party.objects.values()), list(Identifier.objects.values()), list(IntakeTrace.objects.values())
    assert taken(*rows) == (0, 0, 2, [])
    assert taken(*rows, source="file:2") == (0, 0, 2, [])
    after = list(Party.objects.values()), list(Identifier.objects.values()), list(IntakeTrace.objects.values())
    assert after == before


def test_a_corrected_row_updates_and_what_is_not_told_stays(emma):
    row = PartyDraft(
        ref="9",
        given_name="Emma",
        family_name="Rouault",
        identifiers=[shop("C-1857"), mail("emma@rouault.example")],
        addresses=[{"city": "Rouen"}],
    )
    assert taken(row) == (0, 1, 0, [])
    emma.refresh_from_db()
    assert (emma.name, emma.sort_name, emma.born_on, emma.language) == (
        "Emma Rouault",
        "rouault emma",
        date(1990, 4, 1),
        "fr",
    )
    address = emma.addresses.get()
    assert (address.city, address.postcode) == ("Rouen", "76780")
    mails = emma.identifiers.filter(kind="email").order_by("pk").values_list("normal", "main")
    assert list(mails) == [("emma.bovary@yonville.example", False), ("emma@rouault.example", True)]
    assert search.find("rouault") == [emma]


@pytest.mark.parametrize(
    ("row", "fate"),
    [
        (draft(1, "Emma B.", mail("emma.bovary@yonville.example")), "updated"),
        (draft(1, "Bovary Emma", phone("+33 612345678")), "unchanged"),
        (draft(1, "emma  BOVARY", phone("+33 612345678")), "unchanged"),
        (draft(1, "Berthe Bovary", phone("+33 612345678")), "created"),
        (
            PartyDraft(ref="1", given_name="Emma", family_name="Bovary", identifiers=[phone("+33612345678")]),
            "unchanged",
        ),
        (draft(1, "Charles Bovary", mail("emma.bovary@yonville.example"), shop("C-1856")), "created"),
        (draft(1, "", shop("C-1857"), fallback_name="Client 1857"), "unchanged"),
        (draft(1, "Emma", ("external", "SHOP", "C-1857")), "updated"),
        (draft(1, "Emma", ("external", "erp", "C-1857")), "created"),
    ],
)
def test_whom_a_row_means(emma, row, fate):
    report = intake.take_in([row], source="s")
    assert {name: getattr(report, name) for name in ("created", "updated", "unchanged") if getattr(report, name)} == {
        fate: 1
    }


def test_a_household_is_told_apart_by_reference_and_by_name(tartuffe):
    shared = mail("famille@tartuffe.example")
    assert taken(
        draft(1, "Orgon Tartuffe", shop("C-1664-1"), shared),
        PartyDraft(ref="2", given_name="Elmire", family_name="Tartuffe", identifiers=[shared]),
        draft(3, "Damis Tartuffe", shared),
        draft(4, "Mariane Tartuffe", shop("C-1664-9"), shared),
    ) == (1, 0, 2, [("3", "shared_by_many")])


def test_keys_of_two_parties_are_refused_with_their_names(emma, candide):
    report = intake.take_in([draft(7, "E", shop("C-1857"), mail("candide@jardin.example"))], source="s")
    (row,) = report.refused
    assert (row.ref, row.code) == ("7", "keys_of_two")
    assert "Emma Bovary et Candide Thunder" in row.sentence
    assert not IntakeTrace.objects.exists()


@pytest.mark.parametrize("dry_run", [False, True])
@pytest.mark.parametrize("apart", [0, 700])
def test_a_second_row_for_the_same_party_is_refused_and_names_the_first(emma, dry_run, apart):
    filler = [draft(f"f{n}", f"Filler {n}") for n in range(apart)]
    rows = [
        draft(1, "Marcel", mail("m@a.fr"), shop("1")),
        draft(2, "Emma Bovary", shop("C-1857")),
        *filler,
        draft(3, "Marcel", shop("1")),
        draft(4, "Marcel", mail("M@A.fr")),
        draft(6, "Emma", mail("emma.bovary@yonville.example")),
    ]
    report = intake.take_in(rows, source="s", dry_run=dry_run)
    assert report.created == 1 + apart
    assert [(row.ref, row.code) for row in report.refused] == [
        ("3", "same_party_twice"), ("4", "same_party_twice"), ("6", "same_party_twice"),
    ]  # fmt: skip
    assert "ligne 1 " in next(iter(report.refused)).sentence


def test_a_dry_run_counts_the_same_and_writes_nothing(emma):
    rows = [
        draft(1, "A", mail("a@b.fr")),
        draft(2, "Emma", shop("C-1857")),
        draft(3, "x" * 300),
        draft(4, "A", mail("a@b.fr")),
    ]
    dry = taken(*rows, dry_run=True)
    assert (Party.objects.count(), IntakeTrace.objects.count(), emma.identifiers.count()) == (1, 0, 3)
    assert dry == taken(*rows) == (1, 1, 0, [("3", "too_long"), ("4", "same_party_twice")])


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (draft(1, " \u200b"), "name_missing"),
        (draft(1, "x" * 201), "too_long"),
        (draft(1, "x", ("telex", "", "1")), "unknown_choice"),
        (draft(1, "x", mail("y" * 300)), "bad_identifier"),
        (draft(1, "x", addresses=[{"country": "France"}]), "bad_country"),
        (draft(1, "x", tags=["y" * 61]), "empty_tag"),
        (draft(1, "x", consents=[{"purpose": "marketing", "channel": "email", "state": "granted"}]), "unknown_consent"),
        (draft(1, "x", kind="robot"), "unknown_choice"),
    ],
)
def test_a_row_that_cannot_be_taken_in_says_why_and_the_others_are(row, code):
    assert taken(row, draft(2, "Fanny")) == (1, 0, 0, [("1", code)])


def test_an_ill_formed_email_is_kept_marked_and_never_matched():
    report = intake.take_in([draft(1, "A", mail("n/a")), draft(2, "B", mail("n/a"))], source="s")
    assert (report.created, report.invalid_keys) == (2, 2)
    assert list(Identifier.objects.values_list("valid", flat=True)) == [False, False]


def test_hostile_text_is_only_text():
    rows = [
        draft(1, "Robert'); drop table people_party;--\x00", shop("1\x00"), tags=["%s {0}"]),
        draft(2, "=cmd|'/c calc'!A0"),
    ]
    assert taken(*rows)[0] == 2
    assert Party.objects.filter(name__startswith="Robert'); drop").exists()


def test_a_source_taken_back_leaves_no_trace(emma):
    before = {model: list(model.objects.order_by("pk").values()) for model in (Identifier, Address, SearchEntry)}
    rows = [
        draft(1, "Marcel", mail("m@a.fr"), shop("1"), tags=["a"], addresses=[{"city": "Nice"}]),
        draft(
            2,
            "Emma R.",
            shop("C-1857"),
            mail("new@x.fr"),
            tags=["b"],
            addresses=[{"city": "Rouen"}],
            born_on=date(1999, 1, 1),
        ),
    ]
    assert taken(*rows) == (1, 1, 0, [])
    report = intake.revert(source="file:1")
    assert (report.removed, report.restored, report.kept) == (1, 1, 0)
    emma.refresh_from_db()
    assert (emma.name, emma.family_name, emma.born_on) == ("Emma Bovary", "Bovary", date(1990, 4, 1))
    assert {model: list(model.objects.order_by("pk").values()) for model in before} == before
    assert not emma.tags.exists()
    assert search.find("marcel") == []
    assert taken(*rows) == (1, 1, 0, [])


def test_what_others_use_or_changed_stays(figaro):
    rows = [draft(n, f"Client {n}", shop(str(n))) for n in range(6)]
    report = intake.take_in(rows, source="a")
    keys = dict(report.keys)
    notes.write(keys["1"], body="Fidèle", by=figaro)
    tags.stick(keys["2"], name="vip")
    from cordiale.people import identifiers, parties

    parties.rename(keys["3"], name="Marius")
    identifiers.add(keys["4"], key=Key("email", "c@d.fr"))
    taken(draft(5, "Client cinq", shop("5")), source="b")
    back = intake.revert(source="a")
    assert (back.removed, back.kept) == (1, 5)
    assert set(Party.objects.values_list("name", flat=True)) == {
        "Client 1",
        "Client 2",
        "Marius",
        "Client 4",
        "Client cinq",
    }


def test_a_change_made_by_hand_since_survives_the_revert(emma):
    from cordiale.people import parties

    taken(draft(2, "Emma R.", shop("C-1857"), language="en"))
    parties.rename(emma.key, name="Emma B.")
    intake.revert(source="file:1")
    emma.refresh_from_db()
    assert (emma.name, emma.language) == ("Emma B.", "fr")


def test_two_sources_are_taken_back_in_either_order():
    for first, second in (("a", "b"), ("b", "a")):
        taken(draft(1, "Marcel", shop("1")), source="a")
        taken(draft(1, "Marcel P.", shop("1"), mail("m@p.fr")), source="b")
        one, two = intake.revert(source=first), intake.revert(source=second)
        if first == "b":
            assert (one.restored, two.removed) == (1, 1)
            assert not Party.objects.exists()
        else:  # the creator goes first: the other still uses it
            assert (one.kept, two.restored, Party.objects.get().name) == (1, 1, "Marcel")
            Party.objects.all().delete()


def test_granted_consents_go_and_objections_stay(emma):
    at = datetime(2026, 5, 1, tzinfo=UTC)
    lines = [
        {"purpose": "marketing", "channel": channel, "state": state, "at": at}
        for channel, state in (("email", "granted"), ("phone", "withdrawn"))
    ]
    taken(draft(1, "", shop("C-1857"), consents=lines))
    assert taken(draft(1, "", shop("C-1857"), consents=lines)) == (0, 0, 1, [])
    intake.revert(source="file:1")
    assert list(Consent.objects.values_list("channel", "state")) == [("phone", "withdrawn")]


def test_an_upper_room_can_keep_a_party(monkeypatch):
    from cordiale.people.intake import reverting

    monkeypatch.setattr(reverting, "_KEEPERS", [])
    taken(draft(1, "A", shop("1")), draft(2, "B", shop("2")))
    kept = Party.objects.get(name="B").pk
    intake.keep_if(lambda parties, source: {kept} & set(parties))
    report = intake.revert(source="file:1")
    assert (report.removed, report.kept) == (1, 1)


def test_progress_is_told_and_stopping_keeps_what_was_written():
    seen: list[int] = []

    def stop(done: int) -> None:
        seen.append(done)
        if len(seen) == 2:
            raise KeyboardInterrupt

    rows = [draft(n, f"C {n}", shop(str(n))) for n in range(1200)]
    with pytest.raises(KeyboardInterrupt):
        intake.take_in(rows, source="s", on_progress=stop)
    assert (seen, Party.objects.count()) == ([500, 1000], 1000)
    assert taken(*rows, source="s") == (200, 0, 1000, [])


def test_a_batch_costs_a_fixed_number_of_queries(django_assert_max_num_queries):
    rows = [draft(n, f"C {n}", shop(str(n)), mail(f"c{n}@x.fr"), addresses=[{"city": "Y"}]) for n in range(500)]
    with django_assert_max_num_queries(30):
        intake.take_in(rows, source="s")
    with django_assert_max_num_queries(20):
        intake.take_in(rows, source="s")


@pytest.mark.slow
def test_an_email_that_half_the_file_bears_costs_no_more():
    rows = [draft(n, f"C {n}", shop(str(n)), mail("aucun@exemple.fr")) for n in range(1500)]
    assert taken(*rows) == (1500, 0, 0, [])
    assert taken(*rows) == (0, 0, 1500, [])


@pytest.mark.slow
class AnyOrder(TestCase):
    """Whatever the rows: the dry run tells what the run does, and running again changes nothing."""

    rows = st.lists(
        st.builds(
            lambda name, reference, address: (name, reference, address),
            st.sampled_from(["Ana", "Bob", ""]),
            st.sampled_from(["", "1", "2", "3"]),
            st.sampled_from(["", "a@x.fr", "b@x.fr", "bad"]),
        ),
        max_size=8,
    )

    @settings(max_examples=40, deadline=None)
    @given(rows)
    def test_dry_run_agrees_and_second_run_is_quiet(self, rows):
        drafts = [
            draft(n, name, *([shop(reference)] if reference else []), *([mail(address)] if address else []))
            for n, (name, reference, address) in enumerate(rows)
        ]
        dry, first = taken(*drafts, dry_run=True), taken(*drafts)
        assert dry == first
        accepted = len(rows) - len(first[3])
        refused = {ref for ref, _ in first[3]}
        nameless = {
            str(n) for n, (_, reference, address) in enumerate(rows) if not reference and address in ("", "bad")
        }
        again = taken(*[one for one in drafts if one.ref not in refused | nameless], source="again")
        assert again[0] == again[1] == 0 or again[3]
        assert accepted >= 0
        back = intake.revert(source="file:1")
        assert back.removed + back.kept == first[0]


def test_consents_taken_in_are_told_as_events(emma):
    at = datetime(2026, 1, 2, tzinfo=UTC)
    lines = [{"purpose": "marketing", "channel": "email", "state": "granted", "at": at}]
    taken(draft(1, "", shop("C-1857"), consents=lines))
    told = emma.timeline.get(kind="consent.granted")
    assert (told.at, told.source) == (at, emma.consents.get().source)
    assert told.data == {"purpose": "marketing", "channel": "email", "line": str(emma.consents.get().key)}
