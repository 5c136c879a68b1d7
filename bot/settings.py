"""Settings of the bot, read from the environment and from `.env`. `.env.example` describes each.

Where the corpus and the index are is retrieval's: see `retrieval.settings`.
"""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from retrieval import SettingsError
from retrieval.faults import Fault, SettingsFault

LOGIN_REMEDY = (
    "Put DISCORD_TOKEN=… in .env, in the folder in which the bot is started: the token is at "
    "https://discord.com/developers/applications, your application, Bot, Reset Token."
)


class TokenFault(Fault):
    """A fault that the bot's token may have."""

    MISSING = "There is no DISCORD_TOKEN.", LOGIN_REMEDY
    UNFIT = "The DISCORD_TOKEN cannot be one.", LOGIN_REMEDY


_Capitals = BeforeValidator(lambda value: value.strip().upper() if isinstance(value, str) else value)
_NoSlashAtEnd = AfterValidator(lambda value: value.rstrip("/"))


def _checked_token(token: SecretStr) -> SecretStr:
    """Return the token. Raises ValueError where no header of a request could hold it: a line was copied with it."""
    if not token.get_secret_value().strip().isprintable():
        raise ValueError("it holds a line break or another control character")
    return token


class BotSettings(BaseSettings):
    """The settings of the bot: how to reach Discord, and how much to do at once."""

    model_config = SettingsConfigDict(env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True)

    discord_token: Annotated[SecretStr, AfterValidator(_checked_token)] = Field(description="The bot's token.")
    discord_guild_id: int | None = Field(
        default=None,
        gt=0,
        description="Offer the commands in this server alone, at once; everywhere where it is unset.",
    )
    admin_guild_id: int | None = Field(
        default=None,
        gt=0,
        description="The server that looks after the corpus: `/corpus` is offered there alone, for those who may manage"
        " it and for the application's owner or team. Unset, the corpus cannot be changed from Discord.",
    )
    discord_api_base: Annotated[str, _NoSlashAtEnd] | None = Field(
        default=None, pattern=r"^https?://\S+$", description="Discord's API; for tests."
    )
    discord_gateway_url: str | None = Field(
        default=None, pattern=r"^wss?://\S+$", description="Discord's gateway; for tests."
    )
    log_level: Annotated[Literal["DEBUG", "INFO", "WARNING", "ERROR"], _Capitals] = Field(
        default="INFO", description="How much is logged to standard error."
    )
    max_concurrent_questions: int = Field(
        default=2, ge=1, le=64, description="Questions worked on at once; others wait, and beyond some are turned away."
    )

    message_content: bool = Field(
        default=False,
        description="Ask Discord for the text of every message, a privileged intent: for threads and channels in which"
        " nobody mentions the bot.",
    )
    watch_corpus: bool = Field(
        default=False,
        description="Reload the corpus by itself, once its folder has changed and been quiet for a moment.",
    )

    @model_validator(mode="before")
    @classmethod
    def _blank_is_unset(cls, values: Any) -> Any:  # noqa: ANN401 - what pydantic gives
        return {name: value for name, value in values.items() if not (isinstance(value, str) and not value.strip())}


def load_bot_settings() -> BotSettings:
    """Return the settings. Raises SettingsError, which never says what the token is, where one cannot be used."""
    try:
        return BotSettings()  # type: ignore[call-arg]  # the environment gives the rest
    except ValidationError as error:
        first = error.errors(include_input=False)[0]
        name = str(first["loc"][0]).upper()
        if name == "DISCORD_TOKEN" and first["type"] != "missing":
            raise SettingsError(TokenFault.UNFIT) from None
        if name == "DISCORD_TOKEN":
            raise SettingsError(TokenFault.MISSING) from None
        raise SettingsError(SettingsFault.UNUSABLE, setting=name, reason=first["msg"]) from None
