import pytest

from retrieval.answering.speakers import speaker_of


@pytest.mark.parametrize(
    ("sentence", "speaker"),
    [
        ("Iran denied sending arms.", "Iran"),
        ("On 24 November, Ukraine announced that it had found them.", "Ukraine"),
        ("The Water Board has confirmed the figure.", "The Water Board"),
        ("According to the Harbour Office, the gate opens at six.", "the Harbour Office"),
        ("The gate opens at six, a spokesman of the Harbour Office said.", "a spokesman of the Harbour Office"),
        ("However, Mayor Ada Brook insisted that it was open.", "Mayor Ada Brook"),
        ("“It is open,” Brook said.", "Brook"),
        ("The opposition says that the city ignored warnings.", "The opposition"),
        ("Gates open at nine, the organisers said.", "the organisers"),
        ("The police have confirmed two arrests.", "The police"),
        ("However, the council later denied it.", "the council"),
        ("According to two residents of the street, it was loud.", "two residents of the street"),
        ("Two fishermen say the buoy was gone.", "Two fishermen"),
    ],
)
def test_who_says_it_is_taken_from_the_sentence(sentence: str, speaker: str) -> None:
    assert speaker_of(sentence) == speaker


@pytest.mark.parametrize(
    "sentence",
    [
        "The gate opens at six.",
        "He said that the gate opens at six.",
        "It was announced on Monday.",
        "The pump reports an error.",
        "The report says that the costs rose.",
        "The server rejected the request.",
        "The rules of the club state the fee.",
        "A letter to the council said so.",
        "Nobody who was asked in the town of Ashby on the day of the vote said that they knew of it.",
        "",
    ],
)
def test_a_sentence_that_names_nobody_is_the_documents_own(sentence: str) -> None:
    assert speaker_of(sentence) is None
