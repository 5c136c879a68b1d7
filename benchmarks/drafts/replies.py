"""What a prompt shows a scripted model between its tags."""

from collections.abc import Sequence

from retrieval.ports import Message


def fenced_in(messages: Sequence[Message], name: str) -> dict[str, str]:
    """Return what stands between the tags of that name, by its id."""
    prompt = "\n".join(message.text for message in messages)
    fenced = {}
    reached = 0
    while (begin := prompt.find(f'\n<{name} id="', reached)) >= 0:
        start = begin + len(f'\n<{name} id="')
        label = prompt[start : prompt.index('"', start)]
        end = prompt.find(f'\n</{name} id="{label}">', start)
        if end < 0:
            # The prompt speaks of the tag.
            reached = start
            continue
        fenced[label] = prompt[prompt.index("\n", start) + 1 : end]
        reached = end
    return fenced
