"""The words of concerns indexed for searching, kept by the database itself; questions that the directory lacks.

PostgreSQL uses its extensions `unaccent` and `pg_trgm` where they can be made, which anybody who may create in the
database can, once the server has them (Debian: in postgresql itself). Without them accents of Spanish are folded by a
table of letters, misspelt words are found by their beginnings, and a warning in PostgreSQL's log says so.
"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

_SAID = "{0}words || ' ' || {0}place || ' ' || {0}reference || ' kind' || replace({0}kind, '_', '')"

_INSERT = "INSERT INTO concern_search (rowid, said)"
_NUMBER = "INSERT INTO concern_search_row (row_id) VALUES (new.id)"
_CHANGE = "UPDATE concern_search"
_ERASE = "DELETE FROM concern_search WHERE rowid ="
_FORGET = "DELETE FROM concern_search_row WHERE row_id = old.id"

_EXTENSION = """
DO $$ BEGIN
  CREATE EXTENSION IF NOT EXISTS {0};
EXCEPTION WHEN OTHERS THEN
  RAISE WARNING 'the search goes without the extension {0}: %', SQLERRM;
END $$
"""
_FOLDED = """
CREATE FUNCTION search_folded(said text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURNS NULL ON NULL INPUT
AS $$ SELECT regexp_replace({}, '[[:punct:][:space:]]+', ' ', 'g') $$
"""
_WITHOUT_ACCENTS = "translate(lower($1), 'áéíóúüñàèìòùâêîôûãõç', 'aeiouunaeiouaeiouaoc')"
_LEARN = """
CREATE FUNCTION search_learn() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO search_word
  SELECT word FROM unnest(tsvector_to_array(NEW.search)) AS word WHERE word ~ '^[[:alpha:]]{4,24}$'
  ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$
"""
# What nobody has written any more is forgotten: a word may have been somebody's name.
_UNLEARN = """
CREATE FUNCTION search_unlearn() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM search_word AS w USING unnest(tsvector_to_array(OLD.search)) AS gone(word)
  WHERE w.word = gone.word AND NOT EXISTS (SELECT 1 FROM concern AS c WHERE c.search @@ w.word::tsquery);
  RETURN NULL;
END $$
"""


def upgrade() -> None:
    op.create_table(
        "directory_gap",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("folded", sa.String(length=120), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("asked", sa.Integer(), server_default="1", nullable=False),
        sa.Column("status", sa.String(length=16), server_default="open", nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("staff_id", sa.String(length=40), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_directory_gap")),
        sa.UniqueConstraint("folded", "language", name=op.f("uq_directory_gap_folded_language")),
    )
    op.create_index("ix_directory_gap_status_asked", "directory_gap", ["status", "asked", "id"])
    op.create_index("ix_directory_gap_status_last_at", "directory_gap", ["status", "last_at", "id"])
    if op.get_bind().dialect.name == "sqlite":
        _sqlite()
    else:
        _postgres()


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for trigger in ("added", "changed", "removed"):
            op.execute(f"DROP TRIGGER concern_search_{trigger}")
        for name in ("concern_search_word", "concern_search", "concern_search_row"):
            op.execute(f"DROP TABLE {name}")
    else:
        for name in ("learn", "unlearn"):
            op.execute(f"DROP TRIGGER concern_search_{name} ON concern")
            op.execute(f"DROP FUNCTION search_{name}()")
        op.execute("DROP TABLE search_word")
        op.execute("ALTER TABLE concern DROP COLUMN search")
        op.execute("DROP FUNCTION search_folded(text)")
    op.drop_table("directory_gap")


def _sqlite() -> None:
    """FTS5 numbers its rows; concerns have other ids, and a table between them keeps which is which."""
    op.execute("CREATE TABLE concern_search_row (id INTEGER PRIMARY KEY, row_id VARCHAR(64) NOT NULL UNIQUE)")
    op.execute("CREATE VIRTUAL TABLE concern_search USING fts5(said, tokenize = 'unicode61 remove_diacritics 2')")
    op.execute("CREATE VIRTUAL TABLE concern_search_word USING fts5vocab(concern_search, row)")
    op.execute("INSERT INTO concern_search_row (row_id) SELECT id FROM concern ORDER BY created_at")
    op.execute(
        f"INSERT INTO concern_search (rowid, said) SELECT r.id, {_SAID.format('c.')}"  # noqa: S608  our own columns
        " FROM concern AS c JOIN concern_search_row AS r ON r.row_id = c.id"
    )
    here = "(SELECT id FROM concern_search_row WHERE row_id = {}.id)"
    added = f"VALUES ({here.format('new')}, {_SAID.format('new.')})"
    changed = f"SET said = {_SAID.format('new.')} WHERE rowid = {here.format('new')}"
    for name, when, does in (
        ("added", "INSERT", f"{_NUMBER}; {_INSERT} {added};"),
        ("changed", "UPDATE OF words, place, reference, kind", f"{_CHANGE} {changed};"),
        ("removed", "DELETE", f"{_ERASE} {here.format('old')}; {_FORGET};"),
    ):
        op.execute(f"CREATE TRIGGER concern_search_{name} AFTER {when} ON concern BEGIN {does} END")


def _postgres() -> None:
    bind = op.get_bind()
    for name in ("unaccent", "pg_trgm"):
        op.execute(_EXTENSION.format(name))
    found = bind.execute(
        sa.text("SELECT extname, nspname FROM pg_extension JOIN pg_namespace AS n ON n.oid = extnamespace")
    )
    schemas = {row.extname: row.nspname for row in found}
    folded = _WITHOUT_ACCENTS
    if place := schemas.get("unaccent"):
        folded = f"lower({place}.unaccent('{place}.unaccent', $1))"
    op.execute(_FOLDED.format(folded))
    op.execute(
        "ALTER TABLE concern ADD COLUMN search tsvector GENERATED ALWAYS AS"
        f" (to_tsvector('simple', search_folded({_SAID.format('')}))) STORED"
    )
    op.execute("CREATE INDEX ix_concern_search ON concern USING gin (search)")
    op.execute("CREATE TABLE search_word (word text PRIMARY KEY)")
    op.execute(
        "INSERT INTO search_word SELECT word FROM ts_stat('SELECT search FROM concern')"
        " WHERE word ~ '^[[:alpha:]]{4,24}$'"
    )
    if place := schemas.get("pg_trgm"):
        op.execute(f"CREATE INDEX ix_search_word ON search_word USING gin (word {place}.gin_trgm_ops)")
    op.execute(_LEARN)
    op.execute(
        "CREATE TRIGGER concern_search_learn AFTER INSERT ON concern FOR EACH ROW EXECUTE FUNCTION search_learn()"
    )
    op.execute(_UNLEARN)
    op.execute(
        "CREATE TRIGGER concern_search_unlearn AFTER UPDATE OF words, place, reference, kind OR DELETE ON concern"
        " FOR EACH ROW EXECUTE FUNCTION search_unlearn()"
    )
