"""Datasets of any number of claims, made by DuckDB from a seed, for measurements.

Run: ``python -m tests.bench.datasets CLAIMS DIR``.
"""
# ruff: noqa: S608 - no value of a question comes from outside

import json
import sys
from math import isqrt
from pathlib import Path

import duckdb

from policykb.exchange.dataset import VERSION

ACTORS = 200
SEED = 15
_FILE = 2_000_000
_GROUP = 100_000
_STANCES = "['support','lean-support','neutral','lean-oppose','oppose','mixed']"
"""Of ten claims three support, one is neutral, one is mixed."""


def topics_of(claims: int) -> int:
    """The number of topics: more claims are on more topics, and more on each."""
    return max(10, isqrt(claims // 4))


def make(claims: int, folder: Path, seed: int = SEED) -> None:
    """Write a dataset: claims of 200 actors, each of one day of thirty years, a tenth of them until
    another day, a tenth inferred, a twentieth hearsay.
    """
    (folder / "claims").mkdir(parents=True)
    topics = topics_of(claims)
    cells = ACTORS * topics
    sources = max(10, claims // 400)
    database = duckdb.connect()

    def write(question: str, file: str) -> None:
        database.execute(
            f"COPY ({question}) TO '{folder / file}' (FORMAT parquet, ROW_GROUP_SIZE {_GROUP})"
        )

    def source_day(number: str) -> str:
        return f"DATE '1990-01-01' + CAST(({number}) * 10957 // {sources} AS INTEGER)"

    place = (
        "NULL::VARCHAR AS location_path, NULL::BIGINT AS location_line,"
        " NULL::BIGINT AS location_column"
    )
    for part, start in enumerate(range(0, claims, _FILE)):
        end = min(claims, start + _FILE)
        write(
            f"""WITH numbered AS (
              SELECT i, CAST(i::HUGEINT * {cells} // {claims} AS BIGINT) AS cell,
                CAST(hash(i, {seed}) >> 1 AS BIGINT) AS r,
                CAST(hash(i, {seed}, 1) >> 1 AS BIGINT) AS q FROM range({start}, {end}) t(i)),
            dated AS (SELECT *, r % {sources} AS s,
                {source_day(f"r % {sources}")} AS published FROM numbered)
            SELECT printf('c%09d', i) AS id, printf('s%07d', s) AS source,
              printf('a%03d', cell // {topics}) AS actor, printf('t%05d', cell % {topics}) AS topic,
              {_STANCES}[[1,1,1,2,3,4,5,5,5,6][1 + q % 10]] AS stance,
              [2,2,2,1,0,-1,-2,-2,-2,NULL][1 + q % 10]::BIGINT AS score,
              CASE WHEN q // 10 % 10 = 0
                THEN strftime(published - CAST(q // 100 % 400 AS INTEGER), '%Y-%m-%d') || '/'
                  || strftime(published, '%Y-%m-%d')
                ELSE strftime(published, '%Y-%m-%d') || '/..' END AS period,
              'A sentence that says so, of the length that sentences have.' AS quote,
              'What it says' AS summary,
              CASE WHEN q // 10 % 10 = 0 THEN 'stated' WHEN q // 10 % 10 = 1 THEN 'inferred'
                ELSE 'published' END AS period_basis,
              'position' AS kind,
              CASE WHEN q // 1000 % 20 = 0 THEN 'other' ELSE 'author' END AS voice,
              []::VARCHAR[] AS said_by, []::VARCHAR[] AS disputed_by, 'certain' AS certainty,
              NULL::VARCHAR AS relative_to_actor, NULL::VARCHAR AS relative_to_than,
              []::VARCHAR[] AS conditions, NULL::VARCHAR AS target, []::VARCHAR[] AS contradicts,
              'active' AS status, NULL::VARCHAR AS coder, NULL::VARCHAR AS note, {place},
              published, i AS loading_order FROM dated ORDER BY i""",
            f"claims/part-{part:05}.parquet",
        )
    nothing = "NULL::VARCHAR AS {}".format
    write(
        f"""SELECT printf('a%03d', i) AS id, printf('Actor %d', i) AS name, 'state' AS kind,
          []::VARCHAR[] AS aliases, {nothing("part_of")}, {nothing("wikidata")}, {nothing("note")},
          {place}, i AS loading_order FROM range({ACTORS}) t(i)""",
        "actors.parquet",
    )
    write(
        f"""SELECT printf('t%05d', i) AS id, printf('topic %d', i) AS label,
          printf('Topic %d is done.', i) AS proposition, 'policy' AS kind, []::VARCHAR[] AS aliases,
          {nothing("broader")}, {nothing("note")}, {place}, i AS loading_order
          FROM range({topics}) t(i)""",
        "topics.parquet",
    )
    write(
        f"""SELECT printf('s%07d', i) AS id, printf('Source %d', i) AS title, 'news' AS kind,
          {source_day("i")} AS published, 'en' AS language, 'Made up.' AS rights,
          {", ".join(map(nothing, ("author", "publisher", "url")))}, NULL::DATE AS accessed,
          {", ".join(map(nothing, ("sha256", "note")))}, 'x' AS text_path, {place},
          i AS loading_order FROM range({sources}) t(i)""",
        "sources.parquet",
    )
    write(
        f"SELECT 's0000000' AS source, '' AS quote, '' AS reason, {place},"
        " 0::BIGINT AS loading_order LIMIT 0",
        "skipped.parquet",
    )
    counts = {
        "claims": claims,
        "actors": ACTORS,
        "topics": topics,
        "sources": sources,
        "skipped": 0,
    }
    marker = {
        "policykb_dataset": VERSION,
        "title": f"{claims:,} claims from the seed {seed}",
        "description": "",
        "counts": counts | {"skipped": 0},
        "broader": [],
        "left_out": [],
    }
    (folder / "dataset.json").write_text(json.dumps(marker, indent=2), "utf-8")


if __name__ == "__main__":
    make(int(sys.argv[1]), Path(sys.argv[2]))
