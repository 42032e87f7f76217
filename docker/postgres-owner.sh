#!/bin/sh
# The warehouse's owner is no superuser: it owns its database and may make roles and databases, no more.
set -eu
psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres --set "password=$CARELINE_DB_PASSWORD" <<'SQL'
create role careline login createdb createrole password :'password';
create database careline owner careline template template0 encoding 'UTF8';
revoke all on database postgres, template1 from public;
grant connect on database postgres, template1 to careline;
\connect careline
create extension if not exists pg_stat_statements;
SQL
