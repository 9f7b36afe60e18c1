"""Builds the documentation as a site: pages of ``docs`` and of the repository's root, a warning is a failure.

    python scripts/docs_site.py [FOLDER]

The pages are written to be read in the repository too, so their links are paths of the repository. On the site a link
to a page leads to that page, and a link to a source file becomes its path in words.
"""

from __future__ import annotations

import re
import shutil
import sys
import tempfile
from pathlib import Path, PurePosixPath
from posixpath import normpath

ROOT = Path(__file__).parents[1]
OUT = ROOT / "site-docs"
TAKEN_IN = {
    "README.md": "index.md",
    "CHANGELOG.md": "changelog.md",
    "CONTRIBUTING.md": "contributing.md",
    "SECURITY.md": "security.md",
    "benchmarks/README.md": "benchmarks.md",
    "ui/README.md": "ui.md",
    "NOTICE": "notice.md",
}
# In the order in which a stranger needs them.
CONTENTS = {
    "Start": ("tutorial", "page", "glossary"),
    "How to": ("scale", "howto-watch", "howto-names", "howto-correct", "howto-match", "howto-export", "howto-publish",
               "howto-redact"),
    "Reference": ("commands", "codebook", "interface", "exports", "api"),
    "Can it be trusted": ("limits", "benchmarks", "compare", "responsible-use", "security"),
    "Inside": ("architecture", "contributing", "ui", "changelog", "notice"),
}  # fmt: skip
ICON = "src/warmonitor/web/page/icon.svg"
# A link or picture of Markdown; code, which stays as it is, is taken first where it begins first.
LINK = re.compile(r"```.*?```|`[^`\n]*`|(!?)\[([^\]]*)\]\(([^)#\s]*)(#[^)\s]*)?\)", re.DOTALL)


def site_page(path: str) -> str | None:
    """The page of the site for a path of the repository; None where the site has none.

    >>> site_page("benchmarks/README.md"), site_page("docs/img/events.svg"), site_page("Makefile")
    ('benchmarks.md', 'img/events.svg', None)
    """
    return TAKEN_IN.get(path) or (path.removeprefix("docs/") if path.startswith("docs/") else None)


def linked(text: str, path: str) -> str:
    """The text of a page of the repository with its links as the site has them.

    >>> linked("[Limits](docs/limits.md#days), see [the rules](ui/README.md), [code](Makefile)", "README.md")
    '[Limits](limits.md#days), see [the rules](ui.md), code (`Makefile`)'
    """

    def there(match: re.Match[str]) -> str:
        mark, label, target, anchor = match.groups(default="")
        if not target or ":" in target:
            return match[0]
        file = normpath(str(PurePosixPath(path).parent / target))
        found = site_page(file)
        if found is None:
            return f"`{file}`" if file.endswith(label.strip("`")) else f"{label} (`{file}`)"
        return f"{mark}[{label}]({found}{anchor})"

    return LINK.sub(there, text)


def contents() -> str:
    """The navigation, as the first page carries it."""
    parts = ["```{toctree}\n:caption: " + title + "\n:hidden:\n\n" + "\n".join(pages) + "\n```"
             for title, pages in CONTENTS.items()]  # fmt: skip
    return "\n\n".join(["", *parts, ""])


def lay_out(folder: Path) -> None:
    """Every page with its pictures, as the site's builder takes them."""
    pages = {f"docs/{file.name}": file.name for file in sorted((ROOT / "docs").glob("*.md"))} | TAKEN_IN
    for path, page in pages.items():
        text = (ROOT / path).read_text(encoding="utf-8")
        if not path.endswith(".md"):
            text = f"# Sources and licences\n\n```text\n{text}```\n"
        made = linked(text, path) + (contents() if page == "index.md" else "")
        (folder / page).write_text(made, encoding="utf-8")
    shutil.copytree(ROOT / "docs" / "img", folder / "img")
    shutil.copy(ROOT / ICON, folder / "img" / "icon.svg")
    shutil.copy(ROOT / "docs" / "site" / "conf.py", folder)
    (folder / "static").mkdir()
    shutil.copy(ROOT / "docs" / "site" / "site.css", folder / "static")


def build(out: Path) -> int:
    """Build the site into a folder; the builder's exit status."""
    from sphinx.cmd.build import build_main

    shutil.rmtree(out, ignore_errors=True)
    with tempfile.TemporaryDirectory() as scratch:
        pages = Path(scratch) / "pages"
        pages.mkdir()
        lay_out(pages)
        return build_main(["-q", "-W", "--keep-going", "-d", f"{scratch}/doctrees", "-b", "html", str(pages), str(out)])


if __name__ == "__main__":
    sys.exit(build(Path(sys.argv[1]) if len(sys.argv) > 1 else OUT))
