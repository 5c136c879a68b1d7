"""What is in force comes first, and what it took the place of is told as superseded, and is no disagreement."""

from collections.abc import Sequence
from dataclasses import replace

from retrieval.answering.composing import compose
from retrieval.answering.disagreeing import Choice
from retrieval.answering.in_force import superseded_in
from retrieval.answering.superseding import Succession, _asks_for_it, in_succession
from retrieval.domain.answers import Answer, Supersession
from retrieval.domain.documents import Document
from retrieval.domain.readings import Reading
from retrieval.terminal.wording import superseded_in_words
from tests.building import passage_at, span_of


def read(name: str, title: str, text: str, value: str, *, likely: float = 0.8, section: str = "") -> Reading:
    """A reading of a value in the sentence of a Markdown document that ends in it."""
    holder = Document(id=f"{name}.md", title=title, text=text, path=f"{name}.md")
    start, end = span_of(holder, value)
    passage = passage_at(holder, value)
    passage = type(passage)(document=holder, start=passage.start, end=passage.end, section=section)
    return Reading(passage=passage, start=start, end=end, answer_probability=likely)


def ordered(*readings: Reading, question: str = "What is the quorum?", others: Sequence[Reading] = ()) -> Succession:
    return in_succession(
        readings,
        None,
        others=others,
        passages=[reading.passage for reading in (*readings, *others)],
        question=question,
        asked={"quorum"},
    )


def told(succession: Succession) -> list[tuple[str, str, str | None]]:
    return [
        (each.reading.passage.document.id, str(each.how), each.by.passage.document.id if each.by else None)
        for each in succession.outdated
    ]


OLD = read("old", "Rules of 2019", "# Rules of 2019\n\nThe quorum is one third.\n", "one third", likely=0.9)
NEW = read(
    "new", "Rules", "# Rules\n\nThese rules replace the rules of 2019.\n\nThe quorum is one fifth.\n", "one fifth"
)


def test_what_says_that_it_replaces_comes_first_and_the_other_takes_no_side() -> None:
    found = ordered(OLD, NEW)
    assert [reading.passage.document.id for reading in found.readings] == ["new.md", "old.md"]
    assert told(found) == [("old.md", "replaced", "new.md")]
    choice = Choice(asked="What is the quorum?", is_for_one=True, readings=found.readings, outdated=found.outdated)
    statements = compose(choice.readings)
    assert choice.sides(statements) == ()
    (superseded,) = superseded_in([choice], statements)
    assert superseded.said_in is not None
    assert superseded.said_in.quote == "These rules replace the rules of 2019."
    answer = Answer(question=choice.asked, statements=statements, superseded=(superseded,))
    numbers = {citation: number for number, citation in enumerate(answer.citations, start=1)}
    assert superseded_in_words(superseded, numbers) == (
        "[2] was replaced; in its place: [1]: “These rules replace the rules of 2019.” [3]"
    )


def test_what_took_the_place_is_shown_though_it_was_not_among_the_likely() -> None:
    found = ordered(OLD, others=[NEW])
    assert [reading.passage.document.id for reading in found.readings] == ["new.md", "old.md"]


def test_the_old_stays_first_where_its_year_is_asked_for() -> None:
    found = ordered(OLD, others=[NEW], question="What was the quorum in 2019?")
    assert [reading.passage.document.id for reading in found.readings] == ["old.md"]
    assert told(found) == [("old.md", "replaced", None)]


def test_sources_that_say_nothing_of_one_another_are_left_alone() -> None:
    other = read("other", "Report", "# Report\n\nThe quorum is one half.\n", "one half")
    found = ordered(OLD, other)
    assert (list(found.readings), list(found.outdated)) == ([OLD, other], [])


def test_withdrawn_statement_replaces_nothing() -> None:
    text = "# Errata for the rules\n\n- The quorum is one half. (Withdrawn in 1.2.)\n"
    withdrawn = read("errata", "Errata for the rules", text, "one half", likely=0.95)
    rules = read("rules", "Rules", "# Rules\n\nThe quorum is one fifth.\n", "one fifth")
    found = ordered(withdrawn, rules)
    assert list(found.readings) == [rules, withdrawn]
    assert told(found) == [("errata.md", "withdrawn", "rules.md")]


def test_newer_section_of_one_document_comes_first_with_both_versions() -> None:
    text = "# Log\n\n## 2.0.0\n\nThe quorum is one half.\n\n## 1.0.0\n\nThe quorum is one third.\n"
    new = read("log", "Log", text, "one half", section="2.0.0")
    old = read("log", "Log", text, "one third", likely=0.9, section="1.0.0")
    found = ordered(old, new)
    assert list(found.readings) == [new, old]
    (outdated,) = found.outdated
    assert (outdated.how, outdated.versions) == (Supersession.OLDER, ("1.0.0", "2.0.0"))


FEES = read(
    "fees",
    "Fees",
    "# Fees\n\nThese fees replace the fees of 2023.\n\n| Kind | Fee |\n|---|---|\n| Full | 40 € |\n",
    "40 €",
)
FORMER_FEES = "# Fees of 2023\n\n| Kind | Fee |\n|---|---|\n| Full | 30 € |\n| Family | 50 € |\n"


def fees_told(of_old: str, question: str) -> tuple[list[str], str | None]:
    """Return which document comes first and what took the place of a former fee."""
    old = read("old", "Fees of 2023", FORMER_FEES, of_old, likely=0.9)
    found = ordered(old, FEES, question=question)
    by = next((each.by for each in found.outdated), None)
    return [reading.passage.document.id for reading in found.readings], by.passage.document.id if by else None


def test_row_is_succeeded_by_one_that_is_called_so() -> None:
    assert fees_told("30 €", "What is the full quorum?") == (["fees.md", "old.md"], "fees.md")
    assert fees_told("50 €", "What is the family quorum?") == (["old.md", "fees.md"], None)


def test_what_was_before_a_version_is_asked_for() -> None:
    newer = replace(FEES.passage.document, title="Fees of 2025")
    assert _asks_for_it("What was it before 2025?", OLD, replace(FEES, passage=replace(FEES.passage, document=newer)))
    assert not _asks_for_it("What is it in 2025?", OLD, replace(FEES, passage=replace(FEES.passage, document=newer)))
