"""The texts of what a server chooses, in English: what it and its channels see, and how the bot behaves there. They are
written as those of `bot.text.english`.
"""

from bot.text.command import CommandText

WHICH_COLLECTIONS = "Their names, parted by commas; * for everything, - for nothing."
SETTINGS = CommandText("settings", "Choose what this server sees, and how I behave in it.")
SETTINGS_SHOW = CommandText("show", "Show what is set for this server and its channels.")
SETTINGS_COLLECTIONS = CommandText(
    "collections",
    "Choose which collections of documents this server, or one of its channels, sees.",
    {"collections": WHICH_COLLECTIONS, "channel": "Only here, and in its threads: never more than the server sees."},
)
SETTINGS_ANSWERS = CommandText(
    "answers",
    "Choose whether I answer by myself in a channel or forum.",
    {"channel": "The channel or forum.", "answers": "When I answer there."},
)
SETTINGS_LANGUAGE = CommandText("language", "Choose the language that I speak here.", {"language": "The language."})
SETTINGS_LEND = CommandText(
    "lend",
    "Let another server see collections, and no others.",
    {"server": "Its id, as /settings show says it there.", "collections": WHICH_COLLECTIONS},
)

SETTINGS_TITLE = "Settings of this server"
SEES_ALL = "**Sees** everything: {collections}"
SEES_SOME = "**Sees** {collections}"
SEES_NONE = (
    "**Sees** no documents yet. Whoever runs me lends it some, by `{program} settings lend {server} COLLECTION`"
    " (`--all` for all), or who manages the server that I was in first, by `/settings lend`. This server's id is"
    " `{server}`."
)
CHOSEN_OF_LENT = "It was lent {lent}, and chose of that {chosen}."
COUNTED_COLLECTION = "{name} ({count})"
EVERYTHING_NAMED, NOTHING_NAMED = "everything", "nothing"
LANGUAGE_SET = "**Language** {language}"
AS_THE_SERVER = "that of the server"
LANGUAGE_NAMES = {"en": "English", "de": "German"}
CHANNELS_TITLE = "**Channels** that differ"
CHANNEL_LINE = "<#{channel}>: {differences}"
CHANNEL_SEES = "sees no more than {collections}"
UNASKED = {
    "silent": "answers by itself, and is silent when unsure",
    "react": "answers by itself, and reacts when unsure",
}
MORE_CHANNELS = "… and {count} more"
MAY_LEND = "This server may lend collections to others: `/settings lend`."
UNKNOWN_COLLECTIONS = "There is no collection {names} here. There are: {there}."
MAY_NOT_LEND = "Collections are lent from the server that I was in first, and by whoever runs me."
NO_SERVER_ID = "That is no id of a server. Whoever manages the other server sees its id by `/settings show`."
LENT = "Server {server} may see {collections}."
UNKNOWN_CHOICE = "Choose one of the suggestions."
LANGUAGES_OFFERED = {"server": AS_THE_SERVER, **LANGUAGE_NAMES}
ALL_CHOICE, NONE_CHOICE = "everything, and what is to come", "nothing"
ANSWERS_OFFERED = {
    "asked": "only when I am asked",
    "silent": "by myself; silent when unsure",
    "react": "by myself; reacting when unsure",
}
