
# ${exchange}: probed and failed over, so read as it is.

path "${kvMount}/data/${kvBase}/${exchange}" {
  capabilities = ["create", "read", "update"]
}

path "${kvMount}/data/${kvBase}/${exchange}/*" {
  capabilities = ["create", "read", "update"]
}

path "${kvMount}/data/${kvBase}/staging/${exchange}" {
  capabilities = ["create", "read", "update"]
}

path "${kvMount}/data/${kvBase}/staging/${exchange}/*" {
  capabilities = ["create", "read", "update"]
}
