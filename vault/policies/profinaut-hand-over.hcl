# For the people who hand logins to services that read their own values: a RoleID, and a SecretID that only its wrapping token opens.

path "auth/${approleMount}/role/profinaut-db/role-id" {
  capabilities = ["read"]
}

path "auth/${approleMount}/role/profinaut-db/secret-id" {
  capabilities     = ["create", "update"]
  min_wrapping_ttl = "1s"
  max_wrapping_ttl = "10m"
}

path "auth/${approleMount}/role/profinaut-kafka/role-id" {
  capabilities = ["read"]
}

path "auth/${approleMount}/role/profinaut-kafka/secret-id" {
  capabilities     = ["create", "update"]
  min_wrapping_ttl = "1s"
  max_wrapping_ttl = "10m"
}
