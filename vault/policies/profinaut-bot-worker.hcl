# The half of the bot that acts. It issues and destroys SecretIDs of the roles below, and verifies decisions; it has no
# key to sign one, may not read a RoleID (RoleID and SecretID meet at the consumer alone), no policy and no value.

path "sys/mounts/auth/${approleMount}/tune" {
  capabilities = ["read"]
}

path "${kvMount}/data/${kvBase}-keys/public/decisions" {
  capabilities = ["read"]
}

# Values that were approved are taken from here and removed with all their versions.
path "${kvMount}/data/${kvBase}-pending/*" {
  capabilities = ["read"]
}

path "${kvMount}/metadata/${kvBase}-pending/*" {
  capabilities = ["list", "delete"]
}

path "sys/wrapping/unwrap" {
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
