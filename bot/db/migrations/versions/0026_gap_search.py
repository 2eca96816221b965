"""Questions without an entry are searched by the same index as concerns, and those that say the same are joined."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

_LEARN = """
CREATE FUNCTION gap_search_learn() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO directory_gap_search_word
  SELECT word FROM unnest(tsvector_to_array(NEW.search)) AS word WHERE word ~ '^[[:alpha:]]{4,24}$'
  ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$
"""
# What nobody has asked any more is forgotten: a word may have been somebody's name.
_UNLEARN = """
CREATE FUNCTION gap_search_unlearn() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM directory_gap_search_word AS w USING unnest(tsvector_to_array(OLD.search)) AS gone(word)
  WHERE w.word = gone.word AND NOT EXISTS (SELECT 1 FROM directory_gap AS g WHERE g.search @@ w.word::tsquery);
  RETURN NULL;
END $$
"""
_LATE = "asked > passed AND status = 'joined'"


def upgrade() -> None:
    op.add_column("directory_gap", sa.Column("same_as", sa.String(length=40), nullable=True))
    op.add_column("directory_gap", sa.Column("passed", sa.Integer(), server_default="0", nullable=False))
    op.create_index("ix_directory_gap_same_as", "directory_gap", ["same_as"])
    op.create_index(
        "ix_directory_gap_late", "directory_gap", ["id"], sqlite_where=sa.text(_LATE), postgresql_where=sa.text(_LATE)
    )
    if op.get_bind().dialect.name == "sqlite":
        _sqlite()
    else:
        _postgres()


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for trigger in ("added", "removed"):
            op.execute(f"DROP TRIGGER directory_gap_search_{trigger}")
        for name in ("directory_gap_search_word", "directory_gap_search", "directory_gap_search_row"):
            op.execute(f"DROP TABLE {name}")
    else:
        for name in ("learn", "unlearn"):
            op.execute(f"DROP TRIGGER directory_gap_search_{name} ON directory_gap")
            op.execute(f"DROP FUNCTION gap_search_{name}()")
        op.execute("DROP TABLE directory_gap_search_word")
        op.execute("ALTER TABLE directory_gap DROP COLUMN search")
    op.drop_index("ix_directory_gap_late", "directory_gap")
    op.drop_index("ix_directory_gap_same_as", "directory_gap")
    op.execute("DELETE FROM directory_gap WHERE status = 'joined'")
    op.drop_column("directory_gap", "passed")
    op.drop_column("directory_gap", "same_as")


def _sqlite() -> None:
    """FTS5 numbers its rows; questions have other ids, and a table between them keeps which is which."""
    op.execute("CREATE TABLE directory_gap_search_row (id INTEGER PRIMARY KEY, row_id VARCHAR(40) NOT NULL UNIQUE)")
    op.execute("CREATE VIRTUAL TABLE directory_gap_search USING fts5(said, tokenize = 'unicode61 remove_diacritics 2')")
    op.execute("CREATE VIRTUAL TABLE directory_gap_search_word USING fts5vocab(directory_gap_search, row)")
    op.execute("INSERT INTO directory_gap_search_row (row_id) SELECT id FROM directory_gap ORDER BY first_at")
    op.execute(
        "INSERT INTO directory_gap_search (rowid, said) SELECT r.id, g.question"
        " FROM directory_gap AS g JOIN directory_gap_search_row AS r ON r.row_id = g.id"
    )
    here = "(SELECT id FROM directory_gap_search_row WHERE row_id = {}.id)"
    op.execute(
        "CREATE TRIGGER directory_gap_search_added AFTER INSERT ON directory_gap BEGIN"  # noqa: S608  our own names
        " INSERT INTO directory_gap_search_row (row_id) VALUES (new.id);"
        f" INSERT INTO directory_gap_search (rowid, said) VALUES ({here.format('new')}, new.question); END"
    )
    op.execute(
        "CREATE TRIGGER directory_gap_search_removed AFTER DELETE ON directory_gap BEGIN"  # noqa: S608  our own names
        f" DELETE FROM directory_gap_search WHERE rowid = {here.format('old')};"
        " DELETE FROM directory_gap_search_row WHERE row_id = old.id; END"
    )


def _postgres() -> None:
    op.execute(
        "ALTER TABLE directory_gap ADD COLUMN search tsvector GENERATED ALWAYS AS"
        " (to_tsvector('simple', search_folded(question))) STORED"
    )
    op.execute("CREATE INDEX ix_directory_gap_search ON directory_gap USING gin (search)")
    op.execute("CREATE TABLE directory_gap_search_word (word text PRIMARY KEY)")
    op.execute(
        "INSERT INTO directory_gap_search_word SELECT word FROM ts_stat('SELECT search FROM directory_gap')"
        " WHERE word ~ '^[[:alpha:]]{4,24}$'"
    )
    trigrams = sa.text(
        "SELECT nspname FROM pg_extension JOIN pg_namespace AS n ON n.oid = extnamespace WHERE extname = 'pg_trgm'"
    )
    if place := op.get_bind().execute(trigrams).scalar():
        op.execute(
            "CREATE INDEX ix_directory_gap_search_word ON directory_gap_search_word"
            f" USING gin (word {place}.gin_trgm_ops)"
        )
    op.execute(_LEARN)
    op.execute(
        "CREATE TRIGGER directory_gap_search_learn AFTER INSERT ON directory_gap"
        " FOR EACH ROW EXECUTE FUNCTION gap_search_learn()"
    )
    op.execute(_UNLEARN)
    op.execute(
        "CREATE TRIGGER directory_gap_search_unlearn AFTER DELETE ON directory_gap"
        " FOR EACH ROW EXECUTE FUNCTION gap_search_unlearn()"
    )
