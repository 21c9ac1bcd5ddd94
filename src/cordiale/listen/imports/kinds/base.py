"""What a kind of import declares: its fields, and the words by which their columns are recognised."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

    from cordiale.listen.imports.kinds.streams import Prepared
    from cordiale.listen.imports.plans import Plan
    from cordiale.listen.imports.workbench import Workbench

TYPES = ("text", "reference", "number", "moment", "date", "flag", "email", "phone", "country", "currency", "choice")


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One thing a column can hold.

    `synonyms` are compared folded (no accents, lower case, letters and digits only), French and English. `strict`
    countries must be known; otherwise the text is kept as given. `choices` are the words of a `choice`.
    """

    name: str
    label: StrPromise | str
    type: str = "text"
    required: bool = False
    synonyms: tuple[str, ...] = ()
    help: StrPromise | str = ""
    longest: int = 300
    choices: tuple[str, ...] = ()
    strict: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind(ABC):
    """A kind of import. `needs` lists alternatives: at least one field of each tuple must have a column.

    `party_ref` is the SQL by which a row names its party's draft.
    """

    name: str
    label: StrPromise | str
    help: StrPromise | str
    fields: tuple[Field, ...]
    needs: tuple[tuple[str, ...], ...] = ()
    party_ref: str = "coalesce('x:' || f_customer, 'm:' || f_customer_email)"
    by_name: dict[str, Field] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_name", {f.name: f for f in self.fields})

    def refuse_parties(self, bench: Workbench) -> bool:
        """Refuse the rows of customers that the intake refused (table `refused_parties`); whether there were any."""
        (any_refused,) = bench.one("select count(*) > 0 from refused_parties")
        if any_refused:
            bench.run(
                "update typed set reasons = [p.reason] from refused_parties p"
                f" where reasons is null and p.ref = {self.party_ref}"
            )
        return bool(any_refused)

    @abstractmethod
    def prepare(self, bench: Workbench, plan: Plan) -> Prepared:
        """From checked rows (table `checked`) to what is to be written."""
