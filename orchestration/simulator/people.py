"""Members and agents: who they are, drawn once from the seed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from orchestration.simulator.scenario import Client, Team

FIRST_NAMES = (
    "Ada", "Ben", "Cleo", "Dario", "Elif", "Farid", "Greta", "Hugo", "Ines", "Jonas", "Keiko", "Lena", "Mateo",
    "Nadia", "Omar", "Petra", "Quentin", "Rosa", "Samir", "Tilda", "Ulla", "Viktor", "Wanda", "Ximena", "Yusuf",
    "Zora", "Amara", "Bruno", "Carmen", "Dinh", "Edith", "Fumiko", "Gustavo", "Hana", "Ivo", "Juana", "Kofi",
    "Luz", "Minh", "Noor",
)  # fmt: skip
LAST_NAMES = (
    "Abend", "Birch", "Castillo", "Dorsey", "Ekholm", "Flores", "Grant", "Hassan", "Ibarra", "Jensen", "Kowalski",
    "Lindqvist", "Morales", "Nguyen", "Okafor", "Pereira", "Quint", "Rossi", "Santos", "Takeda", "Ueda", "Vargas",
    "Walsh", "Xu", "Young", "Zeller", "Amsel", "Bauer", "Cho", "Duarte", "Engel", "Fontaine", "Gomez", "Huang",
    "Iyer", "Jung",
)  # fmt: skip


@dataclass(eq=False, slots=True)
class Members:
    """A plan's members, one place in every array for each.

    household: number of the household; phone: its number as ten digits, shared in it; risk: 0 low, 1 rising, 2 high.
    language: place in `languages`. state: place in client.states. birth: days since 1970. joined, termed: days
    since 1970 (termed 40,000 while covered). merged_into: place of the record this one was merged into, -1 where it
    was not; merged_at: moment, 0 without. weight: how often the member gets in touch, mean 1.
    """

    client: Client
    languages: tuple[str, ...]
    household: NDArray[np.int32]
    phone: NDArray[np.int64]
    language: NDArray[np.int8]
    state: NDArray[np.int8]
    sex: NDArray[np.int8]
    birth: NDArray[np.int32]
    risk: NDArray[np.int8]
    joined: NDArray[np.int32]
    termed: NDArray[np.int32]
    merged_into: NDArray[np.int32]
    merged_at: NDArray[np.int64]
    weight: NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.household)

    def number(self, place: int) -> str:
        """Member number of the plan, as cards and telephony have it."""
        return f"{self.client.contract_id[:1]}{self.client.place}{place:08d}"

    def account_id(self, place: int) -> str:
        """Salesforce's identifier of the member (18 characters)."""
        return f"001{self.client.place:02d}{place:010d}AAA"

    def name(self, place: int) -> tuple[str, str]:
        """First and last name; nobody's."""
        last = LAST_NAMES[int(self.household[place]) % len(LAST_NAMES)]
        return FIRST_NAMES[(place * 7 + self.client.place) % len(FIRST_NAMES)], last

    def ani(self, place: int) -> str:
        """Telephone number, +1 and ten digits."""
        return f"+1{int(self.phone[place]):010d}"


@dataclass(frozen=True, slots=True)
class Licence:
    """A nurse's licence: state, whether it is multistate, from (first date), to (last date)."""

    state: str
    is_compact: bool
    issued_on: date
    expires_on: date


@dataclass(eq=False, slots=True)
class Agent:
    """Somebody who takes contacts, for one spell of employment.

    index: place among all agents of the centre. platform_id: identifier on the platform (UUID); a reused one stands
    for two people. employee_id: the person. pace: factor of talk and after-contact work; skill: added to the chance
    of resolving (-0.15..0.15); warmth: 0..1, what members feel. hired_on, left_on: spell of employment. absent:
    local dates of leave.
    """

    index: int
    team: Team
    platform_id: str
    username: str
    first_name: str
    last_name: str
    employee_id: str
    supervisor_id: str
    site: str
    hired_on: date
    left_on: date | None
    is_at_home: bool
    hourly_cost_usd: float
    pace: float
    skill: float
    warmth: float
    licences: tuple[Licence, ...] = ()
    absent: frozenset[date] = field(default_factory=frozenset)
    is_rehire: bool = False
