# AppRole profinaut-readonly: reads every value of the platform, changes nothing. The bot's own keys and the values
# that wait for an approval lie beside ${kvBase}, not below it.

path "${kvMount}/data/${kvBase}/*" {
  capabilities = ["read"]
}

path "${kvMount}/metadata/${kvBase}/*" {
  capabilities = ["read", "list"]
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
