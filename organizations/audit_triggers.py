"""What makes the database itself refuse to change or delete the record, on PostgreSQL and on SQLite.

Whoever owns the database can take the triggers away again; the chain and its printed head then tell what he did. A
migration that changes these tables runs the statements again: SQLite makes a changed table anew, without its triggers.
"""

from __future__ import annotations

#: The head is no evidence: it is lengthened with the chain.
TABLES = ("organizations_auditentry", "organizations_auditlink")
REFUSAL = "the audit trail is only ever added to"


def statements(vendor: str) -> list[str]:
    """To be run once, by a migration; ``vendor`` as Django names it."""
    if vendor == "postgresql":
        function = (
            "CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$"
        )
        return [
            function,
            *(
                f"CREATE TRIGGER {table}_{event.lower()} BEFORE {event} ON {table} "
                f"FOR EACH {'STATEMENT' if event == 'TRUNCATE' else 'ROW'} EXECUTE FUNCTION refuse_audit_change()"
                for table in TABLES
                for event in ("UPDATE", "DELETE", "TRUNCATE")
            ),
        ]
    return [
        f"CREATE TRIGGER {table}_{event.lower()} BEFORE {event} ON {table} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        for table in TABLES
        for event in ("UPDATE", "DELETE")
    ]


def removals(vendor: str) -> list[str]:
    """The same, backwards; also where there are none."""
    if vendor == "postgresql":
        return ["DROP FUNCTION IF EXISTS refuse_audit_change() CASCADE"]
    return [f"DROP TRIGGER IF EXISTS {table}_{event}" for table in TABLES for event in ("update", "delete")]
