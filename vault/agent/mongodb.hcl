# Vault Agent of profinaut_mongodb: keeps its user and password in memory, where it alone can read them.
# https://developer.hashicorp.com/vault/docs/agent-and-proxy/agent

vault {
  address = "https://profinaut_vault:8200"
  ca_cert = "/tls/ca.pem"
}

auto_auth {
  method "approle" {
    mount_path  = "auth/approle"
    min_backoff = "1s"
    max_backoff = "15s"

    # vault/hand-over.sh puts both files there. The second holds a wrapping token, not a SecretID: it opens once, only if it
    # was made by this path, and the file is removed. The SecretID stays in the agent's memory.
    config = {
      role_id_file_path                   = "/approle/role_id"
      secret_id_file_path                 = "/approle/secret_id"
      secret_id_response_wrapping_path    = "auth/approle/role/profinaut-db/secret-id"
      remove_secret_id_file_after_reading = true
    }
  }
}

template_config {
  # A sealed Vault is waited for.
  exit_on_retry_failure         = false
  static_secret_render_interval = "5m"
}

template {
  source               = "/etc/agent/templates/mongodb-username.ctmpl"
  destination          = "/rendered/username"
  perms                = "0400"
  error_on_missing_key = true
}

template {
  source               = "/etc/agent/templates/mongodb-password.ctmpl"
  destination          = "/rendered/password"
  perms                = "0400"
  error_on_missing_key = true
}
