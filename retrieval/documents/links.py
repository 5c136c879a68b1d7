"""Links from a source to the place where it can be opened: what its document states, or the setting SOURCE_URL says."""

import re
from dataclasses import dataclass, replace
from urllib.parse import quote, urlsplit

from retrieval.documents.file_names import suffix_of
from retrieval.domain.answers import Citation
from retrieval.domain.documents import Document, DocumentSummary, FoundPassage
from retrieval.domain.links import is_link

_STATED_IN = ("source_url", "canonical_url")
"""The keys of front matter besides `url` by which documents state their address."""
_FIELD = re.compile(r"\{(path|page|anchor)\}")
_ROW_OF_A_FILE = re.compile(r":\d+\Z")
_MADE_INTO_PAGES = frozenset(
    [".md", ".mdx", ".markdown", ".rst", ".adoc", ".asciidoc", ".org", ".wiki", ".mediawiki", ".html", ".htm"]
)
"""The kinds of file that a site makes pages of, or shows as pages. Others it serves as they are."""
_FOLDER_PAGES = frozenset(["index", "readme"])
"""The names of pages that are their folder's own."""
_NOT_SHOWN_AS_TEXT = frozenset([".docx", ".csv", ".tsv", ".jsonl", ".zip"])
_UNENCODED = "/?#@!$&*+,;=%:~"
"""What has a meaning in an address and ends nothing that an address is put into."""


@dataclass(frozen=True, slots=True)
class SourceLinks:
    """The links of sources. `template` is the setting SOURCE_URL, None where there is none."""

    template: str | None = None

    def to_document(self, document: Document | DocumentSummary) -> str | None:
        """Return the address of a document; None where nothing says it."""
        return _stated(document) or self._filled(document, anchor="")

    def to_span(self, document: Document, start: int, end: int) -> str | None:
        """Return the address of characters `start` to `end`: of a PDF their page, of a page of the web the heading that
        they stand under and their words.
        """
        # These read what a document is made of, which a list of documents does without.
        from retrieval.documents.anchors import anchor_at
        from retrieval.documents.text_fragments import text_fragment_of

        address = _stated(document) or self._filled(document, anchor="")
        if address is None:
            return None
        suffix = suffix_of(urlsplit(address).path).lower()
        if suffix == ".pdf":
            pages = document.pages_of(start, end)
            paged = f"{address.partition('#')[0]}#page={pages[0]}" if pages else address
            return paged if is_link(paged) else address
        if suffix in _NOT_SHOWN_AS_TEXT:
            return address
        if _stated(document) is None:
            address = self._filled(document, anchor=anchor_at(document, start)) or address
        fragment = "" if ":~:" in address else text_fragment_of(document, start, end)
        found = f"{address}{'' if '#' in address else '#'}:~:text={fragment}"
        return found if fragment and is_link(found) else address

    def cited(self, citation: Citation) -> Citation:
        """Return the citation with its link."""
        return replace(citation, link=self.to_span(citation.document, citation.start, citation.end))

    def found(self, found: FoundPassage) -> FoundPassage:
        """Return the passage with its link."""
        passage = found.passage
        return replace(found, link=self.to_span(passage.document, passage.start, passage.end))

    def _filled(self, document: Document | DocumentSummary, *, anchor: str) -> str | None:
        """Return the template filled for a document. What is one of many in its file has no address of its own."""
        path = document.path
        if self.template is None or not path or _ROW_OF_A_FILE.search(path):
            return None
        template = self.template
        if "{page}" in template and suffix_of(path).lower() not in _MADE_INTO_PAGES:
            # It is served as it is, wherever the site puts its pages.
            template = f"{template.partition('{page}')[0]}{{path}}"
        page = _page_of(path, is_last="{page}" in template and _ends_with_page(template))
        if not page:
            template = template.replace("{page}/", "")
        values = {"path": path, "page": page, "anchor": anchor}
        address = _FIELD.sub(lambda found: quote(values[found[1]], safe="/", errors="replace"), template)
        return _as_link(address.removesuffix("#"))


def _ends_with_page(template: str) -> bool:
    """Return whether a page is named without an ending of its own, as `.html` is: then a site shows a folder by it."""
    return template.partition("{page}")[2][:1] in {"", "/", "?", "#"}


def _page_of(path: str, *, is_last: bool) -> str:
    """Return a path without its ending and, where it `is_last`, without the name of a folder's own page."""
    page = path.removesuffix(suffix_of(path))
    folder, _, name = page.rpartition("/")
    return folder if is_last and name.casefold() in _FOLDER_PAGES else page


def _stated(document: Document | DocumentSummary) -> str | None:
    """Return the address that a document states; None where it states none of the web."""
    addresses = (document.url, *map(document.extra.get, _STATED_IN))
    return next(filter(None, (_as_link(address) for address in addresses if address)), None)


def _as_link(address: str) -> str | None:
    """Return an address with what might end a link percent-encoded; None where it is no page of the web."""
    try:
        parts = urlsplit(address)
        host = parts.netloc if parts.netloc.isascii() else parts.netloc.encode("idna").decode("ascii")
    # The library finds an ill-formed address or host only now.
    except ValueError:
        return None
    query, fragment = parts.query and f"?{parts.query}", parts.fragment and f"#{parts.fragment}"
    rest = quote(f"{parts.path}{query}{fragment}", safe=_UNENCODED, errors="replace")
    link = f"{parts.scheme}://{host}{rest}"
    return link if is_link(link) else None
