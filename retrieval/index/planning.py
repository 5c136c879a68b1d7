"""What a reload would do: the corpus folder beside the manifest. The texts are read once and none is kept."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from retrieval.domain import Document, Outline
from retrieval.errors import DocumentError
from retrieval.formats.rows import ROWS_SUFFIX
from retrieval.loading import unless_repeated
from retrieval.ports import Manifest

HASH_CHARS = 20
"""Of the hash of a text, as much as is held of each document while they are compared: hexadecimal digits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A document that is not in the manifest as it was read."""

    path: str
    record_hash: str
    embeds: bool
    """Whether what is searched of it differs too: its text or its title."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """By document id. `renamed` are pairs of ids of one text, before and after; they stand among `removed` and `new` as
    well. `moved` are the paths, before and after, of what is the same elsewhere; it stands among `changed` as well.
    `kept` are documents of files that cannot be read now, whose last good version stays. `same_text` are pairs of ids
    of one text, the one that is read first before another; both are documents.
    """

    new: Mapping[str, Planned]
    changed: Mapping[str, Planned]
    removed: Collection[str]
    renamed: tuple[tuple[str, str], ...]
    moved: Mapping[str, tuple[str, str]]
    kept: tuple[str, ...]
    unchanged: int
    unreadable: tuple[DocumentError, ...]
    same_text: tuple[tuple[str, str], ...] = ()

    @property
    def added(self) -> tuple[str, ...]:
        """New ids that are no other name of something that was there."""
        return tuple(sorted(self.new.keys() - {after for _, after in self.renamed}))

    @property
    def gone(self) -> tuple[str, ...]:
        """Removed ids whose text has no other name now."""
        return tuple(sorted(set(self.removed) - {before for before, _ in self.renamed}))

    @property
    def edited(self) -> tuple[str, ...]:
        """Changed ids that are more than moved."""
        return tuple(sorted(self.changed.keys() - self.moved.keys()))

    @property
    def other_names(self) -> tuple[tuple[str, str], ...]:
        """Ids or paths, before and after, of what has another and is the same."""
        return tuple(sorted([*self.renamed, *self.moved.values()]))

    @property
    def written(self) -> Mapping[str, Planned]:
        return {**self.new, **self.changed}

    @property
    def read(self) -> int:
        """Documents of the folder that could be read."""
        return len(self.new) + len(self.changed) + self.unchanged

    @property
    def changes_anything(self) -> bool:
        return bool(self.new or self.changed or self.removed)

    def of_written(self, written: Collection[str], kept: Collection[str] = ()) -> "Plan":
        """What becomes of it where only these could be written: files of the others had gone meanwhile, or could not be
        read any more. What the corpus has of those is kept, under another name too; so are those that are `kept`.
        """
        stays = {before for before, after in self.renamed if after not in written}
        return replace(
            self,
            new={i: one for i, one in self.new.items() if i in written},
            changed={i: one for i, one in self.changed.items() if i in written},
            removed=tuple(i for i in self.removed if i not in stays),
            renamed=tuple(pair for pair in self.renamed if pair[1] in written),
            moved={i: paths for i, paths in self.moved.items() if i in written},
            kept=tuple(sorted({*self.kept, *kept, *stays, *(self.changed.keys() - set(written))})),
        )


def plan(corpus: Iterable[Document | Outline | DocumentError], manifest: Manifest) -> Plan:
    """Of documents in the order they are read, each let go of before the next.

    Of several with one id, the one that is indexed is the document, or else the one that is read first; what repeats
    an id is unreadable. So nothing that is put beside a document takes its place.
    """
    new: dict[str, Planned] = {}
    changed: dict[str, Planned] = {}
    moved: dict[str, tuple[str, str]] = {}
    new_by_content: dict[str, list[str]] = defaultdict(list)
    # Of one document each, what may be as much as there is of the manifest in memory.
    not_seen = {document_id: entry.record_hash for document_id, entry in manifest.items()}
    first_with: dict[str, str] = {}
    same_text: list[tuple[str, str]] = []
    unreadable: list[DocumentError] = []
    unchanged = 0
    for read in _each_id_once(corpus, manifest):
        if isinstance(read, DocumentError):
            unreadable.append(read)
            continue
        if (first := first_with.setdefault(read.content_hash[:HASH_CHARS], read.id)) != read.id:
            same_text.append((first, read.id))
        record_hash = read.record_hash
        before = not_seen.pop(read.id, None)
        if before == record_hash:
            unchanged += 1
        elif before is None:
            new[read.id] = Planned(path=read.path, record_hash=record_hash, embeds=True)
            new_by_content[read.content_hash].append(read.id)
        else:
            entry = manifest[read.id]
            embeds = entry.indexed_hash != read.indexed_hash
            changed[read.id] = Planned(path=read.path, record_hash=record_hash, embeds=embeds)
            if entry.path != read.path and not embeds:
                moved[read.id] = (entry.path, read.path)
    removed: list[str] = []
    kept: list[str] = []
    renamed: list[tuple[str, str]] = []
    unreadable_paths = {error.path for error in unreadable}
    for document_id in not_seen:
        entry = manifest[document_id]
        if is_of_unreadable(entry.path, unreadable_paths):
            kept.append(document_id)
            continue
        removed.append(document_id)
        if same := new_by_content.get(entry.content_hash):
            renamed.append((document_id, same.pop(0)))
    return Plan(
        new=new,
        changed=changed,
        removed=tuple(sorted(removed)),
        renamed=tuple(sorted(renamed)),
        moved=moved,
        kept=tuple(sorted(kept)),
        unchanged=unchanged,
        unreadable=tuple(unreadable),
        same_text=tuple(same_text),
    )


def _each_id_once(
    corpus: Iterable[Document | Outline | DocumentError], manifest: Manifest
) -> Iterator[Document | Outline | DocumentError]:
    """What claims the id of an indexed document from another file waits until that document has been read, or not.
    Where it cannot be read, only its own text is it.
    """
    path_with: dict[str, str] = {}
    unreadable: set[str] = set()
    claims: list[Document | Outline] = []
    for read in corpus:
        if isinstance(read, DocumentError):
            unreadable.add(read.path)
            yield read
        elif (
            read.id not in path_with and (entry := manifest.get(read.id)) and file_of(entry.path) != file_of(read.path)
        ):
            claims.append(read)
        else:
            yield unless_repeated(read, path_with)
    for claim in claims:
        indexed = manifest[claim.id]
        if claim.content_hash != indexed.content_hash and is_of_unreadable(indexed.path, unreadable):
            path_with.setdefault(claim.id, indexed.path)
        yield unless_repeated(claim, path_with)


def file_of(path: str) -> str:
    """The file that a document's path names, where it may be a row of one (`file.jsonl:line`)."""
    file, _, line = path.rpartition(":")
    return file if line.isdigit() and file.lower().endswith(ROWS_SUFFIX) else path


def is_of(read: Document, wanted: Mapping[str, Planned]) -> bool:
    """Whether it is one that was planned: another file may have its id."""
    planned = wanted.get(read.id)
    return planned is not None and file_of(planned.path) == file_of(read.path)


def is_of_unreadable(path: str, unreadable: Collection[str]) -> bool:
    """Whether a document stood in one of these files or folders, or was the row of one."""
    return any(one in unreadable for one in (path, file_of(path), *map(str, PurePosixPath(path).parents)))
