"""What people type around a question in a chat, and contractions without their apostrophe."""

import pytest

from retrieval.text.chatter import with_apostrophes, without_chatter
from retrieval.text.direct_question import directly


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("hey guys, how do I join", "how do I join"),
        ("Hi all! I lost my fob. Where is the desk?", "I lost my fob. Where is the desk?"),
        ("hello @mods, when is the raid", "when is the raid"),
        ("@helper can I bring a dog", "can I bring a dog"),
        ("quick q: is it free", "is it free"),
        ("probably a dumb question but how much is a locker", "how much is a locker"),
        ("sorry if this was asked before! is it free", "is it free"),
        ("sorry if dumb but is it free", "is it free"),
        ("not sure if this is the right channel but how do I join", "how do I join"),
        ("asking for a friend: where is the pool", "where is the pool"),
        ("where is the pool? asking for a friend lol", "where is the pool?"),
        ("is it free? TIA", "is it free?"),
        ("is it free pls?", "is it free?"),
        ("is there a night bus or something?", "is there a night bus?"),
        ("the lift is stuck, any ideas?", "the lift is stuck"),
        ("why was it deleted :(", "why was it deleted"),
        ("why was it deleted \U0001f605\U0001f605", "why was it deleted"),
        ("how do you guys keep score", "how do you keep score"),
    ],
)
def test_chatter_is_taken_from_around_a_question(typed: str, meant: str) -> None:
    assert without_chatter(typed) == meant


@pytest.mark.parametrize(
    "question",
    [
        "hey",
        "hi all",
        "thanks guys",
        "hello world example",
        "hi-vis vests?",
        "hey everyone left the raid",
        "all members may vote?",
        "quick question about the lift: when is it free?",
        "where can I get help?",
        "how do I say thanks",
        "is it open to guys",
        "who is it for, you or anyone",
        "what is :wave:",
        "what does \U0001f525 mean",
        "how do I ping @mods",
        "",
    ],
)
def test_what_may_be_asked_about_is_no_chatter(question: str) -> None:
    assert without_chatter(question) == question


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("wheres the pool", "where's the pool"),
        ("I cant swim, it doesnt matter", "I can't swim, it doesn't matter"),
        ("Im new and I dont know", "I'm new and I don't know"),
        ("hows the scoring work", "how does the scoring work"),
        ("whats it cost", "what does it cost"),
        ("whats that mean", "what does that mean"),
        ("hows the search", "how's the search"),
        ("whats the way to work", "what's the way to work"),
        ("whats the upload limit", "what's the upload limit"),
        ("the cat and its tail", "the cat and its tail"),
        ("is DONT an option", "is DONT an option"),
        ("wann ist es im Haus", "wann ist es im Haus"),
        ("dont acte", "dont acte"),
    ],
)
def test_contractions_are_written_with_their_apostrophe(typed: str, written: str) -> None:
    assert with_apostrophes(typed) == written


@pytest.mark.parametrize(
    ("typed", "direct"),
    [
        ("hey guys, anyone know if I can bring a tent? TIA", "Can I bring a tent?"),
        ("is there a way to mute the lift", "How can I mute the lift?"),
        ("are there any ways I can get a refund?", "How can I get a refund?"),
        ("any clue why cats arent allowed", "Why aren't cats allowed?"),
        ("my card is locked, any idea why??", "Why is my card locked?"),
        ("u know if it runs on Windows?", "Does it run on Windows?"),
        ("Is there a way?", "Is there a way?"),
    ],
)
def test_what_is_asked_in_a_chat_is_asked_directly(typed: str, direct: str) -> None:
    assert directly(typed) == direct
    assert directly(direct) == direct
