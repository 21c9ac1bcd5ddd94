"""The command line: `cordiale up | demo | import | doctor | createuser | ...`.

Nothing heavy is imported before a command needs it, so that `--help` and `version` answer at once.
"""

import sys
from importlib.metadata import version as installed_version
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from cordiale.project import console
from cordiale.project.console import out
from cordiale.project.speech import say

app = typer.Typer(
    name="cordiale",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help=say("Cordiale, la relation client qui prouve ce qu’elle rapporte. Réglages : docs/settings.md."),
)


def main() -> None:
    """Run the asked command and end with its exit code."""
    sys.exit(console.run(app))


@app.command(help=say("Tout démarrer : site, travaux de fond, planificateur. Ctrl+C arrête proprement."))
def up(
    host: Annotated[str, typer.Option(help=say("Adresse où répondre (sinon CORDIALE_LISTEN)."))] = "",
    port: Annotated[int, typer.Option(min=-1, max=65535, help=say("Port ; 0 en prend un libre."))] = -1,
) -> None:
    console.start_django()
    from django.conf import settings

    from cordiale.project import up as house

    set_host, _, set_port = settings.LISTEN.rpartition(":")
    house.bring_up(host=host or set_host, port=int(set_port) if port < 0 else port, on_ready=_tell_address)
    out.print(say("Arrêté."))


def _tell_address(address: str) -> None:
    out.print(say("Cordiale répond sur %(address)s (Ctrl+C pour arrêter).", address=address), style="bold")
    from django.contrib.auth import get_user_model
    from django.db import connections

    if not get_user_model().objects.exists():
        from cordiale.project import invitation

        out.print(say("Il n’y a encore aucun compte. Pour ouvrir la maison, une seule fois, avant demain :"))
        out.print(f"{address}bienvenue/{invitation.make()}/", style="bold")
        out.print(say("Ou bien, ici même : « cordiale createuser »."))
    connections.close_all()


@app.command(help=say("Ouvrir Rivage, l’entreprise de démonstration : la préparer si besoin, puis la servir."))
def demo(  # noqa: PLR0913  the options of a command
    *,
    customers: Annotated[int | None, typer.Option(help=say("Nombre de clients (20 000 sinon)."))] = None,
    seed: Annotated[int | None, typer.Option(min=0, help=say("Une autre graine, une autre entreprise."))] = None,
    as_of: Annotated[str, typer.Option(help=say("Dernier jour de l’histoire, comme 2026-11-20 (sinon ce jour)."))] = "",
    serve: Annotated[bool, typer.Option(help=say("Servir le site une fois prêt."))] = True,
    fresh: Annotated[bool, typer.Option("--fresh", help=say("Jeter cette démonstration et la refaire."))] = False,
    password: Annotated[str, typer.Option(help=say("Mot de passe des trois comptes (sinon tiré au sort)."))] = "",
    host: Annotated[str, typer.Option(help=say("Adresse où répondre (sinon CORDIALE_LISTEN)."))] = "",
    port: Annotated[int, typer.Option(min=-1, max=65535, help=say("Port ; 0 en prend un libre."))] = -1,
) -> None:
    from cordiale.project.demo import place

    place.choose()
    console.start_django()
    from cordiale.project.demo import flow

    wish = flow.Wish(customers=customers, seed=seed, as_of=flow.day(as_of), fresh=fresh, password=password)
    flow.run(wish, serve=serve, host=host, port=port)


@app.command(
    "import", help=say("Importer un fichier\u00a0: clients, articles, commandes, faits. Rejouable et réversible.")
)
def import_file(  # noqa: PLR0913  the options of a command
    file: Annotated[Path, typer.Argument(help=say("CSV (aussi .gz ou .zip), Excel, Parquet ou JSON par lignes."))],
    *,
    template: Annotated[str, typer.Option(help=say("Le modèle à suivre, par exemple online-retail."))] = "",
    kind: Annotated[str, typer.Option(help=say("parties, orders, products ou events (sinon deviné)."))] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help=say("Tout vérifier sans rien écrire."))] = False,
    yes: Annotated[bool, typer.Option("--yes", help=say("Ne rien demander."))] = False,
    columns: Annotated[
        list[str] | None, typer.Option("--map", help=say("colonne=champ\u00a0; répétez pour chaque colonne."))
    ] = None,
    refused: Annotated[Path | None, typer.Option(help=say("Où écrire les lignes refusées."))] = None,
    as_json: Annotated[bool, typer.Option("--json", help=say("Pour une machine."))] = False,
) -> None:
    console.start_django()
    from cordiale.listen.imports import cli as imports
    from cordiale.project import up as house

    house.migrate()
    asked = imports.Asked(
        file=file,
        template=template,
        kind=kind,
        dry_run=dry_run,
        yes=yes,
        columns=columns or (),
        refused=refused,
        as_json=as_json,
        interactive=sys.stdin.isatty() and sys.stderr.isatty(),
    )
    try:
        code = imports.run(asked)
    except imports.wrong_use() as refusal:
        console.err.print(console.sentence(refusal), style="red", markup=False)
        code = console.Exit.WRONG_USE
    raise SystemExit(code)


@app.command(help=say("Créer un compte pour une personne de l’équipe."))
def createuser(
    email: Annotated[str, typer.Argument(help=say("Son adresse e-mail."))],
    *,
    name: Annotated[str, typer.Option(help=say("Son nom, comme il s’affiche."), prompt=say("Nom"))],
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help=say("Lire le mot de passe sur l’entrée standard."))
    ] = False,
    admin: Annotated[bool, typer.Option(help=say("Cette personne administre la maison."))] = True,
) -> None:
    console.start_django()
    from cordiale.project import accounts
    from cordiale.project import up as house

    house.migrate()
    if password_stdin:
        password = sys.stdin.readline().rstrip("\n")
    else:
        password = typer.prompt(say("Mot de passe"), hide_input=True, confirmation_prompt=say("Encore une fois"))
    user = accounts.create(email=email, name=name, password=password, admin=admin)
    out.print(say("Compte créé pour %(name)s.", name=user.name))


@app.command(help=say("Mettre la base de données à la forme de cette version."))
def migrate() -> None:
    console.start_django()
    from cordiale.project import up as house

    house.migrate()
    out.print(say("La base de données est à jour."))


@app.command(help=say("Passer à la version installée sans perdre une demande : copie, base, processus renouvelés."))
def upgrade(backup: Annotated[bool, typer.Option(help=say("Prendre d’abord une sauvegarde."))] = True) -> None:
    console.start_django()
    from cordiale.project import upgrade as way
    from cordiale.project.backup import commands

    if backup and commands.applied():
        commands.back_up(commands.wish(), verify=False)
    way.migrate()
    out.print(say("La base de données est à jour."))
    if holder := way.renew():
        out.print(say("Processus %(pid)s prié de renouveler les siens, un par un.", pid=holder))
    else:
        out.print(say("Rien ne tourne ici : lancez « cordiale up »."))


@app.command(help=say("Examiner la maison : réglages, disque, base, lac, clés, travaux ; et dire que faire."))
def doctor(as_json: Annotated[bool, typer.Option("--json", help=say("Pour une machine."))] = False) -> None:
    console.start_django()
    from cordiale.project import doctor as practice

    findings = practice.examine()
    out.print(practice.as_json(findings) if as_json else practice.as_table(findings))
    if any(finding.needs_care for finding in findings):
        raise SystemExit(console.Exit.DONE_WITH_REFUSALS)


@app.command(help=say("Porter au lac, maintenant, les faits qui attendent dans le tampon."))
def load() -> None:
    console.start_django()
    from cordiale.people import forwarding
    from cordiale.people.lakehouse import lake

    while forwarding.forward_some():
        pass
    report = lake().loader().run_once()
    if report.held:
        out.print(say("Un autre chargeur est à l’œuvre ; rien n’a été fait ici."))
        raise SystemExit(console.Exit.DONE_WITH_REFUSALS)
    out.print(
        say("Faits portés au lac : %(count)s, en %(seconds)s s.", count=report.events, seconds=f"{report.seconds:.1f}")
    )
    if report.quarantined:
        out.print(say("Faits illisibles mis de côté : %(count)s.", count=report.quarantined))
        raise SystemExit(console.Exit.DONE_WITH_REFUSALS)


@app.command(help=say("Recalculer les profils et les chiffres depuis le lac."))
def refresh(
    touched: Annotated[bool, typer.Option("--touched", help=say("Seulement ceux dont les faits ont bougé."))] = False,
) -> None:
    console.start_django()
    from cordiale.understand.profile import refresh as profiles
    from cordiale.understand.profile import snapshots

    report = profiles.touched() if touched else profiles.full()
    if report.held:
        out.print(say("Un autre calcul est à l’œuvre ; rien n’a été fait ici."))
        raise SystemExit(console.Exit.DONE_WITH_REFUSALS)
    snapshots.take()
    out.print(say("Profils recalculés : %(count)s.", count=report.parties))


@app.command(help=say("Entretenir le lac : fichiers regroupés, lignes reprises effacées, vieux fichiers ôtés."))
def maintain() -> None:
    console.start_django()
    from cordiale.people.lakehouse import lake

    report = lake().maintain()
    if report.held:
        out.print(say("Un autre entretien est à l’œuvre ; rien n’a été fait ici."))
        raise SystemExit(console.Exit.DONE_WITH_REFUSALS)
    out.print(say("Mois regroupés : %(count)s.", count=report.compacted_months))
    out.print(say("Lignes effacées : %(count)s.", count=report.removed_rows))
    out.print(say("Fichiers ôtés : %(count)s.", count=report.deleted_files))


@app.command(help=say("Sauvegarder la maison pendant qu’elle travaille : base, tampon, lac, fichiers ; clés à part."))
def backup(
    folder: Annotated[Path | None, typer.Argument(help=say("Où (sinon CORDIALE_BACKUPS)."))] = None,
    *,
    archive: Annotated[str, typer.Option(help=say("Un seul fichier : zst ou gz (sinon un dossier)."))] = "",
    verify: Annotated[bool, typer.Option("--verify", help=say("La rendre à l’essai et comparer."))] = False,
    database: Annotated[bool, typer.Option(help=say("Copier aussi la base PostgreSQL."))] = True,
) -> None:
    if archive not in ("", "zst", "gz"):
        raise typer.BadParameter(archive, param_hint="--archive")
    console.start_django()
    from cordiale.project.backup import commands

    suffix = f".tar.{archive}" if archive else ""
    commands.back_up(commands.wish(folder=folder and folder.resolve(), suffix=suffix, database=database), verify=verify)


@app.command(help=say("Rendre une sauvegarde. La maison doit être arrêtée ; rien n’est écrasé sans --force."))
def restore(
    path: Annotated[Path, typer.Argument(help=say("Le dossier ou l’archive d’une sauvegarde."))],
    *,
    force: Annotated[
        bool, typer.Option("--force", help=say("Remplacer ce qui est là, en le mettant de côté."))
    ] = False,
    secrets: Annotated[Path | None, typer.Option(help=say("Le fichier des secrets, sur une machine neuve."))] = None,
    apart: Annotated[Path | None, typer.Option(help=say("Le dossier des trousseaux gardés à part."))] = None,
) -> None:
    from cordiale.project.backup import commands

    if secrets is not None:
        commands.place_secrets(secrets.resolve())
    console.start_django()
    commands.put_back(path.resolve(), force=force, apart=apart and apart.resolve())


@app.command(help=say("Effacer des personnes partout\u00a0; ou, après une restauration, rejouer les effacements."))
def erase(
    keys: Annotated[list[UUID] | None, typer.Argument(help=say("Les identifiants des fiches."))] = None,
    *,
    reason: Annotated[str, typer.Option(help=say("Pourquoi, en quelques mots."))] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help=say("Montrer ce qui partirait."))] = False,
    yes: Annotated[bool, typer.Option("--yes", help=say("Ne rien demander."))] = False,
    replay: Annotated[bool, typer.Option("--replay", help=say("Rejouer le journal des effacements."))] = False,
) -> None:
    console.start_django()
    from cordiale.project import erasure

    if replay:
        erasure.replay()
    else:
        erasure.run(keys or [], reason=reason, dry_run=dry_run, yes=yes)


@app.command(help=say("La version installée."))
def version() -> None:
    out.print(f"cordiale {installed_version('cordiale')}")


if __name__ == "__main__":
    main()
