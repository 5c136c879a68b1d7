"""`python -m bot`: starts the bot; ends with 0 when it is told to stop (SIGTERM, SIGINT), with 1 where it cannot run.

What an operator can mend is one line on standard error. Torch and Chroma are loaded last: a token that is missing or
wrong is told before.
"""

import asyncio
import logging
import os
import signal
import sys

from bot.settings import BotSettings, load_bot_settings
from retrieval.display import one_line
from retrieval.errors import SettingsError

EXIT_STOPPED, EXIT_ERROR = 0, 1
STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT)

_log = logging.getLogger("bot")


def main() -> int:
    for number in STOP_SIGNALS:
        signal.signal(number, lambda *_: sys.exit(EXIT_STOPPED))
    try:
        settings = load_bot_settings()
    except SettingsError as error:
        return _fail(error.what, error.remedy)
    return asyncio.run(_run(settings))


async def _run(settings: BotSettings) -> int:
    # Only now: discord.py and retrieval take a moment to import.
    from bot.client import FootnoteBot, redirect
    from bot.logs import log_to_stderr
    from retrieval.bootstrap import of_its_corpus, open_footnote
    from retrieval.footnote import Footnote
    from retrieval.settings import do_not_linger, load_retrieval_settings

    do_not_linger(os.environ)

    def open_index() -> Footnote:
        read = load_retrieval_settings()
        return open_footnote(of_its_corpus(read, named=read.names_corpus))

    log_to_stderr(settings.log_level)
    redirect(api_base=settings.discord_api_base, gateway_url=settings.discord_gateway_url)
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in STOP_SIGNALS:
        loop.add_signal_handler(number, stop.set)
    bot = FootnoteBot(settings, open_index)
    running = asyncio.create_task(bot.start(settings.discord_token.get_secret_value()))
    stopped = asyncio.create_task(stop.wait())
    await asyncio.wait((running, stopped), return_when=asyncio.FIRST_COMPLETED)
    stopped.cancel()
    # From here on a second signal ends the process the hard way.
    for number in STOP_SIGNALS:
        loop.remove_signal_handler(number)

    code = EXIT_STOPPED if stop.is_set() else _tell_why(running)
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


def _tell_why(running: asyncio.Task[None]) -> int:
    """Of a bot that has stopped by itself."""
    from bot.error_messages import told_at_start

    error = running.exception()
    told = None if error is None else told_at_start(error)
    if told is None:
        _log.critical("the bot has stopped by itself", exc_info=error)
        return EXIT_ERROR
    return _fail(told.what, told.remedy)


def _fail(what: str, remedy: str) -> int:
    sys.stderr.write(f"error: {one_line(f'{what} {remedy}')}\n")
    return EXIT_ERROR


if __name__ == "__main__":
    sys.exit(main())
