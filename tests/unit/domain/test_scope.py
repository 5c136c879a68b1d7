"""Who sees which collections, and which receipts they may read."""

import pytest

from retrieval.domain.records import Origin
from retrieval.domain.scope import EVERYTHING, SEES_NOTHING, Scope, Viewer, collection_of
from retrieval.domain.servers import ChannelChoices, ServerSettings

A, B, BOTH = Scope.of(["a"]), Scope.of(["b"]), Scope.of(["a", "b"])


@pytest.mark.parametrize(
    ("path", "collection"),
    [
        ("notes.md", "main"),
        ("main/notes.md", "main"),
        ("staff/wages.md", "staff"),
        ("staff/old/leave.md", "staff"),
        ("staff/rows.jsonl:3", "staff"),
        ("rows.jsonl:3", "main"),
        ("", None),
    ],
)
def test_collection_is_the_first_folder(path: str, collection: str | None) -> None:
    assert collection_of(path) == collection


def test_scope_holds_no_document_of_no_known_place() -> None:
    assert not EVERYTHING.holds(None)
    assert not A.holds(None)
    assert (A.holds("a"), A.holds("b"), A.holds("A"), EVERYTHING.holds("b")) == (True, False, False, True)


@pytest.mark.parametrize(
    ("one", "other", "both", "either"),
    [
        (A, B, SEES_NOTHING, BOTH),
        (A, EVERYTHING, A, EVERYTHING),
        (EVERYTHING, B, B, EVERYTHING),
        (BOTH, A, A, BOTH),
        (EVERYTHING, EVERYTHING, EVERYTHING, EVERYTHING),
    ],
)
def test_scopes_meet_and_join(one: Scope, other: Scope, both: Scope, either: Scope) -> None:
    assert (one & other, one | other) == (both, either)
    assert both <= one <= either


def test_everything_is_within_nothing_less() -> None:
    assert not EVERYTHING <= BOTH
    assert not BOTH <= A


@pytest.mark.parametrize(
    ("viewer", "opens"),
    [
        (Viewer(scope=A, guild_id=1, name="asker"), True),
        (Viewer(scope=EVERYTHING, guild_id=1, name="another"), True),
        (Viewer(scope=B, guild_id=1, name="asker"), False),
        (Viewer(scope=EVERYTHING, guild_id=2, name="asker"), False),
        (Viewer(scope=A, name="asker"), True),
        (Viewer(scope=B, name="asker"), False),
        (Viewer(scope=EVERYTHING, name="another"), False),
        (Viewer(scope=EVERYTHING), False),
    ],
)
def test_receipt_opens_in_its_guild_and_for_its_asker_where_as_much_is_seen(viewer: Viewer, opens: bool) -> None:
    origin = Origin.of(Viewer(scope=A, guild_id=1, name="asker"), "0123456789")
    assert origin.opens_to(viewer, "0123456789") is opens


def test_receipts_of_one_asker_have_different_marks() -> None:
    viewer = Viewer(scope=A, name="asker")
    assert Origin.of(viewer, "0123456789").asker != Origin.of(viewer, "0123456788").asker


def test_receipt_of_nobody_in_particular_opens_to_nobody_in_discord() -> None:
    origin = Origin.of(Viewer(scope=EVERYTHING), "0123456789")
    assert not any(
        origin.opens_to(Viewer(scope=EVERYTHING, guild_id=guild_id, name=name), "0123456789")
        for guild_id in (0, 1)
        for name in ("", "asker")
    )


def test_channel_narrows_its_server_and_never_widens_it() -> None:
    channels = {7: ChannelChoices(channel_id=7, chosen=B), 8: ChannelChoices(channel_id=8, chosen=EVERYTHING)}
    server = ServerSettings(guild_id=1, lent=BOTH, channels=channels)
    assert server.scope_in(frozenset({7})) == B
    assert server.scope_in(frozenset({99, 7})) == B
    assert server.scope_in(frozenset({8})) == server.scope_in(frozenset({9})) == BOTH
    assert server.scope_in(None) == server.scope_of_every_channel == B
    assert ServerSettings(guild_id=1, lent=A, channels=channels).scope_in(frozenset({7})) == SEES_NOTHING
    assert ServerSettings(guild_id=1, lent=A, chosen=B).scope == SEES_NOTHING
