"""A situation report as a page that prints well, and as Markdown. Words of articles are text in both, never markup."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Mapping

from warmonitor.report.drawing import escaped
from warmonitor.report.situation import Grave, Item, Note, Situation

STYLE = """
@page { margin: 18mm 16mm; }
body { font: 15px/1.5 'Noto Serif', Georgia, serif; color: #1f2933; background: #fff; max-width: 46rem;
  margin: 2rem auto; padding: 0 1rem; overflow-wrap: anywhere; }
h1, h2, h3, th, figcaption, .by { font-family: 'Noto Sans', 'Helvetica Neue', Arial, sans-serif; }
h1 { font-size: 1.7rem; line-height: 1.2; margin: 0 0 .4rem; }
h2 { font-size: 1.15rem; margin: 2.2rem 0 .6rem; border-bottom: 1px solid #c9ced3; padding-bottom: .2rem; }
h3 { font-size: 1rem; margin: 1.4rem 0 .2rem; }
p { margin: .3rem 0 .6rem; }
ul { margin: .3rem 0 .8rem; padding-left: 1.2rem; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: start; vertical-align: top; padding: .3rem .6rem .3rem 0; border-bottom: 1px solid #e4e7ea;
  font-size: .92rem; }
th { width: min(15rem, 38%); font-weight: 600; }
figure { margin: 1rem 0; }
svg { width: 100%; height: auto; }
.basis, .by, footer { color: #56616b; font-size: .88rem; }
.number { display: inline-block; min-width: 1.6rem; color: #56616b; }
a { color: #22577a; }
ol.notes { font-size: .86rem; }
article, li, figure, tr { break-inside: avoid; }
h2, h3 { break-after: avoid; }
footer { margin-top: 2.5rem; }
@media print {
  body { margin: 0; max-width: none; font-size: 10.5pt; }
  a { color: inherit; text-decoration: none; }
}
"""
_SPECIAL = re.compile(r"([\\`*_\[\]|<>~&])|^([#+=-])")
_LINK = re.compile(r"(?i)(:)(//)|(www)(\.)")  # what some readers of Markdown make a link by itself


def html(report: Situation) -> str:
    """The report as one file: no script, no outside address, its own style named by its fingerprint in the policy."""
    fingerprint = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{fingerprint}'; base-uri 'none'; form-action 'none'"
    sections = [
        _section("Key figures", _keys(report.keys)),
        _section("Where", _figure(report.map, "Numbers are those of the gravest events below.")),
        _section("When", _figure(report.timeline)),
        _section("The gravest events", "".join(map(_grave, report.gravest)) or _none()),
        _section("Who is said to have done it", _figure(report.actors)),
        _section("What is disputed", _items(report.disputed)),
        _section("Control", _list(report.control)),
        _section("What changed", f"<p>{_said(report.news)}</p>" + _items(report.changed, none="")),
        _section("Notes", f'<ol class="notes">{"".join(map(_note, report.notes))}</ol>' if report.notes else _none()),
    ]
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{escaped(policy)}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{escaped(report.title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n"
        f'<header><h1>{escaped(report.title)}</h1><p class="basis">{escaped(report.basis)}</p></header>\n<main>\n'
        + "\n".join(sections)
        + f"\n</main>\n<footer>{'<br>'.join(map(escaped, report.attribution))}</footer>\n</body>\n</html>\n"
    )


def _section(title: str, body: str) -> str:
    name = title.lower().replace(" ", "-")
    return f'<section aria-labelledby="{name}"><h2 id="{name}">{title}</h2>{body}</section>'


def _said(words: str) -> str:
    """Words from the record: escaped, and apart from the direction of the words around them."""
    return f'<bdi dir="auto">{escaped(words)}</bdi>'


def _none() -> str:
    return "<p>None.</p>"


def _keys(keys: Iterable[tuple[str, str]]) -> str:
    rows = (f'<tr><th scope="row">{escaped(name)}</th><td>{escaped(value)}</td></tr>' for name, value in keys)
    return f"<table>{''.join(rows)}</table>"


def _figure(drawing: str, caption: str = "") -> str:
    below = f"<figcaption class=\"by\">{escaped(caption)}</figcaption>" if caption else ""
    return f"<figure>{drawing}{below}</figure>"


def _list(lines: Iterable[str]) -> str:
    items = "".join(f"<li>{_said(line)}</li>" for line in lines)
    return f"<ul>{items}</ul>" if items else _none()


def _items(items: Iterable[Item], none: str = "<p>None.</p>") -> str:
    return "".join(f"<article><h3>{_said(item.title)}</h3>{_list(item.lines)}</article>" for item in items) or none


def _grave(event: Grave) -> str:
    figures = []
    for kind, given in event.figures:
        said = "; ".join(f'{escaped(f.words)} <span class="by">({_said(f.by)})</span>{_links(f.notes)}' for f in given)
        figures.append(f"<li>{escaped(kind)}: {said}</li>")
    disputes = f"<p>Disputed:</p>{_list(event.disputes)}" if event.disputes else ""
    head = f'<h3><span class="number">{event.number}</span> {_said(event.title)}</h3>'
    return (f'<article id="event-{escaped(event.id)}">{head}'
            f"<p>{_said(event.note)}</p><ul>{''.join(figures)}</ul>{disputes}"
            f'<p class="by">Event {escaped(event.id)}</p></article>')  # fmt: skip


def _links(notes: Iterable[int]) -> str:
    return "<sup>" + " ".join(f'<a href="#note-{n}" id="from-{n}">{n}</a>' for n in notes) + "</sup>"


def _note(note: Note) -> str:
    by = _said(note.by)
    if note.url:
        by = f'<a href="{escaped(note.url)}" rel="noopener noreferrer nofollow">{by}</a>'
    return (f'<li id="note-{note.number}"><q>{_said(note.quote)}</q> <span class="by">{by}</span> '
            f'<a href="#from-{note.number}" aria-label="back to the text">↩</a></li>')  # fmt: skip


def markdown(report: Situation, figures: Mapping[str, str] | None = None) -> str:
    """The report as Markdown; ``figures`` are the addresses of its drawings by name (map, timeline, actors)."""
    lines = [f"# {marked(report.title)}", "", marked(report.basis), "", "## Key figures", "", "| | |", "|---|---|"]
    lines += [f"| {marked(name)} | {marked(value)} |" for name, value in report.keys]
    for name, address in (figures or {}).items():
        lines += ["", f"![{name}]({address})"]
    lines += ["", "## The gravest events", ""]
    for event in report.gravest:
        lines += [f"### {event.number}. {marked(event.title)}", "", marked(event.note), ""]
        for kind, given in event.figures:
            said = "; ".join(f"{marked(f.words)} ({marked(f.by)}){''.join(f'[^{n}]' for n in f.notes)}" for f in given)
            lines.append(f"- {marked(kind)}: {said}")
        lines += [f"- disputed: {marked(line)}" for line in event.disputes] + [""]
    lines += ["## What is disputed", "", *_marked_items(report.disputed), "## Control", ""]
    lines += [f"- {marked(line)}" for line in report.control] or ["None."]
    lines += ["", "## What changed", "", marked(report.news), "", *_marked_items(report.changed, none=())]
    lines += ["## Notes", ""]
    lines += [f"[^{note.number}]: “{marked(note.quote)}” {marked(note.by)}" for note in report.notes] or ["None."]
    lines += ["", *(marked(line) + "  " for line in report.attribution), ""]
    return "\n".join(lines)


def _marked_items(items: Iterable[Item], none: tuple[str, ...] = ("None.", "")) -> list[str]:
    found = []
    for item in items:
        found += [f"**{marked(item.title)}**", "", *(f"- {marked(line)}" for line in item.lines), ""]
    return found or list(none)


def marked(words: str) -> str:
    """Words as Markdown that shows them as they are: on one line, with every sign of markup escaped.

    >>> marked("[x](javascript:y) <b>")
    '\\\\[x\\\\](javascript:y) \\\\<b\\\\>'
    """
    line = _SPECIAL.sub(lambda found: f"\\{found[0]}", " ".join(words.split()))
    return _LINK.sub(lambda found: f"{found[1] or found[3]}\\{found[2] or found[4]}", line)
