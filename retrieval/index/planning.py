"""The plan of a reload: the corpus folder beside the manifest. The texts are read once and none is kept."""

from collections import defaultdict, deque
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from retrieval.documents.formats import SUFFIXES_OF_SEVERAL
from retrieval.documents.loading import unless_repeated
from retrieval.domain.corpus_diff import CorpusDiff
from retrieval.domain.documents import Document, Outline
from retrieval.errors import DocumentError
from retrieval.ports import Manifest, Settled

COMPARED_HASH_CHARS = 20
"""Hexadecimal digits of a text's hash that are held of each document while documents are compared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A document that is not in the manifest as it was read."""

    path: str
    record_hash: str
    embeds: bool
    """True where its text or its title differs too, so that its passages are embedded again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The plan of a reload, by document id. `renamed` are pairs of ids of one text, before and after; they stand among
    `removed` and `new` as well. `moved` are the paths, before and after, of what is the same elsewhere; it stands
    among `changed` as well. `kept` are documents of files that cannot be read now: their last good version stays.
    `same_text` are pairs of ids of one text, the one that is read first before the other; both are documents. `digest`
    is that of the state of the folder (`documents.folder_state`).
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
    digest: bytes = b""

    @property
    def diff(self) -> CorpusDiff[DocumentError]:
        """Return what differs. A document that has another name now is renamed, and neither new nor removed."""
        return CorpusDiff(
            added=tuple(sorted(self.new.keys() - {after for _, after in self.renamed})),
            changed=tuple(sorted(self.changed.keys() - self.moved.keys())),
            renamed=tuple(sorted([*self.renamed, *self.moved.values()])),
            removed=tuple(sorted(set(self.removed) - {before for before, _ in self.renamed})),
            kept=self.kept,
            unreadable=self.unreadable,
        )

    @property
    def written(self) -> Mapping[str, Planned]:
        return {**self.new, **self.changed}

    @property
    def read(self) -> int:
        """Documents of the folder that could be read."""
        return len(self.new) + len(self.changed) + self.unchanged

    @property
    def settles(self) -> Settled | None:
        """What there is to remember once all of the plan stands in the index; None where something is tried each
        time.
        """
        return None if self.unreadable or self.kept else Settled(self.digest, self.read, self.same_text)

    @property
    def changes_anything(self) -> bool:
        return bool(self.new or self.changed or self.removed)

    def of_written(self, written: Collection[str], kept: Collection[str] = ()) -> "Plan":
        """Return what becomes of the plan where only these could be written: files of the others had gone meanwhile, or
        could not be read any more. What the corpus has of those is kept, under another name too; so are those that are
        `kept`.
        """
        stays = {before for before, after in self.renamed if after not in written}
        return replace(
            self,
            new={i: wanted for i, wanted in self.new.items() if i in written},
            changed={i: wanted for i, wanted in self.changed.items() if i in written},
            removed=tuple(i for i in self.removed if i not in stays),
            renamed=tuple(pair for pair in self.renamed if pair[1] in written),
            moved={i: paths for i, paths in self.moved.items() if i in written},
            kept=tuple(sorted({*self.kept, *kept, *stays, *(self.changed.keys() - set(written))})),
        )


def nothing_to_do(settled: Settled) -> Plan:
    """Return the plan of a folder that is as it was when all of it stood in the index."""
    return Plan(
        new={},
        changed={},
        removed=(),
        renamed=(),
        moved={},
        kept=(),
        unchanged=settled.documents,
        unreadable=(),
        same_text=settled.same_text,
        digest=settled.digest,
    )


def plan(corpus: Iterable[Document | Outline | DocumentError], manifest: Manifest) -> Plan:
    """Plan over documents in the order they are read, each let go of before the next.

    Of several with one id, the one that is indexed is the document, or else the one that is read first; what repeats
    an id is unreadable. So nothing that is put beside a document takes its place.
    """
    new: dict[str, Planned] = {}
    changed: dict[str, Planned] = {}
    moved: dict[str, tuple[str, str]] = {}
    new_by_content: dict[str, deque[str]] = defaultdict(deque)
    # Of one document each, what may be as much as there is of the manifest in memory. Most paths are the id itself.
    not_seen: dict[str, str] = {}
    paths: dict[str, str] = {}
    for document_id, entry in manifest.items():
        not_seen[document_id] = entry.record_hash
        paths[document_id] = document_id if entry.path == document_id else entry.path
    first_with: dict[str, str] = {}
    same_text: list[tuple[str, str]] = []
    unreadable: list[DocumentError] = []
    unchanged = 0
    for read in _each_id_once(corpus, manifest, paths):
        if isinstance(read, DocumentError):
            unreadable.append(read)
            continue
        if (first := first_with.setdefault(read.content_hash[:COMPARED_HASH_CHARS], read.id)) != read.id:
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
            renamed.append((document_id, same.popleft()))
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
    corpus: Iterable[Document | Outline | DocumentError], manifest: Manifest, paths: Mapping[str, str]
) -> Iterator[Document | Outline | DocumentError]:
    """Yield what was read, each id once. A document that has the id of an indexed one from another file comes after all
    others. Where the indexed one cannot be read, the other is taken for it only if it has the same text. `paths` are
    those of the indexed ones.
    """
    path_with: dict[str, str] = {}
    unreadable: set[str] = set()
    claims: list[Document | Outline] = []
    for read in corpus:
        if isinstance(read, DocumentError):
            unreadable.add(read.path)
            yield read
        elif (
            read.id not in path_with
            and (path := paths.get(read.id, read.path)) != read.path
            and file_of(path) != file_of(read.path)
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
    """Return the file that a document's path names, where it may be a part of one (`file.jsonl:line`)."""
    file, _, line = path.rpartition(":")
    return file if line.isdigit() and file.lower().endswith(SUFFIXES_OF_SEVERAL) else path


def is_due(read: Document, due: dict[str, Planned]) -> bool:
    """Take a document from those that are due. Return whether it was one: another file may have its id, and of two
    rows of one file that have it the first is meant.
    """
    planned = due.get(read.id)
    if planned is None or file_of(planned.path) != file_of(read.path):
        return False
    del due[read.id]
    return True


def is_of_unreadable(path: str, unreadable: Collection[str]) -> bool:
    """Whether a document stood in one of these files or folders, or was the row of one."""
    return any(place in unreadable for place in (path, file_of(path), *map(str, PurePosixPath(path).parents)))
