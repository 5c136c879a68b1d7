import pytest

from bot.text import words
from bot.text.markdown import (
    FENCED_LINES,
    cut,
    escaped,
    escaped_lines,
    escaped_pieces,
    fenced,
    followed_by,
    label,
    split,
)
from retrieval.documents import Look, Piece, Style
from tests.unit.bot.discord_reading import live_markup, text_of

PLAIN, BOLD = Look(), Look(emphasised=True)


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("plain words, (brackets) & 3.5 % - dashes", "plain words, (brackets) & 3.5 % \\- dashes"),
        ("**bold** _it_ ~~no~~ `code` ||spoiler||", r"\*\*bold\*\* \_it\_ \~\~no\~\~ \`code\` \|\|spoiler\|\|"),
        ("[a](https://b.example)", r"\[a\](https\://b.example)"),
        ("# Heading", r"\# Heading"),
        ("-# small", r"\-\# small"),
        ("> quote", r"\> quote"),
        ("- item", r"\- item"),
        ("1. item of 1.5 in 2022.", r"1\. item of 1.5 in 2022\."),
        ("well-known: Iran-made", "well-known: Iran-made"),
        (":warning: at 12:30:", r"\:warning: at 12\:30\:"),
        ("<@1> <#2> <@&3> </ask:4> <t:5:R> <:e:6>", r"\<\@1\> \<\#2\> \<\@&3\> \</ask\:4\> \<t\:5\:R\> \<\:e\:6\>"),
        ("@everyone and @here", "\\@\u200beveryone and \\@\u200bhere"),
        ("@every\u200bone", "\\@\u200beveryone"),
        ("a\\*b", r"a\\\*b"),
        ("two\n\nlines\tand a tab", "two lines and a tab"),
        ("turned \u202eback\u202c", "turned back"),
        ("\u200b\u2066", words.NOTHING_VISIBLE),
    ],
)
def test_foreign_text_is_shown_and_does_nothing(text: str, markdown: str) -> None:
    assert escaped(text) == markdown
    assert live_markup(markdown) == {}


@pytest.mark.parametrize(
    "code",
    [
        "--env-file .env", "__init__.py", "*args", "**kwargs", "snake_case_name", "a * b", "2 ** 3", "~/x", "#channel",
        "`git diff --no-index`", "args[0]", "x -= 1", "C:\\temp", "$HOME", "i++", "||", "<br>", "&amp;", "1. 5", "- 5",
    ],
)  # fmt: skip
def test_code_is_shown_to_the_letter(code: str) -> None:
    for text in (code, f"The option {code} is new.", f"{code} {code}"):
        assert text_of(escaped(text)) == text
        assert text_of(escaped_pieces([(text[:3], PLAIN), (text[3:], BOLD)])) == text


@pytest.mark.parametrize(
    ("pieces", "markdown"),
    [
        ([("all of it", PLAIN)], "all of it"),
        ([("all of it", BOLD)], "**all of it**"),
        ([("at the ", PLAIN), ("end", BOLD)], "at the **end**"),
        ([("start", BOLD), (" of it", PLAIN)], "**start** of it"),
        ([("in", PLAIN), ("si", BOLD), ("de", PLAIN)], "in**si**de"),
        ([("one", BOLD), (" and ", PLAIN), ("two", BOLD)], "**one** and **two**"),
        ([("side", BOLD), (" by ", BOLD), ("side", BOLD)], "**side by side**"),
        ([("of", PLAIN), (" spaces ", BOLD), ("around", PLAIN)], "of **spaces** around"),
        ([(" \n", PLAIN), ("\tlines\n", BOLD), ("\n", PLAIN)], "**lines**"),
        ([("no", PLAIN), (" \u200b", BOLD), ("thing", PLAIN)], "no thing"),
        ([("@", PLAIN), ("\u200b", BOLD), ("everyone", PLAIN)], "\\@\u200beveryone"),
        ([("@every", PLAIN), ("one", BOLD)], r"\@every**one**"),
        ([("<@", PLAIN), ("1", BOLD), ("> :a", PLAIN), (":", BOLD)], r"\<\@**1**\> \:a**\:**"),
        ([("*", PLAIN), ("*it*", BOLD), ("*", PLAIN)], r"\***\*it\***\*"),
        ([("a\\", PLAIN), ("b\\", BOLD), ("c", PLAIN)], r"a\\**b\\**c"),
        ([("**[", PLAIN), ("1", BOLD), ("]**", PLAIN)], r"\*\*\[**1**\]\*\*"),
        ([("1", BOLD), (". a", PLAIN)], "**1**. a"),
        ([("-", BOLD), (" a", PLAIN)], r"**\-** a"),
        ([("e", PLAIN), ("\u0301t", BOLD), ("e\u0301", PLAIN)], "e\u0301**t**e\u0301"),
        ([("👩\u200d", PLAIN), ("🚀👍", BOLD), ("🏽", PLAIN)], "👩\u200d🚀**👍🏽**"),
        ([("turned \u202e", PLAIN), ("back\u202c", BOLD)], "turned **back**"),
        ([("\u200b", BOLD), ("\u2066", PLAIN)], words.NOTHING_VISIBLE),
    ],
)
def test_what_is_emphasised_is_bold_and_no_more(pieces: list[Piece], markdown: str) -> None:
    assert escaped_pieces(pieces) == markdown
    assert live_markup(markdown) == {}
    assert text_of(markdown) == text_of(escaped("".join(text for text, _ in pieces)))


CODE, LINK = Look(style=Style.CODE), Look(href="https://docs.example.org/a_(b)")


@pytest.mark.parametrize(
    ("pieces", "markdown"),
    [
        ([("Run ", PLAIN), ("uv add *a* --x", CODE), (" now", PLAIN)], "Run `uv add *a* --x` now"),
        ([("a`b", CODE)], "``a`b``"),
        ([("`b", CODE)], "`` `b ``"),
        ([("a``b`", CODE)], r"a\`\`b\`"),
        ([("@everyone", CODE)], "`@\u200beveryone`"),
        ([("a", Look(Style.BOLD)), ("b", BOLD), ("c", Look(Style.BOLD | Style.CODE))], "**ab`c`**"),
        ([("a", CODE), ("b", Look(Style.CODE, emphasised=True))], "`a`**`b`**"),
        ([("not", Look(Style.STRUCK)), (" _so_", Look(Style.ITALIC))], r"~~not~~ \_so\_"),
        ([("the ", LINK), ("guide]", LINK._replace(emphasised=True))], r"[the **guide\]**](https://docs.example.org/a_%28b%29)"),
        ([("a guide", Look(href="guide.md"))], "a guide"),
        ([("a guide", Look(href="javascript:alert(1)"))], "a guide"),
        ([("a guide", Look(href="https://example.org/a b"))], "a guide"),
        ([("https://good.example", Look(href="https://bad.example"))], r"https\://good.example"),
        ([("…", Look(href="https://bad.example"))], "…"),
    ],
)  # fmt: skip
def test_pieces_are_set_as_their_document_sets_them(pieces: list[Piece], markdown: str) -> None:
    assert escaped_pieces(pieces) == markdown


def test_code_is_a_block_that_nothing_in_it_ends() -> None:
    assert fenced("a:\n\tb *c*  \n") == ["```", "a:", "    b *c*", "", "```"]
    assert fenced("```\n@everyone") == ["```", "`\u200b``", "@\u200beveryone", "```"]
    assert fenced("a\n" * 100) == ["```", *["a"] * FENCED_LINES, "…", "```"]
    assert len(fenced("a" * 5000)[1]) < 1900


def test_lines_are_kept_where_they_are_wanted() -> None:
    assert escaped_lines("# A\r\n\n- b\n") == "\\# A\n\n\\- b"


@pytest.mark.parametrize(
    ("text", "most", "pieces"),
    [
        ("one two three", 100, ["one two three"]),
        ("one two three", 7, ["one two", "three"]),
        ("one two three", 8, ["one two", "three"]),
        ("onetwothree", 4, ["onet", "woth", "ree"]),
        ("a bbbbbbbb", 4, ["a", "bbbb", "bbbb"]),
        ("line one\nline two", 12, ["line one", "line two"]),
        (r"abc\*d", 4, ["abc", r"\*d"]),
        ("ab🛩cd", 3, ["ab", "🛩c", "d"]),
        ("a👩\u200d🚀b", 6, ["a👩\u200d🚀", "b"]),
        ("a👩\u200d🚀b", 5, ["a", "👩\u200d🚀", "b"]),
        ("  ", 1, []),
    ],
)
def test_cutting(text: str, most: int, pieces: list[str]) -> None:
    assert split(text, most) == pieces


def test_what_is_cut_short_says_so() -> None:
    assert cut("one two three", 9) == "one two …"
    assert cut("one two", 9) == "one two"


def test_a_label_is_plain_text() -> None:
    assert label("**An** “[article]”\n\u202e@here", 80) == "**An** “[article]” @here"
    assert label("a title that is too long", 15) == "a title that …"
    assert label("\u200b", 80) == words.NOTHING_VISIBLE


def test_what_follows_text_from_right_to_left_stays_behind_it() -> None:
    assert followed_by("Iran", "**[1]**") == "Iran **[1]**"
    assert followed_by("איראן", "**[1]**") == "איראן\u200e **[1]**"
    assert followed_by("Iran", "") == "Iran"
