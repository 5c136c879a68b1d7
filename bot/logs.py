"""The logging to standard error: of the bot and retrieval what was asked for, of libraries what they warn of."""

import logging
import sys

import aiohttp

from retrieval.console import LogFormatter

LOG_FORMAT = "%(asctime)s %(levelname)-7s %(name)s: %(message)s"


def log_to_stderr(level: str) -> None:
    """Log to standard error. `level` is a name of logging's. No level logs the token, a question or an interaction's
    secret.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(LogFormatter(LOG_FORMAT))
    handler.addFilter(lost_connection_on_one_line)
    logging.basicConfig(level=max(logging.WARNING, logging.getLevelName(level)), handlers=[handler])
    for ours in ("bot", "retrieval"):
        logging.getLogger(ours).setLevel(level)
    # At DEBUG discord.py logs the bodies of requests, and with them what people asked.
    logging.getLogger("discord").setLevel(logging.INFO if level == "DEBUG" else logging.NOTSET)


def lost_connection_on_one_line(record: logging.LogRecord) -> bool:
    """Take the traceback off a connection that is lost and tried again: that is news, and no more."""
    error = record.exc_info[1] if record.exc_info else None
    if record.name == "discord.client" and isinstance(error, OSError | aiohttp.ClientError | TimeoutError):
        record.levelno, record.levelname = logging.WARNING, "WARNING"
        record.msg, record.args = f"{record.getMessage()}: {error or type(error).__name__}", ()
        record.exc_info = record.exc_text = None
    return True
