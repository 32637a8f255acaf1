#!/bin/sh
# Hands a login to the Vault Agent of one service of the stack: its RoleID, and a wrapping token that opens a new SecretID once.
# Both go into the agent's memory: not into a file of this host, nor a process argument, and nobody sees the SecretID.
#
#   vault/hand-over.sh postgres|mongodb|kafka
#
# With VAULT_TOKEN set, it asks Vault for both (needs curl, VAULT_CACERT, and VAULT_ADDR unless it is https://127.0.0.1:8200).
# Without, it asks for them at the terminal, or reads them from standard input, one line each.
# Run it where docker-compose.yml is; settings that are in a file: COMPOSE_ENV_FILES=FILE.
set -eu

address=${VAULT_ADDR:-https://127.0.0.1:8200}
wrap_ttl=300s

fail() { printf '%s\n' "$@" >&2; exit 1; }
case ${1:-} in
  postgres | mongodb) role=profinaut-db ;;
  kafka) role=profinaut-kafka ;;
  *) fail 'usage: vault/hand-over.sh postgres|mongodb|kafka' ;;
esac
service=profinaut_agent_$1
case $- in *x*) fail 'The shell prints every line it runs (set -x): the token would be printed. Run this without it.' ;; esac

echo_on() { if [ -t 0 ]; then stty echo; fi; }
trap echo_on EXIT
trap 'exit 130' HUP INT TERM

# vault METHOD PATH [HEADER]: the token comes by standard input, so that it is no process argument.
vault() {
  printf 'header = "X-Vault-Token: %s"\n' "$VAULT_TOKEN" |
    curl --disable --silent --show-error --fail --noproxy '*' --proto '=https' --cacert "$VAULT_CACERT" --max-time 60 --config - \
      --request "$1" --header "${3:-accept: application/json}" "$address/v1/auth/approle/role/$role/$2"
}
field() { tr -d '\n' | sed -n "s/.*\"$1\":\"\([^\"]*\)\".*/\1/p"; }

issue() {
  command -v curl > /dev/null || fail 'curl is missing. On Debian: apt-get install curl'
  [ -r "${VAULT_CACERT:-}" ] || fail 'VAULT_CACERT must name the certificate of the authority; see docs/stack.md.'
  case $VAULT_TOKEN in *[!A-Za-z0-9._-]*) fail 'VAULT_TOKEN is no token: letters, digits, . _ and - only.' ;; esac
  role_id=$(vault GET role-id | field role_id)
  [ -n "$role_id" ] || fail "Vault does not tell the RoleID of $role."
  token=$(vault POST secret-id "X-Vault-Wrap-TTL: $wrap_ttl" | field token)
  [ -n "$token" ] || fail "Vault issues no SecretID of $role with this token."
}

ask() {
  if [ -t 0 ]; then printf 'RoleID: '; fi
  read -r role_id || fail 'A RoleID was expected.'
  # Before the question: who answers at once is not shown either.
  if [ -t 0 ]; then stty -echo && printf 'Wrapping token (not shown): '; fi
  read -r token || fail 'A wrapping token was expected after the RoleID.'
  echo_on
  if [ -t 0 ]; then echo; fi
}

# Before anything is issued: a SecretID that nobody can be given would only be left over.
find_agent() {
  docker compose config --quiet || fail 'docker compose cannot read its files or settings; what it says is above. No SecretID was issued.' \
    'Settings that are in a file: export COMPOSE_ENV_FILES=FILE, which every docker compose reads, this script'"'"'s too.'
  [ -n "$(docker compose ps --quiet --status running "$service")" ] || fail "$service does not run, so nothing can be given to it. No SecretID was issued." \
    "Start it first: docker compose up -d $service"
}

find_agent
if [ -n "${VAULT_TOKEN:-}" ]; then issue; else ask; fi
case $role_id in '' | *[!A-Za-z0-9-]*) fail 'That is no RoleID: letters, digits and - only.' ;; esac
case $token in '' | *[!A-Za-z0-9._-]*) fail 'That is no wrapping token: letters, digits, . _ and - only.' ;; esac

# A running agent reads the files when it logs in next, which can be hours away; a new one reads them now.
docker compose restart --timeout 5 "$service"
put() {
  docker compose exec -T "$service" sh -c "umask 077; cat > /approle/$1.new && mv /approle/$1.new /approle/$1"
}
printf '%s\n' "$role_id" | put role_id
printf '%s\n' "$token" | put secret_id
printf '%s\n' "Handed over. docker compose ps shows $service healthy soon after its value is in Vault; if not, its log says why."
