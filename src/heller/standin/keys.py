"""What a stand-in signs with, and whom it believes."""

from dataclasses import dataclass

from heller.claims.keyset import Keyset, Role
from heller.keys import Scope, SigningKey


@dataclass(frozen=True, slots=True)
class StandinKeys:
    """Key ids and keys of STANDIN and WITNESS, and the city's KEYSET."""

    scope: Scope
    keyset: Keyset
    keyset_message: bytes
    standin: tuple[int, SigningKey]
    witness: tuple[int, SigningKey]

    def publics(self, role: Role) -> list[bytes]:
        """Give the public keys of a role."""
        return [key.public for key in self.keyset.keys if key.role == role]
