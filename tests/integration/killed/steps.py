"""In the process that is killed: each step is written down before it is done."""

import json
import os
import signal
import sqlite3
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from chromadb.api.rust import RustBindingsAPI

from retrieval.domain.documents import content_hash_of
from retrieval.ports import Vectors
from tests.fakes import WordHashEmbedder

THE_END = "the end"
_CHROMA = ("create_collection", "delete_collection", "_modify", "_add", "_upsert", "_update", "_delete")
_FILES = ("open", "os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.utime", "shutil.copyfile", "shutil.rmtree")
_NO_STEPS = ("--", "SELECT", "WITH", "PRAGMA", "ROLLBACK")
_METHODS = {
    "retrieval.adapters.chroma.store": {"write", "retire", "undo", "flip", "sweep", "drop_others", "in_folder"},
    "retrieval.adapters.sqlite.catalogues": {"build", "of"},
    "retrieval.adapters.sqlite.catalogue_building": {"begin", "enter", "complete", "finish", "discard"},
    "retrieval.adapters.sql.records": {"keep", "forget"},
    "retrieval.adapters.sqlite.file_memory": {"flush", "_opened", "remembered_in"},
    "retrieval.index.change_log": {"log_change"},
    "retrieval.adapters.sql.database": {"_engine"},
    "retrieval.adapters.data_folder": {"make", "mend", "swap", "note_indexed"},
    "retrieval.adapters.data_folder_lock": {"__init__"},
}
_SAID = {
    "in_folder": "open the store",
    "__init__": "lock",
    "of": "catalogue",
    "build": "catalogue",
    "finish": "catalogue",
    "begin": "catalogue",
    "enter": "catalogue",
    "complete": "catalogue",
    "discard": "catalogue",
    "_engine": "open the records",
    "keep": "archive",
    "log_change": "log of changes",
    "flush": "files remembered",
    "_opened": "files remembered",
    "remembered_in": "files remembered",
    "make": "data folder",
    "note_indexed": "data folder",
    "mend": "data folder",
}


@dataclass(frozen=True)
class Step:
    """A step of a process: by its name, and as the how manyth of that name, from 0. Another process may take a step of
    another name more or less before it.
    """

    name: str
    number: int = 0


@dataclass
class Steps:
    """Writes down each step of its process before it is done, and ends the process before `last`."""

    data: Path
    log: Path
    last: Step | None
    counts: Counter[str] = field(default_factory=Counter)
    seen: set[str] = field(default_factory=set)

    def watch(self) -> None:
        for name in _CHROMA:
            setattr(RustBindingsAPI, name, self._watched(name, getattr(RustBindingsAPI, name)))
        # Catalogues take it by the one name, SQLAlchemy by the other.
        sqlite3.connect = sqlite3.dbapi2.connect = self._traced(sqlite3.connect)  # type: ignore[assignment]
        sys.addaudithook(self._audited)

    def write(self, **entry: object) -> None:
        with os.fdopen(os.open(self.log, os.O_WRONLY | os.O_APPEND | os.O_CREAT), "w") as file:
            file.write(json.dumps(entry) + "\n")

    def step(self, what: str = "") -> None:
        name = f"{_method()}: {what}" if what else THE_END
        self.write(step=name)
        if self.last == Step(name, self.counts[name]):
            os.kill(os.getpid(), signal.SIGKILL)
        self.counts[name] += 1

    def _watched(self, name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def watched(api: RustBindingsAPI, *args: Any, **kwargs: Any) -> Any:
            self.step(name.lstrip("_").replace("_", " "))
            return call(api, *args, **kwargs)

        return watched

    def _traced(self, connect: Callable[..., sqlite3.Connection]) -> Callable[..., sqlite3.Connection]:
        def traced(*args: Any, **kwargs: Any) -> sqlite3.Connection:
            connection = connect(*args, **kwargs)
            connection.set_trace_callback(self._stated)
            return connection

        return traced

    def _audited(self, event: str, args: tuple[Any, ...]) -> None:
        if event in _FILES and self._writes(event, args):
            file, does = Path(args[0]), event.rpartition(".")[2]
            self.step(f"{does} {file.suffix or ('folder' if does.endswith('dir') else file.name)}")

    def _writes(self, event: str, args: tuple[Any, ...]) -> bool:
        if not isinstance(args[0], str | os.PathLike) or Path(args[0]) == self.log:
            return False
        if event == "open" and not args[2] & (os.O_WRONLY | os.O_RDWR):
            return False
        # What a folder's removal removes is named within the folder.
        return Path(args[0]).is_relative_to(self.data) or (event in ("os.remove", "os.rmdir") and args[1] != -1)

    def _stated(self, statement: str) -> None:
        """Of each kind one a transaction: between two inserts into a table there is nothing else to see."""
        kind = statement.split(maxsplit=1)[0]
        if kind in self.seen or kind.startswith(_NO_STEPS):
            return
        self.seen.add(kind)
        if kind == "COMMIT":
            self.seen.clear()
        self.step(kind)


def _method() -> str:
    """The method of ours that a step is part of."""
    frame = sys._getframe()
    while frame.f_back is not None:
        frame = frame.f_back
        name = frame.f_code.co_name
        if name in _METHODS.get(frame.f_globals.get("__name__", ""), ()):
            return _SAID.get(name, name.replace("_", " "))
    return "elsewhere"


class ToldEmbedder(WordHashEmbedder):
    def __init__(self, steps: Steps) -> None:
        super().__init__()
        self._steps = steps

    def embed(self, texts: Sequence[str]) -> Vectors:
        vectors = super().embed(texts)
        self._steps.write(embedded=[hash_of(text) for text in texts])
        return vectors


def hash_of(text: str) -> str:
    """As `search_hash_of` has it."""
    return content_hash_of(text)[:20]
