"""The one policy: may this person do this, to this one, and how much of a field do they see; and why."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.functional import lazy
from django.utils.translation import gettext as _

from cordiale.people.refusals import NoSuchParty
from cordiale.people.rights import classes, verbs
from cordiale.people.rights.refusals import NotAllowed
from cordiale.people.rights.verbs import Answer

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser
    from django.db.models import QuerySet

    from cordiale.people.models import Party, User

    Actor = User | AnonymousUser


def allow(actor: Actor, verb: str, obj: Party | None = None, *, field: str = "", purpose: str = "") -> Answer:
    """Whether `actor` may do `verb` (to `obj`, with `field`, for `purpose`), and why; no, unless a role says yes."""
    from cordiale.people.rights import standing

    entry = verbs.of(verb)
    if not actor.is_authenticated or not actor.is_active:
        return Answer(False, _("Il faut se connecter."))
    held = standing.of(actor)
    if not held.roles and not entry.everyone:
        return Answer(
            False, _("Vous n’avez pas encore de rôle. Demandez-le à la personne qui administre votre espace.")
        )
    if held.scope(verb) == "none":
        return Answer(False, _("Aucun de vos rôles ne permet ceci\u00a0: %(verb)s.") % {"verb": entry.label})
    if entry.purposes and purpose not in entry.purposes:
        return Answer(False, _("Ceci ne se fait que dans un but déclaré."))
    if field and classes.LEVELS.index(level(actor, field)) < classes.LEVELS.index("write" if entry.changes else "read"):
        return Answer(False, _("Ce champ ne vous est pas ouvert."))
    return _within(actor, verb, obj) if obj is not None else Answer(True, _granting_if_asked(actor, verb))


def _granting(actor: User, verb: str) -> str:
    from cordiale.people.rights import standing

    names = ", ".join(str(role) for role in standing.of(actor).roles if role.scope(verb) != "none")
    return _("Rôle\u00a0: %(roles)s.") % {"roles": names} if names else _("Permis à chacun.")


_granting_if_asked = lazy(_granting, str)  # a page asks about each of its links, and never why they stand there


def _within(actor: User, verb: str, party: Party) -> Answer:
    """Whether the party is within the scope of the verb, and by what."""
    from cordiale.people.rights import standing

    held, entry = standing.of(actor), verbs.of(verb)
    scope = held.scope(verb)
    granting = _granting(actor, verb)
    if scope == "all":
        return Answer(True, _("%(roles)s Tous les clients.") % {"roles": granting})
    for step, words in (
        ("own", _("%(roles)s C’est l’un de vos clients.")),
        ("team", _("%(roles)s C’est un client de votre équipe.")),
        ("territory", _("%(roles)s C’est un client de votre secteur.")),
    ):
        if verbs.SCOPES.index(step) <= verbs.SCOPES.index(scope) and held.reaches(party, step):
            return Answer(True, words % {"roles": granting})
    share = held.shares(changes=entry.changes).filter(party=party.pk).select_related("given_by").first()
    if share is not None:
        giver = share.given_by.name if share.given_by else ""
        return Answer(True, _("%(roles)s Partagé par %(name)s.") % {"roles": granting, "name": giver})
    return Answer(False, _("Ce client n’est pas des vôtres."))


def covers(actor: Actor, party: Party, verb: str = "party.read") -> bool:
    """The record scope as a predicate; agrees with `visible`."""
    return bool(allow(actor, verb, party))


def require(actor: Actor, verb: str, obj: Party | None = None, *, field: str = "", purpose: str = "") -> Answer:
    """Go on, or be refused: 404 for a party the actor may not even read, 403 for the rest."""
    answer = allow(actor, verb, obj, field=field, purpose=purpose)
    if answer:
        return answer
    if obj is not None and not allow(actor, "party.read", obj):
        raise NoSuchParty
    raise NotAllowed(why=answer.why)


def visible(
    parties: QuerySet[Party], actor: Actor, verb: str = "party.read", *, loose: bool = False
) -> QuerySet[Party]:
    """The record scope as a queryset: those of `parties` to which `actor` may do `verb`; agrees with `covers`.

    `loose` is for lists that walk an index of their own and need the first rows only.
    """
    from cordiale.people.rights import standing

    if not actor.is_authenticated or not actor.is_active:
        return parties.none()
    held = standing.of(actor)
    scope = held.scope(verb)
    if scope == "all":
        return parties
    if scope == "none":
        return parties.none()
    return parties.filter(held.within(scope, changes=verbs.of(verb).changes, loose=loose))


def parts(actor: User, verb: str = "party.read") -> list[QuerySet[Any]]:
    """The ids of all that `actor` may do `verb` to, as one indexed read per reason; empty when that is everybody."""
    from cordiale.people.models import Party
    from cordiale.people.rights import standing

    held = standing.of(actor)
    scope = held.scope(verb)
    if scope in ("none", "all"):
        return []
    own = [Party.objects.filter(**{f"{column}__in": values}).values("pk") for column, values in held.bounds(scope)]
    return [*own, held.shares(changes=verbs.of(verb).changes).values("party_id")]


def reasons(actor: User, verb: str = "party.read") -> list[Q]:
    """Why `actor` may do `verb`, one by one: together they are `visible`, and each alone is one range of an index in
    the order of names (`shares` apart, which are few). Empty when that is everybody, or nobody."""
    from cordiale.people.rights import standing

    if not actor.is_authenticated or not actor.is_active:
        return []
    held = standing.of(actor)
    scope = held.scope(verb)
    if scope in ("none", "all"):
        return []
    each = [Q(**{column: value}) for column, values in held.bounds(scope) for value in values]
    return [*each, Q(pk__in=held.shares(changes=verbs.of(verb).changes).values("party_id"))]


def level_of_class(actor: Actor, data_class: str) -> str:
    """How much of a data class `actor` sees: hidden, masked, read or write. A secret is never shown."""
    from cordiale.people.rights import standing

    if data_class == "secret" or not actor.is_authenticated or not actor.is_active:
        return "hidden"
    return standing.of(actor).level(data_class)


def level(actor: Actor, field: str) -> str:
    """How much of a field `actor` sees; a field that nobody declared counts as sensitive."""
    return level_of_class(actor, classes.of(field))


def may(verb: str) -> Callable[[Any], bool]:
    """A question about a person, for registries: `navigation.register(..., allowed=rights.may("role.read"))`."""
    return lambda person: bool(allow(person, verb))
