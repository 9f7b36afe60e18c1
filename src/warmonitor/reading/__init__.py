"""Files, pages, feeds and archives -> Article; Article -> Document."""

from warmonitor.reading.documents import is_supported, to_document
from warmonitor.reading.errors import ReadError
from warmonitor.reading.sources import LARGEST_ARTICLE, read

__all__ = ["LARGEST_ARTICLE", "ReadError", "is_supported", "read", "to_document"]
