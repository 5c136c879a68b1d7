"""Puts the title of each tab of a page above what the tab shows: in a row of their own, the last stands above the first
panel.
"""

from lxml import etree
from lxml.html import HtmlElement

_TABS = etree.XPath("//*[@role='tab' or @data-toggle='tab' or @data-bs-toggle='tab']")
_TAB_PANELS = etree.XPath("//*[@role='tabpanel']")
_WITH_AN_ID = etree.XPath("//*[@id]")
_OPENED_BY = ("aria-controls", "data-target", "data-bs-target", "href")


def names_opened_by(opener: HtmlElement) -> list[str]:
    """Return the ids of what an element says that it opens."""
    return [name for key in _OPENED_BY for name in (opener.get(key) or "").replace("#", " ").split()]


def title_panels_of_tabs(page: HtmlElement) -> None:
    """Move the words of each tab into its panel, before what stands there."""
    tabs = _TABS(page)
    if not tabs:
        return
    for tab, panel in _paired(tabs, page):
        title = " ".join(tab.text_content().split())
        if not title or tab in panel.iterancestors() or panel in tab.iterancestors():
            continue
        tab.drop_tree()
        if next(filter(str.strip, panel.itertext()), "").strip() != title:
            above = panel.makeelement("p")
            above.text, above.tail, panel.text = title, panel.text, None
            panel.insert(0, above)


def _paired(tabs: list[HtmlElement], page: HtmlElement) -> list[tuple[HtmlElement, HtmlElement]]:
    """Return each tab with its panel: by what either says of the other; those that say nothing by their order, where
    there are as many of both.
    """
    by_id = {element.get("id"): element for element in _WITH_AN_ID(page)}
    labelled = {panel.get("aria-labelledby"): panel for panel in _TAB_PANELS(page)}
    pairs: dict[HtmlElement, HtmlElement] = {}
    for tab in tabs:
        named = [by_id[name] for name in names_opened_by(tab) if name in by_id]
        panel = next(iter(named), labelled.get(tab.get("id")) if tab.get("id") else None)
        if panel is not None:
            pairs[tab] = panel
    paired = set(pairs.values())
    others, panels = [tab for tab in tabs if tab not in pairs], [p for p in _TAB_PANELS(page) if p not in paired]
    if len(others) == len(panels):
        pairs.update(zip(others, panels, strict=True))
    return list(pairs.items())
