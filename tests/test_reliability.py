"""Nothing is lost and nothing doubled: damage, full disks, locks, kills, two writers, databases of older releases."""

from __future__ import annotations

import os
import resource
import shutil
import sqlite3
import subprocess
import sys
import textwrap
import threading
import time
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from warmonitor import cli, pipeline
from warmonitor.coding import rules
from warmonitor.model import Article, Claim, Document
from warmonitor.store import Store, StoreError, health

NOW = datetime(2024, 5, 1, 12, 0, tzinfo=UTC)
RELEASES = sorted((Path(__file__).parent / "releases").glob("*.db"))
TOWNS = ("Sirte", "Kabul", "Mosul", "Taiz")


def fill(path: Path, first: int = 0, last: int = 12) -> None:
    """Articles coded by the real coder, so that every quote stands."""
    with Store(path) as store:
        run = store.begin_run("0", rules.CODER, {}, NOW)
        for number in range(first, last):
            text = f"A car bomb killed {number + 10} people in {TOWNS[number % 4]} on {number % 9 + 1} March 2019."
            coded = pipeline.code_article(Article(f"a{number}", text, outlet=f"Paper {number % 3}"))
            store.add_article(coded.article, coded.claims, run)
        pipeline.rebuild(store)
        store.end_run(run, NOW, {})


@pytest.fixture
def db(tmp_path: Path) -> Path:
    path = tmp_path / "a.db"
    fill(path)
    return path


def contents(path: Path) -> tuple[list[Article], list[Claim], list[str]]:
    with Store(path, must_exist=True) as store:
        return list(store.articles()), list(store.claims()), [repr(event) for event in store.events()]


def sql(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)


def kinds(path: Path) -> set[str]:
    return {fault.kind for fault in health.check(path) if fault.kind != "note"}


# ---- check and repair


def test_a_whole_database_has_no_faults(db: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert health.check(db) == []
    assert cli.run(["check", "--db", str(db)]) == 0 and "is whole" in capsys.readouterr().err
    assert cli.run(["repair", "--db", str(db)]) == 0 and "nothing to repair" in capsys.readouterr().err
    assert cli.run(["check", "--db", "no.db"]) == 2


FAULTS: list[tuple[str, str, list[str]]] = [
    ("an index", "schema", ["DROP INDEX claims_id"]),
    ("a table of events", "schema", ["DROP TABLE event_parties"]),
    ("the word index", "schema", ["DROP TABLE articles_text"]),
    ("words of some articles", "index", ["DELETE FROM articles_text_docsize WHERE id < 4"]),
    ("events of some claims", "links", ["DELETE FROM state"]),
    ("a claim told twice", "links", ["INSERT INTO event_claims SELECT (SELECT max(row) FROM events), claim FROM "
                                     "event_claims WHERE event < (SELECT max(row) FROM events) LIMIT 1"]),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "statements"), [row[1:] for row in FAULTS], ids=[row[0] for row in FAULTS])
def test_what_can_be_made_anew_is(kind: str, statements: list[str], db: Path) -> None:
    before = contents(db)
    sql(db, *statements)
    assert kinds(db) == {kind}
    assert cli.run(["check", "--db", str(db)]) == 1
    assert cli.run(["repair", "--db", str(db)]) == 0
    assert kinds(db) == set() and contents(db) == before
    with Store(db) as store:
        assert store.search("Sirte")
    assert Path(f"{db}.before-repair").exists()
    sql(db, *statements)
    assert cli.run(["repair", "--db", str(db)]) == 2  # what was set aside is not written over


def test_a_text_or_quote_that_was_changed_is_told(db: Path) -> None:
    sql(db, "UPDATE articles SET text = replace(text, 'Sirte', 'Tunis') WHERE id = 'a0'")
    said = " ".join(fault.message for fault in health.check(db))
    assert "article a0: its text is not the one that came in" in said and "does not stand in the article" in said


def test_damaged_pages_lose_only_what_stood_there(db: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fill(db, 12, 400)
    articles, claims, _ = contents(db)
    with Store(db) as store:
        store.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        store.connection.execute("PRAGMA journal_mode = DELETE")
        page = int(store.connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'claims'").fetchone()[0])
    data = bytearray(db.read_bytes())
    leaves = [at for at in range(0, len(data), 4096) if data[at] == 13 and b'"sub_event_type"' in data[at : at + 4096]]
    leaf = leaves[len(leaves) // 2]
    assert page and len(leaves) > 4
    data[leaf : leaf + 4096] = b"\xff" * 4096
    db.write_bytes(bytes(data))
    assert kinds(db) == {"file"}
    assert cli.run(["check", "--db", str(db)]) == 1
    assert cli.run(["repair", "--db", str(db)]) == 0
    assert "claims:" in capsys.readouterr().err
    kept_articles, kept_claims, events = contents(db)
    assert kept_articles == articles and events
    lost = len(claims) - len(kept_claims)
    assert 0 < lost < 12 and {c.id for c in kept_claims} < {c.id for c in claims}
    assert kinds(db) == set() and Path(f"{db}.before-repair").read_bytes() == bytes(data)


def test_a_file_that_is_no_database_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "noise.db"
    path.write_bytes(os.urandom(9000))
    before = path.read_bytes()
    assert kinds(path) == {"file"}
    assert cli.run(["repair", "--db", str(path)]) == 2
    assert path.read_bytes() == before


# ---- disks, locks, rights


def test_a_full_disk_keeps_what_was_there(db: Path) -> None:
    before = contents(db)
    with Store(db) as store:
        pages = store.connection.execute("PRAGMA page_count").fetchone()[0]
        store.connection.execute(f"PRAGMA max_page_count = {pages + 2}")
        run = store.begin_run("0", "x", {}, NOW)
        with pytest.raises(StoreError, match="no room left"):
            for number in range(50):
                store.add_article(Article(f"big{number}", f"{number} " + "word " * 4000), [], run)
    articles, claims, events = contents(db)
    assert articles[: len(before[0])] == before[0] and (claims, events) == before[1:]
    assert kinds(db) <= {"links"}


def test_a_disk_that_fails_in_the_middle_of_a_write(db: Path, tmp_path: Path) -> None:
    """A limit on the size of files stands for a disk that takes no more."""
    before = contents(db)
    code = f"""
        import resource, signal, sys
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        from pathlib import Path
        from datetime import datetime, UTC
        from warmonitor.model import Article
        from warmonitor.store import Store, StoreError
        with Store({str(db)!r}) as store:
            run = store.begin_run("0", "x", {{}}, datetime.now(UTC))
            resource.setrlimit(resource.RLIMIT_FSIZE, (60000, 60000))
            try:
                for number in range(100):
                    store.add_article(Article(f"big{{number}}", f"{{number}} " + "word " * 4000), [], run)
            except StoreError as error:
                sys.exit(f"StoreError: {{error}}")
    """
    assert resource.RLIMIT_FSIZE
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(code)], capture_output=True, text=True, check=False)
    assert "StoreError" in done.stderr and ("disk" in done.stderr or "room" in done.stderr)
    articles, claims, events = contents(db)
    assert articles[: len(before[0])] == before[0] and (claims, events) == before[1:]


def test_a_database_in_use_says_so(db: Path, monkeypatch: pytest.MonkeyPatch,
                                   capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("warmonitor.store.database.BUSY_SECONDS", 0.05)
    with closing(sqlite3.connect(db, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert cli.run(["correct", contents(db)[1][0].id, "checked", "yes", "--by", "Ana", "--db", str(db)]) == 2
        assert "in use by another process" in capsys.readouterr().err
        assert cli.run(["events", "--db", str(db)]) == 0  # reading goes on
    assert cli.run(["correct", contents(db)[1][0].id, "checked", "yes", "--by", "Ana", "--db", str(db)]) == 0


@pytest.mark.skipif(os.geteuid() != 0 or not shutil.which("setpriv"), reason="needs to become another user")
def test_a_database_that_may_only_be_read_can_be(db: Path, tmp_path: Path) -> None:
    with Store(db) as store:
        store.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    for folder in (tmp_path, *tmp_path.parents):
        if folder.stat().st_uid == 0 and str(folder).startswith("/tmp/pytest"):
            folder.chmod(0o755)
    db.chmod(0o444)
    reads = f"from warmonitor.store import Store; print(len(Store({str(db)!r}).events()))"
    writes = f"from warmonitor.store import Store; Store({str(db)!r}).add_error('x', 1)"
    as_nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", sys.executable, "-c"]
    done = subprocess.run([*as_nobody, reads], capture_output=True, text=True, check=False)
    if "Permission denied" in done.stderr or "No module" in done.stderr:
        pytest.skip("another user cannot read the program here")
    assert done.stdout.strip() == str(len(contents(db)[2])), done.stderr
    done = subprocess.run([*as_nobody, writes], capture_output=True, text=True, check=False)
    assert "cannot be written to" in done.stderr


# ---- two writers


def test_two_writers_at_once_lose_and_double_nothing(tmp_path: Path) -> None:
    path, numbers = tmp_path / "a.db", list(range(40))
    fill(path, 0, 1)
    failed: list[BaseException] = []

    def work(mine: list[int]) -> None:
        try:
            for number in mine:
                fill(path, number, number + 1)
        except BaseException as error:  # noqa: BLE001 - told by the test
            failed.append(error)

    workers = [threading.Thread(target=work, args=(mine,)) for mine in (numbers[:25], numbers[15:])]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert not failed
    one = tmp_path / "one.db"
    fill(one, 0, 40)
    assert sorted(contents(path)[0], key=repr) == sorted(contents(one)[0], key=repr)
    assert sorted(contents(path)[2]) == sorted(contents(one)[2])
    assert kinds(path) == set()


# ---- databases of older releases


@pytest.mark.parametrize("release", RELEASES, ids=lambda path: path.stem)
def test_a_database_of_an_older_release_is_brought_up_to_date(release: Path, tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    shutil.copy(release, path)
    with closing(sqlite3.connect(path)) as old:
        articles = {row[0] for row in old.execute("SELECT id FROM articles")}
        claims = {row[0] for row in old.execute("SELECT id FROM claims")}
        events = [row[0] for row in old.execute("SELECT id FROM events")]
        judgements = old.execute("SELECT count(*) FROM judgements").fetchone()[0]
    assert {fault.kind for fault in health.check(path)} <= {"note"}
    with Store(path) as store:
        assert {a.id for a in store.articles()} == articles and {c.id for c in store.claims()} == claims
        assert len(store.judgements()) == judgements and store.errors()
        assert [event.id for event in store.events()]
        pipeline.rebuild(store)
        told = sorted(claim for event in store.events() for claim in event.claims)
        assert told == sorted(claims)
        assert all(store.event(event) for event in events)  # ids of then are still found
    assert health.check(path) == []


def test_a_migration_that_fails_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "old.db"
    shutil.copy(RELEASES[0], path)
    before = path.read_bytes()
    from warmonitor.store import database

    steps = database.migrations()
    monkeypatch.setattr(database, "migrations", lambda: [*steps[:1], steps[1] + "\nINSERT INTO nowhere VALUES (1);\n"])
    with pytest.raises(StoreError, match="nowhere"):
        Store(path)
    assert path.read_bytes() == before


# ---- time


def test_an_article_that_takes_too_long_is_an_error_and_the_rest_is_coded(monkeypatch: pytest.MonkeyPatch) -> None:
    real = rules.code

    def stuck(document: Document) -> list[Claim]:
        while document.article.id == "stuck":
            time.sleep(0.01)
        return real(document)

    monkeypatch.setattr(rules, "code", stuck)
    monkeypatch.setattr(pipeline, "LONGEST", 0.3)
    said: list[object] = []
    pipeline.code_article(Article("warm", "Shelling killed 12 people in Taiz."))
    texts = [Article(name, "Shelling killed 12 people in Taiz.") for name in ("stuck", "good")]
    claims = list(pipeline.code(texts, on_error=said.append))
    assert {claim.article_id for claim in claims} == {"good"}
    assert said == ["article stuck: could not be coded (TooLongError: took longer than 0.3 s)"]


