# The half of the bot that acts. It issues and destroys SecretIDs of the roles below, writes values that were approved, and verifies
# decisions. It has no key to sign one, may not read a RoleID (RoleID and SecretID meet at the consumer alone), and cannot touch a
# policy, a mount, an auth method, a token or an AppRole that is not declared.

path "sys/mounts/auth/${approleMount}/tune" {
  capabilities = ["read"]
}

# Who is locked out, and to end that. Vault knows the mount by an accessor that it makes up, hence the "+": other auth methods' users too.
# A name is asked for by a RoleID that is known already, and by nothing else: to look for RoleIDs is refused.
path "sys/mounts/auth/${approleMount}" {
  capabilities = ["read"]
}

path "sys/locked-users" {
  capabilities = ["read"]
}

path "sys/locked-users/+/unlock/+" {
  capabilities = ["update"]
}

path "identity/lookup/entity" {
  capabilities        = ["update"]
  required_parameters = ["alias_name", "alias_mount_accessor"]
  allowed_parameters  = { "alias_name" = [], "alias_mount_accessor" = [] }
}

# Settings of the mounts, for the regular look at whether they are still as declared.
path "${kvMount}/config" {
  capabilities = ["read"]
}

path "${kvBase}-pending/config" {
  capabilities = ["read"]
}

# Whether the audit device is on: the list of devices needs "sudo", but Vault hashes only for a device it has. It hashes this one
# text and no other, so that nobody can look for a guess in the log.
path "sys/audit-hash/${auditDevice}" {
  capabilities       = ["update"]
  allowed_parameters = { "input" = ["profinaut-check"] }
}

# Vault asks for wrapping of whatever is done at a path, not of reading alone: so a write must ask for a wrapped answer too, and the
# worker opens that one (it holds the version, no value). Reading a value as it is, is refused.
path "${kvMount}/data/${kvBase}/*" {
  capabilities     = ["create", "read", "update"]
  min_wrapping_ttl = "1s"
  max_wrapping_ttl = "1h"
}

# What is noted of a value; that it vanishes by itself, or that fewer versions are kept, is not for the bot to say.
path "${kvMount}/metadata/${kvBase}/*" {
  capabilities = ["create", "read", "update", "list"]
  denied_parameters = {
    "delete_version_after" = []
    "max_versions"         = []
    "cas_required"         = []
  }
}

# Versions, which can be brought back; nothing is destroyed.
path "${kvMount}/delete/${kvBase}/*" {
  capabilities = ["update"]
}

path "${kvMount}/undelete/${kvBase}/*" {
  capabilities = ["update"]
}

# Values that were approved are taken from here and removed with all their versions.
path "${kvBase}-pending/data/*" {
  capabilities = ["read"]
}

path "${kvBase}-pending/metadata/*" {
  capabilities = ["read", "list", "delete"]
}

path "${kvMount}/data/${kvBase}-keys/public/decisions" {
  capabilities = ["read"]
}

# With its own key it signs what it did, so that nobody who writes to Redis can say that something was done.
path "${kvMount}/data/${kvBase}-keys/signing/worker" {
  capabilities = ["read"]
}

path "${kvMount}/data/${kvBase}-keys/public/worker" {
  capabilities = ["read"]
}

# Where the audit log stood, and which approvals are used up. Without "update" what is used up stays so; nobody may delete either.
path "${kvMount}/data/${kvBase}-anchor/head" {
  capabilities = ["create", "read", "update"]
}

path "${kvMount}/data/${kvBase}-anchor/requests/*" {
  capabilities = ["create", "read"]
}

path "sys/wrapping/lookup" {
  capabilities = ["update"]
}

path "sys/wrapping/unwrap" {
  capabilities = ["update"]
}

path "sys/capabilities-self" {
  capabilities = ["update"]
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
