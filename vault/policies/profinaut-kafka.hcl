# AppRole profinaut-kafka: reads Kafka's values, changes nothing.

path "${kvMount}/data/${kvBase}/kafka" {
  capabilities = ["read"]
}

path "${kvMount}/data/${kvBase}/kafka/*" {
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
