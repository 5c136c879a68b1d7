"""What a reader sees of Markdown's inline markup, and the place of each part of it."""

import pytest

from retrieval.documents.inline import Run, RunText, clipped, has_inline_markup, runs_of
from retrieval.domain.documents import Document
from tests.growing import times_longer


def shown(text: str) -> str:
    return RunText(runs_of(text, 0, len(text))).text


def of_style(text: str, style: str) -> list[str]:
    return [run.text for run in runs_of(text, 0, len(text)) if getattr(run, style)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It is **twenty days** a *whole* year, ~~no~~ `and` more.", "It is twenty days a whole year, no and more."),
        ("See [the guide](https://docs.example.org/a_b.html \"Guide\") first.", "See the guide first."),
        ("See [the guide](<a file.md>) and ![the map](map.png).", "See the guide and the map."),
        ("See [the **new** guide]({% page \"/a b/\" %}), please.", "See the new guide, please."),
        ("Write to <help@example.org> or <https://example.org>.", "Write to help@example.org or https://example.org."),
        ("It is known.[^2] It was said in 2015.[24]", "It is known.[^2] It was said in 2015.[24]"),
        ("Press <kbd>Ctrl</kbd>, <!-- not\nnow --> then <b>go</b>.", "Press Ctrl,  then go."),
        ("One<br>two", "One two"),
        ("Fish &amp; chips &lt;now&gt; &copy; &unknown; AT&T", "Fish & chips <now> © &unknown; AT&T"),
        (r"It costs \$5 \* 2, C:\new", "It costs $5 * 2, C:\\new"),
        ("A paragraph.\n{ .annotate }", "A paragraph. "),
        ("A [button](x.md){ .md-button } here{: .small}", "A button here"),
        ("Ask {{ site.team }} or {% if a %}us{% endif %}.", "Ask  or us."),
        ("All of it{% comment %} not this {% endcomment %}.", "All of it."),
        ("Use `${{ github.token }}` or ${{ github.token }}.", "Use ${{ github.token }} or ${{ github.token }}."),
        ("Run <Tabs.Item label={`a > b`} {...props}>this</Tabs.Item> {/* not this */}now", "Run this now"),
        ("One line\nand the next,  \nand \\\nlast", "One line and the next, and last"),
        ("> A quotation\n> > that goes on\nand on", "A quotation that goes on and on"),
        ("`a code\n> span`", "a code span"),
        ("`` a`b `` and ` unclosed", "a`b and ` unclosed"),
    ],
)  # fmt: skip
def test_markup_is_left_out(text: str, expected: str) -> None:
    assert shown(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Set max_open_files and MAX_OPEN_FILES to 20.",
        "It takes *args and **kwargs.",
        "2 * 3 * 4 is 24, and so is 2*3*4.",
        "Edit __init__.py and __main__.py, then call __call__() or __enter__().",
        "Match src/**/*.py and tests/**/*.py, not */*.txt.",
        "Give a <version>, or <port number>.",
        "It costs $5 to $10, about ~5%, ~10% at most.",
        "Write to first_last@mail_host.example.org by 5 > 3 or a < b.",
        "Open https://example.org/_a_/b_c_d?x=1&y=[2].",
        "An [unknown][label], [another] and [ ] a box.",
        "A {placeholder} or {a: 1} or {a=1} in it.",
        "He said “yes”, and left… 100 % sure",
    ],
)
def test_what_only_looks_like_markup_stays_to_the_letter(text: str) -> None:
    assert shown(text) == text


def test_code_stays_to_the_letter() -> None:
    code = r"uv add <name> --tag *a* _b_ &amp; {{ c }} \d [x](y) <b>"
    assert of_style(f"Run `{code}` **now**.", "code") == [code]


def test_styles_and_addresses_are_those_of_their_runs() -> None:
    text = "**Bold *and italic*** `code` ~~gone~~ [a `b`](https://example.org/c) <strong>d</strong>"
    assert of_style(text, "bold") == ["Bold ", "and italic", "d"]
    assert of_style(text, "italic") == ["and italic"]
    assert of_style(text, "code") == ["code", "b"]
    assert of_style(text, "struck") == ["gone"]
    linked = [(run.text, run.href) for run in runs_of(text, 0, len(text)) if run.href]
    assert linked == [("a ", "https://example.org/c"), ("b", "https://example.org/c")]


@pytest.mark.parametrize(
    ("text", "href"),
    [
        ("[a](b.md#c)", "b.md#c"),
        ("[a](<b c.md>)", "b c.md"),
        ("[a](https://example.org/b_(c)?d=1&amp;e=2)", "https://example.org/b_(c)?d=1&e=2"),
        ("[a][B  b]\n\n[b b]: https://example.org/b 'B'", "https://example.org/b"),
        ("<a class=x href='https://example.org/b'>a</a>", "https://example.org/b"),
        ("<a@example.org>", "mailto:a@example.org"),
        ("https://example.org/b_c.", "https://example.org/b_c"),
    ],
)
def test_address_of_a_link_is_told(text: str, href: str) -> None:
    assert runs_of(text, 0, len(text))[0].href == href


def test_label_is_a_link_where_the_document_defines_it() -> None:
    text = "See [the guide][guide], [Guide][] or [GUIDE]; [1], [a][b].\n\n[guide]: https://example.org/g\n[1]: x"
    runs = runs_of(text, 0, text.index("\n"))
    assert "".join(run.text for run in runs) == "See the guide, Guide or GUIDE; [1], [a][b]."
    assert [run.text for run in runs if run.href == "https://example.org/g"] == ["the guide", "Guide", "GUIDE"]


def test_a_link_holds_no_other_link() -> None:
    assert shown("[a [b](c) d](e)") == "[a b d](e)"


def test_place_of_each_part_is_known() -> None:
    text = "> Fish &amp;\n> **chips** at [the bar](bar.md)."
    read = RunText(runs_of(text, 0, len(text)))
    assert read.text == "Fish & chips at the bar."
    for part in ("Fish", "chips", "the bar"):
        start, end = read.span(read.text.index(part), read.text.index(part) + len(part))
        assert text[start:end] == part
    assert text[slice(*read.span(5, 6))] == "&amp;"
    assert text[slice(*read.span(4, 12))] == " &amp;\n> **chips"


def test_part_of_a_paragraph_has_the_markup_of_the_whole() -> None:
    text = "**All leave is paid. It is &lt; 20 days.** Ask us."
    whole = runs_of(text, 0, len(text))
    part = clipped(whole, text.index("It"), text.index("**", 2))
    assert "".join(run.text for run in part) == "It is < 20 days."
    assert all(run.bold for run in part)
    assert clipped(whole, 0, 2) == []


def test_runs_of_a_part_keep_to_it() -> None:
    text = "one [two](three) **four** five"
    assert runs_of(text, 4, 11) == [Run("[two](t", 4, 11)]


@pytest.mark.parametrize(
    ("path", "expected"), [("a/b.md", True), ("b.MDX", True), ("b.txt", False), ("b.html", False), ("", False)]
)
def test_only_markdown_has_inline_markup(path: str, expected: bool) -> None:
    assert has_inline_markup(Document(id="a", title="A", text="text", path=path)) is expected


HOSTILE_MARKUP = (
    "[", "]", "![", "[a](", "](", "[](<", "[a]: ", "[](b \"", "[x][y", "[^", "`", "``a`", "*", "_a_ ", "**a ", "*a_",
    "*a **b _c ~~d ", "~~", "<", "<a b=\"", "<a b={", "<a@", "<https:", "<b>", "<!--", "{{", "{%", "{% comment %}",
    "[]({{", "{/*", "{.a ", "{a=", "&", "&#", "\\", "\n", "\n> ", "> ", "\\\n", " \t", "(", "http://",
)  # fmt: skip


@pytest.mark.parametrize("unit", HOSTILE_MARKUP)
def test_ten_times_the_markup_takes_about_ten_times_as_long(unit: str) -> None:
    large, small = (unit * (length // len(unit)) for length in (30_000, 3_000))
    assert times_longer(lambda _: runs_of(large, 0, len(large)), lambda _: runs_of(small, 0, len(small)), 40) < 40


def test_ten_thousand_nested_brackets_are_read() -> None:
    text = "[" * 10_000 + "a" + "](b)" * 10_000
    assert "a" in shown(text)
    assert shown("*" * 10_000 + "a" + "*" * 10_000) == "a"
