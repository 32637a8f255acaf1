# The half of the bot that hears people. It looks, signs decisions and puts values where they wait for an approval; it
# can neither read such a value again nor read, write, issue or destroy anything else.

path "sys/mounts/auth/${approleMount}/tune" {
  capabilities = ["read"]
}

# Names, versions and ages; values are under data/.
path "${kvMount}/metadata/${kvBase}/*" {
  capabilities = ["read", "list"]
}

# Without "update" an entry that exists can be neither read nor replaced.
path "${kvBase}-pending/data/*" {
  capabilities = ["create"]
}

path "${kvMount}/data/${kvBase}-keys/signing/decisions" {
  capabilities = ["read"]
}

path "${kvMount}/data/${kvBase}-keys/public/decisions" {
  capabilities = ["read"]
}

path "${kvMount}/data/${kvBase}-keys/public/worker" {
  capabilities = ["read"]
}

# Where the worker says that the audit log stood.
path "${kvMount}/data/${kvBase}-anchor/*" {
  capabilities = ["read"]
}

# Where a wrapping token comes from and how long it lives, without spending it.
path "sys/wrapping/lookup" {
  capabilities = ["update"]
}

path "sys/capabilities-self" {
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
