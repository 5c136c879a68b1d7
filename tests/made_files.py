"""Files of the formats that libraries read, made as small as they can be: the bytes of a PDF by hand, Word's by its
library."""

import io
import zipfile
import zlib
from collections.abc import Callable, Mapping, Sequence

import docx
from docx.document import Document as WordDocument
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from pypdf import PdfWriter


def pdf_of(
    *pages: Sequence[str], properties: str = "", catalogue: str = "", page_extra: str = "", streams: bool = True
) -> bytes:
    """A PDF with these lines on its pages; `properties`, `catalogue` and `page_extra` go into their dictionaries."""
    contents = [_page_content(lines) for lines in pages]
    return _pdf_with(contents, properties=properties, catalogue=catalogue, page_extra=page_extra, streams=streams)


def pdf_of_pieces(*pages: Sequence[tuple[float, float, str]], sizes: Mapping[str, float] | None = None) -> bytes:
    """A PDF with pieces of text at their places on its pages, in points from the left and the bottom; `sizes` are those
    of texts that are not written in letters of ten points.
    """
    contents = [
        b"".join(
            f"BT /F1 {(sizes or {}).get(text, 10)} Tf {left} {bottom} Td ({text}) Tj ET ".encode("cp1252")
            for left, bottom, text in pieces
        )
        for pieces in pages
    ]
    return _pdf_with(contents)


def _pdf_with(
    contents: Sequence[bytes],
    *,
    properties: str = "",
    catalogue: str = "",
    page_extra: str = "",
    streams: bool = True,
) -> bytes:
    kids = " ".join(f"{5 + 2 * number} 0 R" for number in range(len(contents)))
    objects = [
        f"<< /Type /Catalog /Pages 2 0 R {catalogue} >>".encode(),
        f"<< /Type /Pages /Kids [{kids}] /Count {len(contents)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        f"<< {properties} >>".encode("cp1252"),
    ]
    for content in contents:
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font << /F1 3 0 R >> >> "
            f"/Contents {len(objects) + 2} 0 R {page_extra} >>".encode()
        )
        objects.append(_stream(content, packed=streams))
    return _numbered(objects)


def _page_content(lines: Sequence[str]) -> bytes:
    escaped = (line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)") for line in lines)
    return ("BT /F1 11 Tf 14 TL 72 740 Td " + "".join(f"({line}) Tj T* " for line in escaped) + "ET").encode("cp1252")


def _stream(content: bytes, *, packed: bool) -> bytes:
    data, how = (zlib.compress(content), b"/Filter /FlateDecode ") if packed else (content, b"")
    return b"<< %s/Length %d >>\nstream\n%s\nendstream" % (how, len(data), data)


def _numbered(objects: Sequence[bytes]) -> bytes:
    out, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    rows = b"".join(b"%010d 00000 n \n" % place for place in places)
    table = b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, rows)
    trailer = b"trailer\n<< /Size %d /Root 1 0 R /Info 4 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1,
        len(out),
    )
    return out + table + trailer


def encrypted(pdf: bytes, *, password: str, algorithm: str = "AES-256") -> bytes:
    writer = PdfWriter(clone_from=io.BytesIO(pdf))
    writer.encrypt(password, owner_password="the owner's", algorithm=algorithm)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def docx_of(fill: Callable[[WordDocument], object], **properties: str) -> bytes:
    document = docx.Document()
    for name, value in ({"author": ""} | properties).items():
        setattr(document.core_properties, name, value)
    fill(document)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def with_xml(document: WordDocument, xml: str) -> None:
    """Adds an element to the end of the body, before its section; `w:` is Word's own namespace."""
    tag, rest = xml.split(">", 1) if " " not in xml.split(">", 1)[0] else xml.split(" ", 1)
    joint = ">" if xml[len(tag)] == ">" else " "
    document.element.body.insert(-1, parse_xml(f"{tag} {nsdecls('w')}{joint}{rest}"))


def zip_of(parts: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()
