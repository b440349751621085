"""What a database's schema holds: constraints, indexes, policies, triggers, as SQL, Prisma and the object mappers write them."""

from __future__ import annotations

from checks.claims._catalogue import Capability

CAPABILITIES = (
    Capability("unique constraint", ("unique constraints?", "unique index(?:es)?"), (), (r"\bunique\s*[=:(]", r"\bUnique(?:Constraint)?\b", r"\bUNIQUE\b", r"@@unique", r"primaryKey", r"primary_key"), (r"(?i:\bUNIQUE\s*(?:\(|,|INDEX\b|KEY\b|NOT\b|NULLS\b))", r"@@?unique\b")),
    Capability("indexes", ("database index(?:es|ing)?", "db index(?:es)?", "(?:proper|composite|b-tree|partial|gin) index(?:es)?"), (), (r"\bIndex\(", r"CREATE (?:UNIQUE )?INDEX", r"@@index", r"\bindex\s*[=:]", r"add_index", r"createIndex"), (r"(?i:\bCREATE (?:UNIQUE )?INDEX\b)", r"@@index\b")),
    Capability("foreign keys", ("foreign keys?", "foreign key constraints?", "referential integrity"), (), (r"\bForeignKey\b", r"\bREFERENCES\b", r"FOREIGN KEY", r"@relation", r"@ManyToOne", r"@JoinColumn"), (r"(?i:\bREFERENCES\s+[\w.\"`]{1,120}\s*\()", r"(?i:\bFOREIGN KEY\s*\()", r"@relation\(")),
    Capability("cascade deletes", ("cascad(?:e|ing) delet\\w+", "(?:on )?delete cascade", "cascade on delete"), (), (r"(?i:ON DELETE CASCADE)", r"ondelete\s*=\s*['\"]CASCADE", r"on_delete\s*=\s*(?:models\.)?CASCADE", r"onDelete:\s*['\"]?[Cc]ascade", r"cascade\s*=\s*['\"][^'\"\n]{0,80}delete"), (r"(?i:\bON DELETE CASCADE\b)", r"onDelete:\s*Cascade")),
    Capability("check constraints", ("check constraints?",), (), (r"\bCheckConstraint\(", r"@Check\(", r"\bCHECK\s*\("), (r"(?i:\bCHECK\s*\()",)),
    Capability("row-level security", ("row[- ]level security", "rls", "rls (?:polic\\w+|enabled)"), (), (r"(?i:ENABLE ROW LEVEL SECURITY)", r"(?i:\bCREATE POLICY\b)", r"\bpgPolicy\("), (r"(?i:\bENABLE ROW LEVEL SECURITY\b)", r"(?i:\bCREATE POLICY\b)")),
    Capability("database triggers", ("(?:database|db|postgres|postgresql|sql) triggers?",), (), (r"(?i:\bCREATE (?:OR REPLACE )?(?:CONSTRAINT )?TRIGGER\b)",), (r"(?i:\bCREATE (?:OR REPLACE )?(?:CONSTRAINT )?TRIGGER\b)",)),
    Capability("database functions", ("stored procedures?", "(?:database|db|postgres|postgresql|sql|stored) functions?"), (), (r"(?i:\bCREATE (?:OR REPLACE )?(?:FUNCTION|PROCEDURE)\b)",), (r"(?i:\bCREATE (?:OR REPLACE )?(?:FUNCTION|PROCEDURE)\b)",)),
    Capability("database views", ("(?:database|db|sql|materialized) views?",), (), (r"(?i:\bCREATE (?:OR REPLACE )?(?:MATERIALIZED )?VIEW\b)",), (r"(?i:\bCREATE (?:OR REPLACE )?(?:MATERIALIZED )?VIEW\b)",)),
    Capability("full-text search", ("full[- ]text search", "full[- ]text (?:search )?index(?:es)?"), (), (r"tsvector", r"to_tsquery", r"\$text", r"FTS5", r"SearchVector", r"MATCH \w"), (r"(?i:\btsvector\b|\bto_tsvector\s*\(|\bFULLTEXT\b|\bUSING fts5\b)",)),
)  # fmt: skip
