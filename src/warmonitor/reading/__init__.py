"""Files, pages, feeds and archives -> Article; Article -> Document."""

from warmonitor.reading.documents import is_supported, to_document

__all__ = ["is_supported", "to_document"]
