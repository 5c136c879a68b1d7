"""`footnote healthcheck`: whether the bot is well."""

from dataclasses import asdict
from pathlib import Path

from rich.text import Text

from bot.health import Health, ask_health
from retrieval import load_retrieval_settings
from retrieval.terminal import Invocation
from retrieval.text import one_line


def show(invocation: Invocation) -> bool:
    """Show how the bot over the data folder is, and return whether it is well."""
    with invocation.showing_errors():
        folder = load_retrieval_settings(data=invocation.data).data_dir
    try:
        health = ask_health(folder)
    except OSError as error:
        told = one_line(_unknown(folder, error))
        invocation.show(Text(told), {"is_good": False, "told": told})
        return False
    told = one_line(_in_words(health))
    invocation.show(Text(told), {"is_good": health.is_good, "told": told, **asdict(health)})
    return health.is_good


def _in_words(health: Health) -> str:
    connected = "is connected to Discord" if health.is_connected else "is not connected to Discord"
    answers = "answers questions" if health.answers else f"does not answer yet ({health.presence})"
    joined = "and" if health.is_connected == health.answers else "but"
    return f"The bot {connected} {joined} {answers}."


def _unknown(folder: Path, error: OSError) -> str:
    if isinstance(error, TimeoutError):
        return f"The bot over {folder} does not say how it is: it hangs, or the machine has too much to do."
    if isinstance(error, FileNotFoundError | ConnectionRefusedError):
        return f"No bot that has opened its index runs over {folder}."
    return f"The bot over {folder} cannot be asked: {error.strerror or error}."
