"""`.pdf`: the text layer, page by page, in the order in which it is read.

Runs in the process apart. Lines that the pages share at the top or bottom, but for the page's number, are left out:
they would stand in the middle of sentences.
"""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from io import BytesIO
from itertools import accumulate, chain, groupby, pairwise

import pypdfium2
from pypdf import PasswordType, PdfReader
from pypdf import overwrite_configuration as configure
from pypdfium2 import raw as pdfium

from retrieval.documents.file_names import stem_of
from retrieval.documents.formats.extracted import Extracted, check_chars, mended, other_than
from retrieval.documents.formats.pdf_layout import Piece, heading_sizes, lines_of
from retrieval.errors import DocumentError
from retrieval.faults import DocumentFault

MAX_PDF_PAGES = 3_000
"""The library takes 2 to 40 milliseconds a page; what is longer is a collection, and is cited better in parts."""
RUNNING_LINES = 2
"""The lines at each end of a page that may be running lines: a title and a number, each on its own."""
MAX_RUNNING_CHARS = 80
MIN_PAGES_RUNNING = 5
RUNNING_RATIO = 1 / 3
"""A line that is so short and stands on so many pages, and such a share of them, is a running one: a book's left and
right pages have one each. What is lost where that is wrong is a line that can be read on another page."""

FULL_RATIO = 0.75
"""The share of the length that nine of ten lines do not exceed, from which on a line is full. The last line of a
paragraph is shorter, most often by far."""

LEAST_LINES_OF_A_COLUMN = 4
_HYPHEN_AT_AN_END = re.compile("[\x02\ufffe\xad]")
_PRINTED_WORD = re.compile(r"[^\W\d_]+")
_HYPHENATED = re.compile(r"(?<![^\W_])([^\W_]++)-\n([^\W_]+)([^\s]*)( ?)")
_WITH_HYPHEN = re.compile(r"(?<![^\W_])[^\W_]++-[^\W_]++")
_OFTEN_BEFORE = frozenset("all cross ex full half high long low mid multi non off part self semi short so well".split())
_OFTEN_AFTER = frozenset(
    "based behaved built class day date door driven end eyed fold free friendly haired hand known level like line made "
    "minded minute off old only out paid proof related round scale side sized speed standing style term time to up "
    "wide year".split()
)
"""The first and the second parts of words that are written with a hyphen in most texts."""
_ITEM = re.compile(r"[-–—•▪◦*·]\s|\(?\d{1,3}[.)]\s|\(?[a-z][.)]\s")
_MARKED_LINE = re.compile(r"\| |#{1,6} |```")
_KINDS_OF_LINES = (re.compile(r"\| "), re.compile(r"- "), re.compile(r"\d{1,9}[.)] "))
_NUMBER_ON_A_PAGE = re.compile(r"(?<!\d)\d{1,4}(?!\d)")
# Programs that have no title put the name of the file there that they printed.
_NO_TITLE = re.compile(
    r"untitled(?:[-_ ]?\d+)?|microsoft \w+ - .*|.*\.(?:docx?|pptx?|indd|qxd|pdf|tex|dvi|rtf|odt|txt|html?)",
    re.IGNORECASE,
)

# Pictures are not read, so that no other program is ever called for one.
configure(jbig2dec_binary=None, page_tree_maximum_entries=4 * MAX_PDF_PAGES)


def read(name: str, content: bytes) -> Extracted:
    if b"%PDF-" not in content[:1024]:
        raise other_than(name, "PDF", content)
    reader = PdfReader(BytesIO(content))
    if reader.is_encrypted and reader.decrypt("") is PasswordType.NOT_DECRYPTED:
        raise DocumentError(name, DocumentFault.PDF_ENCRYPTED)
    if not reader.pages:
        raise ValueError("no pages")
    if len(reader.pages) > MAX_PDF_PAGES:
        raise DocumentError(name, DocumentFault.PDF_TOO_LONG, limit=MAX_PDF_PAGES)
    pages = without_running_lines(_page_texts(name, reader, content))
    if not any(pages):
        raise DocumentError(name, DocumentFault.PDF_WITHOUT_TEXT)
    text, starts = parted(*joined(without_hyphens(pages)))
    return Extracted(place=name, text=text, untitled=stem_of(name), stated=_stated(reader), pages=starts)


def _page_texts(name: str, reader: PdfReader, content: bytes) -> list[str]:
    """Return the lines of each page in the order of reading; as they are drawn, where no places can be had."""
    try:
        document = pypdfium2.PdfDocument(content, password="")
    except pypdfium2.PdfiumError:
        return list(_texts_as_drawn(name, reader))
    try:
        pages = []
        chars = 0
        for number in range(len(document)):
            pages.append(_pieces(document, number))
            chars += sum(len(piece.text) for piece in pages[-1])
            check_chars(name, chars)
    finally:
        document.close()
    sizes = heading_sizes(pages)
    return ["\n".join(lines_of(page, sizes)).strip("\n") for page in pages]


def _texts_as_drawn(name: str, reader: PdfReader) -> Iterator[str]:
    chars = 0
    for page in reader.pages:
        lines = [line.rstrip() for line in mended(page.extract_text()).split("\n")]
        chars += sum(map(len, lines))
        check_chars(name, chars)
        yield "\n".join(lines).strip("\n")


def _pieces(document: pypdfium2.PdfDocument, number: int) -> list[Piece]:
    """Return the pieces of a page's text: each as much of a line as stands together in letters of one kind."""
    page = document[number]
    text_page = page.get_textpage()
    try:
        pieces = []
        for place in range(text_page.count_rects()):
            left, bottom, right, top = text_page.get_rect(place)
            found = text_page.get_text_bounded(left, bottom, right, top)
            text = " ".join(mended(_HYPHEN_AT_AN_END.sub("-", found)).split())
            if text:
                at = text_page.get_index((left + right) / 2, (bottom + top) / 2, right - left, top - bottom)
                size = 0 if at is None else round(pdfium.FPDFText_GetFontSize(text_page, at))
                size = size or round(top - bottom)
                pieces.append(Piece(left=left, bottom=bottom, right=right, top=top, text=text, size=size))
        return pieces
    finally:
        text_page.close()
        page.close()


def joined(pages: Sequence[str]) -> tuple[str, tuple[int, ...]]:
    """Return the pages as one text, a line break after each that has text, and where each begins."""
    parts = [f"{page}\n" if page else "" for page in pages]
    return "".join(parts), tuple(accumulate(map(len, parts[:-1]), initial=0))


def without_hyphens(pages: Sequence[str]) -> list[str]:
    """Return the pages with the words that were parted at the end of a line, in one piece before the line's end. Their
    hyphen stays where it is the word's own: the pages have it elsewhere, or both parts by themselves, or one part is
    a number, a name, or such as is often written with one.
    """
    whole = [_HYPHENATED.sub(" ", page) for page in pages]
    known = {word.lower() for page in whole for word in _PRINTED_WORD.findall(page)}
    hyphenated = {word.lower() for page in whole for word in _WITH_HYPHEN.findall(page)}

    def mend(parts: re.Match[str]) -> str:
        before, after, rest, space = parts.groups()
        first, second = before.lower(), after.lower()
        is_own = f"{first}-{second}" in hyphenated or (
            first + second not in known
            and (
                (first in known and second in known)
                or first in _OFTEN_BEFORE
                or second in _OFTEN_AFTER
                or not (first + second).isalpha()
                or not after.islower()
            )
        )
        return f"{before}{'-' if is_own else ''}{after}{rest}" + ("\n" if space else "")

    return [_HYPHENATED.sub(mend, page) for page in pages]


def unwrapped(text: str) -> str:
    """Return the same text, character for character, with a space in place of each line break within a sentence.

    A line goes on where it is about as long as lines are here; or where it does not end a sentence, and the next begins
    with a small letter. What begins with a bullet or a number begins anew, and a heading in capitals stands alone.
    """
    lines = text.split("\n")
    lengths = sorted(len(line) for line in lines if line.strip() and not _MARKED_LINE.match(line))
    full = lengths[int(len(lengths) * 0.9)] * FULL_RATIO if lengths else 0
    breaks: list[str] = []
    for is_text, group in groupby(lines, key=lambda line: bool(line.strip())):
        run = list(group)
        # A column has shorter lines than the pages around it.
        most = max(map(len, run)) if is_text and len(run) >= LEAST_LINES_OF_A_COLUMN else 0
        here = min(full, most * FULL_RATIO) if most else full
        breaks += [" " if _goes_on(a, b, is_full=len(a) >= here) else "\n" for a, b in pairwise(run)] + ["\n"]
    return "".join(chain.from_iterable(zip(lines, breaks, strict=True)))[:-1]


def parted(text: str, starts: Sequence[int]) -> tuple[str, tuple[int, ...]]:
    """Return the text with its paragraphs an empty line apart, and where its pages begin in it."""
    pieces: list[str] = []
    places: list[tuple[int, int]] = []
    old = new = 0
    before, is_apart = "", False
    for line in unwrapped(text).split("\n"):
        if line.strip():
            gap = "\n\n" if is_apart or not _are_together(before, line) else "\n"
            pieces += [gap, line] if pieces else [line]
            new += len(gap) if places else 0
            places.append((old, new))
            new += len(line)
            before, is_apart = line, False
        else:
            is_apart = True
        old += len(line) + 1
    known = [place for place, _ in places]
    moved = [bisect_right(known, start) - 1 for start in starts]
    end = new + 1
    return "".join(pieces) + "\n", tuple(
        end if start >= len(text) else places[number][1] + start - places[number][0]
        for number, start in zip(moved, starts, strict=True)
    )


def _are_together(line: str, after: str) -> bool:
    """Whether two lines are of one list, table or piece of code."""
    return any(kind.match(line) and kind.match(after) for kind in _KINDS_OF_LINES) or (
        line.startswith("```") != after.startswith("```")
    )


def _goes_on(line: str, after: str, *, is_full: bool) -> bool:
    line, after = line.rstrip(), after.lstrip()
    if not line or not after or line[-1] == ":" or line.isupper() or _ITEM.match(after):
        return False
    if _MARKED_LINE.match(line) or _MARKED_LINE.match(after):
        return False
    return is_full or (after[0].islower() and line[-1] not in ".!?")


def without_running_lines(pages: Sequence[str]) -> list[str]:
    """Return the lines without those at the top and bottom that the pages share, but for the page's own number in
    them.
    """
    split = [page.split("\n") for page in pages]
    counts: Counter[str] = Counter()
    for number, lines in enumerate(split):
        ends = [*lines[:RUNNING_LINES], *lines[-RUNNING_LINES:]]
        counts.update({key for line in ends for key in _keys(line, number)})
    enough = max(MIN_PAGES_RUNNING, len(pages) * RUNNING_RATIO)
    running = {key for key, count in counts.items() if count >= enough}
    return ["\n".join(_trimmed(lines, number, running)) for number, lines in enumerate(split)]


def _keys(line: str, number: int) -> set[str]:
    """Return the line as it is, and with its first or last number as its distance from the page's, which is the same
    on every page where it is the number of the page. What ends as a sentence does is text: it has no keys.
    """
    if not line.strip() or len(line) > MAX_RUNNING_CHARS or line.rstrip()[-1] in ".!?":
        return set()
    found = list(_NUMBER_ON_A_PAGE.finditer(line))
    return {line.strip()} | {
        f"{line[: number_found.start()]}<{int(number_found.group()) - number}>{line[number_found.end() :]}".strip()
        for number_found in found[:1] + found[-1:]
    }


def _trimmed(lines: list[str], number: int, running: set[str]) -> list[str]:
    first, last = 0, len(lines)
    while first < min(last, RUNNING_LINES) and _keys(lines[first], number) & running:
        first += 1
    while last > max(first, len(lines) - RUNNING_LINES) and _keys(lines[last - 1], number) & running:
        last -= 1
    return lines[first:last] if any(map(str.strip, lines[first:last])) else lines


def _stated(reader: PdfReader) -> dict[str, object]:
    """Return the properties that say what the document is. When the file was made is not when the text was
    published.
    """
    try:
        known, language = reader.metadata, reader.root_object.get("/Lang")
        title, author = (known.title, known.author) if known else (None, None)
    # Whatever is wrong with them: the text can be read all the same.
    except Exception:  # noqa: BLE001
        return {}
    stated = {"title": title, "author": author, "language": language}
    if title is not None and _NO_TITLE.fullmatch(title.strip()):
        del stated["title"]
    return {key: mended(value) for key, value in stated.items() if isinstance(value, str)}
