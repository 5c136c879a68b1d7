"""What a page shows as a list, code, a table or a definition is so in its text, whole and in its order."""

import pytest

from retrieval.documents.formats.html import read
from retrieval.documents.formats.page_blocks import DEEPEST_ITEM

BEFORE = "The boat house lends its boats to members of the club and to their guests, from April to October."
AFTER = "Whoever has a question writes to the warden, who answers within a few days of the week."


def text_in(inner: str) -> str:
    """What stands between two paragraphs of a page."""
    page = (
        f"<html><head><title>Boats</title></head><body><article><p>{BEFORE}</p>{inner}<p>{AFTER}</p></article></body>"
    )
    text = read("a.html", page.encode()).text
    assert text.startswith(BEFORE)
    assert text.endswith(AFTER)
    return text.removeprefix(BEFORE).removesuffix(AFTER).strip("\n")


BLOCKS = {
    "list in a list": (
        "<ul><li>Oars<ul><li>long</li><li>short</li></ul></li><li>Sails</li></ul>",
        "- Oars\n  - long\n  - short\n- Sails",
    ),
    "steps with a list": (
        "<ol><li>Sign the book:<ul><li>name</li></ul></li><li>Take a boat.</li></ol>",
        "1. Sign the book:\n   - name\n2. Take a boat.",
    ),
    "steps that go on": (
        "<ol start=4><li>Row.</li><li value=9>Rest.</li><li>Row.</li></ol>",
        "4. Row.\n9. Rest.\n10. Row.",
    ),
    "steps that count down": ("<ol reversed><li>three</li><li>two</li></ol>", "2. three\n1. two"),
    "steps with letters": ("<ol type=a><li>first</li><li>next</li></ol>", "- a. first\n- b. next"),
    "steps with roman numbers": ("<ol type=I start=9><li>first</li><li>next</li></ol>", "- IX. first\n- X. next"),
    "item of two paragraphs": (
        "<ul><li><p>Oars</p><p>They hang on the wall.</p></li><li>Sails</li></ul>",
        "- Oars\n\n  They hang on the wall.\n\n- Sails",
    ),
    "item of two lines": ("<ul><li>Oars<br>of ash</li></ul>", "- Oars\n  of ash"),
    "item with code": ("<ol><li>Run<pre>a\n  b</pre></li></ol>", "1. Run\n\n   ```\n   a\n     b\n   ```"),
    "cards": ("<ul><li><h3>Oars</h3><p>Two.</p></li></ul>", "### Oars\n\nTwo."),
    "code": (
        "<pre><code>boat:\n  oars: 2\n\n  sails: [a, b]   \n</code></pre>",
        "```\nboat:\n  oars: 2\n\n  sails: [a, b]\n```",
    ),
    "code in lines": (
        "<pre><span class=line>a = 1</span><br><div>  b = 2</div><div>c = 3</div></pre>",
        "```\na = 1\n  b = 2\nc = 3\n```",
    ),
    "code with fences": ("<pre>```\nx\n```</pre>", "````\n```\nx\n```\n````"),
    "code with line numbers": (
        "<table><tr><td class=linenos><pre>1\n2</pre></td><td><pre>a\n b</pre></td></tr></table>",
        "```\na\n b\n```",
    ),
    "code in a line": ("<p>Call <code>row --fast</code> twice.</p>", "Call row --fast twice."),
    "text that would open a fence": ("<p>```</p>", "````\n```\n````"),
    "text that would be a heading": ("<p># sudo row</p>", "```\n# sudo row\n```"),
    "definitions": (
        "<dl><dt>Oar</dt><dd>A pole with a blade.</dd><dt>Bow</dt><dt>Prow</dt><dd>The front.</dd></dl>",
        "Oar: A pole with a blade.\n\nBow, Prow: The front.",
    ),
    "definitions in divisions": ("<dl><div><dt>Hours:</dt><dd>9 to 17</dd></div></dl>", "Hours: 9 to 17"),
    "questions as definitions": ("<dl><dt>Who rows?</dt><dd>Anybody.</dd></dl>", "Who rows? Anybody."),
    "definition of blocks": (
        "<dl><dt>row(boat)</dt><dd><p>Rows.</p><ul><li>fast</li></ul></dd></dl>",
        "row(boat): Rows.\n\n- fast",
    ),
    "table with a head": (
        (
            "<table><caption>Boats</caption><thead><tr><th>Boat</th><th>Seats</th></tr></thead>"
            "<tr><td>Merlin</td><td>4</td></tr></table>"
        ),
        "Boats\n\n| Boat | Seats |\n| --- | --- |\n| Merlin | 4 |",
    ),
    "table with heads of rows": (
        "<table><tr><th>Boat</th><td>Merlin</td></tr><tr><th>Seats</th><td>4</td></tr></table>",
        "|  |  |\n| --- | --- |\n| Boat | Merlin |\n| Seats | 4 |",
    ),
    "table with an empty corner that is no head": (
        "<table><tr><td></td><th>Day</th><th>Week</th></tr><tr><th>Wren</th><td></td><td>20</td></tr></table>",
        "|  | Day | Week |\n| --- | --- | --- |\n| Wren |  | 20 |",
    ),
    "table of words with an empty corner": (
        "<table><tr><td></td><td>Mon</td></tr><tr><td>Pool</td><td>open</td></tr></table>",
        "|  | Mon |\n| --- | --- |\n| Pool | open |",
    ),
    "table with rows that have no name": (
        "<table><tr><td></td><td>Mon</td></tr><tr><td></td><td>open</td></tr><tr><td>a</td><td>b</td></tr></table>",
        "|  |  |\n| --- | --- |\n|  | Mon |\n|  | open |\n| a | b |",
    ),
    "table with two rows of heads": (
        (
            "<table><tr><th rowspan=2>Boat</th><th colspan=2>Price</th></tr><tr><th>day</th><th>week</th></tr>"
            "<tr><td>Merlin</td><td>5</td><td>20</td></tr></table>"
        ),
        "| Boat | Price day | Price week |\n| --- | --- | --- |\n| Merlin | 5 | 20 |",
    ),
    "cell over two rows": (
        "<table><tr><th>Shore</th><th>Boat</th></tr><tr><td rowspan=2>North</td><td>A</td></tr><tr><td>B</table>",
        "| Shore | Boat |\n| --- | --- |\n| North | A |\n| North | B |",
    ),
    "cell over two columns": (
        (
            "<table><tr><th>Season</th><th>Opens</th><th>Closes</th></tr>"
            "<tr><td>Summer</td><td>9</td><td>18</td></tr><tr><td>Winter</td><td colspan=2>on request</td></tr>"
            "<tr><td colspan=3>Hours of the house</td></tr></table>"
        ),
        (
            "| Season | Opens | Closes |\n| --- | --- | --- |\n| Summer | 9 | 18 |\n"
            "| Winter | on request | on request |\n| Hours of the house |  |  |"
        ),
    ),
    "table whose head is not said to be one": (
        "<table><tr><td>Boat</td><td>Seats</td></tr><tr><td>A</td><td>4</td></tr><tr><td>B</td><td>6</td></tr></table>",
        "| Boat | Seats |\n| --- | --- |\n| A | 4 |\n| B | 6 |",
    ),
    "table of words": (
        "<table><tr><td>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr><tr><td>e</td><td>f</td></tr></table>",
        "|  |  |\n| --- | --- |\n| a | b |\n| c | d |\n| e | f |",
    ),
    "lines and bars in cells": (
        "<table><tr><td>a<br>b</td><td>c|d</td></tr></table>",
        "|  |  |\n| --- | --- |\n| a b | c\\|d |",
    ),
    "table for the layout": (
        "<table><tr><td><h2>Left</h2><p>One.</p></td><td><p>Two.</p></td></tr></table>",
        "## Left\n\nOne.\n\nTwo.",
    ),
    "table in a table": (
        "<table><tr><td>Left</td><td><table><tr><td>a</td><td>b</td></tr></table></td></tr></table>",
        "Left\n\n|  |  |\n| --- | --- |\n| a | b |",
    ),
    "table in a table that has heads": (
        (
            "<table><tr><th>Guide</th><th>Walks</th></tr><tr><td>Ines</td><td>By day: <table><tr><td>Monday</td>"
            "<td>9:00</td></tr><tr><td>Sunday</td><td>14:30</td></tr></table> or on request</td></tr>"
            "<tr><td>Otto</td><td>none</td></tr></table>"
        ),
        (
            "| Guide | Walks |\n| --- | --- |\n| Ines | By day: Monday 9:00; Sunday 14:30 or on request |\n"
            "| Otto | none |"
        ),
    ),
    "figure": ("<figure><img src=a.png><figcaption>The Merlin in May</figcaption></figure>", "The Merlin in May"),
    "time and label": ("<p><label>Opens</label> <time>9:00</time></p>", "Opens 9:00"),
    "short divisions": ("<div><div>Adults pay 6 pounds.</div><div>Open</div></div>", "Adults pay 6 pounds.\n\nOpen"),
    "details": (
        "<details><summary>May I bring a dog?</summary><p>On a lead.</p></details>",
        "May I bring a dog?\n\nOn a lead.",
    ),
    "answer under a pressed question": (
        "<h3><button aria-controls=a>Who pays?</button></h3><div id=a hidden><p>The guest.</p></div>",
        "### Who pays?\n\nThe guest.",
    ),
    "answer that a button shows": (
        "<button data-bs-target='#a'>Who pays?</button><div id=a style='display:none'>The guest.</div>",
        "Who pays?\n\nThe guest.",
    ),
    "answer that a search finds": ("<p hidden=until-found>The guest pays.</p>", "The guest pays."),
    "panel of a tab": ("<div role=tabpanel hidden><p>Row on.</p></div>", "Row on."),
    "tabs in a row": (
        (
            "<div role=tablist><button role=tab aria-controls=a>Locks</button><button role=tab aria-controls=b>Tap"
            "</button></div><div role=tabpanel id=a><p>Lock.</p></div><div role=tabpanel id=b hidden>It runs.</div>"
        ),
        "Locks\n\nLock.\n\nTap\n\nIt runs.",
    ),
    "tabs that their panels name": (
        (
            "<div role=tablist><span role=tab id=t2>Wind</span><span role=tab id=t1>Sun</span></div>"
            "<div role=tabpanel aria-labelledby=t1>It is.</div><div role=tabpanel aria-labelledby=t2>It blows.</div>"
        ),
        "Sun\n\nIt is.\n\nWind\n\nIt blows.",
    ),
    "tabs by their order": (
        (
            "<ul role=tablist><li role=tab>Windows</li><li role=tab>Linux</li></ul>"
            "<div role=tabpanel>Run it.</div><div role=tabpanel hidden><p>Build it.</p></div>"
        ),
        "Windows\n\nRun it.\n\nLinux\n\nBuild it.",
    ),
    "tabs that are links": (
        (
            "<ul><li><a data-toggle=tab href='#a'>Adults</a></li><li><a data-toggle=tab href='#b'>Kids</a></li></ul>"
            "<div id=a>They pay 6 pounds.</div><div id=b>They pay 2 pounds.</div>"
        ),
        "Adults\n\nThey pay 6 pounds.\n\nKids\n\nThey pay 2 pounds.",
    ),
    "tab whose panel has its title": (
        "<button role=tab aria-controls=a>Dogs</button><div role=tabpanel id=a><h3>Dogs</h3><p>They bark.</p></div>",
        "### Dogs\n\nThey bark.",
    ),
    "tabs of which one has no panel": (
        "<ul><li role=tab>One</li><li role=tab>Two</li></ul><div role=tabpanel>It is so.</div>",
        "- One\n- Two\n\nIt is so.",
    ),
    "link to a part of the page": (
        "<p>See <a href='#a'>Prices</a> below.</p><div id=a>They pay.</div>",
        "See Prices below.\n\nThey pay.",
    ),
    "paragraphs parted by line breaks": ("<div>One.<br><br>Two.</div>", "One.\n\nTwo."),
    "note": ("<aside class=admonition-note><p>Mind the gap.</p></aside>", "Mind the gap."),
}


@pytest.mark.parametrize("kind", BLOCKS)
def test_what_stands_on_a_page_is_in_its_text(kind: str) -> None:
    inner, text = BLOCKS[kind]
    assert text_in(inner) == text


@pytest.mark.parametrize(
    "inner",
    [
        "<nav id=a hidden><a href=/x>Boats</a></nav><button aria-controls=a>Menu</button>",
        "<div id=a role=dialog hidden>We use cookies.</div><button aria-controls=a>Settings</button>",
        "<div id=a hidden>An offer</div><button aria-controls=a aria-haspopup=menu>Offers</button>",
        "<div id=a hidden>An offer that nothing opens</div>",
        "<button>Copy</button>",
        "<form><label>Search</label><input type=search></form>",
        "<div class=cookie-consent>We use cookies.</div>",
        "<div class='share-buttons'><a href=/x>Share it</a></div>",
        "<ul><li><a href=/x>Another page</a></li><li><a href=/y>And another</a></li></ul>",
        "<div class=related><a href=/x>Another page</a> of ours</div>",
        "<footer>All rights reserved</footer>",
        "<span class=katex-html aria-hidden=true>x2</span>",
        "<a class=anchor href='#a'>¶</a>",
    ],
)
def test_what_only_stands_around_it_is_not(inner: str) -> None:
    assert text_in(inner) == ""


def test_lists_in_lists_are_indented_so_far_only() -> None:
    text = text_in("<ul><li>x" * 100)
    assert text.count("x") == 100
    assert max(len(line) - len(line.lstrip()) for line in text.split("\n")) == 2 * DEEPEST_ITEM


def test_a_heading_above_the_main_part_is_its_title() -> None:
    inner = f"<article><p>{BEFORE}</p><p>{AFTER}</p></article>"
    page = f"<html><head><title>Boats | Club</title></head><body><div><h1>Boats</h1></div>{inner}</body></html>"
    assert read("a.html", page.encode()).text.startswith(f"# Boats\n\n{BEFORE}")
    named = page.replace("<h1>Boats", "<h1>The Club of Rowers")
    assert read("a.html", named.encode()).text.startswith(BEFORE)


def test_lists_and_short_lines_of_a_page_that_is_no_article_are_kept() -> None:
    page = (
        f"<html><body><div class=site><div class=col><h1>Boats</h1><p>{BEFORE}</p><h2>Before you come</h2>"
        "<ul><li><span>Bring a coat.</span></li></ul><h2>Prices</h2><div><div>A boat: 6 pounds</div></div>"
        f"<p>{AFTER}</p></div></div></body></html>"
    )
    assert read("a.html", page.encode()).text == (
        f"# Boats\n\n{BEFORE}\n\n## Before you come\n\n- Bring a coat.\n\n## Prices\n\nA boat: 6 pounds\n\n{AFTER}"
    )
