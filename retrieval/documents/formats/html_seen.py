"""Takes out of a page what none of its readers sees: scripts, comments, what is hidden and nothing opens, controls.

What one press opens is text of the page: the answers under the questions of a FAQ, the panels behind tabs.
"""

import re

from lxml import etree
from lxml.html import HtmlElement

from retrieval.documents.formats.html_tabs import names_opened_by, title_panels_of_tabs

_NOT_SEEN = (
    "script style noscript template iframe frame object embed applet canvas svg audio video map nav menu input select "
    "textarea datalist annotation annotation-xml"
).split()
_HIDDEN = re.compile(
    r"display:none|visibility:(?:hidden|collapse)|opacity:0(?:\.0*)?(?:;|!|$)|font-size:0(?:\.0*)?[a-z%]*(?:;|!|$)"
)
_OPENERS = etree.XPath(
    "//*[(@aria-controls or @data-target or @data-bs-target or (@href and (@data-toggle or @data-bs-toggle)))"
    " and not(@aria-haspopup[. != 'false'])]"
)
_OPENED = etree.XPath("//*[@id and (@hidden or @style)]")
_PANELS = etree.XPath("//*[@hidden='until-found' or @role='tabpanel']")
_NO_PANEL = frozenset({"nav", "form", "dialog", "menu", "aside", "header", "footer"})
_NO_PANEL_ROLES = frozenset({"navigation", "dialog", "alertdialog", "menu", "menubar", "listbox", "search", "banner"})
_ABOUT_A_QUESTION = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "dt", "summary", "legend"})
_FOLDED = re.compile(r"accordion|collaps|faq|expand|disclosure", re.IGNORECASE)
_LINE_NUMBERS = etree.XPath(
    "//*[self::td or self::span or self::div or self::pre]"
    "[contains(@class, 'lineno') or contains(@class, 'line-number') or contains(@class, 'gutter')]"
)
_INLINE_FOR_EYES = etree.XPath("//*[self::span or self::i or self::a or self::b or self::em][@aria-hidden='true']")
_ASKS_FOR_INPUT = etree.XPath("boolean(.//input[@type='password' or @type='search' or @type='email' or @name='q'])")
LONGEST_FORM = 400
"""A form with more characters is a page, as some servers make them."""


def take_out_what_is_not_seen(page: HtmlElement) -> None:
    openers = _open(page)
    unseen = [*page.iter(*_NOT_SEEN), *page.xpath("//*[@hidden] | //dialog[not(@open)]"), *_INLINE_FOR_EYES(page)]
    unseen += [styled for styled in page.xpath("//*[@style]") if _HIDDEN.search(_squeezed(styled.get("style")))]
    unseen += [form for form in page.iter("form") if _ASKS_FOR_INPUT(form) and len(_text(form)) <= LONGEST_FORM]
    unseen += [numbers for numbers in _LINE_NUMBERS(page) if "".join(_text(numbers).split()).isdigit()]
    for button in page.iter("button"):
        if any(parent.tag in _ABOUT_A_QUESTION for parent in button.iterancestors()):
            button.tag = "span"
        elif button in openers or _FOLDED.search(button.get("class") or ""):
            button.tag = "div"
        else:
            unseen.append(button)
    for element in unseen:
        if element.getparent() is not None:
            element.drop_tree()


def _open(page: HtmlElement) -> frozenset[HtmlElement]:
    """Open what a press opens on the page itself, and return what is pressed for it."""
    panels = {panel.get("id"): panel for panel in _OPENED(page) if _is_panel(panel)}
    pressed = set()
    for opener in _OPENERS(page):
        opened = [panels[name] for name in names_opened_by(opener) if name in panels]
        if opened:
            pressed.add(opener)
        for panel in opened:
            _show(panel)
    for panel in filter(_is_panel, _PANELS(page)):
        _show(panel)
    title_panels_of_tabs(page)
    return frozenset(pressed)


def _is_panel(element: HtmlElement) -> bool:
    return element.tag not in _NO_PANEL and element.get("role") not in _NO_PANEL_ROLES


def _show(panel: HtmlElement) -> None:
    for name in ("hidden", "style"):
        panel.attrib.pop(name, None)


def _squeezed(style: str) -> str:
    return "".join(style.split()).lower()


def _text(element: HtmlElement) -> str:
    return str(element.text_content())
