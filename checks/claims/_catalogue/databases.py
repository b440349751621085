"""Databases, what speaks to them, and what keeps their shape."""

from __future__ import annotations

from checks.claims._catalogue import Capability

CAPABILITIES = (
    Capability("PostgreSQL", ("postgres", "postgresql", "postgis", "pgvector"), ("pg", "postgres", "psycopg", "psycopg2", "asyncpg", "pg-promise", "aiopg", "pg8000", "@neondatabase/serverless", "@vercel/postgres", "pg-pool", "slonik"), (r"postgres(?:ql)?(?:\+\w+)?://", r"['\"]postgres(?:ql)?['\"]", r"provider\s*=\s*\"postgres"), (r"image:\s*['\"]?[\w./-]*(?:postgres|postgis|timescale)", r"postgres(?:ql)?://"), settled=True, keeps=True),
    Capability("MySQL", ("mysql", "mariadb"), ("mysql", "mysql2", "mysqlclient", "MySQLdb", "pymysql", "aiomysql", "mariadb"), (r"mysql(?:\+\w+)?://", r"['\"]mysql['\"]"), (r"image:\s*['\"]?[\w./-]*(?:mysql|mariadb)", r"mysql://"), settled=True, keeps=True),
    Capability("SQLite", ("sqlite", "sqlite3"), ("sqlite3", "aiosqlite", "better-sqlite3", "node:sqlite", "sql.js", "libsql", "@libsql/client", "expo-sqlite"), (r"sqlite(?:\+\w+)?:", r"['\"]sqlite3?['\"]", r"django\.db\.backends\.sqlite3"), (r"sqlite:",), settled=True, keeps=True),
    Capability("MongoDB", ("mongo", "mongodb", "mongoose"), ("mongodb", "mongoose", "pymongo", "motor", "beanie", "mongoengine", "odmantic", "@typegoose/typegoose"), (r"mongodb(?:\+srv)?://",), (r"image:\s*['\"]?[\w./-]*mongo", r"mongodb(?:\+srv)?://"), settled=True, keeps=True),
    Capability("DynamoDB", ("dynamodb",), ("@aws-sdk/client-dynamodb", "@aws-sdk/lib-dynamodb", "pynamodb"), (r"['\"]dynamodb['\"]",), (r"AWS::DynamoDB",), settled=True, keeps=True),
    Capability("Supabase", ("supabase",), ("@supabase/supabase-js", "supabase", "@supabase/ssr"), (), (r"supabase",), settled=True, elsewhere=True, keeps=True),
    Capability("Firebase", ("firebase", "firestore"), ("firebase", "firebase_admin", "firebase-admin", "google.cloud.firestore"), (), (r"firebase",), settled=True, elsewhere=True, keeps=True),
    Capability("Neo4j", ("neo4j",), ("neo4j", "neo4j-driver", "neomodel", "py2neo"), (), (r"image:\s*['\"]?[\w./-]*neo4j",), settled=True, keeps=True),
    Capability("ClickHouse", ("clickhouse",), ("clickhouse_connect", "clickhouse_driver", "@clickhouse/client"), (), (r"clickhouse",), settled=True, keeps=True),
    Capability("DuckDB", ("duckdb",), ("duckdb", "@duckdb/node-api"), (), (), settled=True, keeps=True),
    Capability("ORM", ("orm", "object[- ]relational mapp\\w+"), ("sqlalchemy", "sqlmodel", "django", "tortoise", "peewee", "@prisma/client", "typeorm", "sequelize", "mongoose", "drizzle-orm", "@mikro-orm/core", "objection", "flask_sqlalchemy"), settled=True),
    Capability("SQLAlchemy", ("sqlalchemy",), ("sqlalchemy", "flask_sqlalchemy", "sqlmodel"), settled=True),
    Capability("Prisma", ("prisma",), ("@prisma/client", "prisma"), (), (), (r"schema\.prisma$",), settled=True),
    Capability("TypeORM", ("typeorm",), ("typeorm", "@nestjs/typeorm"), settled=True),
    Capability("Sequelize", ("sequelize",), ("sequelize", "sequelize-typescript", "@sequelize/core"), settled=True),
    Capability("Drizzle", ("drizzle",), ("drizzle-orm",), settled=True),
    Capability("database", ("databases?", "database (?:persistence|connections?|connectivity|integration|storage|layer|access|queries)"), ("sqlalchemy", "sqlmodel", "psycopg", "psycopg2", "asyncpg", "sqlite3", "aiosqlite", "pymongo", "motor", "mysql", "mysql2", "pymysql", "pg", "postgres", "mongodb", "mongoose", "@prisma/client", "typeorm", "sequelize", "drizzle-orm", "knex", "better-sqlite3", "@supabase/supabase-js", "supabase", "django.db", "tortoise", "peewee", "firebase_admin", "firebase-admin", "flask_sqlalchemy", "@nestjs/typeorm", "@mikro-orm/core", "kysely", "databases", "neo4j"), (r"\b(?:create_engine|createPool|createConnection|new Pool|PrismaClient|MongoClient)\b",), keeps=True),
    Capability("database queries", ("database queries", "sql queries"), (), (r"\bSELECT\s+[\w*,.\s\"]{1,200}\bFROM\b", r"\.(?:query|execute|findMany|findOne|find_one|select|filter)\("), keeps=True),
    Capability("database migrations", ("database migrations?", "db migrations?", "schema migrations?", "migrations?", "alembic", "flyway", "(?:up/down|up and down) migrations?"), ("alembic", "flask_migrate"), (), (r"(?:migrate|alembic|knex|prisma migrate|sequelize-cli|typeorm migration)",), (r"(?:^|/)(?:migrations?|alembic|versions)/", r"alembic\.ini$", r"(?:^|/)V\d+__"), settled=True),
    Capability("transactions", ("(?:database|db|acid|atomic) transactions?", "transactional", "transaction (?:support|handling|management|rollbacks?|steps?|safety|isolation|boundar\\w+)", "(?:with|in a) transactions?", "(?:begin|commit|rollback) (?:tx|transaction)"), (), (r"\btransaction\b", r"\$transaction", r"\batomic\(", r"\bBEGIN\b", r"startTransaction", r"\.commit\(", r"\.begin\(", r"queryRunner", r"Transactional")),
    Capability("connection pooling", ("connection pool(?:ing|s)?", "pooling"), (), (r"[Pp]ool(?:_size|Size)?\b", r"createPool", r"max_overflow")),
    Capability("soft delete", ("soft[- ]delet\\w+",), (), (r"deleted_?[aA]t\b", r"is_?[dD]eleted\b", r"paranoid", r"softDelete")),
    Capability("pagination", ("pagination", "paginated", "cursor[- ]based pagination", "paging"), (), (r"\b(?:page|limit|offset|skip|cursor|per_?[pP]age|page_?[sS]ize)\b", r"[Pp]aginat")),
)  # fmt: skip
