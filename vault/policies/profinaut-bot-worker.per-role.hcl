
# ${role}: issue, look, retire.

path "auth/${approleMount}/role/${role}" {
  capabilities = ["read"]
}

# Its policy, to see whether it still is as declared.
path "sys/policies/acl/${role}" {
  capabilities = ["read"]
}

# A SecretID that is not response-wrapped is refused.
path "auth/${approleMount}/role/${role}/secret-id" {
  capabilities     = ["create", "update"]
  min_wrapping_ttl = "1s"
  max_wrapping_ttl = "10m"
}

# Listing would fall back to the stanza above, and would have to be wrapped.
path "auth/${approleMount}/role/${role}/secret-id/" {
  capabilities = ["list"]
}

path "auth/${approleMount}/role/${role}/secret-id/lookup" {
  capabilities = ["update"]
}

path "auth/${approleMount}/role/${role}/secret-id-accessor/lookup" {
  capabilities = ["update"]
}

path "auth/${approleMount}/role/${role}/secret-id-accessor/destroy" {
  capabilities = ["update"]
}
