"""The texts of quotes and messages that are held against the corpus, in English: as those of `english`."""

# Quotes.

VERBATIM = "✅ **Verbatim.**"
SHORTENED = "✅ **Verbatim, but for what it leaves out** where it says so."
ALTERED = "⚠️ **Altered.** The source has it otherwise:"
PUT_TOGETHER = "⚠️ **Put together.** Each sentence is verbatim, but they do not follow one another."
ABSENT = "❌ **Not in the documents**, as far as it was found."
TOO_SHORT = "This is too short, or too long, to tell from chance: give 3 words to 2,000 characters."
IS_SET_OTHERWISE = "It is set otherwise there: quotation marks, dashes, footnote markers or the first letter."
AS_GIVEN, AS_IT_IS = "As given: {words}", "As it is: {words}"
LEFT_OUT_HERE = "–"
CLOSEST = "The closest passages:"
QUOTE_FOOTER = "Word for word, by the text of the documents."

# Messages.

BORNE_OUT = "✅ **Borne out**"
CONTRADICTED = "❌ **Contradicted**"
NOT_FOUND = "❔ **Not found in the sources**"
SAYS_NOT_OF_WHAT = "❔ **Not checked:** it does not say what it is about"
NOTHING_TO_CHECK = "Left out, since they state nothing to check: {sentences}"
NO_SENTENCE = "There is no sentence in this message that states something to check."
CHECK_FOOTER = "“Not found” is not “wrong”: the documents may say nothing of it."


def left_over(count: int) -> str:
    return f"{count} more sentence{'s' * (count > 1)} not checked."


# Searching.

NOTHING_FOUND_SO = "Nothing was found that is so narrowed. With fewer options there may be more."
NOTHING_FURTHER = "Nothing further was found."
FOUND_IN_OTHERS = (
    "The documents have changed since the page before: passages may be shown here again, or stand on no page."
)
NOT_A_DAY = "“{typed}” is no day. Write 2022, 2022-10 or 2022-10-16."
