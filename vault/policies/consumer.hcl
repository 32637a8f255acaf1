# ${role} reads what is at ${base}/${name}, and changes nothing.

path "${kvMount}/data/${base}/${name}" {
  capabilities = ["read"]
}

path "${kvMount}/data/${base}/${name}/*" {
  capabilities = ["read"]
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
