"""The parts of a Word file that hold its text: weighed before they are unpacked, and found as Word finds them.

A relation to something that is not there (a picture that was taken out, `NULL`, a place in the text) is no damage: Word
reads over it.
"""

import posixpath
from dataclasses import dataclass
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from lxml import etree

from retrieval.documents.formats.extracted import MEBIBYTE, other_than
from retrieval.errors import DocumentError
from retrieval.faults import DocumentFault

MAX_UNPACKED_BYTES = 128 * MEBIBYTE
"""The unpacked size of all parts together: a novel's text takes ten, and pictures are as large unpacked as packed."""
MAX_ENTRIES = 5_000
"""The most parts of the package: each picture is one."""
MAX_RATIO = 200
"""The highest ratio of a part's size to its packed size, checked from a mebibyte on. The XML of Word packs to a tenth
or a thirtieth; a bomb of zeros packs to a thousandth."""

_KIND = "Word document (.docx)"
_UNPACKED_PIECE_BYTES = 64 * 1024
_MAIN = "word/document.xml"
_DUBLIN_CORE = "{http://purl.org/dc/elements/1.1/}"
_STRICT = b"http://purl.oclc.org/ooxml/"
_NAMESPACES = (
    (
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    ),
    (b"http://purl.oclc.org/ooxml/officeDocument/math", b"http://schemas.openxmlformats.org/officeDocument/2006/math"),
)
"""The two names of each vocabulary: that of files saved as strict ones, and that of all others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WordParts:
    """The roots of the parts; None for those that there are none of."""

    document: etree._Element
    styles: etree._Element | None
    numbering: etree._Element | None
    footnotes: etree._Element | None
    endnotes: etree._Element | None
    properties: etree._Element | None


def parts_of(name: str, content: bytes) -> WordParts:
    """Return the parts of a package. Raises DocumentError where it is none, or none of Word's."""
    weigh(name, content)
    with ZipFile(BytesIO(content)) as package:
        entries = {entry.filename.replace("\\", "/").lstrip("/").lower(): entry for entry in package.infolist()}
        main = _related(package, entries, "").get("officeDocument", _MAIN)
        if main not in entries:
            raise other_than(name, _KIND, content)
        near = _related(package, entries, main)
        document = _root(name, package, entries[main])
        if document is None or not document.tag.endswith("}document"):
            raise other_than(name, _KIND, content)
        found = {kind: _root(name, package, entries.get(near.get(kind, ""))) for kind in _PARTS_OF_WORD}
        properties = _related(package, entries, "").get("core-properties", "")
        return WordParts(document=document, properties=_root(name, package, entries.get(properties)), **found)


_PARTS_OF_WORD = ("styles", "numbering", "footnotes", "endnotes")


def stated_in(properties: etree._Element | None) -> dict[str, object]:
    """Return the properties that say what the document is. When the file was made is not when the text was
    published.
    """
    if properties is None:
        return {}
    title, author, language = (
        properties.findtext(f"{_DUBLIN_CORE}{name}") for name in ("title", "creator", "language")
    )
    # A library that writes such files names itself, until somebody says who wrote them.
    return {"title": title, "author": None if author == "python-docx" else author, "language": language}


def weigh(name: str, content: bytes) -> None:
    """Raise DocumentError where a file is no zip archive, or one that does not say its size or is too large unpacked.

    The parts are unpacked piece by piece, and no further than they say: what lies about its size fails its checksum.
    """
    try:
        with ZipFile(BytesIO(content)) as package:
            entries = package.infolist()
            _check_entries(name, entries)
            for entry in entries:
                with package.open(entry) as part:
                    while part.read(_UNPACKED_PIECE_BYTES):
                        pass
    except BadZipFile as error:
        if content.startswith(b"PK"):
            raise DocumentError(name, DocumentFault.WORD_DAMAGED, reason=str(error)) from error
        raise other_than(name, _KIND, content) from error


def _check_entries(name: str, entries: list[ZipInfo]) -> None:
    """Raise DocumentError where an archive has parts that no Word file has."""
    if len(entries) > MAX_ENTRIES:
        raise DocumentError(name, DocumentFault.WORD_TOO_MANY_PARTS, limit=MAX_ENTRIES)
    if any(entry.flag_bits & 0x1 or entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED) for entry in entries):
        raise DocumentError(name, DocumentFault.WORD_PACKING)
    if sum(entry.file_size for entry in entries) > MAX_UNPACKED_BYTES:
        raise DocumentError(name, DocumentFault.WORD_TOO_LARGE, limit_mebibytes=MAX_UNPACKED_BYTES // MEBIBYTE)
    if any(entry.file_size > max(MEBIBYTE, MAX_RATIO * entry.compress_size) for entry in entries):
        raise DocumentError(name, DocumentFault.WORD_TOO_DENSE, limit=MAX_RATIO)


def _related(package: ZipFile, entries: dict[str, ZipInfo], source: str) -> dict[str, str]:
    """Return the parts that a part says it is related to, by the last word of what kind of relation that is."""
    folder, _, file = source.rpartition("/")
    entry = entries.get(posixpath.join(folder, "_rels", f"{file}.rels"))
    if entry is None:
        return {}
    related: dict[str, str] = {}
    for relation in _parsed(package.read(entry)).iterchildren("{*}Relationship"):
        target = (relation.get("Target") or "").replace("\\", "/")
        path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
        if relation.get("TargetMode") != "External" and path.lower() in entries:
            related.setdefault((relation.get("Type") or "").rpartition("/")[2], path.lower())
    return related


def _root(name: str, package: ZipFile, entry: ZipInfo | None) -> etree._Element | None:
    """Return the root of a part. Raises DocumentError where text may stand in an entity: no file of Word's has such."""
    if entry is None:
        return None
    xml = package.read(entry)
    if _STRICT in xml:
        for strict, usual in _NAMESPACES:
            xml = xml.replace(strict, usual)
    root = _parsed(xml)
    if root.getroottree().docinfo.doctype:
        raise DocumentError(name, DocumentFault.WORD_DECLARATION)
    return root


def _parsed(xml: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_blank_text=True)
    return etree.fromstring(xml, parser=parser)
