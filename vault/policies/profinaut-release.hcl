# AppRole profinaut-release: reads the release's signing key, changes nothing.

path "${kvMount}/data/${kvBase}/release" {
  capabilities = ["read"]
}

path "${kvMount}/data/${kvBase}/release/*" {
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
