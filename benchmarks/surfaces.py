"""Each card that is shown in Discord: its components, characters and lines on a phone, and a page to look at.

    python -m benchmarks.surfaces --page FOLDER --out benchmarks/results/surfaces.json

The page draws Discord's components and is written to FOLDER with the JSON of each card, as it would be sent. The cards
are made of the shipped corpus, but for the sides of a disagreement, which are made of two price lists.
"""

import argparse
import asyncio
import json
import statistics
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.card_page import page
from benchmarks.phone_lines import Component, each_component, lines_of_components
from benchmarks.result import publish
from bot.buttons.found_key import FoundKey
from bot.cards import answer, corpus, curating, document, gaps, job, receipt, source
from bot.cards.message import OutgoingMessage
from bot.cards.to_discord import components_of
from bot.reload_job import ReloadJob
from bot.text import words
from bot.text.language import Language, speaking
from retrieval.answering.gaps import NOTES_EACH
from retrieval.bootstrap import open_footnote
from retrieval.documents.citing import cite
from retrieval.domain.answers import Answer, Side, Stance, Statement, Telling
from retrieval.domain.documents import Document, Passage
from retrieval.domain.scope import EVERYTHING, Viewer
from retrieval.footnote import Footnote
from retrieval.index.indexing import Progress
from retrieval.seen_corpus import SeenCorpus
from retrieval.settings import RetrievalSettings

QUESTIONS = {
    "an answer": "Did Iran deny supplying drones?",
    "an answer with figures": "How many drones has Iran provided to Russia since August?",
    "an answer to why, and a part not answered": "Why is Iran helping Russia and how much does lunch cost?",
    "all documents": "Which documents do you have?",
    "a refusal: near": "How much did Russia pay Iran for each ballistic missile?",
    "a refusal: another subject": "What is the capital of Mongolia?",
    "a refusal: no question": "hello",
}
MISSED = (
    "What is the capital of Mongolia?",
    "How much did Russia pay Iran for each ballistic missile, in which currency, and who signed for it?",
    "Who trains the crews?",
    "Is there a map of the factories?",
    "When does the canteen open on public holidays?",
    "Which units have Polish rifles?",
)


def disagreement() -> Answer:
    """Return an answer whose sources give two prices, and say since when."""

    def price(number: int, euros: int, date: str) -> Telling:
        text = f"The Pro plan costs {euros} euros a month."
        listed = Document(
            id=f"list-{number}", title=f"Price list {number}", text=text, publisher="The shop", date=date, kind="list"
        )
        place = text.index(str(euros))
        answering = [(place, place + len(f"{euros} euros"))]
        return Telling(citation=cite(Passage(document=listed, start=0, end=len(text)), 0, len(text), answering))

    old, new = price(1, 25, "2023-01-01"), price(2, 30, "2025-06-01")
    return Answer(
        question="What does the Pro plan cost?",
        statements=tuple(Statement(text=each.citation.quote, citations=(each.citation,)) for each in (old, new)),
        sides=(
            Side(stance=Stance.VALUE, value="25 euros", tellings=(old,)),
            Side(stance=Stance.VALUE, value="30 euros", tellings=(new,)),
        ),
    )


def cards_of(footnote: Footnote) -> dict[str, list[OutgoingMessage]]:
    """Return the messages of each surface."""
    in_all = len(footnote.list_documents())
    cards = {"at work": [answer.at_work(QUESTIONS["an answer"], words.questions_before(3))]}
    receipt_id = ""
    for name, question in QUESTIONS.items():
        response = footnote.ask(question)
        cards[name] = answer.reply(response.outcome, response.receipt_id, in_all=in_all, is_asked_here=True)
        if name == "an answer":
            receipt_id = response.receipt_id or ""
            assert isinstance(response.outcome, Answer)
            cited = response.outcome.citations[0]
            spans = ((cited.start, cited.end),)
            cards["a source"] = source.source_page([cited])
            cards["a source, later"] = [source.around(cited, spans, 1)]
            cards["a source, shown to all"] = source.shared_source([cited], "Ada")
            with speaking(Language.GERMAN):
                cards["an answer, in German"] = answer.reply(
                    response.outcome, response.receipt_id, in_all=in_all, is_asked_here=True
                )
    cards["sides"] = answer.reply(disagreement(), receipt_id, in_all=2, is_asked_here=True)
    cards["a receipt"] = receipt.receipt_page(footnote.receipt(receipt_id))
    found = footnote.search("ballistic missiles", limit=source.FOUND)
    first_page = FoundKey(search_id="0" * 16, page=0, generation=footnote.version())
    cards["a search"] = [source.search_results("ballistic missiles", found, first_page, has_more=True)]
    summaries = footnote.list_documents()
    cards["the documents"] = [document.document_list(summaries, 0)]
    cards["a document"] = [document.document_page(footnote.document(summaries[2].id), summaries[2].key, 1)]
    under_way = ReloadJob(by="Ada", is_leaving=lambda: False)
    under_way.note(Progress(stage="embedding", done=64, total=640, embedded=700))
    cards["the corpus"] = [corpus.corpus_status(footnote.status(), under_way)]
    cards["a reload at work"] = [job.progress(under_way, is_public=False)]
    cards["the log of changes"] = [corpus.change_log(footnote.changes(6), 0)]
    cards |= cards_of_gaps(footnote.seen_by(Viewer(scope=EVERYTHING, guild_id=1, name="somebody")))
    cards["a removal"] = [curating.removal_question(summaries[0], footnote.check_removal(summaries[0].id))]
    return cards


def cards_of_gaps(seen: SeenCorpus) -> dict[str, list[OutgoingMessage]]:
    """Return the messages of what is missing, once somebody has said so of several questions."""
    noted = []
    for question in MISSED:
        receipt_id = seen.ask(question).receipt_id or ""
        noting = seen.gaps.note(receipt_id)
        noted = [
            gaps.noting_message(noting, receipt_id, days=90, most=NOTES_EACH, is_in_server=True, curators_see=True)
        ]
    missed = seen.gaps.most_missed(gaps.LISTED_GAPS + 1)
    return {
        "something noted to be missing": noted,
        "what is missing": [gaps.gap_list(missed, 0)],
        "one thing that is missing": [gaps.gap_card(missed[0], 0, is_answered=False)],
    }


def figures_of(messages: Sequence[Sequence[Component]]) -> dict[str, int]:
    """Return how many messages a surface has, and their components, characters and lines in all."""
    each = [list(each_component(components)) for components in messages]
    return {
        "messages": len(messages),
        "components": sum(map(len, each)),
        "characters": sum(len(part.get("content", "")) for parts in each for part in parts),
        "phone_lines": sum(map(lines_of_components, messages)),
    }


def of_questions(footnote: Footnote, questions: Sequence[str]) -> Mapping[str, object]:
    """Return the medians, and the highest of nine in ten, over the cards of some questions."""
    figures = []
    for question in questions:
        response = footnote.answer(question)
        messages = answer.reply(response.outcome, "0123456789", in_all=5, is_asked_here=True)
        figures.append(
            {
                **figures_of([components_of(message) for message in messages]),
                "is_answer": isinstance(response.outcome, Answer),
                "statements": len(response.outcome.statements) if isinstance(response.outcome, Answer) else 0,
            }
        )
    found: dict[str, object] = {}
    kinds = {
        "answers": [one for one in figures if one["is_answer"]],
        "answers_of_two_statements": [one for one in figures if one["statements"] == 2],
        "refusals": [one for one in figures if not one["is_answer"]],
    }
    for name, of_kind in kinds.items():
        for key in ("characters", "phone_lines"):
            values = sorted(int(one[key]) for one in of_kind)
            if values:
                found[f"{name}_{key}_median"] = statistics.median(values)
                found[f"{name}_{key}_p90"] = values[int(0.9 * (len(values) - 1))]
        found[name] = len(of_kind)
    return found


async def _drawn(cards: Mapping[str, Sequence[OutgoingMessage]]) -> dict[str, list[list[Component]]]:
    return {name: [list(components_of(message)) for message in messages] for name, messages in cards.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, default=Path("corpus"))
    parser.add_argument("--questions", type=Path, help="a file of questions, one a line, to take medians over")
    parser.add_argument("--page", type=Path, help="the folder to write the page and the JSON of each card to")
    parser.add_argument("--out", type=Path, help="the JSON file to write the figures to")
    given = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as data,
        open_footnote(RetrievalSettings(corpus_dir=given.corpus, data_dir=Path(data))) as footnote,
    ):
        footnote.reload()
        surfaces = asyncio.run(_drawn(cards_of(footnote)))
        measured: dict[str, object] = {name: figures_of(messages) for name, messages in surfaces.items()}
        if given.questions:
            asked = [line for line in given.questions.read_text(encoding="utf-8").splitlines() if line.strip()]
            measured["over_questions"] = of_questions(footnote, asked)
    if given.page:
        given.page.mkdir(parents=True, exist_ok=True)
        told = {
            name: " · ".join(f"{count} {what.replace('_', ' ')}" for what, count in figures_of(messages).items())
            for name, messages in surfaces.items()
        }
        (given.page / "cards.html").write_text(page(surfaces, told), encoding="utf-8")
        (given.page / "cards.json").write_text(json.dumps(surfaces, indent=1, ensure_ascii=False), encoding="utf-8")
    publish({"surfaces": measured}, ["discord.py"], given.out)


if __name__ == "__main__":
    main()
