"""The texts of talking with people, in German; each is what the one of the same name in `english_talk` is."""

HOW_TO_ASK = (
    "Frag mich in einem Satz etwas, das in den Dokumenten stehen kann: Ich zitiere, was sie sagen, oder sage dir, dass"
    " sie es nicht sagen. `/quelle liste` zeigt, was es gibt."
)
ROLE_MENTIONED = (
    "Du hast die Rolle erwähnt, die so heißt wie ich; was du dazu schreibst, sagt mir Discord nicht."
    " Erwähne mich selbst oder nimm `/frage`."
)
ASK_FURTHER, ASK_DIFFERENTLY = "Weiterfragen", "Anders fragen"
YOUR_QUESTION = "Deine Frage"
ASK_IN_A_SENTENCE = "In einem Satz, wie du jemanden fragen würdest, der die Dokumente gelesen hat."
THREAD_NAME = "Weitere Fragen"
THREAD_OPENED = "Frag in {thread} weiter."
WRITE_HERE = "Frag hier weiter: Ich antworte auf das, was in diesem Thread steht, und weiß noch, was vorher war."
REPLY_HERE = (
    "Frag hier weiter, indem du auf eine meiner Nachrichten antwortest oder mich erwähnst: Ich weiß noch, was vorher"
    " war. Was ohne beides geschrieben wird, erreicht mich nicht."
)
NO_THREAD = "Hier kann ich keinen Thread öffnen. Antworte stattdessen auf die Antwort: Ich mache von dort aus weiter."
NO_TEXT_IN_IT = "In dieser Nachricht steht kein Text, auf den ich antworten könnte."
NEEDS_MESSAGE_CONTENT = (
    "Was dort geschrieben wird, bekomme ich nicht, solange man mich nicht erwähnt: Wer mich betreibt, erlaubt es mit"
    " MESSAGE_CONTENT in meinen Einstellungen. Bis dahin antworte ich, wo man mich erwähnt oder auf mich antwortet, und"
    " in Foren auf die Titel neuer Beiträge."
)
LACKS = (
    "In {channel} wurde ich etwas gefragt, aber auf {server} fehlt mir dort das Recht „{permission}“. Wer den Server"
    " verwaltet, kann es mir geben; bis dahin frag mich hier oder mit `/frage`."
)
CANNOT_WRITE = (
    "In {channel} wurde ich etwas gefragt, kann dort aber nicht mehr schreiben. Frag mich hier oder mit `/frage`."
)
PERMISSIONS = {
    "view_channel": "Kanal anzeigen",
    "send_messages": "Nachrichten versenden",
    "send_messages_in_threads": "Nachrichten in Threads versenden",
}
