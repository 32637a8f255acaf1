#!/bin/sh
# PostgreSQL. At the first start it makes the database, with the user and the password that the agent put into memory; then it becomes the
# server. The image's own entrypoint is not used: it exports the password, and the server would keep it in its environment.
#
#   start.sh [options of postgres]     PGDATA, POSTGRES_DB, POSTGRES_USER_FILE and POSTGRES_PASSWORD_FILE are set
set -eu
umask 077

# What PG_VERSION stands beside is whole. Until then everything is made in folders of its own, and the next start goes on.
make_database() {
  making=$PGDATA/making
  made=$PGDATA/made
  if [ ! -d "$made" ]; then
    rm -rf "$making"
    initdb --pgdata="$making" --username="$(cat "$POSTGRES_USER_FILE")" --pwfile="$POSTGRES_PASSWORD_FILE" --auth=scram-sha-256 \
      --encoding=UTF8 --no-instructions
    printf 'CREATE DATABASE "%s"\n' "$POSTGRES_DB" | postgres --single -D "$making" postgres
    mv "$making" "$made"
  fi
  for entry in "$made"/*; do
    if [ "$entry" != "$made/PG_VERSION" ]; then mv "$entry" "$PGDATA/"; fi
  done
  mv "$made/PG_VERSION" "$PGDATA/"
}

chmod 0700 "$PGDATA"
if [ ! -s "$PGDATA/PG_VERSION" ]; then make_database; fi
if [ -d "$PGDATA/made" ]; then rmdir "$PGDATA/made"; fi
exec postgres -c "hba_file=$(dirname "$0")/pg_hba.conf" "$@"
