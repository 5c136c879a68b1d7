"""`python -m bot`: starts the bot; ends with 0 when it is told to stop (SIGTERM, SIGINT), with 1 where it cannot run.
`--version` prints the version and starts nothing.

What an operator can mend is one line on standard error. The models and Chroma are loaded last: a token that is missing
or wrong is told before.
"""

import asyncio
import logging
import os
import signal
import sys
from contextlib import suppress
from pathlib import Path

from bot.settings import BotSettings, load_bot_settings
from retrieval import SettingsError, __version__
from retrieval.terminal import PROGRAM
from retrieval.text import one_line

EXIT_STOPPED, EXIT_FAILED = 0, 1
STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT)
SWITCH_SECONDS = 0.0005
"""The seconds that the event loop waits for the interpreter, each time, while a question is at work in a thread. With
Python's own 5 ms, 512 round trips to Discord beside two such threads take 1.5 s instead of 0.25 s.
"""

_log = logging.getLogger("bot")


def main(corpus: Path | None = None, data: Path | None = None, program: str = PROGRAM) -> int:
    """Run the bot, and return the exit status. Folders that are given win over the settings; `program` is the command
    line that remedies and texts name.
    """
    if "--version" in sys.argv[1:]:
        sys.stdout.write(f"Footnote {__version__}\n")
        return EXIT_STOPPED
    for number in STOP_SIGNALS:
        signal.signal(number, lambda *_: sys.exit(EXIT_STOPPED))
    sys.setswitchinterval(SWITCH_SECONDS)
    try:
        settings = load_bot_settings()
    except SettingsError as error:
        return _fail(error.what, error.remedy)
    return asyncio.run(_run(settings, corpus, data, program))


async def _run(
    settings: BotSettings, corpus: Path | None = None, data: Path | None = None, program: str = PROGRAM
) -> int:
    # First of all: what a signal raises within an import, a library may turn into an error of its own.
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in STOP_SIGNALS:
        loop.add_signal_handler(number, stop.set)
    # These are imported only now: discord.py and retrieval take a moment to import.
    from bot.client import FootnoteBot, redirect
    from bot.health import Health, tell_health
    from bot.logs import log_to_stderr
    from bot.replying.open_replies import OPEN_REPLIES_FOLDER
    from retrieval import Footnote, load_retrieval_settings, open_footnote
    from retrieval.adapters import of_its_corpus
    from retrieval.process import do_not_linger

    do_not_linger(os.environ)

    is_open = asyncio.Event()

    def data_folder() -> Path:
        return load_retrieval_settings(data=data).data_dir

    def open_index() -> Footnote:
        read = load_retrieval_settings(corpus=corpus, data=data)
        opened = open_footnote(of_its_corpus(read, named=corpus is not None or (data is None and read.names_corpus)))
        with suppress(RuntimeError):  # of a loop that is closed by now
            loop.call_soon_threadsafe(is_open.set)
        return opened

    def look() -> Health:
        is_connected = bot.is_ready() and bot.ws is not None and bot.ws.open
        return Health(is_connected=is_connected, answers=bot.answers.is_set(), presence=str(bot.activity))

    async def tell() -> None:
        # By then this process has the data folder for itself.
        await is_open.wait()
        await tell_health(data_folder(), look)

    log_to_stderr(settings.log_level)
    redirect(api_base=settings.discord_api_base, gateway_url=settings.discord_gateway_url)
    bot = FootnoteBot(settings, open_index, lambda: data_folder() / OPEN_REPLIES_FOLDER, program)
    running = asyncio.create_task(bot.start(settings.discord_token.get_secret_value()))
    stopped = asyncio.create_task(stop.wait())
    telling = asyncio.create_task(tell())
    await asyncio.wait((running, stopped), return_when=asyncio.FIRST_COMPLETED)
    for task in (stopped, telling):
        task.cancel()
    # From here on a second signal ends the process the hard way.
    for number in STOP_SIGNALS:
        loop.remove_signal_handler(number)

    code = EXIT_STOPPED if stop.is_set() else _explain_end(running, program)
    if stop.is_set():
        _log.info("told to stop: finishing what is at work")
    await bot.leave()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    if not bot.is_idle:
        # A thread that loads a model or embeds cannot be stopped and would be waited for. The index outlives this: a
        # reload that is killed leaves the old corpus, and the lock goes with the process.
        logging.shutdown()
        os._exit(code)
    return code


def _explain_end(running: asyncio.Task[None], program: str) -> int:
    """Explain why a bot has stopped by itself, and return the exit status."""
    from bot.text.at_start import explain_at_start

    error = running.exception()
    explained = None if error is None else explain_at_start(error, program)
    if explained is None:
        _log.critical("the bot has stopped by itself", exc_info=error)
        return EXIT_FAILED
    return _fail(explained.what, explained.remedy)


def _fail(what: str, remedy: str) -> int:
    sys.stderr.write(f"error: {one_line(f'{what} {remedy}')}\n")
    return EXIT_FAILED


if __name__ == "__main__":
    sys.exit(main())
