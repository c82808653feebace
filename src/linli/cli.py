"""The `linli` command: start an installation, load packs, take messages over, check that all is well."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeRemainingColumn

app = typer.Typer(
    help="Linli 邻里: public service and grassroots governance for a district.",
    no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False,
)  # fmt: skip
say = Console(highlight=False, soft_wrap=True)
complain = Console(stderr=True, highlight=False, soft_wrap=True)

DistrictOption = Annotated[str, typer.Option("--district", help="Code or short name, e.g. 511502 or cuiping.")]
Columns = Annotated[
    list[str] | None, typer.Option("--column", help="field=Header, where a header is not recognised; may be repeated.")
]
CodesFile = Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="Table with a column of codes.")]


def prepare() -> None:
    """Set Django up, in the language of the people who run this."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.settings")
    import django
    from django.utils import translation

    django.setup()
    translation.activate("zh-hans")


@contextmanager
def refusing() -> Iterator[None]:
    """What is refused is said in words, and the command fails."""
    from linli.problem import Problem

    try:
        yield
    except Problem as refused:
        for mistake in getattr(refused, "mistakes", ()):
            complain.print(str(mistake), markup=False)
        complain.print(refused.message, markup=False)
        raise typer.Exit(1) from None


def progress() -> Progress:
    """The one look of everything that can take over two seconds."""
    return Progress(
        SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(),
        console=complain, transient=False,
    )  # fmt: skip


def counting(bar: Progress, words: str) -> Callable[[int, int | None], None]:
    """A callback `(done, total)` that moves a task of `bar`."""
    task = bar.add_task(words, total=None)
    return lambda done, total: bar.update(task, completed=done, total=total)


@app.command()
def run(
    port: Annotated[int, typer.Option(envvar="PORT", min=1, max=65_535, help="Where to listen.")] = 8000,
    host: Annotated[str, typer.Option(help="Which address to listen on.")] = "127.0.0.1",
    pack: Annotated[
        list[str] | None,
        typer.Option(help="Which packs to load, by name or folder; cuiping, yicheng, lunan and keping."),
    ] = None,
    demo: Annotated[bool, typer.Option(help="Load the pack's demo people and a year of invented cases.")] = True,
    workers: Annotated[int, typer.Option(help="Web server processes.")] = 2,
) -> None:
    """Set up what is missing, then start the web server and the worker. Ctrl-C ends both."""
    os.environ["PORT"] = str(port)
    os.environ["LINLI_DEMO"] = "1" if demo else "0"
    prepare()
    from linli.running import check_address, set_up, start_all

    with refusing(), progress() as bar:
        check_address(host, port)
        set_up(pack or ["cuiping", "yicheng", "lunan", "keping"], demo=demo, told=lambda words: counting(bar, words))
    sys.exit(start_all(host, port, workers, say.print))


@app.command()
def serve(
    port: Annotated[int, typer.Option(envvar="PORT", min=1, max=65_535, help="Where to listen.")] = 8000,
    host: Annotated[str, typer.Option(help="Which address to listen on.")] = "127.0.0.1",
    workers: Annotated[int, typer.Option(help="Processes.")] = 2,
) -> None:
    """Start the web server alone."""
    os.environ["PORT"] = str(port)
    prepare()
    from linli.running import allow_connections, check_address, collect_static, server_command

    with refusing():
        check_address(host, port)
    collect_static()
    allow_connections()
    command = server_command(host, port, workers)
    os.execv(command[0], command)


@app.command()
def work() -> None:
    """Start the worker alone: deliver notices, watch deadlines, keep the search index and the seals."""
    prepare()
    from linli.worker import main

    main()


@app.command("load-pack")
def load_pack(
    pack: Annotated[str, typer.Argument(help="Name (cuiping) or folder of the pack.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check only; change nothing.")] = False,
    demo: Annotated[bool, typer.Option(help="Also load the year of invented cases, if the pack is a demo.")] = False,
) -> None:
    """Load a district's pack: all of it, or nothing. Says what changed; names every mistake by file and line."""
    prepare()
    from linli.running import load

    with refusing(), progress() as bar:
        report = load(pack, dry_run=dry_run, demo=demo, told=lambda words: counting(bar, words))
    say.print(str(report), markup=False)


@app.command("import-messages")
def import_messages(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="CSV or Excel file.")],
    district: DistrictOption,
    source: Annotated[
        str, typer.Option(help="Name of the register it comes from; with its ids it makes a second import harmless.")
    ] = "",
    columns: Columns = None,
    rejected: Annotated[Path | None, typer.Option(help="Where rejected rows go; default: FILE.rejected.csv")] = None,
) -> None:
    """Take messages over from another register: each row becomes a case, or a line in the file of rejected rows."""
    prepare()
    from linli.cases.importing import import_file

    with refusing(), progress() as bar:
        report = import_file(
            file, district, source=source or file.stem, mapping=dict(_pairs(columns or [])),
            rejected=rejected or file.with_suffix(file.suffix + ".rejected.csv"), told=counting(bar, file.name),
        )  # fmt: skip
    say.print(str(report), markup=False)


@app.command("import-policies")
def import_policies(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="CSV or Excel file.")],
    district: DistrictOption,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Read and report only; change nothing.")] = False,
    replace: Annotated[
        bool, typer.Option("--replace", help="Take another text of a policy that is here as its new version.")
    ] = False,
    columns: Columns = None,
) -> None:
    """Take policies over: number, issuer and dates are read from their texts where the table does not have them."""
    prepare()
    from linli.people.actors import Actor
    from linli.places.queries import district_by
    from linli.portal.actions.importing import import_policies as take

    with refusing(), progress() as bar:
        report = take(
            Actor.system(), file, district_by(district), replace=replace, dry_run=dry_run,
            mapping=dict(_pairs(columns or [])), told=counting(bar, file.name),
        )  # fmt: skip
    say.print(str(report), markup=False)


@app.command("import-icd10")
def import_icd10(file: CodesFile) -> None:
    """Take in a table of ICD-10 (a code and its name a row, tab or comma), for the registries' picker and checks."""
    prepare()
    from linli.registries.actions import import_icd10 as take

    with refusing():
        say.print(f"{take(file):,} codes taken in.")


@app.command("import-garbage-codes")
def import_garbage_codes(file: CodesFile, name: Annotated[str, typer.Argument(help="As figures print it.")]) -> None:
    """Take in a list of causes of death that say too little; the same name again replaces it."""
    prepare()
    from linli.registries.actions import import_garbage_codes as take

    with refusing():
        say.print(f"{name}: {take(file, name):,} codes taken in.", markup=False)


@app.command("print-handbook")
def print_handbook(
    file: Annotated[Path, typer.Argument(dir_okay=False, help="Where the PDF goes.")],
    district: DistrictOption,
    level: Annotated[str, typer.Option(help="central, province, city or district.")] = "",
    subject: Annotated[str, typer.Option(help="One of the district's subjects.")] = "",
    since: Annotated[str, typer.Option(help="Issued from this day on, as 2026-01-31.")] = "",
    until: Annotated[str, typer.Option(help="Issued up to this day.")] = "",
    everything: Annotated[bool, typer.Option("--all", help="Also what no longer holds.")] = False,
    whole: Annotated[bool, typer.Option("--whole", help="With the official texts.")] = False,
) -> None:
    """Typeset the handbook of a district's policies."""
    prepare()
    from linli.people.actors import Actor
    from linli.places.queries import district_by
    from linli.portal.actions.handbook import print_handbook as typeset
    from linli.portal.queries.handbook import Choice

    chosen = {"level": level, "subject": subject, "since": since, "until": until}
    chosen |= {"all": "1"} if everything else {}
    with refusing():
        made = typeset(Actor.system(), district_by(district), Choice.read({**chosen, "whole": "1" if whole else ""}))
        file.write_bytes(made.read_bytes())
    say.print(f"{file}: {file.stat().st_size:,} B")


def _pairs(columns: list[str]) -> list[tuple[str, str]]:
    for column in columns:
        if "=" not in column:
            raise typer.BadParameter(f"“{column}”: write field=Header, e.g. text=留言内容")
    return [(c.split("=", 1)[0].strip(), c.split("=", 1)[1].strip()) for c in columns]


@app.command()
def verify() -> None:
    """Check the event chains, the seals and that every case is the fold of its events; names the first broken one."""
    prepare()
    from linli.verifying import verify_all

    with progress() as bar:
        faults = verify_all(lambda words: counting(bar, words))
    for fault in faults:
        complain.print(fault, markup=False)
    if faults:
        raise typer.Exit(1)
    say.print("All chains are whole.")


@app.command()
def check() -> None:
    """Look at the installation: database, migrations, pack, worker, gateways, fonts, data folder, search index, working days."""
    prepare()
    from linli.checking import findings

    found = findings()
    for finding in found:
        say.print(str(finding), markup=False)
    if any(finding.fails for finding in found):
        raise typer.Exit(1)


@app.command()
def reindex() -> None:
    """Build this node's search index anew from the database; the one in use answers until it is done."""
    prepare()
    from linli.findable import SOURCES
    from linli.search.follow import rebuild

    with progress() as bar:
        done = rebuild(SOURCES, counting(bar, "Search index"))
    say.print(f"{done:,} changes taken in.")


@app.command("add-staff")
def add_staff(
    username: Annotated[str, typer.Argument(help="What they sign in with, e.g. zhou.min.")],
    district: DistrictOption,
    name: Annotated[str, typer.Option(help="Their name, as colleagues read it.")],
    role: Annotated[str, typer.Option(help="e.g. community_worker, department_handler, dispatcher, administrator.")],
    organisation: Annotated[str, typer.Option(help="Code of the organisation they sit in.")],
    area: Annotated[str | None, typer.Option(help="Code of the area they look after, if any.")] = None,
) -> None:
    """Give a member of staff an account with a position, or another position and password; prints the password once."""
    prepare()
    from linli.administering import add_staff as give
    from linli.people.actions import PersonRow, PositionRow
    from linli.places.queries import district_by

    with refusing():
        password = give(
            district_by(district), PersonRow(name, username, None, (PositionRow(role, organisation, area),))
        )
    say.print(f"{username}  {password}", markup=False)


@app.command("remove-staff")
def remove_staff(
    username: Annotated[str, typer.Argument(help="What they sign in with, e.g. zhou.min.")],
    role: Annotated[str | None, typer.Option(help="End only their positions of this role.")] = None,
) -> None:
    """Close a member of staff's account: positions, sessions and tokens end. With --role only what that role gave."""
    prepare()
    from linli.administering import remove_staff as take

    with refusing():
        take(username, role)
    say.print(f"{username}: {f'{role} ended' if role else 'closed'}", markup=False)


@app.command("kiosk-secret")
def kiosk_secret(
    device: Annotated[str, typer.Argument(help="Code of the device, as in health_points.yaml.")],
) -> None:
    """Make a new secret for a device of a health point; prints it once. What it had before is good no longer."""
    prepare()
    from linli.health.actions import make_secret
    from linli.people.actors import Actor

    with refusing():
        secret = make_secret(Actor.system(), device)
    say.print(secret, markup=False)


@app.command("erase-person")
def erase_person(
    who: Annotated[
        str, typer.Argument(help="Their telephone number, or the number on a health card for that file alone.")
    ],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Erase a person who asks for it: number, name and account. Names the cases whose words may still tell of them."""
    prepare()
    from linli.administering import erase, told_before_erasing

    with refusing():
        told, anything = told_before_erasing(who)
        say.print(told, markup=False)
        if anything and not yes:
            typer.confirm("Erase? This cannot be undone.", abort=True)
        erase(who)
    say.print("Erased.")


@app.command("demo-accounts")
def demo_accounts(
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """The demo accounts of the districts loaded, what each is, and their password."""
    prepare()
    from linli.running import DEMO_PASSWORD, demo_people

    people = demo_people()
    if as_json:
        typer.echo(json.dumps([{**person, "password": DEMO_PASSWORD} for person in people], ensure_ascii=False))
        return
    for person in people:
        say.print(
            f"{person['username']:<12} {person['name']}  {person['role']}  {person['organisation']}", markup=False
        )
    say.print(f"Password of all: {DEMO_PASSWORD}")


@app.command("wechat-menu")
def wechat_menu(
    district: Annotated[str, typer.Argument(help="Code or short name of the district, e.g. 370404 or yicheng.")],
) -> None:
    """Make the menu below a district's official account on WeChat anew."""
    prepare()
    from linli.gateways.wechat.accounts import account_of
    from linli.gateways.wechat.asking import make_menu
    from linli.gateways.wechat.errors import ClientError
    from linli.gateways.wechat.menu import menu_of
    from linli.places.queries import district_by

    with refusing():
        menu = menu_of(district_by(district))
        try:
            make_menu(account_of(district), menu)
        except ClientError as failed:
            complain.print(f"WeChat did not take the menu: {failed}", markup=False)
            raise typer.Exit(1) from None
    for button in menu["button"]:
        say.print(" · ".join([button["name"], *(one["name"] for one in button.get("sub_button", ()))]), markup=False)


@app.command("exchange-key")
def exchange_key() -> None:
    """This installation's public key, for the list of those that exchange applications with it; made if there is none."""
    prepare()
    from linli.gateways.exchange.peers import own_public

    with refusing():
        typer.echo(own_public())


def main() -> None:
    app()
