# Vault's server. https://developer.hashicorp.com/vault/docs/configuration
# There is no `telemetry` stanza: nothing is sent or counted for anybody. The audit device is made by `profinaut bootstrap`
# and writes below /vault/logs, the one folder this container keeps.

cluster_name = "profinaut"
api_addr     = "https://profinaut_vault:8200"
cluster_addr = "https://profinaut_vault:8201"

ui                              = false
raw_storage_endpoint            = false
introspection_endpoint          = false
disable_mlock                   = false
log_level                       = "info"
log_format                      = "json"
enable_response_header_hostname = false

listener "tcp" {
  address         = "0.0.0.0:8200"
  cluster_address = "0.0.0.0:8201"

  tls_cert_file            = "/tls/cert.pem"
  tls_key_file             = "/tls/key.pem"
  tls_min_version          = "tls12"
  tls_disable_client_certs = true

  # Slow or huge requests end; the largest of ours is a signing key.
  http_read_header_timeout = "10s"
  http_read_timeout        = "30s"
  max_request_size         = 1048576

  telemetry {
    unauthenticated_metrics_access = false
  }
}

# Consul answers who shows this certificate, and nobody else. What it keeps is encrypted by Vault.
storage "consul" {
  address              = "profinaut_consul:8501"
  scheme               = "https"
  path                 = "vault/"
  tls_ca_file          = "/tls/ca.pem"
  tls_cert_file        = "/tls/consul-client-cert.pem"
  tls_key_file         = "/tls/consul-client-key.pem"
  tls_min_version      = "tls12"
  disable_registration = "true"
}
