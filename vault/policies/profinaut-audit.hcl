# For whoever runs `profinaut audit`: the public keys that verify an export, and how an accessor is written in Vault's own log, where
# nothing stands in clear. It reads no value and changes nothing. Whoever has this and the log can try whether a guess stands in it,
# a short password for instance; so it is a policy of its own and no part of profinaut-check, whose token lies in CI.

path "${kvMount}/data/${kvBase}-keys/public/decisions" {
  capabilities = ["read"]
}

path "sys/audit-hash/${auditDevice}" {
  capabilities = ["update"]
}

path "auth/token/lookup-self" {
  capabilities = ["read"]
}
