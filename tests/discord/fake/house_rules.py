"""What holds for everything that a bot sends and logs, whatever a test was about. Each returns the breaches."""

from collections.abc import Iterator
from typing import Protocol

from tests.discord.fake.bot_process import BotProcess
from tests.discord.fake.fake_discord import FakeDiscord
from tests.discord.fake.interactions import CallbackType
from tests.discord.fake.openapi_contract import discord_contract
from tests.discord.fake.world import Json

_WRITES = ("/webhooks/", "/interactions/", "/channels/")


class OnDiscord(Protocol):
    """A bot, in a process of its own or in this one."""

    @property
    def discord(self) -> FakeDiscord: ...


def mentions(bot: OnDiscord) -> list[str]:
    """The requests that write a message and do not say that it mentions nobody."""
    breaches = []
    for request in bot.discord.requests:
        body = request.body
        if request.path.endswith("/callback"):
            writes = body["type"] in (CallbackType.MESSAGE, CallbackType.UPDATE)
            body = body["data"] if writes else None
        if (
            isinstance(body, dict)
            and request.path.startswith(_WRITES)
            and not request.path.endswith("/threads")
            and body.get("allowed_mentions") != {"parse": []}
        ):
            breaches.append(f"{request.method} {request.path}: {body.get('allowed_mentions')}")
    return breaches


def left_thinking(bot: OnDiscord) -> list[str]:
    """The interactions that were deferred and never finished."""
    return [
        str(interaction)
        for interaction in bot.discord.interactions
        if any(message.loading for message in interaction.messages)
    ]


def refusals(bot: OnDiscord) -> list[str]:
    """What Discord did not take."""
    return [
        f"{request.method} {request.path}: {request.response}"
        for request in bot.discord.requests
        if request.status >= 400
    ]


def contract_breaches(bot: OnDiscord) -> list[str]:
    """The requests that Discord's OpenAPI file does not allow; skips where that file is missing."""
    contract = discord_contract()
    return [
        problem
        for request in bot.discord.requests
        for problem in contract.request_problems(request.method, request.path, request.body)
    ]


def leaks(bot: BotProcess) -> list[str]:
    """The secrets in what the bot has logged at its most talkative: its token, interactions' tokens, what was typed."""
    output = bot.stdout + bot.stderr
    typed = [text for interaction in bot.discord.interactions for text in _typed(interaction.payload["data"])]
    typed += [text for text in bot.discord.talk.said if len(text) > 10]
    secrets = [
        bot.environment["DISCORD_TOKEN"],
        *typed,
        *(interaction.token for interaction in bot.discord.interactions),
    ]
    return [secret for secret in secrets if secret in output]


def _typed(data: Json) -> Iterator[str]:
    """The texts of a command's options that are long enough to be told from the rest of a log."""
    for option in data.get("options", ()):
        yield from _typed(option)
        if len(str(option.get("value", ""))) > 10:
            yield str(option["value"])
