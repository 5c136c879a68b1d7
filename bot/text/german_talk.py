"""The texts of talking with people, in German; each is what the one of the same name in `english_talk` is."""

HOW_TO_ASK = (
    "Frag mich in einem Satz etwas, das in den Dokumenten stehen kann: Ich zitiere, was sie sagen, oder sage dir, dass"
    " sie es nicht sagen. `/source list` zeigt, was es gibt."
)
LACKS = (
    "In {channel} wurde ich etwas gefragt, aber auf {server} fehlt mir dort das Recht „{permission}“. Wer den Server"
    " verwaltet, kann es mir geben; bis dahin frag mich hier oder mit `/ask`."
)
CANNOT_WRITE = (
    "In {channel} wurde ich etwas gefragt, kann dort aber nicht mehr schreiben. Frag mich hier oder mit `/ask`."
)
PERMISSIONS = {
    "view_channel": "Kanal anzeigen",
    "send_messages": "Nachrichten versenden",
    "send_messages_in_threads": "Nachrichten in Threads versenden",
}
