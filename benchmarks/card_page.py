"""Draws messages as Discord shows their components: a page for each width, dark, to be looked at."""

import html
import re
from collections.abc import Mapping, Sequence

from benchmarks.phone_lines import ACTION_ROW, CONTAINER, SECTION, SEPARATOR, TEXT_DISPLAY, Component

_STYLES = {1: "primary", 2: "secondary", 4: "danger", 5: "link"}
_LINK = re.compile(r"(?<!\\)\[((?:\\.|[^\[\]\\])*)\]\((https?://[^)\s]*)\)")
_ESCAPE = re.compile(r"\\(.)")
_INLINE = ((re.compile(r"\*\*(.+?)\*\*(?!\*)"), r"<b>\1</b>"), (re.compile(r"\*(\S(?:.*?\S)?)\*"), r"<i>\1</i>"))
_CODE = re.compile(r"`([^`]+)`")
_CSS = """
body { background: #313338; color: #dbdee1; font: 16px/1.375 "Noto Sans", "DejaVu Sans", sans-serif; margin: 12px; }
h2 { font-size: 15px; color: #f2f3f5; margin: 20px 0 2px; }
.figures { color: #949ba4; font-size: 12px; margin: 0 0 6px; }
.message { max-width: 600px; display: flex; flex-direction: column; gap: 8px; margin-bottom: 8px; }
.container { background: #2b2d31; border: 1px solid #3f4147; border-left: 4px solid; border-radius: 8px; padding: 12px;
  display: flex; flex-direction: column; gap: 8px; }
.text { overflow-wrap: anywhere; } .text h3 { font-size: 16px; margin: 0; color: #f2f3f5; }
.small { font-size: 12px; line-height: 1.33; color: #949ba4; } a { color: #00a8fc; text-decoration: none; }
blockquote { margin: 0; padding-left: 10px; border-left: 4px solid #4e5058; }
pre { background: #1e1f22; border-radius: 4px; padding: 6px; margin: 2px 0; font-size: 13px; white-space: pre-wrap; }
code { background: #1e1f22; border-radius: 3px; padding: 0 3px; font-size: 13px; }
.section { display: flex; gap: 12px; justify-content: space-between; align-items: flex-start; }
.section > .texts { flex: 1; min-width: 0; } hr { border: 0; border-top: 1px solid #4e5058; margin: 0; width: 100%; }
.row { display: flex; flex-wrap: wrap; gap: 8px; }
.button { border-radius: 8px; padding: 5px 12px; font-size: 14px; color: #fff; background: #4e5058; }
.button { white-space: nowrap; }
.primary { background: #5865f2; } .danger { background: #da373c; } .disabled { opacity: 0.5; }
"""


def page(surfaces: Mapping[str, Sequence[Sequence[Component]]], figures: Mapping[str, str]) -> str:
    """Return a page of HTML with the messages of each surface, and what is to be said of it."""
    parts = [
        f"<!doctype html><meta charset='utf-8'><meta name='viewport' content='width=device-width'><style>{_CSS}</style>"
    ]
    for name, messages in surfaces.items():
        parts.append(f"<h2>{html.escape(name)}</h2><p class='figures'>{html.escape(figures[name])}</p>")
        parts += [f"<div class='message'>{''.join(map(_drawn, components))}</div>" for components in messages]
    return "\n".join(parts)


def _drawn(component: Component) -> str:
    kind = component["type"]
    if kind == CONTAINER:
        colour = f"#{component.get('accent_color') or 0:06x}"
        inner = "".join(map(_drawn, component["components"]))
        return f"<div class='container' style='border-left-color:{colour}'>{inner}</div>"
    if kind == TEXT_DISPLAY:
        return f"<div class='text'>{_markdown(component['content'])}</div>"
    if kind == SECTION:
        texts = "".join(map(_drawn, component["components"]))
        return f"<div class='section'><div class='texts'>{texts}</div>{_drawn(component['accessory'])}</div>"
    if kind == SEPARATOR:
        return "<hr>"
    if kind == ACTION_ROW:
        return f"<div class='row'>{''.join(map(_drawn, component['components']))}</div>"
    style = f"{_STYLES[component['style']]}{' disabled' if component.get('disabled') else ''}"
    return f"<span class='button {style}'>{html.escape(component['label'])}</span>"


def _markdown(text: str) -> str:
    blocks: list[str] = []
    lines = text.split("\n")
    while lines:
        if lines[0].startswith("> "):
            quoted = []
            while lines and lines[0].startswith("> "):
                quoted.append(lines.pop(0).removeprefix("> "))
            blocks.append(f"<blockquote>{_markdown(chr(10).join(quoted))}</blockquote>")
            continue
        line = lines.pop(0)
        if line == "```":
            code = []
            while lines and lines[0] != "```":
                code.append(lines.pop(0))
            lines = lines[1:]
            blocks.append(f"<pre>{html.escape(chr(10).join(code))}</pre>")
        elif line.startswith("### "):
            blocks.append(f"<h3>{_inline(line.removeprefix('### '))}</h3>")
        elif line.startswith("-# "):
            blocks.append(f"<div class='small'>{_inline(line.removeprefix('-# '))}</div>")
        elif line.startswith("- "):
            blocks.append(f"<div>• {_inline(line.removeprefix('- '))}</div>")
        else:
            blocks.append(f"<div>{_inline(line) or '&nbsp;'}</div>")
    return "".join(blocks)


def _inline(text: str) -> str:
    kept: list[str] = []

    def keep(shown: str) -> str:
        kept.append(shown)
        return f"\ue000{len(kept) - 1}\ue001"

    text = _CODE.sub(lambda code: keep(f"<code>{html.escape(code[1])}</code>"), text)
    text = _LINK.sub(lambda link: keep(f"<a href='{html.escape(link[2])}'>{_inline(link[1])}</a>"), text)
    text = _ESCAPE.sub(lambda escape: keep(html.escape(escape[1])), text)
    text = html.escape(text, quote=False)
    for pattern, shown in _INLINE:
        text = pattern.sub(shown, text)
    return re.sub("\ue000(\\d+)\ue001", lambda place: kept[int(place[1])], text)
