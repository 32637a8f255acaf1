# AppRole profinaut-db: reads the database's values, changes nothing.

path "${kvMount}/data/${kvBase}/db" {
  capabilities = ["read"]
}

path "${kvMount}/data/${kvBase}/db/*" {
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
