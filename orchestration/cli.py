"""The `careline` command: each verb one step of the data's way, safe to run again at any time."""

from __future__ import annotations

import getpass
import os
import signal
import sys
import time
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from orchestration import query
from orchestration.failures import sentence_of
from orchestration.settings import Settings
from orchestration.warehouse import Warehouse, open_warehouse, stop_server

if TYPE_CHECKING:
    from orchestration.landing.decisions import Decision
    from orchestration.simulator.faults import Level

# Dagster and dbt are some thousand modules: compiled once, not at each verb and in each service.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

FAILED, WRONG_USE, HELD_BACK = 1, 2, 3
LANDING = click.Path(path_type=Path, exists=True, file_okay=False, resolve_path=True)


def say(text: str) -> None:
    """Tell the person at the terminal, on stderr, so that stdout stays the verb's own."""
    click.echo(f"careline: {text}", err=True)


def opened(prepare_services: bool = False) -> Warehouse:
    """The warehouse of this state folder, started where it was down."""
    warehouse = open_warehouse(Settings.from_environment(), say)
    if prepare_services:
        from orchestration.demo import prepare

        prepare(warehouse)
    return warehouse


class Verbs(click.Group):
    """Verbs in the order a person meets them, not of the alphabet."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """As they were added."""
        return list(self.commands)


@click.group(
    cls=Verbs,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
    epilog="""\b
A day with careline:
  ./careline up                             start the warehouse, Dagster and Superset
  ./careline run                            load, build, judge and publish whatever is new
  ./careline sql "select * from marts.kpi_period limit 5"
  ./careline doctor                         what is well, and what to do where it is not
  ./careline down                           stop what 'up' started

State lies in CARELINE_HOME (default: var/ in the project); CARELINE_DATABASE_URL names a PostgreSQL 16+ server
to use instead of the embedded one. Exit codes: 0 done, 1 failed, 2 wrong use, 3 done but something was held back.""",
)
def careline() -> None:
    """Contact-centre data from vendor files to each client's dashboards."""


@careline.command()
@click.option("--warehouse-only", is_flag=True, help="Start the database and nothing else.")
def up(warehouse_only: bool) -> None:
    """Start the warehouse, Dagster and Superset."""
    from orchestration import demo

    warehouse = opened(prepare_services=not warehouse_only)
    if not warehouse_only:
        demo.bring_up(warehouse, demo.Times(), say)
    show_addresses(warehouse)


@careline.command()
def down() -> None:
    """Stop what 'up', 'run' or 'demo' started; the data stay."""
    from orchestration import services

    settings = Settings.from_environment()
    stopped = services.stop(settings, say)
    if settings.database_url is None and stop_server(settings, say):
        stopped.append("PostgreSQL")
    say(f"stopped {', '.join(stopped)}" if stopped else "nothing was running")


@careline.command()
@click.option("--landing", type=LANDING, help="Landing folder; default: landing/ in the state folder.")
def load(landing: Path | None) -> None:
    """Load new files of the landing folder; judge each.

    \b
    Files lie in <landing>/<client>/<source>/; a file that was loaded before changes nothing.
      ./careline load
      ./careline load --landing /mnt/deliveries
    """
    from orchestration.intake import load as load_files

    warehouse = opened()
    results = load_files(warehouse, landing or default_landing(warehouse), say)
    counts = Counter(result.status for result in results if result.is_new or result.file_id is None)
    say(", ".join(f"{number} {status}" for status, number in sorted(counts.items())) or "nothing new to load")
    if counts["held"] or counts["rejected"]:
        sys.exit(HELD_BACK)


@careline.command()
@click.option("--full-refresh", is_flag=True, help="Build every table afresh from every accepted file.")
@click.option("--as-of", metavar="MOMENT", help="Moment the numbers speak for (ISO 8601); default: each client's own.")
@click.option("--select", multiple=True, metavar="NODES", help="dbt's node selection; such a build answers no file.")
@click.option("--force", is_flag=True, help="Build even where nothing is new.")
def build(full_refresh: bool, as_of: str | None, select: tuple[str, ...], force: bool) -> None:
    """Bring every table up to the accepted files.

    \b
      ./careline build
      ./careline build --full-refresh
      ./careline build --select marts.contact_interval+
    """
    from orchestration.build import build as build_tables

    result = build_tables(opened(), full_refresh=full_refresh, as_of=as_of, select=select, force=force, progress=say)
    if result.has_run:
        say("built")


@careline.command()
def validate() -> None:
    """Judge what waits for publication; publish nothing."""
    from orchestration.release import validate as judge

    verdicts = judge(opened(), say)
    if not verdicts:
        raise click.ClickException("nothing waits for publication; './careline build' makes it")
    for client_id, reason in verdicts.items():
        click.echo(f"{client_id}: {f'would be held back: {reason}' if reason else 'may be published'}")
    if any(verdicts.values()):
        sys.exit(HELD_BACK)


@careline.command()
def publish() -> None:
    """Judge and publish each client's rows, then Superset's pages."""
    from orchestration import superset
    from orchestration.release import publish as publish_clients

    warehouse = opened(prepare_services=True)
    release = publish_clients(warehouse, say)
    if superset.python(warehouse.settings) is None:
        say("Superset's environment is not installed: its pages are skipped")
    else:
        superset.publish_pages(warehouse, say, force=True)
    say(f"published {', '.join(sorted(release.published)) or 'nobody'}")
    exit_if_held([f"{client}: {why}" for client, why in release.held.items()])


@careline.command()
@click.option("--landing", type=LANDING, help="Landing folder; default: landing/ in the state folder.")
@click.option("--full-refresh", is_flag=True, help="Build every table afresh.")
@click.option("--as-of", metavar="MOMENT", help="Moment the numbers speak for (ISO 8601).")
def run(landing: Path | None, full_refresh: bool, as_of: str | None) -> None:
    """Load, build, judge and publish, as one Dagster run.

    \b
      ./careline run
      ./careline run --landing /mnt/deliveries
    """
    warehouse = opened(prepare_services=True)
    exit_if_held(run_graph(warehouse, landing or default_landing(warehouse), full_refresh, as_of))


@careline.command()
@click.option("--month", type=click.DateTime(["%Y-%m"]), required=True, metavar="YYYY-MM", help="The month to freeze.")
@click.option("--client", metavar="CLIENT", help="Of this client alone; default: of every client.")
@click.option("--by", "closed_by", metavar="NAME", help="Who closes it; default: who is logged in here.")
@click.option("--provisional", is_flag=True, help="Freeze also numbers that may still change; the closing says so.")
@click.option("--again", is_flag=True, help="Make another revision of a month that was closed before.")
@click.option("--reason", metavar="TEXT", help="With --again: why, in words that hold no member's data.")
def close(
    month: datetime, client: str | None, closed_by: str | None, provisional: bool, again: bool, reason: str | None
) -> None:
    """Freeze a month's numbers and guarantees as they were told.

    \b
    marts.published_kpi and marts.published_guarantee say what was told; what changes afterwards stands, with the
    reasons, in marts.restatement and marts.guarantee_restatement.
      ./careline close --month 2026-05
      ./careline close --month 2026-05 --client harbor_medicare --again --reason "the plan disputed a day"
    """
    from orchestration import closing

    if again != bool(reason and reason.strip()):
        raise click.UsageError("--again and --reason TEXT go together")
    if closed_by is not None and not closed_by.strip():
        raise click.UsageError("say who closes the month: --by is empty")
    request = closing.Request(
        month.date(), (closed_by or person()).strip(), provisional, reason.strip() if reason else None
    )
    result = closing.close(opened(), request, say, client)
    for one in result.closed:
        standings = ", ".join(f"{count:,} {standing.replace('_', ' ')}" for standing, count in one.standings.items())
        click.echo(
            f"{one.client_id}: {request.month} is closed as revision {one.revision}, {one.maturity}: "
            f"{one.kpi_count:,} numbers, {one.not_measured_count:,} of them not measured; "
            f"guarantees: {standings or 'none'}"
        )
    if not result.closed:
        raise click.ClickException("; ".join(f"{client}: {why}" for client, why in result.refused.items()))
    for refused, why in result.refused.items():
        say(f"not closed: {refused}: {why}")
    if result.refused:
        sys.exit(HELD_BACK)


@careline.command("diff")
@click.option("--policy", type=LANDING, metavar="FOLDER", help="Changed policy files, in <client>/policy below it.")
@click.option("--project", type=LANDING, metavar="FOLDER", help="Another checkout; default: this one.")
@click.option("--format", "form", type=click.Choice(query.FORMATS), default="table", show_default=True)
def diff_numbers(policy: Path | None, project: Path | None, form: str) -> None:
    """Say which numbers and guarantees a change of policy or models would move, for whom and by how much.

    \b
    The change is built in a scratch copy; the warehouse is only read. What moves is no failure: the exit code is 0.
      ./careline diff --policy /tmp/amended
      ./careline diff --project ../careline-branch --format csv > moved.csv
    """
    from orchestration import number_diff

    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))  # leave no scratch copy behind
    found = number_diff.diff(opened(), say, policy, project)
    if form == "table":
        query.write_table(number_diff.HEADER, number_diff.for_people(found.rows), sys.stdout)
        if found.guarantees:
            guarantees = number_diff.for_people(found.guarantees_to_read)
            query.write_table(number_diff.READ_OF_GUARANTEES, guarantees, sys.stdout)
    else:
        header = number_diff.HEADER + number_diff.OF_GUARANTEES
        {"csv": query.write_csv, "json": query.write_json}[form](header, found.all_rows, sys.stdout)
    for line in found.summary:
        say(line)


@careline.command()
@click.argument("statement")
@click.option("--format", "form", type=click.Choice(query.FORMATS), default="table", show_default=True)
@click.option("--as", "login", metavar="LOGIN", help="Ask under this person's login, and see what that person sees.")
def sql(statement: str, form: str, login: str | None) -> None:
    """Ask the warehouse; it is only read.

    \b
      ./careline sql "select status, count(*) from landing.file group by status"
      ./careline sql --format csv "select * from marts.kpi_period" > kpis.csv
      ./careline sql --as viewer@sample_plan "select distinct client_name from reporting.headline"
    """
    warehouse = opened()
    query.run_query(warehouse, statement, login or query.ensure_operator(warehouse), form, sys.stdout)


@careline.command("query")
@click.argument("name", required=False)
@click.option("--client", metavar="CLIENT", help="Of this client alone.")
@click.option("--show", is_flag=True, help="Print the SQL instead of asking.")
@click.option("--format", "form", type=click.Choice(query.FORMATS), default="table", show_default=True)
@click.option("--as", "login", metavar="LOGIN", help="Ask under this person's login, and see what that person sees.")
def ready_query(name: str | None, client: str | None, show: bool, form: str, login: str | None) -> None:
    """Ask a ready query; without a name, list them.

    \b
      ./careline query
      ./careline query worst_half_hours --client harbor_medicare
      ./careline query worst_half_hours --show
    """
    from orchestration.recipes import RecipeError, find_recipe, read_recipes

    if name is None:
        recipes = sorted(read_recipes().values(), key=lambda recipe: (recipe.audience, recipe.question))
        rows = [(recipe.name, recipe.audience, recipe.question) for recipe in recipes]
        query.write_table(["name", "for", "question"], rows, sys.stdout)
        return
    try:
        recipe = find_recipe(name)
    except RecipeError as error:
        raise click.UsageError(str(error)) from error
    if client and not recipe.is_of_clients:
        raise click.UsageError(f"{name} speaks of no client; ask it without --client")
    statement = recipe.of_client(client) if client else recipe.statement
    if show:
        click.echo(statement)
        return
    warehouse = opened()
    query.run_query(warehouse, statement, login or query.ensure_operator(warehouse), form, sys.stdout)


@careline.command()
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False, resolve_path=True),
    help="Folder to write; default: docs/ in the state folder.",
)
def docs(out: Path | None) -> None:
    """Write the analysts' pages: tables, KPIs, queries and how to read a number.

    \b
    They are made from the declarations, hold no data, and open as files anywhere.
      ./careline docs
      ./careline docs --out /srv/www/careline
    """
    click.echo(write_docs(opened(), out))


@careline.command()
def doctor() -> None:
    """Say what is well, and what to do where it is not."""
    from orchestration.doctor import examine

    levels = set()
    for finding in examine(Settings.from_environment()):
        colour = {"ok": "green", "warn": "yellow", "fail": "red"}[finding.level]
        click.echo(f"{click.style(finding.level.ljust(4), fg=colour)}  {finding.part}: {finding.text}")
        levels.add(finding.level)
    if "fail" in levels:
        sys.exit(FAILED)


@careline.group("file")
def files() -> None:
    """List delivered files, withdraw one or release it."""


@files.command("list")
@click.option("--client", metavar="CLIENT", help="Of this client alone.")
@click.option("--status", type=click.Choice(["accepted", "held", "rejected", "known"]), help="In this state alone.")
def file_list(client: str | None, status: str | None) -> None:
    """What was delivered and what became of it."""
    warehouse = opened()
    with warehouse.connect(read_only=True) as connection:
        rows = connection.execute(
            """
            select file_id, client_id, source, feed, file_name, status, line_count, loaded_count, known_count,
                quarantined_count, reason
            from landing.file
            where (%(client)s::text is null or client_id = %(client)s)
                and (%(status)s::text is null or status = %(status)s)
            order by file_id
            """,
            {"client": client, "status": status},
        ).fetchall()
    header = ["file", "client", "source", "feed", "name", "status", "lines", "loaded", "known", "quarantined", "reason"]
    query.write_table(header, rows, sys.stdout)


@files.command("withdraw")
@click.argument("file_id", type=int)
@click.option("--reason", required=True, help="Why, in words that hold no member's data.")
@click.option("--landing", type=LANDING, help="Landing folder; default: landing/ in the state folder.")
def file_withdraw(file_id: int, reason: str, landing: Path | None) -> None:
    """Take an accepted file out of force; the next build leaves its rows out.

    \b
    Later files that repeat some of its lines are read again, so that these lines come back with them.
      ./careline file withdraw 12 --reason "the switch's clock was wrong"
    """
    from orchestration.intake import withdraw

    warehouse = opened()
    withdraw(warehouse, landing or default_landing(warehouse), decision(file_id, reason), say)
    say(f"file {file_id} is withdrawn; './careline run' or 'build' brings the tables up to it")


@files.command("release")
@click.argument("file_id", type=int)
@click.option("--reason", required=True, help="Why, in words that hold no member's data.")
def file_release(file_id: int, reason: str) -> None:
    """Bring a held or withdrawn file into force; the next build takes its rows in.

    \b
      ./careline file release 12 --reason "the plan confirmed the low volume"
    """
    from orchestration.intake import release

    release(opened(), decision(file_id, reason), say)
    say(f"file {file_id} is accepted; './careline run' or 'build' brings the tables up to it")


@careline.group()
def user() -> None:
    """Add, remove and list the people who may look."""


@user.command("add")
@click.argument("login")
@click.option("--client", "clients", multiple=True, metavar="CLIENT", help="A client whose numbers the person sees.")
@click.option("--role", type=click.Choice(["analyst", "operator"]), help="For our own people instead of a client's.")
def user_add(login: str, clients: tuple[str, ...], role: str | None) -> None:
    """Give a person a login and print its password.

    \b
      ./careline user add ana@plan.example --client sample_plan
      ./careline user add sam --role analyst
    """
    from orchestration.warehouse.people import add_person, add_staff

    if bool(clients) == bool(role):
        raise click.UsageError("name either --client (once or more) or --role")
    warehouse = opened(prepare_services=True)
    password = add_staff(warehouse, login, role) if role else add_person(warehouse, login, clients)
    bring_people_to_superset(warehouse)
    click.echo(f"{login}  {password}")


@user.command("remove")
@click.argument("login")
def user_remove(login: str) -> None:
    """Take a person's login away."""
    from orchestration.warehouse.people import remove_person

    warehouse = opened(prepare_services=True)
    remove_person(warehouse, login)
    bring_people_to_superset(warehouse)
    say(f"{login} is removed")


@user.command("list")
def user_list() -> None:
    """Who may look, and at whom."""
    from orchestration import superset

    warehouse = opened()
    with warehouse.connect(read_only=True) as connection:
        access = connection.execute(
            "select login, string_agg(client_id, ', ' order by client_id) from security.access group by login"
        ).fetchall()
    clients = dict(access)
    rows = [(login, kind, clients.get(login, "")) for login, kind in superset.people(warehouse).items()]
    query.write_table(["login", "kind", "clients"], rows, sys.stdout)


@careline.command()
@click.option(
    "--clients", default=3, show_default=True, help="Health plans: Medicare Advantage, Medicaid, commercial, and again."
)
@click.option("--days", default=90, show_default=True, help="Days of arrivals.")
@click.option("--contacts-per-day", default=800, show_default=True, help="Contacts of each client on an average day.")
@click.option(
    "--seed",
    type=click.IntRange(min=0),
    default=7,
    show_default=True,
    help="The same seed and arguments write the same files.",
)
@click.option(
    "--until", type=click.DateTime(["%Y-%m-%d"]), help="Last day of arrivals; yesterday where it is not given."
)
@click.option(
    "--faults", type=click.Choice(["none", "mild", "harsh"]), default="mild", show_default=True, help="What goes wrong."
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, resolve_path=True),
    required=True,
    help="Landing folder to fill; must be empty.",
)
def simulate(
    clients: int, days: int, contacts_per_day: int, seed: int, until: datetime | None, faults: Level, out: Path
) -> None:
    """Fill a landing folder with what the systems of a contact centre that does not exist would deliver.

    The last two weeks come as a file a feed and day. What lies before comes in one file a feed, named from its first
    day to its last, as a centre that goes live delivers its history; days with something wrong in a file come alone.

    The truth about it lies beside the files in OUT/.truth, which is never loaded.
    """
    from orchestration.simulator.simulation import Order, SimulationError
    from orchestration.simulator.simulation import simulate as run_simulation

    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))  # leave no half of it behind
    last_on = until.date() if until else datetime.now(UTC).date() - timedelta(days=1)
    try:
        done = run_simulation(Order(clients, days, contacts_per_day, seed, last_on, faults, out), say)
    except SimulationError as error:
        raise click.UsageError(str(error)) from error
    except OSError as error:
        raise click.ClickException(f"{out} cannot be written ({error.strerror}); name another folder") from error
    click.echo(f"{done.contact_count:,} contacts in {done.file_count:,} files in {done.landing}")
    click.echo(f"the truth about them is in {done.truth}")
    if (page := done.truth / "realism.html").exists():
        click.echo(f"whether they are believable, see {page}")


@careline.command()
@click.option("--check", is_flag=True, help="Write nothing; fail where a file would change.")
def generate(check: bool) -> None:
    """Write the files that follow from the KPI declarations."""
    from orchestration import generation
    from orchestration.dbt_runner import prepare_manifest

    warehouse = opened()
    prepare_manifest(warehouse)
    changed = generation.stale(warehouse.settings) if check else generation.generate(warehouse.settings)
    for path in changed:
        click.echo(path)
    if check and changed:
        raise click.ClickException("these files differ from the KPI declarations; './careline generate' writes them")
    if not check:
        prepare_manifest(warehouse)


@careline.command()
@click.option("--landing", type=LANDING, help="Show this landing folder instead of simulated plans.")
def demo(landing: Path | None) -> None:
    """Take three simulated plans from file to dashboard, and say where to look."""
    from orchestration import demo as show

    times, began = show.Times(), time.monotonic()
    if landing:
        os.environ["CARELINE_LANDING"] = str(landing)  # for the services too: the sensor watches what is shown
    with times.of("start PostgreSQL"):
        warehouse = opened(prepare_services=True)
    with times.of("simulate three plans"):
        folder = landing or show.stage(warehouse.settings, say)
    people = show.add_viewers(warehouse, show.clients_of(folder))

    held: list[str] = []

    def pipeline() -> None:
        with times.of("load, build, judge and publish"):
            held.extend(run_graph(warehouse, folder))

    show.bring_up(warehouse, times, say, pipeline)
    with times.of("write the analysts' pages"):
        write_docs(warehouse)
    header, rows = show.latest_month(warehouse)
    if rows:
        click.echo()
        query.write_table(header, rows, sys.stdout)
    click.echo()
    show_addresses(warehouse)
    click.echo("\nLogins, for Superset and for './careline sql --as LOGIN':")
    for login, password in people.items():
        click.echo(f"  {login:<32}  {password}")
    click.echo("\nWhere the time went (parts overlap):")
    for part, seconds in times.seconds.items():
        click.echo(f"  {seconds:6.1f} s  {part}")
    click.echo(f"  {time.monotonic() - began:6.1f} s  in all")
    exit_if_held(held)


def write_docs(warehouse: Warehouse, out: Path | None = None) -> Path:
    """Write the analysts' pages, to docs/ in the state folder where no other is named; returns the first page."""
    from orchestration.dbt_runner import prepare_manifest
    from orchestration.docs_site.site import make_site

    settings = warehouse.settings
    return make_site(prepare_manifest(warehouse), settings.root, out or settings.docs)


def decision(file_id: int, reason: str) -> Decision:
    """What the person at the terminal decides of a file."""
    from orchestration.landing.decisions import Decision

    if not reason.strip():
        raise click.UsageError("say why: --reason is empty")
    return Decision(file_id, reason.strip(), person())


def person() -> str:
    """Who sits at the terminal."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container's user may have a number and no name
        return str(os.getuid())


def default_landing(warehouse: Warehouse) -> Path:
    """The landing folder in the state folder, made where it is missing."""
    warehouse.settings.landing.mkdir(parents=True, exist_ok=True)
    return warehouse.settings.landing


def run_graph(warehouse: Warehouse, landing: Path, full_refresh: bool = False, as_of: str | None = None) -> list[str]:
    """Run the Dagster job in this process, over a manifest that fits the code; returns what was held back, and why."""
    from orchestration.dbt_runner import prepare_manifest
    from orchestration.intake import set_aside_since
    from orchestration.release import standing
    from orchestration.services import dagster_environment

    say("preparing the graph")
    prepare_manifest(warehouse)
    os.environ.update(dagster_environment(warehouse))
    from orchestration.assets.running import run_job

    with warehouse.connect(read_only=True) as connection:
        now = connection.execute("select now()").fetchone()
    began = now[0] if now else datetime.now(UTC)
    run_job(landing, full_refresh=full_refresh, as_of=as_of, progress=say)
    return [*set_aside_since(warehouse, began), *(f"{client}: {why}" for client, why in standing(warehouse).items())]


def exit_if_held(held: list[str]) -> None:
    """Say what is held back and why, and leave with exit code 3; go on where nothing is."""
    for what in held:
        say(f"held back: {what}")
    if held:
        sys.exit(HELD_BACK)


def bring_people_to_superset(warehouse: Warehouse) -> None:
    """Let Superset know of people who came or went, where it is installed."""
    from orchestration import superset

    if superset.python(warehouse.settings) is not None:
        superset.publish_pages(warehouse, say)


def show_addresses(warehouse: Warehouse) -> None:
    """Print where everything answers."""
    from orchestration import services

    click.echo(f"{'PostgreSQL':<12}{warehouse.host}:{warehouse.port}, database {warehouse.database}")
    for service in services.status(warehouse.settings):
        if service.running and service.url:
            click.echo(f"{service.title:<12}{service.url}")
    if (page := warehouse.settings.docs / "index.html").exists():
        click.echo(f"{'Docs':<12}{page.as_uri()}")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a verb; whatever goes wrong is one sentence on stderr."""
    is_debug = bool(os.environ.get("CARELINE_DEBUG"))
    try:
        code = careline.main(args=arguments, prog_name="./careline", standalone_mode=False)
        sys.stdout.flush()
        return code if isinstance(code, int) else 0
    except SystemExit as ended:
        return int(ended.code or 0)
    except click.UsageError as error:
        error.show()
        return WRONG_USE
    except click.ClickException as error:
        say(error.format_message())
        return FAILED
    except (click.Abort, KeyboardInterrupt):
        say("interrupted; run the same verb again to go on")
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        if is_debug:
            raise
        say(sentence_of(error))
        return FAILED


if __name__ == "__main__":
    sys.exit(main())
