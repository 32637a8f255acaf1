# One Consul server as Vault's storage. https://developer.hashicorp.com/consul/docs/reference/agent/configuration-file
# It is reached over mutual TLS alone: only who has a client certificate of this stack's authority may read or write, and
# there is one, Vault's. Plain HTTP is on this container's loopback, for the healthcheck and for snapshots.

server           = true
bootstrap_expect = 1
datacenter       = "profinaut"
node_name        = "profinaut-consul"
data_dir         = "/consul/data"

# Nobody joins this server.
bind_addr = "127.0.0.1"

addresses {
  http  = "127.0.0.1"
  https = "0.0.0.0"
}

ports {
  http     = 8500
  https    = 8501
  dns      = -1
  grpc     = -1
  grpc_tls = -1
  serf_wan = -1
}

tls {
  https {
    ca_file         = "/tls/ca.pem"
    cert_file       = "/tls/cert.pem"
    key_file        = "/tls/key.pem"
    verify_incoming = true
    tls_min_version = "TLSv1_2"
  }
}

ui_config {
  enabled = false
}

connect {
  enabled = false
}

performance {
  raft_multiplier = 1
}

disable_update_check = true
log_level            = "info"
log_json             = true
