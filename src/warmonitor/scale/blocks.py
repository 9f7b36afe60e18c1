"""Which claims are compared, found in DuckDB: the blocks of linking/blocking.py as joins that may spill to disk.

Claims are numbered in canonical order. Each stands under its own keys of place and time and looks up others; a block
larger than the largest is split by finer keys, and what stays too large is given up, all as in memory.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from warmonitor.linking import blocking, increment
from warmonitor.linking.copies import BANDS, MOST_COPIES, bands_of
from warmonitor.linking.profiles import REAL, Profile, settings
from warmonitor.model import Article
from warmonitor.scale.shards import needs

PARTS = 16  # parts of the keys of place that are joined one after another, so that one part fits in memory
ROWS = 5_000  # claims or articles whose keys go to the database at a time
PAIRS = 50_000  # pairs that are read at a time

# Of a claim or an article that is told twice the last telling counts, as it does in a mapping.
READ = """
    select * from (select *, row_number() over (partition by id order by filename desc, file_row_number desc) as telling
                   from read_parquet(?, filename = true, file_row_number = true) where {told} is not null)
    where telling = 1"""
ARTICLES = "create table article as select id, article as told, published from ({read})"
CLAIMS = """
    create table claim as
    with one as ({read}),
    latest as (select article, max("start") as day from one where status in {real} group by article),
    dated as (select one.id, one.article, one.claim as told, published,
                     case when published is not null then greatest(published, latest.day) end as day
              from one left join article on article.id = one.article left join latest on latest.article = one.article)
    select row_number() over (order by day is null, day, id) - 1 as pos, id, article, told, day from dated"""
TABLES = """
    create table own (place bigint, time bigint, pos bigint);
    create table place_sought (pos bigint, place bigint);
    create table time_sought (pos bigint, time bigint);
    create table fine (pos bigint, fine bigint);
    create table band (article varchar, band integer, hash bigint);
    create table pair (a bigint, b bigint);
    create table scored (rank integer, value double, a bigint, b bigint);"""
BLOCKS = """
    create table large as select place, time from own group by place, time having count(*) > {largest};
    create table part as
      with parted as (select place, time, fine, pos from own join large using (place, time) join fine using (pos))
      select * from parted semi join (select place, time, fine from parted group by all having count(*) <= {largest})
      using (place, time, fine);
    create table block as select distinct place, time from own;
    delete from own using large where own.place = large.place and own.time = large.time;"""
# First whom a claim looks up, then who stands there: joined by place alone, a city's claims would all meet.
SOUGHT = """
    create or replace temp table sought as
      select pos, place, time from place_sought join time_sought using (pos) semi join block using (place, time)
      where place_sought.place & {last} = {part}"""
FOUND = """
    insert into pair
      select distinct least(one.pos, two.pos), greatest(one.pos, two.pos)
      from (select sought.pos, own.pos as other from sought join own using (place, time)
            union all
            select sought.pos, part.pos from sought join fine using (pos) join part using (place, time, fine)) as met
      join claim as one on one.pos = met.pos join claim as two on two.pos = met.other
      where one.article <> two.article"""
RANKED = """
    create table ranked as
      select * from (select *, row_number() over (partition by band, hash order by article) as rank,
                            count(*) over (partition by band, hash) as size from band)
      where size > 1;
    create table alike as
      with met as (select distinct least(one.article, two.article) as a, greatest(one.article, two.article) as b
                   from pair join claim as one on one.pos = pair.a join claim as two on two.pos = pair.b)
      select distinct met.a, met.b from met join ranked as one on one.article = met.a
      join ranked as two on two.article = met.b and two.band = one.band and two.hash = one.hash
      where abs(two.rank - one.rank) <= {most}"""


class Blocks:
    """The tables of one run, in a database file that goes with the run; ``memory`` is DuckDB's limit ("2GB")."""

    def __init__(self, path: Path, memory: str, articles: Sequence[Path], claims: Sequence[Path]) -> None:
        self.db: Any = needs("duckdb").connect(str(path))
        self.db.execute(f"set memory_limit = '{memory}'")
        self.db.execute(ARTICLES.format(read=READ.format(told="article")), [[str(file) for file in articles]])
        self.db.execute(CLAIMS.format(read=READ.format(told="claim"), real=tuple(sorted(REAL))),
                        [[str(file) for file in claims]])
        self.db.execute(TABLES)

    def close(self) -> None:
        self.db.close()

    def rows(self, query: str, size: int = ROWS) -> Iterator[tuple[Any, ...]]:
        """The rows of a query, read a part at a time; other queries may run between."""
        cursor = self.db.cursor().execute(query)
        while rows := cursor.fetchmany(size):
            yield from rows

    def count(self) -> int:
        """How many claims there are."""
        return int(self.db.execute("select count(*) from claim").fetchall()[0][0])

    def claims(self, numbers: Collection[int]) -> list[tuple[int, str, Any, str | None]]:
        """Number, JSON, day of publication and the article's JSON of some claims."""
        self._load("wanted", {"pos": list(numbers)})
        return list(self.db.execute(f"select pos, claim.told, day, article.told {WITH_ARTICLE} semi join wanted "
                                    "on wanted.pos = claim.pos order by pos").fetchall())

    def all_claims(self) -> Iterator[tuple[int, str, Any, str | None]]:
        """The same of all claims, in order."""
        return self.rows(f"select pos, claim.told, day, article.told {WITH_ARTICLE} order by pos")

    def add_keys(self, profiles: Iterable[tuple[int, Profile]]) -> None:
        """Put the keys of claims into the database, those they stand under and those they look up."""
        stream = iter(profiles)
        while some := list(islice(stream, ROWS)):
            self._add("own", ((increment._hash(place), increment._hash(time), pos)
                              for pos, p in some for place, time in increment._own(p)))
            self._add("place_sought", ((pos, increment._hash(place)) for pos, p in some
                                       for place in blocking._lookup_places(p)))
            self._add("time_sought", ((pos, increment._hash(time)) for pos, p in some
                                      for time in blocking._lookup_times(p)))
            self._add("fine", ((pos, increment._hash(fine)) for pos, p in some for fine in blocking._fine(p)))

    def add_sketches(self, articles: Iterable[Article]) -> None:
        """Put the MinHash bands of articles into the database, for finding near-copies."""
        stream = iter(articles)
        while some := list(islice(stream, ROWS)):
            self._add("band", ((article.id, band, hashed) for article in some
                               for band, hashed in zip(range(BANDS), bands_of(article.text), strict=True)))

    def find_pairs(self) -> None:
        """Join blocks to pairs of claims of two articles, and find which of those articles may be near-copies."""
        self.db.execute(BLOCKS.format(largest=int(settings()["blocks"]["largest"])))
        for part in range(PARTS):
            self.db.execute(SOUGHT.format(last=PARTS - 1, part=part))
            self.db.execute(FOUND)
        self.db.execute("create or replace table pair as select distinct a, b from pair order by a, b")
        self.db.execute(RANKED.format(most=MOST_COPIES))

    def pairs(self) -> Iterator[list[tuple[int, int]]]:
        """The pairs to compare, in order, many at a time."""
        stream = self.rows("select a, b from pair order by a, b", PAIRS)
        while some := list(islice(stream, PAIRS)):
            yield [(a, b) for a, b in some]

    def alike(self, articles: Collection[str]) -> list[tuple[str, str]]:
        """The pairs among some articles that may be near-copies."""
        self._load("among", {"id": list(articles)})
        return list(self.db.execute("select a, b from alike semi join among as one on one.id = a "
                                    "semi join among as two on two.id = b order by a, b").fetchall())

    def add_scored(self, scored: Iterable[tuple[int, float, tuple[int, int]]]) -> None:
        """Keep the pairs that may join two claims."""
        self._add("scored", ((rank, value, a, b) for rank, value, (a, b) in scored))

    def _add(self, table: str, rows: Iterable[tuple[Any, ...]]) -> None:
        columns = list(zip(*rows, strict=True))
        if columns:
            names = self.db.table(table).columns
            self.db.from_arrow(needs("pyarrow").table(dict(zip(names, columns, strict=True)))).insert_into(table)

    def _load(self, name: str, columns: dict[str, Sequence[Any]]) -> None:
        self.db.register(name, needs("pyarrow").table(columns))


WITH_ARTICLE = "from claim left join article on article.id = claim.article"
