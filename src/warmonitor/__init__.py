"""warmonitor: a sourced record of armed conflict, from news, by machine, offline.

>>> import warmonitor as wm
>>> article = wm.Article("a1", "Militants killed 12 soldiers near Gao on 3 March 2020, the army said.")
>>> claims = list(wm.code([article]))
>>> events = wm.link(claims, articles=[article])
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

# Not late like the rest: once a stage has imported the module ``reconcile``, its name would hide the function.
from warmonitor.reconcile import reconcile

if TYPE_CHECKING:
    from warmonitor.model import Article, Claim, Event
    from warmonitor.pipeline import add, code, link, read
    from warmonitor.store import Store

__all__ = ["Article", "Claim", "Event", "Store", "add", "code", "link", "read", "reconcile"]

_HOME = {
    "Article": "model", "Claim": "model", "Event": "model", "Store": "store",
    "add": "pipeline", "code": "pipeline", "link": "pipeline", "read": "pipeline",
}  # fmt: skip


def __getattr__(name: str) -> Any:
    """The public names, imported when first asked for, so that ``import warmonitor`` costs nothing."""
    if name not in _HOME:
        raise AttributeError(f"module 'warmonitor' has no attribute {name!r}")
    return getattr(import_module(f"warmonitor.{_HOME[name]}"), name)
