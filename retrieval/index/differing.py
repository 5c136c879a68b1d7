"""The plan of a reload over the files that differ alone, where the last one left nothing open: most reloads of a large
corpus find a few files written to.
"""

from collections.abc import Callable, Collection, Iterable, Mapping

from retrieval.domain.documents import Outline
from retrieval.domain.heads import entries_of
from retrieval.errors import DocumentError
from retrieval.index.planning import Plan, Planned
from retrieval.ports import Manifest, Settled


def plan_of_differing(
    read: Iterable[Outline | DocumentError],
    before: Mapping[str, Outline],
    manifest: Manifest,
    settled: Settled,
    ids_of_texts: Callable[[Collection[str]], Collection[tuple[str, str]]],
) -> Plan | None:
    """Return the plan where all but a few files are as they were when all of the folder stood in the index: what `plan`
    returns, at a cost in proportion to these few. `read` is what they hold now, in order, and `before` what they held
    then, by id. `ids_of_texts` as of `FileMemory`. None where what they hold has to do with other files, or cannot be
    read: then all are to be planned over.
    """
    now: dict[str, Outline] = {}
    for each in read:
        if isinstance(each, DocumentError) or each.id in now:
            return None
        now[each.id] = each
    entries = entries_of(manifest, before.keys() | now.keys())
    if {i: entry.record_hash for i, entry in entries.items()} != {i: each.record_hash for i, each in before.items()}:
        return None
    both = before.keys() & now.keys()
    if _meet_another_text(now, before, settled, ids_of_texts):
        return None
    new = {
        i: Planned(path=each.path, record_hash=each.record_hash, embeds=True)
        for i, each in now.items()
        if i not in before
    }
    changed = {
        i: Planned(path=each.path, record_hash=each.record_hash, embeds=each.indexed_hash != before[i].indexed_hash)
        for i, each in now.items()
        if i in before and each.record_hash != before[i].record_hash
    }
    removed = sorted(before.keys() - now.keys())
    new_with = {now[i].content_hash: i for i in new}
    return Plan(
        new=new,
        changed=changed,
        removed=tuple(removed),
        renamed=tuple((i, new_with.pop(text)) for i in removed if (text := before[i].content_hash) in new_with),
        moved={
            i: (before[i].path, planned.path)
            for i, planned in changed.items()
            if before[i].path != planned.path and not planned.embeds
        },
        kept=(),
        unchanged=settled.documents - len(before) + len(both) - len(changed),
        unreadable=(),
        same_text=settled.same_text,
    )


def _meet_another_text(
    now: Mapping[str, Outline],
    before: Mapping[str, Outline],
    settled: Settled,
    ids_of_texts: Callable[[Collection[str]], Collection[tuple[str, str]]],
) -> bool:
    """Return whether any of these documents has or had the text of another."""
    if any(i in before for pair in settled.same_text for i in pair):
        return True
    fresh = [each for i, each in now.items() if i not in before or before[i].content_hash != each.content_hash]
    id_with = {each.content_hash: each.id for each in fresh}
    if len(id_with) < len(fresh):
        return True
    return any(
        i != id_with[text] and (i not in before or (i in now and now[i].content_hash == text))
        for text, i in (ids_of_texts(id_with.keys()) if id_with else ())
    )
