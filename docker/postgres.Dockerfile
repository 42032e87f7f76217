# PostgreSQL with Careline's owner role and database made on first start.
FROM postgres:18.6-bookworm
COPY docker/postgres-owner.sh /docker-entrypoint-initdb.d/owner.sh
