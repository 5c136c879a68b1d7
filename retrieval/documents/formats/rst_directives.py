"""The directives and roles of reStructuredText that docutils does not know: those of Sphinx and of its extensions. What
they say is kept as text, whatever they are; what they would insert from elsewhere is left out.
"""

import re
from collections.abc import Mapping
from typing import Any

from docutils import nodes
from docutils.parsers.rst import Directive, directives, roles
from docutils.parsers.rst.languages import en
from docutils.parsers.rst.states import Inliner

_SIMPLE_NAME = r"[A-Za-z0-9][\w.+:-]{0,60}"
_DIRECTIVE_NAMED = re.compile(rf"\.\.[ ]{{1,8}}(?:\|[^|\n]{{1,80}}\|[ ]{{1,8}})?({_SIMPLE_NAME}?)[ ]?::(?!\S)")
_ROLE_NAMED = re.compile(rf":({_SIMPLE_NAME}?):`|`:({_SIMPLE_NAME}?):")
_TITLED_TARGET = re.compile(r"(.*\S)\s+<[^<>]*>", re.DOTALL)
"""What is shown, and in angle brackets where it leads."""

CODE_DIRECTIVES = frozenset(
    "code code-block sourcecode prompt doctest testcode testsetup testoutput testcleanup ipython jupyter-execute "
    "console terminal command-output productionlist code-cell mermaid graphviz graph digraph uml plantuml".split()
)
SILENT_DIRECTIVES = frozenset(
    "include literalinclude raw toctree contents sectnum section-numbering meta index highlight highlightlang "
    "currentmodule py:currentmodule module py:module program default-domain target-notes header footer date title "
    "tabularcolumns bibliography".split()
)
"""Those that insert what stands elsewhere, or say nothing to a reader."""
SAID_OF_VERSIONS: Mapping[str, str] = {
    "versionadded": "Added in version",
    "version-added": "Added in version",
    "versionchanged": "Changed in version",
    "version-changed": "Changed in version",
    "deprecated": "Deprecated since version",
    "version-deprecated": "Deprecated since version",
    "versionremoved": "Removed in version",
    "version-removed": "Removed in version",
}
"""What Sphinx writes for each, before the number."""


class _AnyOptions(dict[str, Any]):
    """Options of any name, each taken as it stands: an unknown one is no reason to lose what a directive holds."""

    def __missing__(self, name: str) -> object:
        return directives.unchanged


class _OfOthers(Directive):
    optional_arguments = 1
    final_argument_whitespace = True
    has_content = True
    # One that is empty would be taken for none.
    option_spec = _AnyOptions(name=directives.unchanged)

    @property
    def argument(self) -> str:
        return self.arguments[0] if self.arguments else ""

    def inline(self, text: str) -> list[nodes.Node]:
        parsed, messages = self.state.inline_text(text, self.lineno)
        return [*parsed, *messages]

    def content_nodes(self) -> list[nodes.Node]:
        holder = nodes.container()
        self.state.nested_parse(self.content, self.content_offset, holder)
        return list(holder.children)


class KeptAsText(_OfOthers):
    """A directive that nobody told of: its argument says what its content is about."""

    def run(self) -> list[nodes.Node]:
        content = self.content_nodes()
        lines = [line.strip() for line in self.argument.splitlines() if line.strip()]
        if not content:
            return [nodes.paragraph("", "", *self.inline(" ".join(lines)))] if lines else []
        if not lines:
            return content
        term = nodes.term("", "", *self.inline(" ".join(lines)))
        definition = nodes.definition("", *content)
        return [nodes.definition_list("", nodes.definition_list_item("", term, definition))]


class KeptAsCode(_OfOthers):
    """Lines of code. An argument of more than one word is the first of them."""

    def run(self) -> list[nodes.Node]:
        language, lines = self.argument, list(self.content)
        if len(language.split()) > 1:
            language, lines = "", [*language.splitlines(), *lines]
        code = "\n".join(lines)
        block = nodes.literal_block(code, code, classes=["code", language])
        caption = self.options.get("caption")
        return [nodes.paragraph("", "", *self.inline(caption)), block] if caption else [block]


class KeptAsVersion(_OfOthers):
    """A note on the version in which something came, changed or went."""

    def run(self) -> list[nodes.Node]:
        version, *others = self.argument.split(maxsplit=1) or [""]
        said = " ".join(f"{SAID_OF_VERSIONS[self.name.lower()]} {version}".split())
        content = self.content_nodes()
        if others:
            return [nodes.paragraph("", f"{said}: ", *self.inline(others[0])), *content]
        if content and isinstance(first := content[0], nodes.paragraph):
            first.insert(0, nodes.Text(f"{said}: "))
            return content
        return [nodes.paragraph("", f"{said}."), *content]


class LeftOut(_OfOthers):
    def run(self) -> list[nodes.Node]:
        return []


class _Class(_OfOthers):
    """`class`: of Sphinx, the description of a class; of docutils, the style of what it holds, which says nothing."""

    def run(self) -> list[nodes.Node]:
        if any(letter.isupper() or letter in "(." for letter in self.argument):
            return KeptAsText.run(self)  # type: ignore[arg-type]
        return self.content_nodes()


def _words_of_role(
    role: str,
    source: str,
    text: str,
    line: int,
    inliner: Inliner,
    options: Mapping[str, Any] | None = None,
    content: object = None,
) -> tuple[list[nodes.Node], list[nodes.system_message]]:
    """Return what is shown of a role: the title in `title <target>`, the last name in `~package.name`."""
    shown = nodes.unescape(text)
    if titled := _TITLED_TARGET.fullmatch(shown):
        shown = titled[1]
    elif shown.startswith("~"):
        shown = shown[1:].rpartition(".")[2]
    elif role.lower() in ("pep", "rfc"):
        shown = f"{role.upper()} {shown}"
    return [nodes.inline(source, shown.removeprefix("!"))], []


def know_those_in(source: str) -> None:
    """Make docutils know the directives and roles that a text uses."""
    for name, directive in (
        *((name, LeftOut) for name in SILENT_DIRECTIVES),
        *((name, KeptAsCode) for name in CODE_DIRECTIVES),
        *((name, KeptAsVersion) for name in SAID_OF_VERSIONS),
        ("class", _Class),
    ):
        directives.register_directive(name, directive)
    given = {*SILENT_DIRECTIVES, *CODE_DIRECTIVES, *SAID_OF_VERSIONS, *en.directives}
    for found in {match[1].lower() for match in _DIRECTIVE_NAMED.finditer(source)} - given:
        directives.register_directive(found, LeftOut if found.startswith("auto") else KeptAsText)
    for role in {"pep", "rfc", *((match[1] or match[2]).lower() for match in _ROLE_NAMED.finditer(source))}:
        if role in ("pep", "rfc") or role not in en.roles:
            roles.register_local_role(role, _words_of_role)  # type: ignore[arg-type]  # its stubs know references alone
