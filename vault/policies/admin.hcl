# ${role} manages every value below ${base}, and nothing else: no roles, no policies, no mounts, and neither the bot's own keys
# nor the values that wait for an approval.

path "${kvMount}/data/${base}/*" {
  capabilities = ["create", "read", "update", "patch", "delete"]
}

path "${kvMount}/metadata/${base}/*" {
  capabilities = ["create", "read", "update", "patch", "delete", "list"]
}

path "${kvMount}/delete/${base}/*" {
  capabilities = ["update"]
}

path "${kvMount}/undelete/${base}/*" {
  capabilities = ["update"]
}

path "${kvMount}/destroy/${base}/*" {
  capabilities = ["update"]
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

path "${kvMount}/delete/${base}/staging" {
  capabilities = ["deny"]
}

path "${kvMount}/delete/${base}/staging/*" {
  capabilities = ["deny"]
}

path "${kvMount}/undelete/${base}/staging" {
  capabilities = ["deny"]
}

path "${kvMount}/undelete/${base}/staging/*" {
  capabilities = ["deny"]
}

path "${kvMount}/destroy/${base}/staging" {
  capabilities = ["deny"]
}

path "${kvMount}/destroy/${base}/staging/*" {
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
