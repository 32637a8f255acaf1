#!/bin/sh
# Initialises a new Vault and unseals it; after a restart, unseals it again. For the operator, at a terminal.
#
# The unseal keys and the root token are shown once and stored nowhere: not in a file, an environment variable of another
# process, a process argument or a log. Needs curl, VAULT_CACERT, and VAULT_ADDR unless it is https://127.0.0.1:8200.
#
#   vault/first-run.sh [--shares N] [--threshold N] [--without-terminal]
#
# --without-terminal   show the keys although standard output is no terminal: it might be kept. Only for who knows where it goes.
set -eu

address=${VAULT_ADDR:-https://127.0.0.1:8200}
shares=5
threshold=3
without_terminal=no
max_attempts=20
# What was stopped uncleanly keeps its lock in Consul for about 35 seconds; until then an unsealed Vault stands by and serves nobody.
serves_within=120
keys_body=

say() { printf '%s\n' "$@"; }
fail() { printf '%s\n' "$@" >&2; exit 1; }
usage() { fail 'usage: vault/first-run.sh [--shares N] [--threshold N] [--without-terminal]'; }
number() { case $1 in '' | *[!0-9]* | 0*) usage ;; *) echo "$1" ;; esac; }

while [ $# -gt 0 ]; do
  case $1 in
    --shares) shares=$(number "${2:-}") && shift ;;
    --threshold) threshold=$(number "${2:-}") && shift ;;
    --without-terminal) without_terminal=yes ;;
    *) usage ;;
  esac
  shift
done
[ "$threshold" -le "$shares" ] || fail "A threshold of $threshold needs at least as many shares; there are $shares."
case $- in *x*) fail 'The shell prints every line it runs (set -x): the keys would be printed again. Run this without it.' ;; esac
case $address in https://*) ;; *) fail "VAULT_ADDR must begin with https://, and is $address." ;; esac
command -v curl > /dev/null || fail 'curl is missing. On Debian: apt-get install curl'
[ -r "${VAULT_CACERT:-}" ] || fail 'VAULT_CACERT must name the certificate of the authority. From the running stack:' \
  '  docker compose exec -T profinaut_vault cat /tls/ca.pem > profinaut-ca.pem' '  export VAULT_CACERT=profinaut-ca.pem'

# call METHOD PATH: the body comes from standard input, so that it is no process argument. Prints the answer, then its status.
call() {
  curl --disable --silent --show-error --noproxy '*' --proto '=https' --cacert "$VAULT_CACERT" --max-time 60 \
    --request "$1" --header 'content-type: application/json' --data @- --write-out '\n%{http_code}' "$address/v1/$2" ||
    fail "Vault does not answer at $address."
}
status_of() { printf '%s' "$1" | tail -n 1; }
body_of() { printf '%s' "$1" | sed '$d'; }
# field NAME JSON: a number, a word or a string without escapes, as Vault writes these.
field() { printf '%s' "$2" | tr -d '\n' | sed -n "s/.*\"$1\":\"\{0,1\}\([^\",}]*\).*/\1/p"; }
# list NAME JSON: the strings of an array, each on a line of its own, the last one, too.
list() {
  printf '%s' "$2" | tr -d '\n' | sed -n "s/.*\"$1\":\[\([^]]*\)\].*/\1/p" | tr ',' '\n' | tr -d '"'
  echo
}

seal_status() {
  answer=$(printf '' | call GET sys/seal-status) || exit 1
  [ "$(status_of "$answer")" = 200 ] || fail "Vault answered $(status_of "$answer") when asked for its seal."
  body_of "$answer"
}

show_keys() {
  at=0
  say '' 'These are the unseal keys and the root token. They are shown this once and kept nowhere.'
  say "Give each key to another person; any $threshold of them unseal Vault. Without them, everything in it is lost." ''
  for key in $(list keys_base64 "$1"); do
    at=$((at + 1))
    say "  Unseal key $at: $key"
  done
  say '' "  Root token:   $(field root_token "$1")" ''
  # They cannot be asked for again: rather as Vault sent them than one too few.
  [ "$at" -eq "$shares" ] || say "That is not all of it. Vault's whole answer:" "$1"
}

initialise() {
  if [ ! -t 1 ] && [ "$without_terminal" = no ]; then
    fail 'Standard output is no terminal: the unseal keys could end in a file or a log. Run this at a terminal.'
  fi
  say "This Vault is new. It will be initialised with $shares unseal keys, $threshold of which unseal it."
  answer=$(printf '{"secret_shares":%s,"secret_threshold":%s}' "$shares" "$threshold" | call PUT sys/init) || exit 1
  [ "$(status_of "$answer")" = 200 ] || fail "Vault answered $(status_of "$answer") and was not initialised: $(body_of "$answer")"
  keys_body=$(body_of "$answer")
  answer=
  show_keys "$keys_body"
  keys_body=
  if [ -t 1 ]; then
    printf 'Press Enter when they are written down; the screen is cleared then. '
    read -r _ || fail '' 'There was no answer; the screen was not cleared.'
    printf '\033[H\033[2J\033[3J'
  fi
}

echo_on() { if [ -t 0 ]; then stty echo; fi; }
trap echo_on EXIT
trap 'exit 130' HUP INT TERM

unseal() {
  attempts=0
  # For all of it, also between two questions: a key that is typed early is not shown either.
  if [ -t 0 ]; then stty -echo; fi
  while :; do
    state=$(seal_status) || exit 1
    [ "$(field sealed "$state")" = true ] || break
    attempts=$((attempts + 1))
    [ "$attempts" -le "$max_attempts" ] || fail "Vault is still sealed after $max_attempts keys."
    printf 'Unseal key %s of %s (not shown while you type): ' "$(($(field progress "$state") + 1))" "$(field t "$state")"
    read -r key || fail '' 'No more keys came; Vault is still sealed.'
    say ''
    case $key in
      '' | *[!A-Za-z0-9+/=]*) say 'That is no unseal key: it has letters, digits, +, / and = only.' && continue ;;
    esac
    answer=$(printf '{"key":"%s"}' "$key" | call PUT sys/unseal) || exit 1
    key=
    [ "$(status_of "$answer")" = 200 ] || say 'Vault refused; keys that were given so far may count no more.'
  done
  echo_on
  say 'Vault is unsealed.'
}

# 200: unsealed and active. https://developer.hashicorp.com/vault/api-docs/system/health
wait_until_it_serves() {
  waited=0
  while :; do
    answer=$(printf '' | call GET sys/health) || exit 1
    [ "$(status_of "$answer")" != 200 ] || break
    case $(status_of "$answer") in
      429) ;;
      503) fail 'Vault is sealed again: see its log (docker compose logs profinaut_vault), and run this again.' ;;
      *) fail "Vault answered $(status_of "$answer") when asked whether it serves: $(body_of "$answer")" ;;
    esac
    [ "$waited" -lt "$serves_within" ] || fail "Vault is unsealed, and after $serves_within seconds still stands by for another to be active." \
      'See that Consul is healthy (docker compose ps profinaut_consul) and what Vault says (docker compose logs profinaut_vault);' \
      'docker compose restart profinaut_vault begins anew, sealed.'
    [ "$waited" -ne 0 ] || say 'It waits for the lock of the Vault before it, which Consul keeps for about 35 seconds after an unclean stop.'
    sleep 1
    waited=$((waited + 1))
  done
  say 'Vault serves.'
}

state=$(seal_status) || exit 1
is_new=no
if [ "$(field initialized "$state")" = false ]; then
  is_new=yes
  initialise
fi
unseal
wait_until_it_serves
if [ "$is_new" = yes ]; then
  say '' 'Next, with the root token in VAULT_TOKEN (read -rs VAULT_TOKEN; export VAULT_TOKEN):' \
    '  1. npm run bootstrap -- --hand-over all --to handed-over   roles, policies, audit device; a login for the bot' \
    '  2. vault/hand-over.sh NAME                                 a login for the agents of postgres, mongodb and kafka' \
    '  3. npm run bootstrap -- --revoke-root                      the root token has done its work' \
    'docs/stack.md has each step in full.'
else
  say 'After a restart the agents need new logins: vault/hand-over.sh NAME, for postgres, mongodb and kafka.'
fi
