"""The texts of what people miss in the documents, in English: as those of `english`."""

# Saying so.

SHOULD_BE_HERE, TAKE_BACK = "This should be in here", "Take it back"
NOTED = "**Noted.** Thank you."
NOTED_ALREADY = "**That is noted already.**"
SEEN_BY_CURATORS = "Those who look after the documents see it in this server, and whoever runs me."
SEEN_BY_OPERATOR = "Whoever runs me sees it."
WHAT_IS_KEPT = (
    "Kept are the question with its receipt, this server, when, and a mark by which I count people, which does not say"
    " who you are. After {days} days it is forgotten."
)
WHAT_IS_KEPT_DIRECT = (
    "Kept are the question with its receipt, when, and a mark by which I count people, which does not say who you are."
    " After {days} days it is forgotten."
)
TAKEN_BACK = "It is taken back, and nothing is kept of it."
NOT_NOTED_ANY_MORE = "It was not noted any more: there is nothing to take back."
TOO_MANY_NOTED = (
    "You miss {count} things here already, and more are not noted of one person. Take one back, or wait until some are"
    " done."
)
NO_ROOM_FOR_MORE = "So much is noted here that nothing more is. Ask those who look after the documents."
IS_NO_GAP = "Only what the documents were asked and do not answer can be noted."

# The list.

WHAT_IS_MISSING = "What people miss"
NOTHING_MISSING = "Nobody here has said that something is missing."
NO_MORE_MISSING = "Nothing more is missing."
NONE_IN_DIRECT_MESSAGES = (
    "Each server sees what is missed in it: use this there. Whoever runs me sees all, by `{program} gaps`."
)
COUNTED_PEOPLE = "{people} · last on {last:%Y-%m-%d}"
SINCE = "{people} · first on {first:%Y-%m-%d}, last on {last:%Y-%m-%d}"
OPEN_GAP, MORE_MISSED, LESS_MISSED = "Open", "More ▶", "◀ Back"

# One of them.

ALL_GAPS, ASK_NOW, SETTLED = "◀ All", "Ask it now", "Done"
WHAT_SETTLING_DOES = "*Done* takes it off the list. Whoever misses it then can say so anew."
ANSWERED_NOW = "✅ **The documents answer this now.**"
NOT_ANSWERED_NOW = "**The documents still do not answer this.**"
OFF_THE_LIST = "Off the list: {question}"
GAP_GONE = "That is not on the list any more."


def people(count: int) -> str:
    return "1 person" if count == 1 else f"{count:,} people"
