import re
from dataclasses import replace

from bot.buttons.found_key import FoundKey
from bot.buttons.keys import AroundKey, PageKey, ShareKey, SourceKey
from bot.cards import document as document_pages
from bot.cards import source as source_pages
from bot.cards.colours import WARNING_COLOUR
from bot.cards.document import DOCUMENT_PAGE_CHARS
from retrieval.answering.standing import KeptSource, Standing, Today
from retrieval.documents.citing import cite
from retrieval.domain.answers import Citation
from retrieval.domain.documents import Document, DocumentSummary, Passage
from tests.building import NOON, document_of, found, passage_at, passage_of
from tests.unit.bot.discord_reading import (
    as_read,
    body_of,
    broken_limits,
    footer_of,
    heading_of,
    lines_of,
    read,
    source_keys,
    squeezed,
)

HERE = FoundKey(search_id="0" * 16, page=0, generation="0" * 12)


def in_place(document: Document, quote: str) -> Citation:
    place = passage_at(document, quote)
    return cite(place, place.start, place.end)


def test_a_source_stands_among_whole_sentences(coalition: Document) -> None:
    quote = "Iran had given a small batch of drones to Russia, but it was before the Ukraine war broke out"
    citation = in_place(coalition, quote)
    (message,) = source_pages.source_page([citation])
    title, place, footer = message.texts
    before, quoted, after = place.split("\n")
    assert title == (
        "### 'Global coalition' must push back against Iran-Russia co-op: Pentagon\n"
        "-# news report · publisher and date not stated"
    )
    assert before.startswith("… However, Tehran's statements once again struck down")
    assert before.endswith("as the war was ongoing.")
    assert quoted == f"> **{quote}**"
    assert after.startswith(", Iranian Foreign Minister")
    assert after.endswith("Moscow's use of Iranian UAVs. …")
    start = coalition.text.index(quote)
    assert footer == f"-# global-coalition-pentagon · characters {start:,}–{start + len(quote):,}"
    buttons = {button.label: button.does for button in message.buttons}
    spans = ((citation.start, citation.end),)
    assert list(buttons) == ["◀ Earlier", "Later ▶", "Whole document", "Show to all"]
    assert buttons["◀ Earlier"] == AroundKey(passage_id=citation.passage.id, spans=spans, steps=-1)
    assert buttons["Later ▶"] == AroundKey(passage_id=citation.passage.id, spans=spans, steps=1)
    assert buttons["Show to all"] == ShareKey(passage_id=citation.passage.id, spans=spans)
    assert buttons["Whole document"] == PageKey(document_key=coalition.summary.key, page=1)


def test_references_of_a_quote_stand_whole_below_it(encyclopedia: Document) -> None:
    quote = "Iran denied sending arms for use in the Ukraine war.[14][15]"
    (message,) = source_pages.source_page([in_place(encyclopedia, quote)])
    goes_by = next(text for text in message.texts if "goes by" in text).split("\n")
    assert goes_by[0] == "-# It goes by:"
    assert goes_by[1].startswith(r"-# \[14\] Kennedy, Niamh; Mahmoodi")
    assert goes_by[2].startswith(r'-# \[15\] "Iranian foreign ministry spokesman')


def test_quotes_that_are_near_stand_in_one_stretch_and_others_apart() -> None:
    text = " ".join(f"Sentence {number:04} of many." for number in range(400))
    document = Document(id="a", title="A title", text=text)
    passage = Passage(document=document, start=0, end=len(text))
    quotes = ["Sentence 0010 of many.", "Sentence 0012 of many.", "Sentence 0300 of many."]
    citations = [cite(passage, text.index(quote), text.index(quote) + len(quote)) for quote in quotes]
    (message,) = source_pages.source_page(citations)
    lines = lines_of(message)
    assert [line for line in lines if line.startswith(">")] == [f"> **{quote}**" for quote in quotes]
    assert "Sentence 0011 of many." in lines
    assert sum(line.startswith("… ") for line in lines) == 2 - lines[2].startswith("Sentence 0000")


def test_what_is_earlier_and_later_is_read_step_by_step() -> None:
    text = " ".join(f"Sentence {number:04} of many." for number in range(400))
    document = Document(id="a", title="A title", text=text)
    passage = Passage(document=document, start=0, end=len(text))
    start = text.index("Sentence 0200")
    citation = cite(passage, start, start + 22)
    spans = ((start, start + 22),)
    shown: list[str] = []
    for steps in range(-20, 21):
        message = source_pages.around(citation, spans, steps) if steps else source_pages.source_page([citation])[0]
        shown.append(read([message]))
    assert all(f"{number:04}" in "".join(shown) for number in range(400))
    first = source_pages.around(citation, spans, -20)
    assert [(button.label, button.disabled) for button in first.buttons] == [
        ("◀ Earlier", True),
        ("Later ▶", False),
        ("Back to the quote", False),
        ("Whole document", False),
    ]
    assert [button.label for button in source_pages.around(citation, spans, -1).buttons][:2] == [
        "◀ Earlier",
        "Back to the quote",
    ]


def test_a_source_shown_to_all_says_by_whom_and_opens_for_each() -> None:
    passage = passage_of("Drones came. They left.")
    citation = Citation(passage=passage, start=0, end=12)
    (message,) = source_pages.shared_source([citation], "**Ada**")
    assert r"-# Shown by \*\*Ada\*\*" in lines_of(message)
    assert [(button.label, button.does) for button in message.buttons] == [
        ("Read", SourceKey(mark="0", passage_id=passage.id, start=0, end=12))
    ]


def test_a_whole_document_has_nothing_around_it() -> None:
    passage = passage_of("Drones came.")
    (message,) = source_pages.source_page([Citation(passage=passage, start=0, end=12)])
    assert body_of(message) == "-# publisher and date not stated\n\n> **Drones came.**"
    assert [button.label for button in message.buttons] == ["Whole document", "Show to all"]


def test_a_kept_source_is_marked_with_what_has_become_of_it() -> None:
    passage = passage_of("Drones came.")
    citation = Citation(passage=passage, start=0, end=12)
    kept = KeptSource(passage=passage, kept_at=NOON, today=Today(standing=Standing.CHANGED, found_at=None))
    (message,) = source_pages.kept_source([citation], kept)
    assert as_read(message) == (
        "### A title\n-# publisher and date not stated\n"
        "**Changed since: its document no longer holds these words.** Below it stands as it was kept on 2026-05-03.\n"
        "> **Drones came.**\n-# a-document · characters 0–12\n[Show to all]"
    )
    assert message.colour == WARNING_COLOUR


def test_a_source_in_its_place_says_its_page() -> None:
    document = Document(id="a", title="A", text="Drones came. None left. ", pages=(0, 13), publisher="The shop")
    passage = Passage(document=document, start=0, end=23)
    (message,) = source_pages.source_page([Citation(passage=passage, start=13, end=23)])
    assert lines_of(message)[1] == "-# The shop · no date stated · page 2"


def test_words_around_a_quote_where_no_sentence_ends() -> None:
    text = "word " * 300 + "quoted" + " word" * 300
    passage = passage_of(text)
    start = text.index("quoted")
    (message,) = source_pages.source_page([Citation(passage=passage, start=start, end=start + 6)])
    before, quoted, after = message.texts[1].split("\n")
    assert before.startswith("… word word")
    assert (quoted, after.endswith("word …")) == ("> **quoted**", True)
    assert 400 < len(before) + len(after) < 600


def test_a_very_long_quote_is_emphasised_to_its_end() -> None:
    text = "quoted " * 1500
    messages = source_pages.source_page([Citation(passage=passage_of(text), start=0, end=len(text) - 1)])
    assert len(messages) > 1
    assert squeezed(text) in read(messages)


def test_an_address_is_a_button_and_an_odd_one_is_text() -> None:
    for url, label in {
        "https://example.org/a?b=1": "Original ↗",
        "javascript:alert(1)": r"javascript\:alert(1)",
        "http://localhost/x": r"http\://localhost/x",
        f"https://example.org/{'x' * 600}": r"https\://example.org/xxx",
    }.items():
        document = Document(id="a", title="A", text="Drones came.", url=url)
        passage = Passage(document=document, start=0, end=12)
        (message,) = source_pages.source_page([Citation(passage=passage, start=0, end=12)])
        links = [(button.label, button.does) for button in message.buttons if isinstance(button.does, str)]
        assert links == ([(label, url)] if label == "Original ↗" else [])
        assert links or label in body_of(message)


def test_search_results_are_ranked_and_scored(coalition: Document) -> None:
    passages = [
        passage_at(coalition, "suicide drones to Moscow"),
        Passage(document=coalition, start=0, end=len(coalition.text), section="Top"),
    ]
    results = tuple(found(passage, score=score) for passage, score in zip(passages, (0.876, 0.5), strict=True))
    message = source_pages.search_results("drones", results, HERE)
    first, second = message.texts[1:3]
    assert first == (
        "**1** 'Global coalition' must push back against Iran-Russia co-op: Pentagon\n"
        "-# news report · no date stated · score 0.88\n> suicide drones to Moscow"
    )
    assert " · section “Top” · score 0.50\n> " in second
    assert second.endswith(" …"), "a long passage is cut; its button opens it whole"
    assert [(key.start, key.end) for key in source_keys([message])] == [(p.start, p.end) for p in passages]


def test_nothing_found_is_said() -> None:
    message = source_pages.search_results("…", (), HERE)
    assert "nothing to search here" in body_of(message)


def test_pages_of_a_search_are_turned_by_buttons_that_keep_where_they_are() -> None:
    results = [found(passage_of(f"Drone {number} came.", document_id=f"{number}")) for number in range(5)]
    first = source_pages.search_results("drones", results, HERE, has_more=True)
    second = source_pages.search_results("drones", results[:2], replace(HERE, page=1))
    assert [(button.label, button.does, button.disabled) for button in first.buttons[-2:]] == [
        ("◀ Previous", HERE, True),
        ("Next ▶", replace(HERE, page=1), False),
    ]
    assert [(button.does, button.disabled) for button in second.buttons[-2:]] == [
        (HERE, False),
        (replace(HERE, page=2), True),
    ]
    assert [line[:5] for line in lines_of(second) if line.startswith("**")] == ["**6**", "**7**"]
    assert footer_of(second).startswith("Page 2 · ")


def test_a_search_of_one_page_has_none_to_turn() -> None:
    message = source_pages.search_results("drones", [found(passage_of("Drones came."))], HERE)
    assert [button.label for button in message.buttons] == ["Read"]
    assert "Page" not in footer_of(message)


def test_a_page_past_the_last_leads_back() -> None:
    message = source_pages.search_results("drones", (), replace(HERE, page=3))
    assert lines_of(message)[1] == "Nothing further was found."
    assert [(button.does, button.disabled) for button in message.buttons] == [
        (replace(HERE, page=2), False),
        (replace(HERE, page=4), True),
    ]


def test_a_page_of_another_corpus_than_the_page_before_says_so() -> None:
    results = [found(passage_of("Drones came."))]
    told = "The documents have changed since the page before"
    assert told in body_of(source_pages.search_results("drones", results, HERE, has_changed=True))
    assert told not in body_of(source_pages.search_results("drones", results, HERE))


def test_a_page_of_long_passages_is_one_message_with_each_of_them() -> None:
    results = [
        found(passage_of("Drones_came. " * 90, title="A*title " * 60, document_id=f"{number}")) for number in range(5)
    ]
    message = source_pages.search_results("drones * " * 110, results, HERE, has_more=True, has_changed=True)
    assert len(source_keys([message])) == 5
    assert broken_limits(message) == []


def test_the_list_names_who_published_what(corpus: dict[str, Document]) -> None:
    message = document_pages.document_list([document.summary for document in corpus.values()], 0)
    assert heading_of(message) == "5 documents"
    assert (
        "White House: Iran and Russia have grown closer since invasion of Ukraine\n"
        "-# news report · Washington Examiner · no date stated · 3,180 characters · closer-since-invasion"
    ) in message.texts
    keys = [document.summary.key for document in corpus.values()]
    assert [button.does for button in message.buttons] == [PageKey(document_key=key, page=0) for key in keys]


def test_a_long_list_has_pages() -> None:
    title, document_id = "T*" * 400, "i_" * 100
    documents = [document_of("x", title=f"{n} {title}", document_id=f"{n} {document_id}").summary for n in range(20)]
    pages = [document_pages.document_list(documents, page) for page in range(3)]
    assert [footer_of(page) for page in pages] == ["Page 1 of 3", "Page 2 of 3", "Page 3 of 3"]
    assert [[button.disabled for button in page.buttons[-2:]] for page in pages] == [
        [True, False],
        [False, False],
        [False, True],
    ]
    assert pages[1].buttons[-1].does == PageKey(document_key="list", page=2)
    assert document_pages.document_list(documents, 99) == pages[2]
    assert [broken_limits(page) for page in pages] == [[], [], []]


def in_collection(path: str, *, title: str = "", document_id: str = "", publisher: str = "") -> DocumentSummary:
    document = document_of("x", title=title or path, document_id=document_id or path)
    return replace(document.summary, path=path, publisher=publisher)


def test_the_list_goes_by_collection_with_a_heading_each() -> None:
    paths = ["handbook/a.md", "b.md", "handbook/old/c.md", "Vault_2/d.md"]
    message = document_pages.document_list([in_collection(path) for path in paths], 0)
    assert heading_of(message) == "4 documents in 3 collections"
    assert [line for line in lines_of(message) if not line.startswith(("-#", "###"))] == [
        r"**Vault\_2** · 1 document",
        "Vault_2/d.md".replace("_", r"\_"),
        "**handbook** · 2 documents",
        "handbook/a.md",
        "handbook/old/c.md",
        "**main** · 1 document",
        "b.md",
    ]


def test_one_collection_has_no_heading_whatever_it_is_called() -> None:
    message = document_pages.document_list([in_collection("handbook/a.md"), in_collection("handbook/b.md")], 0)
    assert heading_of(message) == "2 documents"
    assert not any("**" in text for text in message.texts)


def test_a_collection_that_goes_on_has_its_heading_on_each_page() -> None:
    documents = [in_collection(f"a/{number}.md") for number in range(3)]
    documents += [in_collection(f"b/{number:02}.md") for number in range(15)]
    pages = [document_pages.document_list(documents, page) for page in range(3)]
    headings = [[line for line in lines_of(page) if line.startswith("**")] for page in pages]
    a, b = "**a** · 3 documents", "**b** · 15 documents"
    assert headings == [[a, b], [b], [b]]


def test_a_page_on_which_each_document_begins_a_collection_is_one_message() -> None:
    documents = [
        in_collection(
            f"{number}{'_*' * 120}/x", title="T*" * 400, document_id=f"{number}{'i_' * 100}", publisher="*" * 400
        )
        for number in range(9)
    ]
    page = document_pages.document_list(documents, 0)
    assert sum(line.startswith("**") for line in lines_of(page)) == 8
    assert broken_limits(page) == []


def test_a_list_of_nothing_says_what_to_do_where_a_server_was_lent_nothing_and_where_the_corpus_is_empty() -> None:
    (text,) = document_pages.document_list([], 0).texts
    assert "no document in the corpus" not in text
    assert {"`/settings show`", "`/corpus reload`"} <= set(re.findall(r"`[^`]+`", text))


def test_a_document_is_read_page_by_page(encyclopedia: Document) -> None:
    first = document_pages.document_page(encyclopedia, "0" * 20, 0)
    last = document_pages.document_page(encyclopedia, "0" * 20, 99)
    pages = -(-len(encyclopedia.text) // DOCUMENT_PAGE_CHARS)
    assert footer_of(first) == f"Page 1 of {pages} · iran-and-the-russian-invasion-of-ukraine"
    assert footer_of(last) == f"Page {pages} of {pages} · iran-and-the-russian-invasion-of-ukraine"
    assert "\nIran has supported Russia both diplomatically" in body_of(first)
    assert [button.disabled for button in (*first.buttons, *last.buttons)] == [True, False, False, True]


def test_a_short_document_has_no_pages_to_turn() -> None:
    message = document_pages.document_page(document_of("Drones came."), "0" * 20, 0)
    assert body_of(message) == "-# publisher and date not stated\n\nDrones came."
    assert (footer_of(message), message.buttons) == ("a-document", ())
