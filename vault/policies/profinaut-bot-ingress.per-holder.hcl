
# ${role}: how long its own SecretID lives. Whoever asks must hold it already.

path "auth/${approleMount}/role/${role}/secret-id/lookup" {
  capabilities = ["update"]
}
