from bot.cards.quote import quote_lines
from retrieval.documents import cite
from retrieval.domain.answers import Citation
from retrieval.domain.documents import Document, Passage

TEXT = """# A

See **the** [guide](https://example.org/g) on `uv sync`:

- Open *it*.

```sh
uv sync *a*
```

A long one: {long}
""".replace("{long}", "**word** " * 400)


def quote(first: str, last: str) -> Citation:
    document = Document(id="a", title="A", text=TEXT, path="a.md")
    passage = Passage(document=document, start=0, end=len(TEXT))
    return cite(passage, TEXT.index(first), TEXT.index(last) + len(last))


def test_quotes_are_set_as_their_document_sets_them_each_with_its_number() -> None:
    lead, item, code = quote("See", "sync`:"), quote("Open", "*it*."), quote("uv sync *a*", "*a*")
    assert quote_lines([lead, item, code], {lead: 1, item: 2, code: 3}) == [
        "> See **the** [guide](https://example.org/g) on `uv sync`\\: **[1]**",
        "> - Open it. **[2]**",
        "> ```\n> uv sync *a*\n> ```",
        "> **[3]**",
    ]


def test_quote_that_is_longer_than_a_line_has_no_markup_that_might_be_cut() -> None:
    lines = quote_lines([quote("A long one", TEXT[TEXT.index("A long one") :].rstrip())], {})
    assert len(lines) > 1
    assert "**" not in "".join(lines)
