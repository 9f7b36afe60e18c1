"""A crawl with damaged records: each costs itself alone, and is told of."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from warmonitor.reading import ReadError, read

pytest.importorskip("warcio")
ROOT = Path(__file__).parents[2]
spec = importlib.util.spec_from_file_location("make_warc", ROOT / "benchmarks" / "make_warc.py")
assert spec and spec.loader
make_warc = importlib.util.module_from_spec(spec)
spec.loader.exec_module(make_warc)


@pytest.mark.parametrize("broken", [0, 2, 5])
def test_every_whole_page_is_read(broken: int, tmp_path: Path) -> None:
    path = tmp_path / "crawl.warc.gz"
    whole = make_warc.make_warc(path, 40, broken=broken)
    errors: list[ReadError] = []
    articles = list(read([path], on_error=errors.append))
    assert whole == (40 - 40 // broken if broken else 40)
    assert len({article.url for article in articles}) == len(articles) == whole
    assert len(errors) >= 40 - whole
    assert all("broken WARC record" in str(error) and str(error).isprintable() for error in errors)


def test_a_plain_archive_goes_on_after_a_damaged_record(tmp_path: Path) -> None:
    whole = [make_warc._record("response", n, make_warc._page(n, make_warc.FILLER, make_warc.random.Random(n)))
             for n in range(4)]
    path = tmp_path / "crawl.warc"
    path.write_bytes(whole[0] + whole[1][: len(whole[1]) // 2] + b"\r\n\r\n" + whole[2] + whole[3])
    urls = {article.url for article in read([path], on_error=lambda error: None)}
    assert {"https://example.org/0", "https://example.org/3"} <= urls
