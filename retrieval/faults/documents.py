"""The faults of a document, and of the corpus folder as a whole."""

from enum import unique

from retrieval.faults.fault import BY_COMMAND, Fault

_ADD = "Add {suffixes} files (corpus/README.md says how), or name another folder."
_TAKE_OUT = "take it out of the corpus folder."
_TEXT_OR_OUT = f"Give it text, or {_TAKE_OUT}"
_COPY_OR_OUT = f"Put a copy in its place, or {_TAKE_OUT}"
_ALLOW = "Allow this user to read it."
_AS_UTF_8 = "Save it as UTF-8."
_FROM_WORD = f"Save it anew from Word, or {_TAKE_OUT}"
_ONE_KEY_A_LINE = "Write one `key: value` a line; put a value that holds a colon in quotes."
_ONE_PAIR_A_LINE = 'Write one `key = "value"` a line.'
_IN_QUOTES = "Mend it, or put it in quotes: it is then shown as it stands."
_ONE_OBJECT_A_LINE = "Write one JSON object a line, with id, title and text."
_PAGE_ANEW = "Save the page anew, or put its text in a .md file."
_SAVE_ANEW = "Save it anew, or put its text in a .md file."
_ANEW_OR_SPLIT = "Save it anew, split it, or put its text in a .md file."
_TELL_APART = "Give it the suffix of what it is, or save it anew."


@unique
class CorpusFault(Fault):
    """A fault of the corpus folder as a whole, or of a document that was asked for."""

    IS_A_FILE = (
        "The corpus folder {folder} is a file.",
        "Name the folder that it is in: every document there is indexed.",
        BY_COMMAND,
    )
    MISSING = "The corpus folder {folder} does not exist.", "Create it, or name another.", BY_COMMAND
    UNREADABLE = (
        "The corpus folder {folder} cannot be read: {reason}.",
        "Allow this user to read it, or name another folder.",
        BY_COMMAND,
    )
    UNWRITABLE = (
        "The corpus folder cannot be written: {reason}.",
        "Make room, or allow the user that Footnote runs as to write there.",
    )
    IGNORE_FILE_UNREADABLE = (
        "{file} in the corpus folder cannot be read: {reason}.",
        "Write one pattern a line there, as in .gitignore.",
    )
    NO_DOCUMENT = "There is no document in {folder}.", f"{_ADD} The index stays as it was.", BY_COMMAND
    NONE_READABLE = "No document in {folder} can be read. {reasons}", _ADD, BY_COMMAND
    UNKNOWN_DOCUMENT = (
        "There is no document “{id}” in the corpus.",
        "Name one of those that are there, by its id.",
        BY_COMMAND,
    )


@unique
class DocumentFault(Fault):
    """A fault of one document. `name` is the file that it is about, or the row of one."""

    # The file.
    NAME_NOT_UTF_8 = "The name of {name} is not UTF-8: no document can be called so.", "Give it another name."
    FOLDER_UNREADABLE = "The folder {name} cannot be read: {reason}.", _ALLOW
    LINK_TO_NOWHERE = "{name} is a link that leads nowhere.", _COPY_OR_OUT
    LINK_OUT = "{name} is a link that leads out of the corpus folder.", _COPY_OR_OUT
    NOT_REGULAR = "{name} is no regular file, but a pipe, a socket or a device.", "Take it out of the corpus folder."
    UNREADABLE = "{name} cannot be read: {reason}.", _ALLOW
    BEING_WRITTEN = "{name} is being written: it changed each time that it was read.", "Reload once it is whole."
    TOO_LARGE = (
        "{name} is too large: {size_mebibytes:,.1f} MiB, and {limit_mebibytes:,.1f} MiB are read.",
        "Split it, or leave out its pictures.",
    )
    UNKNOWN_KIND = "{name} is of a kind that is not read.", f"Footnote reads {{suffixes}}: convert it, or {_TAKE_OUT}"
    EMPTY = "{name} is empty.", _TEXT_OR_OUT
    OTHER_KIND = "{name} is no {kind}.", _TELL_APART
    LOOKS_OTHERWISE = "{name} is no {kind}: it looks like {seen}.", _TELL_APART
    NOT_UTF_8 = "{name} is not UTF-8 text: the byte at {place} does not fit.", _AS_UTF_8

    # Faults of what a document states and says.
    REPEATED_ID = "{name} repeats the id {id!r} of {first}.", "Give one of the two another id."
    ID_LENGTH = "{name} has an id that is empty or too long.", "Give it an id of 1 to {limit} characters."
    UNSEEN_IN_ID = "{name} has an id with characters that are not seen: {id}.", "Give it an id without them."
    STATES_TOO_MUCH = (
        "{name} states something that holds itself, or is nested too deeply or too long.",
        "Write plain values, one a key.",
    )
    NO_TEXT = "{name} has no text.", _TEXT_OR_OUT
    NO_CHARACTERS = (
        "{name} holds characters that are no text (a NUL or half of a surrogate pair).",
        "Take them out of it and of what it states, or save it again as UTF-8 text.",
    )
    TOO_MANY_CHARACTERS = "{name} has more than {limit:,} characters of text.", "Split it into several documents."
    FRONT_MATTER_OPEN = (
        "{name} opens front matter with {mark} and never closes it.",
        "Close it with a second such line, above the text.",
    )
    FRONT_MATTER_TOO_LONG = (
        "{name} has front matter of more than {limit:,} characters.",
        "Leave there what is stated about the text, and put the rest below it.",
    )
    FRONT_MATTER_NO_YAML = "{name} has front matter that is not YAML near line {line}.", _ONE_KEY_A_LINE
    FRONT_MATTER_VALUE = (
        "{name} has front matter that holds a date or a number that there is not: {reason}.",
        _IN_QUOTES,
    )
    FRONT_MATTER_NO_TOML = "{name} has front matter that is not TOML: {reason}.", _ONE_PAIR_A_LINE

    # A companion, which states things about the file beside it.
    COMPANION_NO_YAML = "{name} is not YAML near line {line}.", _ONE_KEY_A_LINE
    COMPANION_VALUE = "{name} holds a date or a number that there is not: {reason}.", _IN_QUOTES
    COMPANION_NO_KEYS = "{name} holds no keys.", "Write one `key: value` a line."
    COMPANION_ALONE = (
        "{name} states things about {file}, which is not there.",
        f"Put that file beside it, or {_TAKE_OUT}",
    )
    COMPANION_OF_ROWS = (
        "{name} states things about {file}, whose rows state their own.",
        "Write it into the rows, and take it away.",
    )
    COMPANION_UNFIT = "{cause.what}", "{cause.remedy} Until then {file} is not read either."

    # Formats.
    ROW_NOT_JSON = "{name} is not JSON: {reason}.", _ONE_OBJECT_A_LINE
    ROW_WITHOUT_TEXT = '{name} is not an object with a "text".', _ONE_OBJECT_A_LINE
    HTML_WITHOUT_MAIN_TEXT = (
        "{name} has no main text: nothing in it reads like an article.",
        "Save the page with its text in it, or put the text in a .md file.",
    )
    HTML_UNREADABLE = "{name} is nested more deeply than can be read, or holds an endless line.", _PAGE_ANEW
    HTML_TOO_LARGE = "{name} is too large: it has more than {limit:,} elements.", "Split it into several pages."
    HTML_TOO_DEEP = "{name} is nested more than {limit} elements deep.", _PAGE_ANEW
    HTML_ENCODING = "{name} is neither UTF-8 nor in another encoding that it declares.", _AS_UTF_8
    CSV_CELL_TOO_LONG = (
        "{name} has a cell of more than {limit:,} characters that ends near line {line}.",
        "Look for a quotation mark that is never closed, or put that text in a file of its own.",
    )
    RST_ONLY_INCLUDES = (
        "{name} has no text of its own: what it includes from other files is not read.",
        f"Give it text, put those files into the corpus folder, or {_TAKE_OUT}",
    )
    PDF_ENCRYPTED = "{name} is encrypted, and opens with a password only.", "Save a copy without a password."
    PDF_TOO_LONG = "{name} has more than {limit:,} pages.", "Split it into several files."
    PDF_WITHOUT_TEXT = (
        "{name} has no text layer: its pages are pictures, as scanned ones are.",
        "Put it through text recognition (OCR) first.",
    )
    WORD_DECLARATION = "{name} has a document type declaration, which no Word document may have.", _FROM_WORD
    WORD_TOO_MANY_PARTS = "{name} has more than {limit:,} parts.", _FROM_WORD
    WORD_PACKING = "{name} is packed or encrypted in a way that Word does not use.", _FROM_WORD
    WORD_TOO_LARGE = "{name} would unpack to more than {limit_mebibytes} MiB.", _FROM_WORD
    WORD_TOO_DENSE = "{name} would unpack to more than {limit} times its size.", _FROM_WORD
    WORD_DAMAGED = "{name} is a damaged zip archive: {reason}.", _FROM_WORD

    # The process that reads files apart.
    NO_PROCESS = (
        "{name} cannot be read: no process can be started to read it: {reason}.",
        "Make room for one, and index again.",
    )
    CHANGED_MEANWHILE = "{name} is being written: it changed when it was to be read.", "Reload once it is whole."
    TOO_SLOW = "{name} takes longer than {seconds:,} seconds to read, and was given up.", _ANEW_OR_SPLIT
    BREAKS_THE_READER = "{name} cannot be read: it broke the process that reads it (exit {code}).", _ANEW_OR_SPLIT
    NESTED_TOO_DEEPLY = "{name} cannot be read: what it holds is nested too deeply.", _SAVE_ANEW
    TOO_MUCH_MEMORY = "{name} cannot be read: it takes more than {limit_mebibytes:,} MiB of memory.", _SAVE_ANEW
    DAMAGED = "{name} cannot be read: it is damaged, or made in a way that is not known ({kind}).", _SAVE_ANEW

    # A file that somebody adds, a document that somebody removes.
    FOLDER_OF_THAT_NAME = "There is a folder {name} in the corpus folder.", "Give the file another name."
    FILE_OF_THAT_NAME = (
        "There is a file {name} in the corpus folder already.",
        "Give it another name, or have it replace the old one, which is kept aside.",
        BY_COMMAND,
    )
    NO_NAME = (
        "The file has no name that it could have in the corpus folder.",
        "Give it a name that ends in one of {suffixes}.",
    )
    IGNORED = "{name} is left out of the corpus by {file}.", "Give it another name, or take its pattern out of there."
    ADDED_OF_UNKNOWN_KIND = "{name} is of a kind that is not read.", "Footnote reads {suffixes}: convert it."
    ADDED_EMPTY = "{name} is empty.", "Give it text."
    ID_OF_ANOTHER = (
        "{name} has the id {id}, which is that of {other}.",
        "Give it another id, or remove that document first.",
    )
    OTHERS_UNREADABLE = "{first.what} {others:,} more of its documents cannot be read.", "{first.remedy}"
    ROW_OF_A_FILE = (
        "{id} is line {line} of {file}, and no file of its own.",
        "Take that line out of the file, and have it replace the old one.",
        BY_COMMAND,
    )
    LAST_DOCUMENT = "{id} is the only document, and a corpus cannot be empty.", "Add another one first."
    CHANGED_SINCE = "{id} has changed since.", "Reload, and look at it again."
    GONE_SINCE = (
        "The file of {id}, {name}, is not in the corpus folder any more.",
        "Reload: that takes the document out.",
    )
