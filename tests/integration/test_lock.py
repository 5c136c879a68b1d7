"""One writer or many readers, over open files here; over processes in test_terminal_index.py."""

import json
import os
from pathlib import Path

import pytest

from retrieval.adapters.data_folder_lock import StoreLock
from retrieval.errors import StoreLockedError, StoreUnwritableError


def test_many_may_read_at_once(tmp_path: Path) -> None:
    locks = [StoreLock(tmp_path, exclusive=False) for _ in range(3)]
    for lock in locks:
        lock.release()


def test_what_is_released_can_be_taken(tmp_path: Path) -> None:
    for exclusive in (True, False, True):
        StoreLock(tmp_path, exclusive=exclusive).release()


def test_the_holder_is_written_down_beside_it(tmp_path: Path) -> None:
    lock = StoreLock(tmp_path, exclusive=True)
    holder = json.loads((tmp_path / "lock.holder.json").read_text())
    lock.release()
    assert holder["pid"] == os.getpid()
    assert holder.keys() == {"pid", "command", "since"}


def test_who_holds_it_is_told_with_the_minute_since_when(tmp_path: Path) -> None:
    lock = StoreLock(tmp_path, exclusive=True)
    with pytest.raises(StoreLockedError, match=rf"process {os.getpid()}, since \d{{4}}-\d\d-\d\d \d\d:\d\d UTC\)"):
        StoreLock(tmp_path, exclusive=True, wait_seconds=0)
    lock.release()


def test_a_folder_that_is_none_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(StoreUnwritableError, match="cannot be written") as caught:
        StoreLock(tmp_path / "nowhere", exclusive=True)
    assert "DATA_DIR" in caught.value.remedy
