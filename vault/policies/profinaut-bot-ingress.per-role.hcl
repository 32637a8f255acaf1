
# ${role}: look only.

path "auth/${approleMount}/role/${role}" {
  capabilities = ["read"]
}

path "auth/${approleMount}/role/${role}/secret-id/" {
  capabilities = ["list"]
}

path "auth/${approleMount}/role/${role}/secret-id-accessor/lookup" {
  capabilities = ["update"]
}
