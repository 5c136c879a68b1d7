"""Receipts as rows in SQL, and back."""

import json
from collections.abc import Mapping
from typing import Any

from retrieval.adapters.sql import outcome_json
from retrieval.adapters.sql.tables import ReceiptRow, ReceiptTraceRow
from retrieval.domain.documents import Document
from retrieval.domain.records import Conditions, Floor, ModelCheck, Origin, Receipt, Rewriting, Trace
from retrieval.domain.scope import EVERYTHING, Scope
from retrieval.domain.verdicts import Fate, FateKind, Flaw, QuoteClass
from retrieval.errors import RecordsError
from retrieval.faults import RecordsFault
from retrieval.settings import Strictness


def row_of(receipt: Receipt) -> ReceiptRow:
    """Return the row of a receipt."""
    conditions, origin = receipt.conditions, receipt.origin
    return ReceiptRow(
        id=receipt.id,
        asked_at=receipt.asked_at,
        outcome=outcome_json.as_json(receipt.outcome),
        documents=json.dumps(receipt.documents, ensure_ascii=False),
        probability=receipt.probability,
        threshold=receipt.threshold,
        timings_ms=json.dumps(dict(receipt.timings_ms)),
        generation=conditions.generation,
        reader=conditions.reader,
        reader_weights_sha256=conditions.reader_weights_sha256,
        embedding_model=conditions.embedding_model,
        embedding_weights_sha256=conditions.embedding_weights_sha256,
        strictness=conditions.strictness.value,
        prompts=json.dumps(dict(conditions.prompts)),
        version=conditions.version,
        guild_id=origin and origin.guild_id,
        asker=origin and origin.asker,
        scope=origin and scope_as_json(origin.scope),
    )


def receipt_of(row: ReceiptRow, versions: Mapping[str, Document], traced: ReceiptTraceRow | None) -> Receipt:
    """Return the receipt of a row. Raises RecordsError where it is not what was written."""
    try:
        documents = json.loads(row.documents)
        return Receipt(
            id=row.id,
            asked_at=row.asked_at,
            outcome=outcome_json.from_json(row.outcome, versions),
            documents=None if documents is None else tuple(documents),
            probability=row.probability,
            threshold=row.threshold,
            timings_ms=json.loads(row.timings_ms),
            conditions=Conditions(
                generation=row.generation,
                reader=row.reader,
                reader_weights_sha256=row.reader_weights_sha256,
                embedding_model=row.embedding_model,
                embedding_weights_sha256=row.embedding_weights_sha256,
                strictness=Strictness(row.strictness),
                prompts=json.loads(row.prompts),
                version=row.version,
            ),
            trace=None if traced is None else _trace_of(json.loads(traced.trace)),
            origin=_origin_of(row),
        )
    except (ValueError, LookupError, TypeError) as error:
        raise RecordsError(RecordsFault.RECEIPT_ALTERED, id=row.id) from error


def _origin_of(row: ReceiptRow) -> Origin | None:
    if row.guild_id is None or row.asker is None or row.scope is None:
        return None
    return Origin(guild_id=row.guild_id, asker=row.asker, scope=scope_from_json(row.scope))


def scope_as_json(scope: Scope) -> str:
    """Return a scope as a JSON list of collections, or null for everything."""
    return json.dumps(None if scope.collections is None else sorted(scope.collections), ensure_ascii=False)


def scope_from_json(text: str) -> Scope:
    """Return the scope that `scope_as_json` wrote."""
    collections = json.loads(text)
    return EVERYTHING if collections is None else Scope.of(collections)


def _trace_of(stored: dict[str, Any]) -> Trace:
    """Return a trace of what was stored. Raises ValueError or TypeError where it is not what was written."""
    fates = tuple(
        Fate(
            kind=FateKind(fate["kind"]),
            flaws=tuple(map(Flaw, fate["flaws"])),
            quotes=tuple(map(QuoteClass, fate["quotes"])),
        )
        for fate in stored["fates"]
    )
    floor, check, rewriting = (stored.get(name) for name in ("floor", "check", "rewriting"))
    return Trace(
        **stored
        | {
            "floor": None if floor is None else Floor(floor),
            "fates": fates,
            "check": None if check is None else ModelCheck(check),
            "rewriting": None if rewriting is None else Rewriting(rewriting),
        }
    )
