"""The prompts, one file each, and the fences that keep what they are filled with apart from what they say."""

import re
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from string import Template
from types import MappingProxyType

from retrieval.display import one_line
from retrieval.domain import Passage
from retrieval.errors import PromptError
from retrieval.ports import Message, Role

FOLDER = Path(__file__).parent.parent / "prompts"
PLACEHOLDERS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "answer": frozenset({"max_statements", "nonce", "passages", "question"}),
        "repair": frozenset({"problem"}),
        "rewrite": frozenset({"nonce", "conversation", "question"}),
    }
)
"""Of each prompt, all that it is filled with."""
NONCE_BYTES = 4
"""In hexadecimal two characters each: whoever writes a document guesses the one of a question once in four billion."""
_REMEDY = "Restore it from the repository: prompts/README.md says what each is filled with."
_BETWEEN_ROLES = re.compile(r"^---\n", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """What a file says. `sha256` is of its bytes, in hexadecimal."""

    system: Template
    user: Template
    sha256: str

    def filled(self, **values: str) -> tuple[Message, ...]:
        """`values` are what the placeholders stand for; what they hold is not searched for placeholders again."""
        texts = ((Role.SYSTEM, self.system), (Role.USER, self.user))
        filled = ((role, template.substitute(values).strip()) for role, template in texts)
        return tuple(Message(role=role, text=text) for role, text in filled if text)


Prompts = Mapping[str, Prompt]
"""By the names in `PLACEHOLDERS`."""


def load_prompts(folder: Path = FOLDER) -> Prompts:
    """All of them. Raises PromptError where one cannot be read, or is not filled with what it should be."""
    return {name: _load(folder / f"{name}.md", expected) for name, expected in PLACEHOLDERS.items()}


def _load(file: Path, expected: frozenset[str]) -> Prompt:
    try:
        content = file.read_bytes()
        text = content.decode("utf-8").replace("\r\n", "\n")
    except (OSError, UnicodeDecodeError) as error:
        raise PromptError(f"The prompt {file} cannot be read: {error}.", remedy=_REMEDY) from error
    whole = Template(text)
    if not whole.is_valid():
        raise PromptError(f"The prompt {file} holds a $ without a name; $$ stands for the sign.", remedy=_REMEDY)
    found = frozenset(whole.get_identifiers())
    if found != expected:
        wrong = [f"lacks ${name}" for name in sorted(expected - found)]
        wrong += [f"has ${name}, which nothing fills" for name in sorted(found - expected)]
        raise PromptError(f"The prompt {file} {' and '.join(wrong)}.", remedy=_REMEDY)
    system, between, user = _parted(text)
    if not between:
        system, user = "", system
    return Prompt(system=Template(system), user=Template(user), sha256=sha256(content).hexdigest())


def _parted(text: str) -> tuple[str, str, str]:
    line = _BETWEEN_ROLES.search(text)
    return (text, "", "") if line is None else (text[: line.start()], line.group(), text[line.end() :])


def nonce_for(texts: Sequence[str], draw: Callable[[], str] = lambda: secrets.token_hex(NONCE_BYTES)) -> str:
    """One that stands in none of the texts, in capitals or not, so that none of them holds a tag with it."""
    held = "\0".join(texts).casefold()
    while (nonce := draw()).casefold() in held:
        pass
    return nonce


def fenced(name: str, text: str, label: str) -> str:
    """The text as it is, between tags that a text without the nonce of the label cannot hold."""
    return f'<{name} id="{label}">\n{text}\n</{name} id="{label}">'


def labelled(passages: Sequence[Passage], nonce: str) -> dict[str, Passage]:
    """By the ids that a model is to give: P1-… for the first."""
    return {f"P{number}-{nonce}": passage for number, passage in enumerate(passages, start=1)}


def as_data(passage: Passage) -> str:
    """What a model is told of a passage: who published what and when, where the document states it, and its text."""
    document = passage.document
    stated = {
        "title": document.title,
        "publisher": document.publisher,
        "date": document.date,
        "section": passage.section or None,
    }
    lines = [f"{name}: {one_line(value)}" for name, value in stated.items() if value]
    return "\n".join([*lines, "", passage.text])
