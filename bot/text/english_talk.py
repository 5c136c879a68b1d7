"""The texts of talking with people, in English: what is said of messages, threads and what the bot may not do there.
They are written as those of `bot.text.english`.
"""

HOW_TO_ASK = (
    "Ask me something that the documents may answer, in a sentence: I quote what they say, or tell you that they do not"
    " say it. `/source list` shows what there is."
)
ROLE_MENTIONED = (
    "You mentioned the role that is called as I am; what you write with it, Discord does not tell me."
    " Mention me myself, or use `/ask`."
)
ASK_FURTHER, ASK_DIFFERENTLY = "Ask further", "Ask differently"
YOUR_QUESTION = "Your question"
ASK_IN_A_SENTENCE = "In a sentence, as you would ask somebody who has read the documents."
THREAD_NAME = "Further questions"
THREAD_OPENED = "Ask on in {thread}."
WRITE_HERE = "Ask on here: I answer what is written in this thread, and remember what was said before."
REPLY_HERE = (
    "Ask on here by a reply to one of my messages, or mention me: I remember what was said before. What is written"
    " without either does not reach me."
)
NO_THREAD = "I cannot open a thread here. Reply to the answer instead: I go on from it."
NO_TEXT_IN_IT = "There is no text in this message that I could answer."
NEEDS_MESSAGE_CONTENT = (
    "I am not sent what people write there unless they mention me: whoever runs me allows that by"
    " MESSAGE_CONTENT in my settings. Until then I answer there who mentions me or replies to me, and posts of a forum"
    " by their titles."
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
