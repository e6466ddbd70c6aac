"""START HERE: the command line. What it starts is put together in house.py."""

import asyncio
import json
import logging
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

import typer

from chat.considering import consider
from chat.listening import Listening
from core.audit import record
from core.audit_check import Verdict, verify
from core.audit_list import write_csv
from core.backups import back_up
from core.backups import restore as restore_backup
from core.clock import utc_now
from core.database import Database
from core.errors import BadInput, ChampionError
from core.garbage import hold
from core.logs import start_logging
from core.places import CONTENT
from core.settings import Settings, load_settings, prepare_data_dir
from demo.filling import demo_settings, fill_once, ways_in
from embeddings.shelf import Shelf
from examination import examine
from house import PARTS, STARTER_VECTORS, House, check_port_free, serve_all
from knowledge import catalogue, wording
from knowledge.adding import attempt, publish_and_compare
from knowledge.editing import put_back
from knowledge.evaluation import score
from knowledge.importing import Import, Outcome, Progress, Status
from knowledge.readers.parts import Kind
from knowledge.starter import load_starter
from knowledge.trial import Stolen
from people.first import first_setup
from people.invites import DEFAULT_DAYS, DEFAULT_USES, make_invite
from people.register import NOBODY
from people.roles import Role
from people.signin import LINK_MINUTES, make_link
from people.sites import TO_FILL_IN, find_site, missing_contacts, set_contacts
from people.staff import find_staff

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="A digital champion assistant for social care.",
)
MOST_SHOWN = 5  # questions that a new document changes

audit_app = typer.Typer(no_args_is_help=True, help="The log of who did what.")
app.add_typer(audit_app, name="audit")
knowledge_app = typer.Typer(no_args_is_help=True, help="The documents that answers come from.")
app.add_typer(knowledge_app, name="knowledge")


@contextmanager
def the_house(local_url: str = "", settings: Settings | None = None) -> Iterator[House]:
    """A house for one command, closed at its end."""
    house = House(settings or load_settings(), local_url or f"http://127.0.0.1:{os.environ.get('PORT', '8000')}")
    # A command answers on the terminal; only a server tells its log what it did.
    start_logging(house.settings.log_level if local_url else "WARNING")
    hold()  # the code of all that was imported
    try:
        yield house
    finally:
        if "database" in vars(house):
            house.database.close()
        hold()  # else leaving takes a second


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(envvar="PORT", help="Port to listen on.")] = 8000,
    parts: Annotated[str, typer.Option(help="Which parts run here: web,bot,scheduler.")] = ",".join(PARTS),
) -> None:
    """Run everything, or only the parts named."""
    wanted = frozenset(part.strip() for part in parts.split(",") if part.strip())
    if not wanted or wanted - set(PARTS):
        raise BadInput(f"--parts takes any of {', '.join(PARTS)}, with commas between them.")
    if "web" in wanted:
        check_port_free(host, port)
    with the_house(f"http://{host}:{port}") as house:
        _welcome(house)
        asyncio.run(serve_all(house, host=host, port=port, parts=wanted))


def _welcome(house: House) -> None:
    """On the terminal: where to go, and the very first time how to get in."""
    with house.database.writing() as session:
        admin = first_setup(session, now=utc_now())
        token = make_link(session, admin, now=utc_now(), actor="first start") if admin else None
    if token:
        typer.echo(f"First start. Sign in as administrator: {house.url}/signin/{token}", err=True)
    typer.echo(f"Open {house.url}   (Ctrl+C stops)", err=True)


@app.command()
def demo(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(envvar="PORT", help="Port to listen on.")] = 8000,
) -> None:
    """Run everything with a made-up provider and eight weeks of history, in a data folder of its own."""
    check_port_free(host, port)
    with the_house(f"http://{host}:{port}", demo_settings()) as house:
        _welcome_to_demo(house)
        asyncio.run(serve_all(house, host=host, port=port, parts=frozenset(PARTS)))


def _welcome_to_demo(house: House) -> None:
    """On the terminal: ways in as different people."""
    typer.echo("Opening the demo. The first time takes about a minute.", err=True)
    logging.disable(logging.INFO)  # eight weeks of log lines say nothing about today
    fill_once(house, now=utc_now())
    logging.disable(logging.NOTSET)
    with house.database.writing() as session:
        links = ways_in(session, now=utc_now())
    for visitor, token in links.items():
        typer.echo(f"Sign in as {visitor}: {house.url}/signin/{token}", err=True)
    typer.echo(f"Each link works once, for {LINK_MINUTES} minutes; use a private window for a second person.", err=True)
    typer.echo("Start again for new links, or delete the folder for a new history. Ctrl+C stops.", err=True)


@app.command()
def ask(
    text: Annotated[str, typer.Argument(help="What somebody would type.")] = "",
    file: Annotated[Path | None, typer.Option(help="A file of {id, text} lines.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    role: Annotated[Role, typer.Option(help="Whose question it is.")] = Role.STAFF,
    site: Annotated[str, typer.Option(help="Which site they work at.")] = "",
) -> None:
    """What the assistant would reply. Nothing is stored."""
    if not text and file is None:
        raise BadInput('Give a question, such as: champion ask "can I use my own phone", or --file.')
    rows = read_jsonl(file) if file else [{"id": "1", "text": text}]
    with the_house() as house:
        reply = asker(house, site=site, role=role)
        for row in rows:
            found = reply(str(row.get("text", "")), str(row.get("id", "")))
            typer.echo(json.dumps(found, ensure_ascii=False) if file or as_json else in_words(found))


def asker(house: House, *, site: str = "", role: Role = Role.STAFF) -> Callable[[str, str], dict[str, Any]]:
    """A function (text, id) -> the JSON of `ask`, with the model and index loaded once."""
    site_id, names = None, NOBODY
    if site:
        with house.database.reading() as session:
            site_id = find_site(session, site).id
            names = house.register.names(session, site_id)
    search, today = house.ready_search(), house.today
    listen = Listening(search)

    def reply(text: str, identity: str) -> dict[str, Any]:
        found = consider(
            text,
            phrases=house.phrases,
            search=search,
            listen=listen,
            site_id=site_id,
            role=role,
            today=today,
            names=names,
            wish=listen.request,
        )
        return found.to_json(identity)

    return reply


def in_words(found: dict[str, Any]) -> str:
    """One reply for a person at the command line."""
    lines = [f"outcome: {found['outcome']} ({found['confidence']:.2f})"]
    if found["urgent"]:
        lines.append(f"urgent: {found['urgent']['category']} ({found['urgent']['level']})")
    if found["signpost"]:
        lines.append(f"signpost: {found['signpost']}")
    for card in found["cards"]:
        lines += ["", f"{card['document']} · {card['section']}", card["plain"] or card["text"]]
    return "\n".join(lines)


def read_jsonl(path: Path) -> list[dict[str, Any]]:
    """The rows of a JSON-lines file. Raises BadInput naming the line."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{path} cannot be read as text: {getattr(error, 'strerror', None) or 'not UTF-8'}.") from error
    rows = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as error:
            raise BadInput(f"{path}, line {number} is not JSON. Nothing was asked.") from error
        if not isinstance(row, dict):
            raise BadInput(f'{path}, line {number} should look like {{"id": "1", "text": "..."}}.')
        rows.append(row)
    return rows


@app.command()
def evaluate(
    file: Annotated[Path, typer.Argument(help="Labelled questions, one JSON object a line.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    wrong: Annotated[bool, typer.Option("--wrong", help="Also print the rows that went wrong.")] = False,
) -> None:
    """Score the assistant on labelled questions."""
    rows = read_jsonl(file)
    with the_house() as house:
        reply = asker(house)
        result = score(rows, lambda text: reply(text, ""))
    typer.echo(json.dumps(result.to_json(wrong=wrong), ensure_ascii=False) if as_json else result.in_words(wrong=wrong))


@app.command()
def invite(
    role: Annotated[Role, typer.Option(help="The role people join in.")] = Role.STAFF,
    site: Annotated[str, typer.Option(help="The site they join.")] = "",
    days: Annotated[int, typer.Option(help="How long it works; an auditor's access ends with it.")] = DEFAULT_DAYS,
    uses: Annotated[int, typer.Option(help="For how many people.")] = DEFAULT_USES,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Make an invite link."""
    with the_house() as house:
        with house.database.writing() as session:
            first_setup(session, now=utc_now())
            place = find_site(session, site) if site else None
            made = make_invite(session, role=role, site=place, now=utc_now(), days=days, uses=uses)
        url = f"{house.url}/join/{made.code}"
    if as_json:
        typer.echo(json.dumps({"code": made.code, "url": url, "expires": made.expires_at.isoformat(), "uses": uses}))
    else:
        typer.echo(f"{url}\nWorks for {uses} people until {made.expires_at:%d %B %Y}. In Telegram: /start {made.code}")


@app.command()
def contacts(
    pairs: Annotated[list[str] | None, typer.Argument(help='NAME="WORDS", such as on_call="Sam Lee, 01632 1".')] = None,
    site: Annotated[str, typer.Option(help="The site they are for.")] = "",
) -> None:
    """Show or fill in whom a site's staff ring in an emergency. With all six the site is live and staff can join."""
    given = dict(pair.partition("=")[::2] for pair in pairs or [])
    with the_house() as house, house.database.writing() as session:
        first_setup(session, now=utc_now())
        place = find_site(session, site)
        if given:
            set_contacts(session, place, {**place.contacts, **given}, actor="command line", now=utc_now())
        shown = {name: place.contacts.get(name, "") for name in TO_FILL_IN}
        missing, live = missing_contacts(place), place.live_at is not None
    for name, words in shown.items():
        typer.echo(f"{name}: {words or 'not given'}")
    state = f"still missing: {', '.join(missing)}" if missing else "nothing is missing"
    typer.echo(f"{place.name} is {'live' if live else 'not live, so staff cannot join'}; {state}.")


@app.command()
def link(staff: Annotated[str, typer.Argument(help="Name, number or role.")]) -> None:
    """Make a one-time web sign-in link, for first set-up and lost phones."""
    with the_house() as house:
        with house.database.writing() as session:
            first_setup(session, now=utc_now())
            person = find_staff(session, staff)
            token = make_link(session, person, now=utc_now(), actor="command line")
        typer.echo(f"{house.url}/signin/{token}")
        typer.echo(f"For {person.name}. It works once, for {LINK_MINUTES} minutes.", err=True)


@app.command()
def backup(path: Annotated[Path, typer.Argument(help="The file to write.")]) -> None:
    """Write a consistent copy of the whole database. The key file in the data folder is not part of it."""
    with the_house() as house:
        with house.database.writing() as session:
            record(session, "backup.made", actor="command line", now=utc_now())
        rows = back_up(house.database, path, now=utc_now())
    typer.echo(
        f"{rows} rows kept in {path}. Keep the file secret-key of the data folder too, in another safe place: without "
        "it the audit log cannot be checked and held evidence cannot be opened."
    )


@app.command()
def restore(path: Annotated[Path, typer.Argument(help="A file made by `champion backup`.")]) -> None:
    """Put a copy back into an empty database, of either kind."""
    house = House(load_settings())
    if not house.settings.database_url:
        prepare_data_dir(house.settings)
    database = Database(house.settings.effective_database_url, house.audit_key)
    rows = restore_backup(database, path)
    database.close()
    typer.echo(f"{rows} rows restored.")
    verdict = verify_restored(house)
    if not verdict.fits:
        typer.echo(f"The audit log does not fit: {verdict.problem}.", err=True)
        typer.echo("If secret-key was not put back yet, put it back now, before anything is started.", err=True)


def verify_restored(house: House) -> Verdict:
    """Read through the audit log of a database just put back. If it fits, that is noted in it, and where it ends."""
    with house.database.reading() as session:
        verdict = verify(session, house.audit_key)
    if verdict.fits:
        with house.database.writing() as session:
            record(session, "backup.restored", actor="command line", now=utc_now(), rows=verdict.rows)
        with house.database.reading() as session:
            house.note_audit_end(verify(session, house.audit_key))
    house.database.close()
    return verdict


@app.command()
def doctor(as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """Check everything that a running product needs, and say what to do about each problem."""
    with the_house() as house:
        findings = examine(house)
    if as_json:
        typer.echo(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False))
    else:
        for finding in findings:
            typer.echo(f"{'ok ' if finding.ok else '!! '} {finding.part}: {finding.words}")
    if not all(finding.ok for finding in findings):
        raise typer.Exit(1)


@audit_app.command("verify")
def audit_verify(as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """Read the whole log and say the first row that does not fit. Exit status 1 if there is one."""
    with the_house() as house:
        verdict = house.check_audit()
    if as_json:
        typer.echo(json.dumps(asdict(verdict)))
    elif verdict.fits:
        typer.echo(f"{verdict.rows} rows, unbroken, up to row {verdict.end.position}: {verdict.end.digest}")
    else:
        typer.echo(f"The log does not fit: {verdict.problem}.")
    if not verdict.fits:
        raise typer.Exit(1)


@audit_app.command("export")
def audit_export(path: Annotated[Path, typer.Argument(help="The CSV file to write.")]) -> None:
    """Write every row to a CSV file, with the digests, for somebody else to keep."""
    with the_house() as house, house.database.reading() as session:
        rows = write_csv(session, path)
    typer.echo(f"{rows} rows written to {path}.")


@knowledge_app.command("add")
def knowledge_add(
    paths: Annotated[list[Path], typer.Argument(help="Files or folders.")],
    kind: Annotated[Kind | None, typer.Option(help="What they are, if it is not plain.")] = None,
    site: Annotated[str, typer.Option(help="Only for this site; for the whole provider when left out.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    only_try: Annotated[bool, typer.Option("--try", help="Show what would happen, and change nothing.")] = False,
) -> None:
    """Import and publish files or folders. Exit status 1 if any file failed."""
    with the_house() as house:
        house.load_content()
        with house.database.reading() as session:
            site_id = find_site(session, site).id if site else None
        with progress_bar(shown=sys.stderr.isatty() and not as_json) as progress:
            batch = Import(house.database, house.encoder, "command line", utc_now(), kind, site_id, progress)
            results = attempt(batch, paths) if only_try else publish_and_compare(batch, paths)
    if as_json:
        typer.echo(json.dumps([result.to_json() for result in results], ensure_ascii=False))
    else:
        if only_try:
            typer.echo("Nothing is changed. This is what would happen:")
        for result in results:
            typer.echo(imported_in_words(result), err=result.status == Status.FAILED)
    if any(result.status == Status.FAILED for result in results):
        raise typer.Exit(1)


@contextmanager
def progress_bar(*, shown: bool) -> Iterator[Progress]:
    """How far an import has come, and how many sections a second, while it goes on."""
    began, whole = time.monotonic(), 1000
    with typer.progressbar(length=whole, file=sys.stderr, hidden=not shown, label="Reading in") as bar:

        def tell(part: float, sections: int) -> None:
            speed = sections / max(time.monotonic() - began, 0.001)
            bar.label = f"{sections} sections, {speed:.0f} a second"
            bar.update(round(part * whole) - bar.pos)

        yield tell


def imported_in_words(result: Outcome) -> str:
    """One file's outcome for a person."""
    if result.reason:
        return f"{result.status}: {result.file}: {result.reason}"
    return "\n".join(
        [
            f"{result.status}: {result.title}",
            f"  version {result.version}, approved {_day(result.approved)}, review due {_day(result.review_due)}",
            f"  sections: {result.sections}, headings: {result.headings}",
            *(f"  please check: {warning}" for warning in result.warnings),
            *_stolen_in_words(wording.stolen, result.stolen),
            *_stolen_in_words(wording.astray, result.astray),
        ]
    )


def _stolen_in_words(title: Callable[[int], str], stolen: Sequence[Stolen]) -> Iterator[str]:
    """The first few, then how many more there are."""
    if stolen:
        yield f"  please check: {title(len(stolen))}"
    for each in stolen[:MOST_SHOWN]:
        own, thief = wording.place(each.document, each.section), wording.place(each.thief_document, each.thief_section)
        yield f'    "{each.text}": not {own}, but {thief}'
    if len(stolen) > MOST_SHOWN:
        yield f"    and {len(stolen) - MOST_SHOWN} more"


def _day(day: date | None) -> str:
    return f"{day.day} {day:%B %Y}" if day else "not given"


@knowledge_app.command("list")
def knowledge_list(as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """What there is."""
    with the_house() as house, house.database.reading() as session:
        rows = catalogue.listing(session, today=house.today, grace=house.settings.review_grace)
        if as_json:
            typer.echo(json.dumps([row.to_json() for row in rows], ensure_ascii=False))
            return
        for row in rows:
            typer.echo(f"{row.document_id:>4}  {row.title}  ({row.kind}, version {row.version}, {row.review})")


@knowledge_app.command("retire")
def knowledge_retire(
    document_id: Annotated[int, typer.Argument(help="The number that `knowledge list` shows.")],
    reason: Annotated[str, typer.Option(help="Why, for the record.")] = "retired from the command line",
) -> None:
    """Take a document out of use."""
    with the_house() as house, house.database.writing() as session:
        document = catalogue.retire(session, document_id, actor="command line", now=utc_now(), reason=reason)
        typer.echo(f"No longer used: {document.title}")


@knowledge_app.command("back")
def knowledge_back(
    document_id: Annotated[
        int | None, typer.Argument(help="Its number; the document added last when left out.")
    ] = None,
    reason: Annotated[str, typer.Option(help="Why, for the record.")] = "put back from the command line",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Put the previous version of a document back; the newer one is set aside."""
    with the_house() as house, house.database.writing() as session:
        done = put_back(session, document_id, actor="command line", now=utc_now(), reason=reason)
        told = done.to_json()
    if as_json:
        typer.echo(json.dumps(told, ensure_ascii=False))
    else:
        typer.echo(f"{told['title']}: answers come from version {told['version']} again, not {told['set_aside']}.")


@knowledge_app.command("check")
def knowledge_check() -> None:
    """What is overdue, has no owner, or has no dates."""
    with the_house() as house, house.database.reading() as session:
        problems = catalogue.check(session, today=house.today, grace=house.settings.review_grace)
    for problem in problems:
        typer.echo(problem)
    typer.echo(f"{len(problems)} things to look at." if problems else "Nothing to look at.")


@knowledge_app.command("vectors", hidden=True)
def knowledge_vectors() -> None:
    """For editors of the starter content: make content/vectors.npz again."""
    with TemporaryDirectory() as folder:
        house = House(load_settings(data_dir=Path(folder), database_url=""))
        shelf = Shelf(house.encoder, STARTER_VECTORS)
        load_starter(house.database, shelf, CONTENT, now=utc_now())
        typer.echo(f"{shelf.save()} vectors kept, {shelf.missed} of them new.")
        house.database.close()


def main() -> None:
    """The entry point: one plain line and exit status 2 for anything a person can put right."""
    try:
        app()
    except ChampionError as error:
        typer.echo(str(error), err=True)
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
