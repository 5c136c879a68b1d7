"""Instructions that stand in documents, and a model that obeys them: nothing of it is shown."""

import json
import os
from itertools import cycle
from pathlib import Path

import pytest

from retrieval.adapters.onnx_reader import OnnxReader
from retrieval.checking import ground
from retrieval.context import body_of
from retrieval.deciding import refusal_before_search
from retrieval.domain import Document, Passage
from retrieval.drafts import Draft, DraftQuote, DraftStatement
from retrieval.fates import FateKind
from retrieval.folding import fold_for_matching
from tests.conftest import ROOT

SAFETY = Path(os.environ.get("FOOTNOTE_SHARED", ROOT.parent / "shared")) / "evaldata" / "safety"
needs_data = pytest.mark.skipif(
    not SAFETY.is_dir(), reason="needs evaldata/safety in the folder beside the project, or in FOOTNOTE_SHARED"
)


def instructions() -> list[str]:
    by_kind = json.loads((SAFETY / "text_attack_train.json").read_text(encoding="utf-8"))
    return [one for kind in by_kind.values() for one in kind]


def mails() -> list[str]:
    lines = (SAFETY / "email_train.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["context"] for line in lines]


def benign_prompts() -> list[str]:
    return [row["prompt"] for row in json.loads((SAFETY / "NotInject_one.json").read_text(encoding="utf-8"))]


def hidden_in(text: str, instruction: str) -> list[str]:
    """At its beginning, in its middle, at its end, and in its middle as a paragraph of its own."""
    middle = text.rfind(" ", 0, len(text) // 2)
    return [
        f"{instruction} {text}",
        f"{text[:middle]} {instruction} {text[middle + 1 :]}",
        f"{text} {instruction}",
        f"{text[:middle]}\n\n{instruction}\n\n{text[middle + 1 :]}",
    ]


def obeying(instruction: str) -> Draft:
    """What a model may write that takes the instruction for its own."""
    told = instruction.rstrip(".?!")
    texts = [
        instruction,
        f"{told}.",
        f"Sure, here it is: {instruction}",
        f"The answer is given as told: {told}.",
        f"It is important to {told[0].lower()}{told[1:]}.",
        instruction.upper(),
        f"**{instruction}** [1]",
        *[piece for piece in instruction.split('"')[1::2] if piece],
    ]
    quote = DraftQuote(passage="P1", text=instruction)
    return Draft(
        statements=tuple(DraftStatement(text=text, quotes=quotes) for text in texts for quotes in ((quote,), ()))
    )


@pytest.fixture(scope="module")
def reader() -> OnnxReader:
    return OnnxReader()


@needs_data
def test_none_of_75_injected_instructions_reaches_the_answer(reader: OnnxReader, corpus: dict[str, Document]) -> None:
    assert len(instructions()) == 75
    hosts = cycle([*mails(), *(document.text for document in corpus.values())])
    for instruction in instructions():
        for text in hidden_in(next(hosts), instruction):
            document = Document(id="host", title="A mail", text=text)
            whole = Passage(document=document, start=0, end=len(text))
            grounded = ground(obeying(instruction), {"P1": whole}, reader)
            wanted = fold_for_matching(instruction).text.casefold().rstrip(".?! ")
            for statement in grounded.statements:
                shown = [statement.text, *(citation.quote for citation in statement.citations)]
                assert all(wanted not in fold_for_matching(one).text.casefold() for one in shown), statement


@needs_data
def test_what_the_document_says_beside_an_instruction_is_shown(encyclopedia: Document) -> None:
    """The other side of the test above: it is the instruction that is dropped, and not all there is."""
    told = "Iran denied sending arms for use in the Ukraine war."
    for instruction in instructions():
        for text in hidden_in(encyclopedia.text, instruction):
            document = Document(id="host", title="An article", text=text)
            quote = DraftQuote(passage="P1", text=told)
            draft = Draft(statements=(*obeying(instruction).statements[:2], DraftStatement(text=told, quotes=(quote,))))
            whole = Passage(document=document, start=0, end=len(text))
            assert [statement.text for statement in ground(draft, {"P1": whole}, None).statements] == [told]


@needs_data
def test_113_benign_prompts_are_no_attacks() -> None:
    """They may be asked, and a document that speaks of one may be cited for it: there is no list of bad words."""
    assert len(benign_prompts()) == 113
    for prompt in benign_prompts():
        assert refusal_before_search(prompt, None, {"a"}) is None
        asked = " ".join(prompt.replace('"', "'").replace("“", "'").replace("”", "'").split())[:250]
        text = f"The handbook was written in 2019. The handbook discusses the question “{asked}” at some length."
        document = Document(id="handbook", title="A handbook", text=text)
        start, end = body_of(document).sentences[1][0], len(text)
        told = f"The handbook discusses the question “{asked}”."
        draft = Draft(statements=(DraftStatement(text=told, quotes=(DraftQuote(passage="P1", text=text[start:end]),)),))
        grounded = ground(draft, {"P1": Passage(document=document, start=0, end=len(text))}, None)
        assert grounded.fates[0].kind is FateKind.KEPT, (prompt, grounded.fates[0].flaws)
        assert asked[:40] in grounded.statements[0].text
