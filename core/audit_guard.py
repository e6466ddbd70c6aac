"""The database itself refuses to change or delete a row of the audit log; only the retention's purge may delete."""

_REFUSED = "audit_entry is append-only"
_PURGED = "COALESCE((SELECT max(purged_through) FROM audit_head), 0)"

_SQLITE = (
    f"""CREATE TRIGGER audit_entry_update BEFORE UPDATE ON audit_entry WHEN OLD.digest <> ''
        BEGIN SELECT RAISE(ABORT, '{_REFUSED}'); END""",
    f"""CREATE TRIGGER audit_entry_delete BEFORE DELETE ON audit_entry
        WHEN OLD.position IS NULL OR OLD.position > {_PURGED}
        BEGIN SELECT RAISE(ABORT, '{_REFUSED}'); END""",
)
_POSTGRESQL = (
    f"""CREATE FUNCTION audit_entry_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF TG_OP = 'UPDATE' AND OLD.digest = '' THEN RETURN NEW; END IF;
        IF TG_OP = 'DELETE' AND OLD.position <= {_PURGED} THEN RETURN OLD; END IF;
        RAISE EXCEPTION '{_REFUSED}'; END $$""",
    """CREATE TRIGGER audit_entry_rows BEFORE UPDATE OR DELETE ON audit_entry
        FOR EACH ROW EXECUTE FUNCTION audit_entry_refuse()""",
    """CREATE TRIGGER audit_entry_all BEFORE TRUNCATE ON audit_entry
        FOR EACH STATEMENT EXECUTE FUNCTION audit_entry_refuse()""",
)


def guard(dialect: str) -> tuple[str, ...]:
    """The statements that put the guard up, for a table that has none. A migration that makes the table anew on SQLite
    must run them again."""
    return {"sqlite": _SQLITE, "postgresql": _POSTGRESQL}[dialect]


def unguard(dialect: str) -> tuple[str, ...]:
    """The statements that take it down."""
    if dialect == "sqlite":
        return ("DROP TRIGGER audit_entry_update", "DROP TRIGGER audit_entry_delete")
    return ("DROP FUNCTION audit_entry_refuse CASCADE",)
