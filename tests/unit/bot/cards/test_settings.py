"""The card of what is set for a server, and which command it names."""

import pytest

from bot.cards.gaps import no_gaps_here
from bot.cards.settings import settings_card
from bot.text.language import Language, speaking
from retrieval import Scope
from retrieval.domain import ServerSettings
from tests.unit.bot.discord_reading import body_of

PROGRAMS = ["python -m retrieval", "footnote"]


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("program", PROGRAMS)
def test_what_whoever_runs_the_bot_types_is_named_as_it_was_called(program: str, language: Language) -> None:
    server = ServerSettings(guild_id=101, lent=Scope.of(()))
    with speaking(language):
        assert f"`{program} settings lend 101 " in body_of(settings_card(server, {}, program))
        assert f"`{program} gaps`" in body_of(no_gaps_here(program))
