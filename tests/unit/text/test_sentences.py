import pytest

from retrieval.text.sentences import MAX_SENTENCE_CHARS, split_sentences


def cut(text: str) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text)]


# A bar marks each cut that is due; the text is the same without it.
@pytest.mark.parametrize(
    "marked",
    [
        "It began. | It ended.",
        "Did it? | It did! | It did…  | So.",
        # abbreviations and initials
        "Mr. Kirby said so. | Mrs. Stroul and Dr. Burns agreed.",
        "The U.S. State Department accused Iran. | The U.S. was alone.",
        "He flew to the U.S. | The next day he flew back.",
        "Karine Jean-Pierre said so. | Jean-Pierre added nothing.",
        "Drones, e.g. the Shahed 136, were used. | Others, i.e. Mohajers, were not.",
        "Section No. 5 applies. | Is it a no. | It is.",
        "On Nov. 3 it came. | It came in Nov. | It left.",
        "David E. Sanger wrote it. | J. R. Smith did not.",
        "Gen. Milley and Sen. Graham met vs. all odds. | They left.",
        "The St. Petersburg talks failed. | So did others, etc. at length.",
        "It stands in hall C. | The door is open. | We met A. B. Smith.",
        # the last letter of a code
        "The pump is number 17-2050-D. | Fans have 17-2051-E. | Bolts are M4/A. | Nuts fit.",
        # numbers
        "It cost 3.5 million. | It weighs 1,000.25 kg. | Version 2.0.1 flies.",
        "About 35 drones. | 32 of which were shot down.",
        # names of files, and what is written in code
        "See BUGS.md. | No. 5 is the worst one.",
        "It stands in README.txt. | Version 2.3.1 of pump.restart(wait=5) needs it.",
        "Open pumps.example/a.html. | It lists a.b.c and os.path.join.",
        # quotations
        "“It is clear,” he said. | “Stop it.” | “And it is public.” | It was.",
        'He claimed it was "one of the backers." | He also claimed more.',
        "“Is it?” he asked. | “It is!” they said. | She left.",
        "(It was denied.) | It was confirmed.",
        "‘It was.’ | It is.",
        # footnote markers
        "Drones were planned.[4][5] | By October, they were there.[6] | The end.",
        "It is disputed.[note 1] | It is.[a] | The end.",
        # somebody's typing error
        "A lifting of sanctions against Tehran. | the president's predecessor left.",
        # other languages
        "伊朗否认。| 俄罗斯没有。| 完了！| 真的？| 是",
        "विद्यालय बंद है। | सदस्य आते हैं॥ | समाप्त",
        "هل الميناء مغلق؟ | نعم. | لا",
        "بندر بسته است۔ | کشتی نیست۔",
        "በሩ ተዘግቷል። | ቁልፉ የት ነው፧ | እዚህ",
        "Դուռը փակ է։ | Բանալին այստեղ է։",
        "「雨だ。」| 彼は言った。",
        "Es war so. | Über Kyjiw wurde es hell. | Ärger kam.",
        "Иран отрицал это. | Россия молчала.",
        # headings and lists without stops are one
        "Nothing ends here",
        "https://example.org/a.b.c is an address. | It stays whole.",
    ],
)
def test_sentences_end_where_a_reader_would_say(marked: str) -> None:
    expected = [part.strip() for part in marked.split("|")]
    assert cut(marked.replace("| ", "").replace("|", "")) == expected


def test_an_ellipsis_inside_a_sentence_is_no_end() -> None:
    assert cut("It was... not so… easy after all. It never is.") == [
        "It was... not so… easy after all.",
        "It never is.",
    ]


def test_the_real_text_of_the_encyclopedia_is_cut_at_its_markers() -> None:
    text = (
        "On 11 July, and again on 17 July, US officials said that Iran planned to provide Russia with drones.[4][5]"
        " By 17 October, Russia had obtained Iranian suicide drones.[6]"
    )
    assert [sentence[-8:] for sentence in cut(text)] == ["s.[4][5]", "ones.[6]"]


@pytest.mark.parametrize("marker", ["[^1]", "[^note1]", "[1234]"])
def test_every_form_of_footnote_marker_may_follow_an_end(marker: str) -> None:
    assert cut(f"It ended.{marker} Then it began.") == [f"It ended.{marker}", "Then it began."]


@pytest.mark.parametrize("text", ["", " ", "\n\n\t", "\u2003"])
def test_no_text_no_sentence(text: str) -> None:
    assert split_sentences(text) == []


@pytest.mark.parametrize("text", [".", "...", "?!", "”", "[1]", "。"])
def test_punctuation_alone_is_kept(text: str) -> None:
    assert cut(text) == [text]


def test_spans_are_of_the_text_that_was_given() -> None:
    text = "Heading\n\n  First one.   Second one.  \nThird"
    spans = split_sentences(text, text.index("First"), text.index("Third"))
    assert spans == [(11, 21), (24, 35)]
    assert [text[start:end] for start, end in spans] == ["First one.", "Second one."]


def test_what_stands_outside_the_part_asked_for_is_not_in_a_sentence() -> None:
    text = "Before it. Inside it. After it."
    start, end = text.index("side"), text.index("After") - 2
    assert [text[a:b] for a, b in split_sentences(text, start, end)] == ["side it"]


@pytest.mark.parametrize(
    ("run", "cut_after"),
    [
        ("A clause of some length; " * 60, ";"),
        ("a part of a list, " * 80, ","),
        ("word " * 400, "d"),
        ("x" * 2000, "x"),
    ],
    ids=["clauses", "commas", "words", "one word"],
)
def test_a_run_without_an_end_is_cut_to_fit_a_screen(run: str, cut_after: str) -> None:
    pieces = cut(run)
    assert len(pieces) > 1
    assert all(len(piece) <= MAX_SENTENCE_CHARS for piece in pieces)
    assert all(piece.endswith(cut_after) for piece in pieces[:-1])
    assert "".join("".join(pieces).split()) == "".join(run.split())


def test_a_sentence_of_the_greatest_length_is_left_whole() -> None:
    whole = "x" * (MAX_SENTENCE_CHARS - 1) + "."
    assert cut(whole) == [whole]
    assert len(cut("x" + whole)) == 2


@pytest.mark.parametrize("gap", ["  ", "\n", " \n ", "\t\t"])
def test_a_piece_of_a_long_run_has_no_white_space_around_it(gap: str) -> None:
    pieces = cut("x" * 500 + gap + "y" * 500)
    assert not any(piece[0].isspace() or piece[-1].isspace() for piece in pieces)


def test_the_message_of_a_program_is_not_cut() -> None:
    text = "It says `Can't keep up! Is it on? Yes.`, and stops. A `mark. Left open ends. It does."
    assert [text[start:end] for start, end in split_sentences(text)] == [
        "It says `Can't keep up! Is it on? Yes.`, and stops.",
        "A `mark.",
        "Left open ends.",
        "It does.",
    ]
