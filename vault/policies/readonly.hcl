# ${role} reads every value below ${base}, and changes nothing. The bot's own keys and the values that wait for an approval lie
# beside the base, not below it.

path "${kvMount}/data/${base}/*" {
  capabilities = ["read"]
}

path "${kvMount}/metadata/${base}/*" {
  capabilities = ["read", "list"]
}

# Staging lies below the base and has a role of its own.
path "${kvMount}/data/${base}/staging" {
  capabilities = ["deny"]
}

path "${kvMount}/data/${base}/staging/*" {
  capabilities = ["deny"]
}

path "${kvMount}/metadata/${base}/staging" {
  capabilities = ["deny"]
}

path "${kvMount}/metadata/${base}/staging/*" {
  capabilities = ["deny"]
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
