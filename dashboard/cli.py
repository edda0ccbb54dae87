"""The command line: what each command takes and says. What it does is imported when it runs."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

PARTLY = 3
F = TypeVar("F", bound=Callable[..., Any])


def _config_option(command: F) -> F:
    return click.option(
        "--config", "config_file", type=click.Path(path_type=Path), metavar="FILE",
        help="The settings; else LEADLINE_CONFIG, else leadline.toml here or above.",
    )(command)  # fmt: skip


def _server_options(command: F) -> F:
    for option in (
        click.option(
            "--insecure", is_flag=True, help="Listen on other addresses than this machine's own, without sign-in."
        ),
        click.option(
            "--browser/--no-browser", default=True, show_default=True, help="Open the dashboard in a browser."
        ),
        click.option(
            "--port", type=click.IntRange(1, 65535), default=8501, show_default=True, help="Port to listen on."
        ),
        click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on."),
    ):
        command = option(command)
    return command


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="leadline", prog_name="leadline")
def cli() -> None:
    """Release management with evidence: from git to lead times, failure rates and a dashboard.

    \b
    Start:   leadline demo                 a made-up organisation, complete
             leadline try PATH_OR_URL      any git repository, no settings
    Yours:   leadline init, then sync, then serve

    Exit codes: 0 done, 1 failed, 2 wrong usage, 3 partly done.
    """


@cli.command()
@click.option(
    "--dir", "folder", type=click.Path(path_type=Path), metavar="DIR", help="Where to make it; else a cache folder."
)
@click.option("--serve/--no-serve", "is_served", default=True, help="Serve the dashboard when it is made.")
@_server_options
def demo(folder: Path | None, is_served: bool, **server: Any) -> None:
    """Make the demo organisation, sync it and serve its dashboard."""
    from dashboard.cli_start import run_demo

    run_demo(folder, is_served=is_served, server=server)


@cli.command("try")
@click.argument("location", metavar="PATH_OR_URL")
@click.option(
    "--dir", "folder", type=click.Path(path_type=Path), metavar="DIR", help="Scratch folder; else a cache folder."
)
@click.option("--serve/--no-serve", "is_served", default=True, help="Serve the dashboard when it is synced.")
@_server_options
def try_(location: str, folder: Path | None, is_served: bool, **server: Any) -> None:
    """Sync one git repository into a scratch folder and serve its dashboard. Needs no settings."""
    from dashboard.cli_start import run_try

    run_try(location, folder, is_served=is_served, server=server)


@cli.command()
@click.option(
    "--git", "repositories", multiple=True, metavar="PATH_OR_URL", help="A repository to read; give it once for each."
)
@click.option("--jira", metavar="URL", help="A Jira to read; its token is read from LEADLINE_JIRA_TOKEN.")
@click.option(
    "--project", "projects", multiple=True, metavar="KEY", help="A project of it; else all the account may see."
)
@click.option(
    "--dir",
    "folder",
    type=click.Path(path_type=Path),
    default=Path(),
    metavar="DIR",
    help="Where leadline.toml is written.",
)
@click.option("--force", is_flag=True, help="Replace a leadline.toml that is there.")
def init(repositories: tuple[str, ...], folder: Path, force: bool, jira: str | None, projects: tuple[str, ...]) -> None:
    """Write leadline.toml: asks a few questions, or takes --git and --jira; tests what was said."""
    from dashboard.cli_init import run_init

    run_init(repositories, folder, force=force, jira=jira, projects=projects)


@cli.command()
@_config_option
@click.option("--full", is_flag=True, help="Read every source from the start.")
@click.option(
    "--only",
    multiple=True,
    metavar="NAME",
    help="Only this service, repository, Jira, project of it such as jira/PAY, or feed; may be repeated.",
)
@click.option("--every", metavar="15m", help="Go on, this often: a number with s, m or h.")
def sync(config_file: Path | None, full: bool, only: tuple[str, ...], every: str | None) -> None:
    """Pull what is new, build and publish; ends when line counts are done too."""
    from dashboard.cli_sync import run_sync

    run_sync(config_file, full=full, only=only, every=every)


@cli.command()
@_config_option
@click.option("--steps", "with_steps", is_flag=True, help="Print each step as it begins, for a program that follows.")
def build(config_file: Path | None, with_steps: bool) -> None:
    """Make lineage and models again from the facts at hand and what people typed; asks no source."""
    from dashboard.cli_sync import run_build

    run_build(config_file, with_steps=with_steps)


@cli.command()
@_config_option
@_server_options
def serve(config_file: Path | None, **server: Any) -> None:
    """Serve the dashboard of the warehouse at hand."""
    from dashboard.cli_start import run_serve

    run_serve(config_file, server=server)


@cli.command()
@_config_option
@click.argument("metric_id", required=False, metavar="[ID]")
@click.option(
    "--grain",
    type=click.Choice(["day", "week", "month", "quarter", "year", "all"]),
    default="all",
    show_default=True,
    help="Length of a period.",
)
@click.option(
    "--breakdown",
    type=click.Choice(
        [
            "all",
            "service",
            "team",
            "product",
            "repository",
            "line",
            "kind",
            "category",
            "step",
            "component",
            "environment",
        ]
    ),
    default="all",
    show_default=True,
    help="One row per what.",
)
@click.option("--since", metavar="DATE", help="First day, such as 2026-01-01; else the first with data.")
@click.option("--until", metavar="DATE", help="Day after the last.")
@click.option(
    "--group", metavar="NAME", help="Only this one of the breakdown, such as --breakdown service --group payments."
)
@click.option(
    "--receipt",
    is_flag=True,
    help="What is behind the number: the rows counted and left out, why, the SQL, the definition and the sources.",
)
@click.option(
    "--peers",
    is_flag=True,
    help="What other tools' definitions would say of the same facts; with --receipt the rows that make the difference.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "csv", "json"]),
    default="table",
    show_default=True,
    help="How to write it.",
)
@click.option("--json", "is_json", is_flag=True, help="The same as --format json.")
def metric(config_file: Path | None, metric_id: str | None, is_json: bool, form: str, **question: Any) -> None:
    """List the metrics, or compute one."""
    from dashboard.cli_ask import run_metric

    run_metric(config_file, metric_id, form="json" if is_json else form, **question)


@cli.command()
@_config_option
@click.argument("query", required=False, metavar="[QUERY]")
@click.option(
    "-f",
    "--file",
    "file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Read the query from a file; - is standard input.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "csv", "json", "parquet"]),
    default="table",
    show_default=True,
    help="How to write the rows.",
)
@click.option("--json", "is_json", is_flag=True, help="The same as --format json.")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write to a file instead of standard output.",
)
def sql(
    config_file: Path | None, query: str | None, file: Path | None, form: str, is_json: bool, output: Path | None
) -> None:
    """Run one read-only query on the warehouse, within the limits of [sql] in the settings."""
    from dashboard.cli_sql import run_sql

    run_sql(config_file, query, file, form="json" if is_json else form, output=output)


@cli.command()
@_config_option
@click.option("--json", "is_json", is_flag=True, help="As JSON, for a program.")
def doctor(config_file: Path | None, is_json: bool) -> None:
    """Check settings, sources, permissions, freshness and tools; says what to do about each."""
    from dashboard.cli_doctor import run_doctor

    run_doctor(config_file, is_json=is_json)


def main() -> None:
    """Run the command line; a known error is one sentence on stderr and exit code 1."""
    try:
        cli.main(standalone_mode=False)
    except click.exceptions.Exit as done:
        sys.exit(done.exit_code)
    except click.Abort:
        click.echo("Stopped.", err=True)
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        click.echo("Stopped.", err=True)
        sys.exit(130)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(141)
    except Exception as error:
        if _is_interrupt(error):
            click.echo("Stopped.", err=True)
            sys.exit(130)
        if not _is_known(error):
            raise
        click.echo(f"leadline: {error}", err=True)
        sys.exit(1)


def _is_interrupt(error: BaseException | None) -> bool:
    """Tell whether the error is how DuckDB passes Ctrl-C on when it comes in the middle of a query, or stems from that."""
    if error is None:
        return False
    return (type(error) is RuntimeError and str(error) == "Query interrupted") or _is_interrupt(error.__cause__)


def _is_known(error: Exception) -> bool:
    """Tell whether the error is one of ours, whose text is a sentence for the user."""
    modules = {
        "ingest.errors": "IngestError",
        "metrics.errors": "MetricsError",
        "dashboard.server": "ServeError",
        "dashboard.demo": "DemoError",
    }
    loaded = [getattr(sys.modules[module], name) for module, name in modules.items() if module in sys.modules]
    return isinstance(error, tuple(loaded))


if __name__ == "__main__":
    main()
