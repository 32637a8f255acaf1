#!/bin/sh
# Makes the stack's certificate authority and one certificate for each of its servers. What is there is never overwritten:
# run again, it changes nothing; interrupted, the next run finishes.
#
#   make-certificates.sh FOLDER               make what is missing below FOLDER
#   make-certificates.sh FOLDER renew NAME    put NAME's certificate aside (*.old-<time>) and make a new one
#
# FOLDER/authority/ca-key.pem     the authority's key; nothing but this script needs it
# FOLDER/ca/ca.pem                what clients trust
# FOLDER/NAME/{cert,key,ca}.pem   for each server; keys are 0600 and belong to the user it runs as. MongoDB and Kafka want
#                                 key and certificate in one file, both.pem; Vault has a client's pair for Consul, too.
#
# The authority may certify the names of this stack and no other: whoever stole its key could not play slack.com to the
# bot. PROFINAUT_VAULT_NAMES (space-separated) adds names by which others reach Vault; it is read when the authority is made.
set -eu
umask 077

folder=${1:?usage: make-certificates.sh FOLDER [renew NAME]}
servers='vault consul redis postgres mongodb kafka'
more_vault_names=${PROFINAUT_VAULT_NAMES:-}
authority_days=3650
certificate_days=397
warn_days=30

ca_key=$folder/authority/ca-key.pem
ca=$folder/ca/ca.pem
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

say() { printf '%s\n' "$*"; }

# The user each image runs its server as (docker-compose.yml says the same).
owner_of() {
  case $1 in
    vault | consul) echo 100:1000 ;;
    redis) echo 999:1000 ;;
    postgres | mongodb) echo 999:999 ;;
    kafka) echo 1000:1000 ;;
    *) say "There is no server $1. There are: $servers." >&2; exit 2 ;;
  esac
}

# Both spellings: some clients refuse an underscore in a host's name.
names_of() {
  echo "profinaut_$1 profinaut-$1 localhost"
  if [ "$1" = vault ]; then echo "$more_vault_names"; fi
}

san_of() {
  # shellcheck disable=SC2046 # one word for each name
  printf 'DNS:%s,' $(names_of "$1")
  echo IP:127.0.0.1
}

give_to() {
  if [ "$(id -u)" -eq 0 ]; then chown "$1" "$2"; fi
}

# Into place in one move within one file system: a file that is there is whole.
put() {
  cp "$1" "$2.new"
  mv "$2.new" "$2"
}

# The same, readable to everybody.
publish() {
  cp "$1" "$2.new"
  chmod 0644 "$2.new"
  mv "$2.new" "$2"
}

new_key() {
  openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$work/key.pem" 2> "$work/said"
  put "$work/key.pem" "$1"
}

make_authority() {
  mkdir -p "$folder/authority" "$folder/ca"
  if [ -e "$ca" ]; then return; fi
  if [ ! -e "$ca_key" ]; then new_key "$ca_key"; fi
  {
    printf '%s\n' '[req]' 'prompt=no' 'distinguished_name=name' 'x509_extensions=authority' \
      '[name]' 'CN=Profinaut stack authority' \
      '[authority]' 'basicConstraints=critical,CA:TRUE,pathlen:0' 'keyUsage=critical,keyCertSign,cRLSign' \
      'subjectKeyIdentifier=hash' 'nameConstraints=critical,@allowed' \
      '[allowed]' 'permitted;IP.0=127.0.0.1/255.255.255.255'
    at=0
    for server in $servers; do
      for name in $(names_of "$server"); do
        printf 'permitted;DNS.%s=%s\n' "$at" "$name"
        at=$((at + 1))
      done
    done
  } > "$work/authority.cnf"
  openssl req -new -x509 -config "$work/authority.cnf" -key "$ca_key" -days "$authority_days" -sha256 -out "$work/ca.pem"
  chmod 0755 "$folder/ca"
  publish "$work/ca.pem" "$ca"
  say "Made the authority: $ca"
}

# certify KEY COMMON-NAME USAGE ALTERNATIVE-NAMES: into $work/cert.pem
certify() {
  if [ ! -e "$ca_key" ]; then
    say "A certificate for $2 is missing and so is the authority's key $ca_key. Restore it, or remove $folder to begin anew." >&2
    exit 1
  fi
  printf '%s\n' 'basicConstraints=critical,CA:FALSE' 'keyUsage=critical,digitalSignature' "extendedKeyUsage=$3" \
    "subjectAltName=$4" 'subjectKeyIdentifier=hash' 'authorityKeyIdentifier=keyid' > "$work/extensions.cnf"
  openssl req -new -key "$1" -subj "/CN=$2" -out "$work/request.pem"
  openssl x509 -req -in "$work/request.pem" -CA "$ca" -CAkey "$ca_key" -set_serial "0x$(openssl rand -hex 16)" \
    -days "$certificate_days" -sha256 -extfile "$work/extensions.cnf" -out "$work/cert.pem" 2> "$work/said" ||
    { cat "$work/said" >&2; exit 1; }
  # A name that the authority was not made for would be refused by every client: better here.
  openssl verify -CAfile "$ca" "$work/cert.pem" > "$work/said" 2>&1 ||
    { cat "$work/said" >&2; say "The authority was made without one of these names: $4. See docs/stack.md." >&2; exit 1; }
}

# pair FOLDER PREFIX OWNER COMMON-NAME USAGE ALTERNATIVE-NAMES: a key and its certificate, given to their owner when they are
# in place: the init service can no longer read what it has given away. The certificate comes last, so it says that all is there.
pair() {
  if [ -e "$1/$2cert.pem" ]; then return; fi
  new_key "$1/$2key.pem"
  certify "$work/key.pem" "$4" "$5" "$6"
  give_to "$3" "$1/$2key.pem"
  case $1 in
    */mongodb | */kafka)
      cat "$work/key.pem" "$work/cert.pem" > "$work/both.pem"
      put "$work/both.pem" "$1/both.pem"
      give_to "$3" "$1/both.pem"
      ;;
  esac
  publish "$work/cert.pem" "$1/$2cert.pem"
  say "Made $1/$2cert.pem"
}

make_server() {
  owner=$(owner_of "$1")
  mkdir -p "$folder/$1"
  chmod 0755 "$folder/$1"
  pair "$folder/$1" '' "$owner" "profinaut_$1" serverAuth "$(san_of "$1")"
  if [ "$1" = vault ]; then
    pair "$folder/vault" consul-client- "$owner" profinaut_vault clientAuth DNS:profinaut_vault
  fi
  if [ ! -e "$folder/$1/ca.pem" ]; then publish "$ca" "$folder/$1/ca.pem"; fi
}

put_aside() {
  owner_of "$1" > "$work/said"
  stamp=$(date -u +%Y%m%dT%H%M%SZ)
  for file in "$folder/$1"/*.pem; do
    if [ -e "$file" ]; then mv "$file" "$file.old-$stamp"; fi
  done
}

warn_of_ends() {
  for file in "$ca" "$folder"/*/*cert.pem; do
    openssl x509 -in "$file" -noout -checkend $((warn_days * 86400)) > "$work/said" ||
      say "Ends within $warn_days days: $file. See \"rotating certificates\" in docs/stack.md." >&2
  done
}

case ${2:-} in
  '') ;;
  renew) put_aside "${3:?renew what? One of: $servers}" ;;
  *) say "usage: make-certificates.sh FOLDER [renew NAME]" >&2; exit 2 ;;
esac
make_authority
for server in $servers; do make_server "$server"; done
warn_of_ends
