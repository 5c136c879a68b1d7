"""The texts of talking with people, in English: what is said of messages, threads and what the bot may not do there.
They are written as those of `bot.text.english`.
"""

HOW_TO_ASK = (
    "Ask me something that the documents may answer, in a sentence: I quote what they say, or tell you that they do not"
    " say it. `/source list` shows what there is."
)
LACKS = (
    "I was asked something in {channel}, but in {server} I lack the permission “{permission}” there. Whoever manages"
    " the server can give it to me; until then ask me here, or by `/ask`."
)
CANNOT_WRITE = "I was asked something in {channel}, but cannot write there any more. Ask me here, or by `/ask`."
PERMISSIONS = {
    "view_channel": "View Channel",
    "send_messages": "Send Messages",
    "send_messages_in_threads": "Send Messages in Threads",
}
"""The names that Discord shows of permissions, by those that they have in discord.py."""
