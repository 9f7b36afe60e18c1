"""Each export opens in the tool that it is for: pandas, geopandas, DuckDB, Datasette, openpyxl."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from warmonitor import export as exports
from warmonitor.export import datasette as about
from warmonitor.export.frame import names_of
from warmonitor.model import Article, Claim, Event
from warmonitor.store import Store


@pytest.fixture(scope="module")
def written(sample_events: list[Event], sample_claims: list[Claim], sample_articles: list[Article],
            tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The sample in every form."""
    folder = tmp_path_factory.mktemp("tools")
    made = {name: folder / f"{name}.{form.suffix}" for name, form in exports.FORMATS.items()}
    for name, path in made.items():
        exports.export_file(name, sample_events, exports.frame(sample_claims, sample_articles), path)
    return made


@pytest.fixture(scope="module")
def pandas() -> Any:
    return pytest.importorskip("pandas")


def test_pandas_reads_every_table(pandas: Any, written: dict[str, Path], sample_events: list[Event]) -> None:
    flat = pandas.read_csv(written["csv"], parse_dates=["start", "end"])
    assert list(flat.columns) == names_of("csv") and len(flat) == len(sample_events)
    columns = pandas.read_parquet(written["parquet"])
    book = pandas.read_excel(written["xlsx"], sheet_name="events")
    assert list(columns["event_id"]) == list(book["event_id"]) == list(flat["event_id"])
    assert columns["killed_best"].sum() == book["killed_best"].sum() == flat["killed_best"].sum() > 0
    acled = pandas.read_csv(written["acled"], parse_dates=["event_date"])
    assert (acled["event_date"].dt.year == acled["year"]).all() and acled["fatalities"].dtype.kind == "i"
    ged = pandas.read_csv(written["ucdp"])
    deaths = ged[["deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown"]].sum(axis=1)
    assert (deaths == ged["best"]).all()
    mentions = pandas.read_csv(written["gdelt"], sep="\t", names=names_of("gdelt"), quoting=3)
    assert len(mentions) == sum(len(event.claims) for event in sample_events)
    for form in ("plover", "jsonl"):
        assert len(pandas.read_json(written[form], lines=True))


def test_geopandas_reads_the_maps(written: dict[str, Path], sample_events: list[Event]) -> None:
    geopandas = pytest.importorskip("geopandas")
    points = geopandas.read_parquet(written["geoparquet"])
    assert len(points) == len(sample_events) and points.crs.to_authority() == ("OGC", "CRS84")
    placed = points[points.geometry.notna()]
    assert (placed.geometry.y.round(6) == placed["latitude"].round(6)).all()
    features = geopandas.read_file(written["geojson"])
    assert list(features["event_id"]) == list(points["event_id"])
    marks = geopandas.read_file(written["kml"])
    assert len(marks) == len(sample_events)


def test_duckdb_counts_the_dead(written: dict[str, Path], sample_events: list[Event]) -> None:
    duckdb = pytest.importorskip("duckdb")
    asked = (f"select sum(killed_best) from '{written[form]}'" for form in ("parquet", "csv"))
    sums = {duckdb.sql(query).fetchall()[0][0] for query in asked}
    assert len(sums) == 1 and sums.pop() > 0
    about_days = duckdb.sql(f"describe select start from '{written['parquet']}'").fetchall()[0]
    assert about_days[1] == "DATE"
    assert duckdb.sql(f"select count(*) from '{written['geoparquet']}'").fetchall()[0][0] == len(sample_events)


def test_a_workbook_holds_texts_not_formulas(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    event = Event("=1+1", (), (), "Battles", "Armed clash", "happened", outlets=("@SUM(A1)", "-2+3"))
    exports.export_file("xlsx", [event], exports.frame(), tmp_path / "x.xlsx")
    row = next(openpyxl.load_workbook(tmp_path / "x.xlsx")["events"].iter_rows(min_row=2))
    assert row[0].value == "=1+1" and row[0].data_type == "s" and row[0].quotePrefix
    assert not any(cell.data_type == "f" for cell in row)


@pytest.fixture(scope="module")
def database(sample_articles: list[Article], sample_claims: list[Claim], sample_events: list[Event],
             tmp_path_factory: pytest.TempPathFactory) -> Path:
    from datetime import UTC, datetime

    path = tmp_path_factory.mktemp("datasette") / "war.db"
    with Store(path) as store:
        run = store.begin_run("0", "rules", {}, datetime(2024, 5, 1, tzinfo=UTC))
        for article in sample_articles:
            store.add_article(article, [claim for claim in sample_claims if claim.article_id == article.id], run)
        store.replace_events(sample_events, [])
    return path


def test_the_metadata_name_only_what_is_there(database: Path) -> None:
    described = about.metadata("war")["databases"]["war"]
    with sqlite3.connect(database) as connection:
        for table, meaning in described["tables"].items():
            found = {row[1] for row in connection.execute(f"PRAGMA table_info({table})")}
            assert found and set(meaning.get("columns", {})) <= found
            assert {*meaning.get("facets", []), meaning.get("sort_desc", "id")} <= found | {"id"}
        for query in described["queries"].values():
            assert connection.execute(query["sql"], {"event": "x"}) is not None
    connection.close()


@pytest.mark.filterwarnings("ignore")
def test_datasette_shows_the_database(database: Path, sample_events: list[Event]) -> None:
    datasette = pytest.importorskip("datasette.app")
    served = datasette.Datasette([str(database)], metadata=json.loads(about.write_metadata(database).read_text()))

    async def get(address: str) -> Any:
        answer = await served.client.get(address)
        assert answer.status_code == 200, address
        return answer

    table = asyncio.run(get("/war/events.json?_shape=objects&_size=1")).json()
    assert table["filtered_table_rows_count"] == len(sample_events)
    words = asyncio.run(get(f"/war/words.json?_shape=array&event={sample_events[0].id}")).json()
    assert words and all(row["quote"] for row in words)
    assert "Never edited" in asyncio.run(get("/war/claims")).text
