"""Where the command line logs."""

import logging
import sys


class LogHandler(logging.Handler):
    """A handler that logs to the standard error of the moment: above what is shown while somebody waits, and not into
    it.
    """

    def emit(self, record: logging.LogRecord) -> None:
        try:
            sys.stderr.write(f"{self.format(record)}\n")
        except Exception:  # noqa: BLE001 as the library's own handlers do
            self.handleError(record)
