# AppRole profinaut-admin: manages every value of the platform, and nothing else: no roles, no policies, no mounts, and
# neither the bot's own keys nor the values that wait for an approval.

path "${kvMount}/data/${kvBase}/*" {
  capabilities = ["create", "read", "update", "patch", "delete"]
}

path "${kvMount}/metadata/${kvBase}/*" {
  capabilities = ["create", "read", "update", "patch", "delete", "list"]
}

path "${kvMount}/delete/${kvBase}/*" {
  capabilities = ["update"]
}

path "${kvMount}/undelete/${kvBase}/*" {
  capabilities = ["update"]
}

path "${kvMount}/destroy/${kvBase}/*" {
  capabilities = ["update"]
}

path "auth/token/lookup-self" {
  capabilities = ["read"]
}

path "auth/token/renew-self" {
  capabilities = ["update"]
}

path "auth/token/revoke-self" {
  capabilities = ["update"]
}
