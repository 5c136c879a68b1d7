"""The texts of what a server chooses, in German: the names of `english_choosing`, filled in with the same facts."""

from bot.text.command import CommandText

WHICH_COLLECTIONS = "Ihre Namen, durch Kommas getrennt; * für alles, - für nichts."
SETTINGS = CommandText("einstellungen", "Wähle, was dieser Server sieht und wie ich mich hier verhalte.")
SETTINGS_SHOW = CommandText("zeigen", "Zeigt, was für diesen Server und seine Kanäle eingestellt ist.")
SETTINGS_COLLECTIONS = CommandText(
    "sammlungen",
    "Wähle, welche Sammlungen von Dokumenten dieser Server oder einer seiner Kanäle sieht.",
    {"collections": WHICH_COLLECTIONS, "channel": "Nur hier und in den Threads: nie mehr, als der Server sieht."},
    {"collections": "sammlungen", "channel": "kanal"},
)
SETTINGS_ANSWERS = CommandText(
    "antworten",
    "Wähle, ob ich in einem Kanal oder Forum von selbst antworte.",
    {"channel": "Der Kanal oder das Forum.", "answers": "Wann ich dort antworte."},
    {"channel": "kanal", "answers": "antworten"},
)
SETTINGS_LANGUAGE = CommandText(
    "sprache", "Wähle die Sprache, die ich hier spreche.", {"language": "Die Sprache."}, {"language": "sprache"}
)
SETTINGS_LEND = CommandText(
    "leihen",
    "Lässt einen anderen Server Sammlungen sehen, und keine anderen.",
    {"server": "Seine Kennung, wie sie dort /einstellungen zeigen nennt.", "collections": WHICH_COLLECTIONS},
    {"server": "server", "collections": "sammlungen"},
)

SETTINGS_TITLE = "Einstellungen dieses Servers"
SEES_ALL = "**Sieht** alles: {collections}"
SEES_SOME = "**Sieht** {collections}"
SEES_NONE = (
    "**Sieht** noch keine Dokumente. Wer mich betreibt, leiht ihm welche mit `{program} settings lend"
    " {server} SAMMLUNG` (`--all` für alle), oder wer den Server verwaltet, auf dem ich zuerst war, mit"
    " `/einstellungen leihen`. Die Kennung dieses Servers ist `{server}`."
)
CHOSEN_OF_LENT = "Geliehen ist ihm {lent}, gewählt hat er davon {chosen}."
COUNTED_COLLECTION = "{name} ({count})"
EVERYTHING_NAMED, NOTHING_NAMED = "alles", "nichts"
LANGUAGE_SET = "**Sprache** {language}"
AS_THE_SERVER = "die des Servers"
LANGUAGE_NAMES = {"en": "Englisch", "de": "Deutsch"}
CHANNELS_TITLE = "**Kanäle**, die abweichen"
CHANNEL_LINE = "<#{channel}>: {differences}"
CHANNEL_SEES = "sieht höchstens {collections}"
UNASKED = {
    "silent": "antwortet von selbst und schweigt, wenn unsicher",
    "react": "antwortet von selbst und reagiert, wenn unsicher",
}
MORE_CHANNELS = "… und {count} weitere"
MAY_LEND = "Dieser Server darf anderen Sammlungen leihen: `/einstellungen leihen`."
UNKNOWN_COLLECTIONS = "Eine Sammlung {names} gibt es hier nicht. Es gibt: {there}."
MAY_NOT_LEND = "Geliehen wird von dem Server aus, auf dem ich zuerst war, und von denen, die mich betreiben."
NO_SERVER_ID = "Das ist keine Kennung eines Servers. Wer den anderen verwaltet, sieht sie mit `/einstellungen zeigen`."
LENT = "Server {server} darf sehen: {collections}."
UNKNOWN_CHOICE = "Wähle einen der Vorschläge."
LANGUAGES_OFFERED = {"server": AS_THE_SERVER, **LANGUAGE_NAMES}
ALL_CHOICE, NONE_CHOICE = "alles, auch was noch kommt", "nichts"
ANSWERS_OFFERED = {
    "asked": "nur wenn ich gefragt werde",
    "silent": "von selbst; schweige, wenn unsicher",
    "react": "von selbst; reagiere, wenn unsicher",
}
