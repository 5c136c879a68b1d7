from bot.buttons.keys import PageKey
from bot.cards import source as source_pages
from bot.cards.answer import WARNING_COLOUR
from retrieval.answering.standing import KeptSource, Standing, Today
from retrieval.documents.citing import cite
from retrieval.domain.answers import Citation
from retrieval.domain.documents import Document, Passage
from tests.building import NOON, document_of, found, passage_at, passage_of
from tests.unit.bot.discord_reading import read, source_keys, squeezed


def in_place(document: Document, quote: str) -> Citation:
    place = passage_at(document, quote)
    return cite(place, place.start, place.end)


def test_a_source_stands_among_whole_sentences(coalition: Document) -> None:
    quote = "Iran had given a small batch of drones to Russia, but it was before the Ukraine war broke out"
    (message,) = source_pages.source_in_place(in_place(coalition, quote))
    (embed,) = message.embeds
    assert embed.title == "'Global coalition' must push back against Iran-Russia co-op: Pentagon"
    place = embed.description
    assert place.startswith("> … Ukraine and its western allies have long been accusing Iran")
    assert f"as the war was ongoing. **{quote}**, Iranian Foreign Minister" in place
    assert place.endswith("Moscow's use of Iranian UAVs. …")
    start = coalition.text.index(quote)
    assert embed.footer == f"global-coalition-pentagon · characters {start:,}–{start + len(quote):,}"


def test_a_whole_document_has_nothing_around_it() -> None:
    passage = passage_of("Drones came.")
    (message,) = source_pages.source_in_place(Citation(passage=passage, start=0, end=12))
    assert message.embeds[0].description == "> **Drones came.**"


def test_a_kept_source_is_marked_with_what_has_become_of_it() -> None:
    passage = passage_of("Drones came.")
    citation = Citation(passage=passage, start=0, end=12)
    kept = KeptSource(passage=passage, kept_at=NOON, today=Today(standing=Standing.CHANGED, found_at=None))
    (message,) = source_pages.kept_source(citation, kept)
    (embed,) = message.embeds
    assert embed.description == (
        "**Changed since: its document no longer holds these words.** Below it stands as it was kept on 2026-05-03.\n\n"
        "> **Drones came.**"
    )
    assert (embed.title, embed.footer, embed.colour) == ("A title", "a-document · characters 0–12", WARNING_COLOUR)


def test_a_source_in_its_place_says_its_page() -> None:
    document = Document(id="a", title="A", text="Drones came. None left. ", pages=(0, 13))
    passage = Passage(document=document, start=0, end=23)
    (message,) = source_pages.source_in_place(Citation(passage=passage, start=13, end=23))
    assert message.embeds[0].description.split("\n")[0] == "page 2"


def test_words_around_a_quote_where_no_sentence_ends() -> None:
    text = "word " * 300 + "quoted" + " word" * 300
    passage = passage_of(text)
    start = text.index("quoted")
    (message,) = source_pages.source_in_place(Citation(passage=passage, start=start, end=start + 6))
    place = message.embeds[0].description
    assert place.startswith("> … word word")
    assert "word **quoted** word" in place
    assert 500 < len(place) < 900


def test_a_very_long_quote_is_emphasised_to_its_end() -> None:
    text = "quoted " * 1500
    messages = source_pages.source_in_place(Citation(passage=passage_of(text), start=0, end=len(text) - 1))
    assert len(messages) > 1
    assert squeezed(text) in read(messages)


def test_an_address_is_a_button_and_an_odd_one_is_text() -> None:
    for url, label in {
        "https://example.org/a?b=1": "Open the original",
        "javascript:alert(1)": r"javascript\:alert(1)",
        "http://localhost/x": r"http\://localhost/x",
        f"https://example.org/{'x' * 600}": r"https\://example.org/xxx",
    }.items():
        document = Document(id="a", title="A", text="Drones came.", url=url)
        passage = Passage(document=document, start=0, end=12)
        (message,) = source_pages.source_in_place(Citation(passage=passage, start=0, end=12))
        links = [(button.label, button.does) for button in message.buttons]
        assert links == ([(label, url)] if label == "Open the original" else [])
        assert links or label in message.embeds[0].description


def test_search_results_are_ranked_and_scored(coalition: Document) -> None:
    passages = [
        passage_at(coalition, "suicide drones to Moscow"),
        Passage(document=coalition, start=0, end=len(coalition.text), section="Top"),
    ]
    results = tuple(found(passage, score=score) for passage, score in zip(passages, (0.876, 0.5), strict=True))
    (message,) = source_pages.search_results("drones", results)
    first, second = message.embeds[0].description.split("\n\n")
    assert first == (
        "**1 · 'Global coalition' must push back against Iran-Russia co-op: Pentagon**\n"
        "score 0.88\n> suicide drones to Moscow"
    )
    assert "\nsection “Top” · score 0.50\n> " in second
    assert second.endswith(" …"), "a long passage is cut; its button opens it whole"
    assert [(key.start, key.end) for key in source_keys([message])] == [(p.start, p.end) for p in passages]


def test_nothing_found_is_said() -> None:
    (message,) = source_pages.search_results("…", ())
    assert "nothing in the corpus to search" in message.embeds[0].description


def test_the_list_names_who_published_what(corpus: dict[str, Document]) -> None:
    message = source_pages.document_list([document.summary for document in corpus.values()], 0)
    assert message.embeds[0].title == "5 documents"
    assert (
        "**White House: Iran and Russia have grown closer since invasion of Ukraine**\n"
        "Washington Examiner · 3,180 characters · closer-since-invasion"
    ) in message.embeds[0].description
    assert message.buttons == ()


def test_a_long_list_has_pages() -> None:
    title, document_id = "T*" * 400, "i_" * 100
    documents = [document_of("x", title=f"{n} {title}", document_id=f"{n} {document_id}").summary for n in range(20)]
    pages = [source_pages.document_list(documents, page) for page in range(3)]
    assert [page.embeds[0].footer for page in pages] == ["Page 1 of 3", "Page 2 of 3", "Page 3 of 3"]
    assert [[button.disabled for button in page.buttons] for page in pages] == [
        [True, False],
        [False, False],
        [False, True],
    ]
    assert pages[1].buttons[1].does == PageKey(document_key="list", page=2)
    assert source_pages.document_list(documents, 99) == pages[2]


def test_an_empty_corpus_has_a_list_too() -> None:
    assert "`/corpus reload`" in source_pages.document_list([], 0).embeds[0].description


def test_a_document_is_read_page_by_page(encyclopedia: Document) -> None:
    first = source_pages.document_page(encyclopedia, "0" * 20, 0)
    last = source_pages.document_page(encyclopedia, "0" * 20, 99)
    assert first.embeds[0].footer == "Page 1 of 6 · iran-and-the-russian-invasion-of-ukraine"
    assert last.embeds[0].footer == "Page 6 of 6 · iran-and-the-russian-invasion-of-ukraine"
    assert "\nBackground\n" in first.embeds[0].description
    assert [button.disabled for button in (*first.buttons, *last.buttons)] == [True, False, False, True]


def test_a_short_document_has_no_pages_to_turn() -> None:
    message = source_pages.document_page(document_of("Drones came."), "0" * 20, 0)
    assert message.embeds[0].description == "Drones came."
    assert (message.embeds[0].footer, message.buttons) == ("a-document", ())
