# For a job that compares Vault with what is declared here (`profinaut bootstrap --check`): it sees settings and names, and no value.
# Vault counts the list of audit devices among the paths that need "sudo"; with "read" alone nothing can be changed there.

path "sys/audit" {
  capabilities = ["read", "sudo"]
}

path "sys/mounts" {
  capabilities = ["read"]
}

path "sys/auth" {
  capabilities = ["read"]
}

path "sys/mounts/auth/${approleMount}/tune" {
  capabilities = ["read"]
}

path "${kvMount}/config" {
  capabilities = ["read"]
}

path "${kvBase}-pending/config" {
  capabilities = ["read"]
}

path "${kvMount}/metadata/${kvBase}-keys/*" {
  capabilities = ["read"]
}

path "sys/policies/acl" {
  capabilities = ["list"]
}

path "sys/policies/acl/profinaut-*" {
  capabilities = ["read"]
}

path "auth/${approleMount}/role" {
  capabilities = ["list"]
}

path "auth/${approleMount}/role/+" {
  capabilities = ["read"]
}

# Whether a root token is alive: accessors of all tokens, and what Vault says of each. With an accessor alone nothing can be done here.
path "auth/token/accessors" {
  capabilities = ["list", "sudo"]
}

path "auth/token/lookup-accessor" {
  capabilities = ["update"]
}

path "auth/token/lookup-self" {
  capabilities = ["read"]
}
