"""Questions in scripts that set no words apart. The readers are trained on English: what they say of these is chance.
What tells are the words that a sentence has in common with the question, two characters at a time, and figures where a
number or a time is asked for.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from retrieval.answering.choosing import sentence_of
from retrieval.domain.readings import Reading
from retrieval.text.words import UNSPACED

SHARED_RATIO = 0.5
"""The share of the pairs of characters of a question that stand in a sentence which answers it."""
SHARED_PROBABILITY = 0.8
"""How likely such a sentence answers."""
_SAID_IN_ANY_QUESTION = re.compile(
    "什么时候|甚麼時候|为什么|為什麼|什么|甚麼|多少钱|多少錢|多少|哪里|哪裡|哪儿|哪个|哪個|哪些|几点|幾點|几个|幾個|怎么样|怎么|怎麼|怎样"
    "|如何|是否|请问|請問|可以|应该|應該|有没有|有沒有|谁|誰|几|幾|吗|嗎|呢|的|是|在|了|能|会|會|要"
    "|どのくらい|どのように|どうして|どこ|いつ|だれ|どの|どれ|どう|いくら|いくつ|なぜ|何時|何人|何日|何曜日|何"
    "|ますか|ですか|ました|ません|ます|です|ください|できる|できます|から|まで|は|が|を|に|で|の|と|も|へ|か|や"
)
"""Words that ask, and such as stand in every sentence, of Chinese and Japanese."""
_ASKS_FOR_A_TIME = re.compile("什么时候|甚麼時候|几点|幾點|いつ|何時|何日|何曜日")
_ASKS_FOR_A_NUMBER = re.compile("多少|几|幾|いくら|いくつ|何人|何個|どのくらい")
_FIGURE_OF_EAST_ASIA = "[0-9０-９〇一二三四五六七八九十百千两兩半]"
_NUMBER_THERE = re.compile(_FIGURE_OF_EAST_ASIA)
_TIME_THERE = re.compile(
    f"{_FIGURE_OF_EAST_ASIA}[ ]?(?:点|點|时|時|日|号|號|月|年|分|天|周|週)|[周週曜][一二三四五六日]"
    "|星期|曜日|每天|每年|每月|毎日|毎週|毎月"
)


def pairs_of(question: str) -> frozenset[str]:
    """Return the pairs of characters of a question that say what it is about, none of one in another script."""
    runs = UNSPACED.findall(question)
    if 2 * sum(map(len, runs)) < sum(map(str.isalpha, question)):
        return frozenset()
    pieces = [piece for run in runs for piece in _SAID_IN_ANY_QUESTION.split(run)]
    return frozenset(piece[at : at + 2] for piece in pieces for at in range(len(piece) - 1))


def by_shared_characters(question: str, readings: Sequence[Reading]) -> list[Reading]:
    """Return the readings; of a question in such a script each as likely as its sentence, with what that stands under,
    has words in common with it.
    """
    pairs = pairs_of(question)
    if not pairs:
        return list(readings)
    return [replace(reading, answer_probability=_probability(question, pairs, reading)) for reading in readings]


def _probability(question: str, pairs: frozenset[str], reading: Reading) -> float:
    sentence = sentence_of(reading)
    if _ASKS_FOR_A_TIME.search(question):
        holds_what_is_asked_for = _TIME_THERE.search(sentence) is not None
    else:
        holds_what_is_asked_for = not _ASKS_FOR_A_NUMBER.search(question) or _NUMBER_THERE.search(sentence) is not None
    share = sum(pair in sentence for pair in pairs) / len(pairs)
    within = f"{reading.passage.document.title}\n{reading.passage.section}\n{sentence}"
    share_within = sum(pair in within for pair in pairs) / len(pairs)
    if not holds_what_is_asked_for or not share or share_within < SHARED_RATIO:
        return 0.0
    return SHARED_PROBABILITY * (1.0 + share) / 2
