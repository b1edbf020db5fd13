"""A compiled policy, and what a host asks of it."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, TypeVar

from ecp.collector import paused
from ecp.days import Day, Moment, read_day, read_instant
from ecp.errors import ArgumentError, TransactionError, check_truth
from ecp.sharing import Shared, share
from ecp_runtime import facts, ir
from ecp_runtime.bundle import SourcePlace, write_and_hash
from ecp_runtime.decision import Decision
from ecp_runtime.problems import shown

if TYPE_CHECKING:
    from ecp_runtime.compiled.engine import Engine
    from ecp_runtime.compiled.verdict import Verdict
    from ecp_runtime.explain import Explanation

__all__ = ["Policy"]

_T = TypeVar("_T")


class Policy:
    """A compiled policy. It never changes, and may be shared between threads.

    Made by `ecp.load`, not by hand.
    """

    __slots__ = ("_program", "_shared", "_source_map", "_verdict")

    def __init__(
        self, shared: Shared, *, source_map: Mapping[str, SourcePlace] | None = None
    ) -> None:
        """Wrap a program with the places of its parts; raises `ArgumentError` for anything else."""
        if not isinstance(shared, Shared):
            raise ArgumentError(
                f"shared: found {shown(shared)}, expected a compiled program",
                help="make policies with `ecp.load`",
            )
        self._shared = shared
        self._program = shared.program
        self._source_map = dict(source_map or {})
        self._verdict: Callable[[Mapping[str, object]], Verdict] = self._first_verdict

    def __repr__(self) -> str:
        """Return the hash and the modules' number, for logs."""
        return f"<Policy {self.hash[:19]}… with {len(self._program.modules)} modules>"

    def __reduce__(self) -> tuple[Callable[[bytes], "Policy"], tuple[bytes]]:
        """Pickle it as its bundle, as processes that share work need it."""
        from ecp.loading import load

        return load, (self.to_bundle(),)

    @property
    def program(self) -> ir.Program:
        """The decision program; its shape is internal and changes between versions."""
        return self._program

    @property
    def source_map(self) -> Mapping[str, SourcePlace]:
        """Where each provision, list and question is declared, by its id."""
        return dict(self._source_map)

    @property
    def hash(self) -> str:
        """What names this policy in every decision: `sha256:` and a digest of its content."""
        return self._shared.hash

    @property
    def modules(self) -> tuple[str, ...]:
        """The names of its modules, sorted."""
        return tuple(module.id for module in self._program.modules)

    @property
    def profiles(self) -> tuple[str, ...]:
        """The names of the profiles that it declares, sorted."""
        return tuple(profile.id for profile in self._program.profiles)

    def decide(
        self,
        transaction: Mapping[str, object],
        *,
        on: Day | None = None,
        known_at: Moment | None = None,
        profile: str | ir.Profile | None = None,
    ) -> Decision:
        """Decide a transaction.

        Args:
            transaction: The facts, in the shape of the JSON contract. Numbers are integers,
                `Decimal` or text; a `float` is refused, since it is not what anybody wrote. A
                `date`, a `datetime` with its offset, a `UUID`, a tuple and a member of an
                enumeration stand for what JSON would say.
            on: The date of the act; it replaces the transaction's own.
            known_at: Leaves out every act issued later, to repeat what would have been decided
                then. Without it, all acts of the policy count.
            profile: A profile of the policy, a file that declares one, or what `profile` returned.

        Returns:
            The decision. A host acts on `outcome.at_most`, and holds an order unless that is
            `authorized` or milder: `notification_required`, `no_license_required`, `not_subject`.

        Raises:
            TransactionError: If the transaction is malformed.
            PolicyError: If there is no such profile.
        """
        day, known, chosen = (
            read_day(on, "on"),
            read_instant(known_at, "known_at"),
            self._profile(profile),
        )
        decider = self._shared.decider()
        return _accepting_hosts(
            lambda given: decider.decide(given, on=day, known_at=known, profile=chosen), transaction
        )

    def decide_json(
        self,
        transaction: bytes | str,
        *,
        on: Day | None = None,
        known_at: Moment | None = None,
        profile: str | ir.Profile | None = None,
    ) -> bytes:
        """Decide a transaction given as JSON text, and return the decision as JSON in UTF-8.

        Numbers are read exactly, and a key given twice is refused. Takes what `decide` takes.

        Args:
            transaction: The JSON text of one transaction, in UTF-8 if it is bytes.
            on: As for `decide`.
            known_at: As for `decide`.
            profile: As for `decide`.

        Raises:
            TransactionError: If the text is not JSON, or the transaction is malformed.
            PolicyError: If there is no such profile.
        """
        from ecp.documents import read_json, to_utf8

        if not isinstance(transaction, str | bytes | bytearray | memoryview):
            raise TransactionError(
                f"transaction: found {shown(transaction)}, expected JSON text",
                help="give JSON text, or bytes of it in UTF-8",
            )
        try:
            text = transaction if isinstance(transaction, str) else bytes(transaction).decode()
        except UnicodeDecodeError as error:
            raise TransactionError(
                f"byte {error.start} is not UTF-8", where="transaction", help="send UTF-8"
            ) from None
        given = read_json(text)
        decision = self.decide(given, on=on, known_at=known_at, profile=profile)  # type: ignore[arg-type]  # reading refuses what is no object
        return to_utf8(self._shared.decider().writer.text(decision))

    def verdict(self, transaction: Mapping[str, object], *, on: Day | None = None) -> "Verdict":
        """Give the range of outcomes and the rules behind it, in microseconds.

        It says what `decide` says, without the texts: its `decision` is worked out when it is
        asked for. The transaction is trusted to be well formed, as one is that `read` accepts; a
        malformed one may go unnoticed. Use `decide` for data from outside.

        Args:
            transaction: The facts, in the shape of the JSON contract.
            on: The date of the act; it replaces the transaction's own.

        Raises:
            TransactionError: If the transaction turns out to be malformed.
        """
        day = None if on is None else read_day(on, "on")
        if day is None:
            return _accepting_hosts(self._verdict, transaction)
        engine = self.compiled()
        return _accepting_hosts(lambda given: engine.verdict_on(given, day), transaction)

    def compiled(self) -> "Engine":
        """Return the compiled form, made when it is first needed; policies of one hash share it."""
        engine = self._shared.engine()
        self._verdict = engine.verdict
        return engine

    def _first_verdict(self, transaction: Mapping[str, object]) -> "Verdict":
        return self.compiled().verdict(transaction)

    def explain(
        self,
        transaction: Mapping[str, object],
        *,
        on: Day | None = None,
        known_at: Moment | None = None,
        profile: str | ir.Profile | None = None,
        everything: bool = False,
    ) -> "Explanation":
        """Explain a decision: rules with their conditions, their truth, and the facts read.

        Takes what `decide` takes.

        Args:
            transaction: As for `decide`.
            on: As for `decide`.
            known_at: As for `decide`.
            profile: As for `decide`.
            everything: Whether to explain every rule, not only those that matter.

        Raises:
            TransactionError: If the transaction is malformed.
            PolicyError: If there is no such profile.
            ArgumentError: If `everything` is neither True nor False.
        """
        check_truth(everything, "everything")
        from ecp_runtime.explain import explain

        return explain(
            self._program,
            self.read(transaction),
            on=read_day(on, "on"),
            known_at=read_instant(known_at, "known_at"),
            profile=self._profile(profile),
            everything=everything,
        )

    def read(self, transaction: Mapping[str, object]) -> facts.Transaction:
        """Check a transaction and return its facts.

        Raises:
            TransactionError: If it is malformed, with the path and the reason.
        """
        return _accepting_hosts(
            lambda given: facts.read_transaction(self._program, given), transaction
        )

    @paused()
    def to_bundle(self) -> bytes:
        """Return the policy as a bundle: one file that decides without sources or plugins."""
        data, hash = write_and_hash(self._program, self._source_map)
        share(self._shared, hash)
        return data

    def transaction_schema(self) -> dict[str, object]:
        """Return the JSON Schema of the transactions that this policy reads."""
        from ecp_runtime.schema import transaction_schema

        return transaction_schema(self._program)

    def profile(self, chosen: str) -> ir.Profile:
        """Return a profile of the policy by its name, or the one that a file declares.

        A host that decides often reads its profile once, and passes the result on.

        Raises:
            PolicyError: If there is neither, or the profile adopts what the policy does not know.
            ArgumentError: If the name is empty.
        """
        from ecp.profiles import find_profile

        return find_profile(self._program, chosen)

    def _profile(self, chosen: str | ir.Profile | None) -> ir.Profile | None:
        if chosen is None:
            return None
        return chosen if isinstance(chosen, ir.Profile) else self.profile(chosen)


def _accepting_hosts(
    ask: Callable[[Mapping[str, object]], _T], transaction: Mapping[str, object]
) -> _T:
    """Ask with a transaction, and once more with what its values of Python are in JSON.

    Only a transaction that was refused is looked at again, so that others cost nothing.
    """
    try:
        return ask(transaction)
    except facts.TransactionError as error:
        refused = error
    from ecp.hosts import in_json

    plain = in_json(transaction)
    if plain is not transaction:
        try:
            return ask(plain)
        except facts.TransactionError as error:
            refused = error
    raise TransactionError(str(refused), problems=refused.problems) from None
