"""Reads a transaction lazily: a fact when it is first asked for, and nothing else of it.

Verdicts trust their transactions. Where the reference evaluator answers a part of one, it reads
the few facts that this part is about; what is wrong with those turns up on the way.
"""

from collections.abc import Iterator, Mapping, Set

from ecp_runtime import ir
from ecp_runtime.facts import PARTY, Transaction, _Reader
from ecp_runtime.prepare import Prepared
from ecp_runtime.problems import Problems, TransactionError
from ecp_runtime.values import Fact


def read_lazily(prepared: Prepared, data: Mapping[str, object]) -> tuple[Transaction, Problems]:
    """Read as much of a transaction as there is to know where its facts stand.

    Problems are found as facts are asked for.

    Raises:
        TransactionError: If not even its lines can be told.
    """
    problems = Problems()
    transaction = _LazyReader(prepared, problems).transaction(data)
    if problems.found or transaction is None:
        raise TransactionError(problems.found)
    return transaction, problems


class _Facts(Mapping[str, Fact]):
    """The facts of a record, each read when it is first asked for."""

    def __init__(
        self,
        reader: "_LazyReader",
        data: Mapping[str, object],
        fields: Mapping[str, ir.FieldDefinition],
        path: str,
        depth: int,
    ) -> None:
        self._reader = reader
        self._data = data
        self._fields = fields
        self._path = path
        self._depth = depth
        self._read: dict[str, Fact | None] = {}

    def get(self, name: str, default: object = None) -> Fact | None:  # type: ignore[override]  # no caller gives another default
        """Return a fact, or None where it is not given."""
        if name not in self._read:
            self._read[name] = self._find(name)
        return self._read[name]

    def _find(self, name: str) -> Fact | None:
        field = self._fields.get(name)
        if field is None or field.key not in self._data:
            return None
        where = f"{self._path}.{field.key}" if self._path else field.key
        return self._reader.fact(self._data[field.key], field.type, where, self._depth)

    def __getitem__(self, name: str) -> Fact:
        found = self.get(name)
        if found is None:
            raise KeyError(name)
        return found

    def __iter__(self) -> Iterator[str]:
        return (name for name in self._fields if self.get(name) is not None)

    def __len__(self) -> int:
        return sum(1 for _ in self)


class _LazyReader(_Reader):
    """Reads records without their facts, and does not ask whether a policy knows their keys."""

    def _check_keys(
        self,
        data: Mapping[str, object],
        known: Set[str],
        path: str,
        expected: str = "",
    ) -> None:
        pass

    def fact(self, raw: object, type_: ir.Type, path: str, depth: int) -> Fact | None:
        return self._fact(raw, type_, path, depth)

    def _read_fields(  # type: ignore[override]  # a mapping serves whoever reads records
        self,
        data: Mapping[str, object],
        fields: Mapping[str, ir.FieldDefinition],
        path: str,
        depth: int,
    ) -> Mapping[str, Fact]:
        return _Facts(self, data, fields, path, depth)

    def _parties(  # type: ignore[override]  # as above
        self, data: Mapping[str, object], path: str
    ) -> Mapping[str, Fact]:
        raw = data.get("parties", {})
        if not isinstance(raw, Mapping):
            return super()._parties(data, path)
        party: ir.Type = ir.EntityType(PARTY)
        roles = {
            name: ir.FieldDefinition(
                name=name,
                key=name,
                type=ir.ListType(party) if actor.many else party,
                guarded=False,
                title=None,
            )
            for name, actor in self._prepared.actors.items()
        }
        return _Facts(self, raw, roles, f"{path}.parties" if path else "parties", 1)
