"""Archives of any size, shard by shard: cut, code, claims, link."""

from __future__ import annotations

from typing import Annotated

import typer

from warmonitor.cli.app import Output, Rule, Workers, app, messages
from warmonitor.streams import output as stream_of
from warmonitor.streams import progress_counter, with_progress, write_lines

scale_app = typer.Typer(help="Archives of any size, by shards that resume where they stopped.", no_args_is_help=True)
app.add_typer(scale_app, name="scale")
Sources = Annotated[list[str], typer.Argument(help="Files, or folders of them: JSON lines, CSV, WARC, Parquet …")]
Folder = Annotated[str, typer.Option("-o", "--output", help="Folder to write into; run again to go on.")]
Coded = Annotated[str, typer.Argument(help="A folder of coded shards.")]


@scale_app.command()
def cut(sources: Sources, folder: Folder,
        size: Annotated[int, typer.Option(min=1, help="Articles in each file.")] = 5000) -> None:
    """Cut sources into Parquet files of articles, so that many processes can share the work."""
    from warmonitor import scale

    with progress_counter("files of articles") as advance:
        for path in scale.cut(sources, folder, size, messages.failed):
            advance(path)


@scale_app.command()
def code(sources: Sources, folder: Folder,
         engine: Annotated[str, typer.Option(help="What runs the work: processes or daft.")] = "processes",
         workers: Workers = 0) -> None:
    """Code each source file into a shard of claims; a shard that is there is never coded again."""
    from warmonitor import scale

    shards = scale.shards_of(sources, folder)
    with progress_counter("shards coded") as advance:
        for done in scale.code_shards(shards, engine, workers or None):
            advance(done)
            for fault in done.faults:
                messages.failed(fault)
            messages.say(f"{done.shard.source}: {done.articles:,} articles, {done.claims:,} claims")


@scale_app.command()
def claims(folder: Coded, output: Output = None) -> None:
    """The claims of coded shards as the lines of JSON that code writes."""
    from warmonitor import scale

    with stream_of(output) as stream:
        for line in scale.claim_lines(folder):
            stream.write(line + "\n")


@scale_app.command()
def link(folder: Coded, output: Output = None, rule: Rule = "ucdp",
         memory: Annotated[str, typer.Option(help="The most that the search for pairs holds, such as 2GB.")] = "2GB"
         ) -> None:
    """Which claims of coded shards are one event, as link finds it; what does not fit in memory goes to the folder."""
    from warmonitor import scale
    from warmonitor.records import event_to_json

    events = with_progress(scale.link_shards(folder, rule=rule, memory=memory), "events")
    write_lines(map(event_to_json, events), output)
