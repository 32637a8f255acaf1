#!/bin/sh
# What people type from the manual, without the typing: a new SecretID from Vault, sealed, into GitHub Actions Secrets.
# `by-hand.sh <role>=<secret> ...`; nothing is verified, recorded or retired. `gh secret set` is a read of the public key,
# a sealed box and a write, which are done here by curl and seal.mjs.
set -eu
folder=$(dirname "$0")
field() { sed -n "s/.*\"$1\":\"\([^\"]*\)\".*/\1/p"; }
github() { curl -fsS -H "Authorization: Bearer $GITHUB_TOKEN" "$@"; }
for pair in "$@"; do
  role=${pair%%=*}
  secrets=$GITHUB_API_URL/repos/$REPOSITORY/actions/secrets
  issued=$(curl -fsS --cacert "$VAULT_CACERT" -H "X-Vault-Token: $VAULT_TOKEN" -X POST "$VAULT_ADDR/v1/auth/approle/role/$role/secret-id")
  public_key=$(github "$secrets/public-key")
  sealed=$(printf '%s' "$issued" | field secret_id | "$NODE" "$folder/seal.mjs" "$(printf '%s' "$public_key" | field key)")
  github -X PUT "$secrets/${pair#*=}" -H "Content-Type: application/json" \
    -d "{\"encrypted_value\":\"$sealed\",\"key_id\":\"$(printf '%s' "$public_key" | field key_id)\"}"
done
