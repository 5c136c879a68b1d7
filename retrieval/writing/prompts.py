"""The prompts, one file each, and the fences that keep what they are filled with apart from what they say."""

import re
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from string import Template
from types import MappingProxyType

from retrieval.domain.documents import Document, Passage
from retrieval.errors import PromptError
from retrieval.faults import PromptFault
from retrieval.ports import Message, Role
from retrieval.text.display import one_line

PROMPTS_FOLDER = Path(__file__).parents[2] / "prompts"
PLACEHOLDERS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "answer": frozenset({"example", "max_points", "nonce", "passages", "question"}),
        "judge": frozenset({"example", "nonce", "pairs"}),
        "repair": frozenset({"problem"}),
        "rewrite": frozenset({"example", "nonce", "question", "turns"}),
    }
)
"""The names of all that each prompt is filled with."""
NONCE_BYTES = 4
"""The bytes of a nonce, written as two hexadecimal characters each. Whoever writes a document guesses the nonce of a
question once in four billion."""
_BETWEEN_ROLES = re.compile(r"^---\n", re.MULTILINE)
_PLACEHOLDER_FAULTS = {
    (True, True): PromptFault.PLACEHOLDERS,
    (True, False): PromptFault.LACKS_PLACEHOLDERS,
    (False, True): PromptFault.UNKNOWN_PLACEHOLDERS,
}
"""The fault of a prompt, by whether it lacks placeholders and whether it has placeholders that nothing fills."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """The text of a prompt's file. `sha256` is of the file's bytes, in hexadecimal."""

    system: Template
    user: Template
    sha256: str

    def filled(self, **values: str) -> tuple[Message, ...]:
        """Return the messages; `values` are what the placeholders stand for, in which none is looked for again."""
        texts = ((Role.SYSTEM, self.system), (Role.USER, self.user))
        filled = ((role, template.substitute(values).strip()) for role, template in texts)
        return tuple(Message(role=role, text=text) for role, text in filled if text)


Prompts = Mapping[str, Prompt]
"""Prompts by their names in `PLACEHOLDERS`."""


def load_prompts(folder: Path = PROMPTS_FOLDER) -> Prompts:
    """Return all prompts, by name. Raises PromptError where one cannot be read, or is not filled with what it should
    be.
    """
    return {name: _load(folder / f"{name}.md", expected) for name, expected in PLACEHOLDERS.items()}


def _load(file: Path, expected: frozenset[str]) -> Prompt:
    try:
        content = file.read_bytes()
        text = content.decode("utf-8").replace("\r\n", "\n")
    except (OSError, UnicodeDecodeError) as error:
        raise PromptError(PromptFault.UNREADABLE, file=file, reason=str(error)) from error
    whole = Template(text)
    if not whole.is_valid():
        raise PromptError(PromptFault.UNNAMED, file=file)
    found = frozenset(whole.get_identifiers())
    if found != expected:
        lacking, unknown = _named(expected - found), _named(found - expected)
        raise PromptError(
            _PLACEHOLDER_FAULTS[bool(lacking), bool(unknown)], file=file, lacking=lacking, unknown=unknown
        )
    system, between, user = _parted(text)
    if not between:
        system, user = "", system
    return Prompt(system=Template(system), user=Template(user), sha256=sha256(content).hexdigest())


def _named(placeholders: frozenset[str]) -> str:
    return ", ".join(f"${name}" for name in sorted(placeholders))


def _parted(text: str) -> tuple[str, str, str]:
    line = _BETWEEN_ROLES.search(text)
    return (text, "", "") if line is None else (text[: line.start()], line.group(), text[line.end() :])


def nonce_for(texts: Sequence[str], draw: Callable[[], str] = lambda: secrets.token_hex(NONCE_BYTES)) -> str:
    """Return a nonce that stands in none of the texts, in capitals or not, so that none of them holds a tag with it."""
    held = "\0".join(texts).casefold()
    while (nonce := draw()).casefold() in held:
        pass
    return nonce


def fenced(name: str, text: str, label: str) -> str:
    """Return the text as it is, between tags that a text without the nonce of the label cannot hold."""
    return f'<{name} id="{label}">\n{text}\n</{name} id="{label}">'


def labelled(passages: Sequence[Passage], nonce: str) -> dict[str, Passage]:
    """Return the passages by the ids that a model is to give: P1-… for the first."""
    return {f"P{number}-{nonce}": passage for number, passage in enumerate(passages, start=1)}


def as_data(passage: Passage) -> str:
    """Return what a model is given of a passage: its text, and who wrote and published what and when, as far as that is
    stated.
    """
    section = [f"section: {one_line(passage.section)}"] if passage.section else []
    return "\n".join([*stated_of(passage.document), *section, "", passage.text])


def stated_of(document: Document) -> list[str]:
    """Return a line for each thing that is stated of a document: its title, who wrote and published it, and when."""
    by = ", ".join(document.authors)
    stated = {"title": document.title, "author": by, "publisher": document.publisher, "date": document.date}
    return [f"{name}: {one_line(value)}" for name, value in stated.items() if value]
