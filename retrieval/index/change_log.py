"""What a reload did, in the log of changes."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime

from retrieval.domain.records import TERMINAL, Change, ChangeKind
from retrieval.errors import FootnoteError
from retrieval.index.other_kinds import of_documents
from retrieval.index.reloading import ReloadReport
from retrieval.ports import ChangeLog

_log = logging.getLogger(__name__)


def log_change(
    changes: Callable[[], ChangeLog],
    report: ReloadReport,
    what: ChangeKind,
    who: str = TERMINAL,
    discord_id: int | None = None,
) -> None:
    """Write the entry of a reload. A reload is not undone for its entry: where none can be written, that is logged."""
    change = Change(
        at=datetime.now(UTC),
        who=who,
        discord_id=discord_id,
        what=what,
        **{**report.lists, "unreadable": tuple(error.path for error in of_documents(report.unreadable))},
        generation_before=report.before,
        generation_after=report.after,
    )
    try:
        changes().write(change)
    except FootnoteError as error:
        _log.warning("a reload was not entered into the log of changes: %s", error)
