"""The contract can fail: each kind of wrong body is seen."""

from pathlib import Path

import pytest

from bot.cards.answer import Given, outcome_messages
from bot.cards.to_discord import components_of
from retrieval.domain.answers import Refusal, RefusalReason
from tests.building import answer_of, disputed, found, passage_of
from tests.discord.fake.openapi_contract import OpenApiContract, discord_contract


@pytest.mark.parametrize(
    ("method", "path", "body", "complaint"),
    [
        ("POST", "/interactions/1/t/callback", {"type": 4, "data": {"content": "x" * 2001}}, "$.data.content: "),
        ("POST", "/interactions/1/t/callback", {"type": 3}, "type"),
        ("POST", "/interactions/1/t/callback", None, "needs a body"),
        (
            "PATCH",
            "/webhooks/1/t/messages/@original",
            {"embeds": [{"fields": [{"name": "n"}]}]},
            "'value' is a required",
        ),
        ("POST", "/webhooks/1/t", {"allowed_mentions": {"users": ["someone"]}}, "someone"),
        ("PUT", "/applications/1/commands", [{"description": "no name"}], "'name' is a required"),
        ("GET", "/users/@me", {}, "takes no body"),
        ("GET", "/nowhere", None, "no such operation"),
        (
            "PATCH",
            "/webhooks/1/t/messages/2",
            {"components": [{"type": 1, "components": []}]},
            "components[0].components",
        ),
        (
            "PATCH",
            "/webhooks/1/t/messages/@original",
            {"components": [{"type": 17, "components": [{"type": 10, "content": ""}]}], "flags": 1 << 15},
            "components[0].components[0]",
        ),
        (
            "POST",
            "/channels/1/messages",
            {"components": [{"type": 17, "components": [{"type": 9, "components": []}]}], "flags": 1 << 15},
            "components",
        ),
    ],
)
def test_a_wrong_request_is_seen(method: str, path: str, body: object, complaint: str) -> None:
    (problem,) = discord_contract().request_problems(method, path, body)
    assert complaint in problem


def test_a_wrong_answer_is_seen() -> None:
    contract = discord_contract()
    assert contract.response_problems("GET", "/users/@me", 200, {"id": 1})
    assert contract.response_problems("GET", "/users/@me", 401, {"message": "no code"})
    assert contract.response_problems("GET", "/users/@me", 301, None)
    assert contract.response_problems("DELETE", "/webhooks/1/t/messages/@original", 204, {})


def test_right_bodies_pass() -> None:
    contract = discord_contract()
    data = {"content": "Answer", "attachments": [{"id": 0, "filename": "notes.md"}], "flags": 64}
    assert contract.request_problems("POST", "/interactions/1/t/callback", {"type": 4, "data": data}) == []
    assert contract.request_problems("GET", "/users/@me", None) == []
    assert contract.response_problems("GET", "/gateway", 401, {"code": 0, "message": "401: Unauthorized"}) == []


async def test_cards_pass_by_each_way_that_they_are_sent() -> None:
    refusal = Refusal(question="Who?", reason=RefusalReason.NOT_ANSWERED, nearest=(found(passage_of("Drones came.")),))
    given = Given(in_all=5, is_asked_here=True, receipt_id="0123456789")
    for outcome in (answer_of("Drones came.", "None left."), disputed(), refusal):
        for message in outcome_messages(outcome, below="0123456789", given=given):
            sent = {"components": components_of(message), "flags": 1 << 15, "allowed_mentions": {"parse": []}}
            edited = {**sent, "content": None, "embeds": [], "attachments": []}
            contract = discord_contract()
            assert contract.request_problems("POST", "/webhooks/1/t", sent) == []
            assert contract.request_problems("POST", "/channels/1/messages", sent) == []
            assert contract.request_problems("POST", "/interactions/1/t/callback", {"type": 4, "data": sent}) == []
            assert contract.request_problems("PATCH", "/webhooks/1/t/messages/@original", edited) == []
            assert contract.request_problems("PATCH", "/channels/1/messages/2", edited) == []


def test_a_missing_contract_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"openapi\.json"):
        OpenApiContract.load(tmp_path / "openapi.json")
