# shellcheck shell=bash
#
# Values from Vault for one step of a job. Sourced, never run:
#
#   source .github/profinaut/vault.sh
#   vault_login
#   vault_values 'DB_PASSWORD=db/credentials#password'
#   vault_logout
#
# Every line of every value is masked before the value can be used. A value lives in this shell and in what it starts: not on
# disk, not in an output of the step, not in the arguments of a program. Needs bash, curl and jq, which GitHub's runners have.
#
# PROFINAUT_VAULT_ADDR       where Vault is, https only
# PROFINAUT_VAULT_CACERT     certificate (PEM) of the authority Vault's certificate is from; empty: one the runner knows
# PROFINAUT_VAULT_NAMESPACE  Vault Enterprise only
# PROFINAUT_VAULT_AUTH       oidc, or approle (default)
#   oidc:     PROFINAUT_VAULT_JWT_ROLE, a role of the JWT method mounted at jwt/; the job needs `id-token: write`
#   approle:  PROFINAUT_VAULT_ROLE_ID and PROFINAUT_VAULT_SECRET_ID

vault_kv_mount='@kvMount@'
vault_kv_base='@kvBase@'
vault_approle_mount='@approleMount@'

vault_token=''
# What the last login told of itself.
vault_role=''
vault_token_ttl=''
vault_generation=''
vault_request=''
# Variables that vault_values has set.
vault_names=()

vault_fail() {
  printf '::error title=Vault::%s\n' "$1"
  return 1
}

# Masks each line of a value by itself: a mask of many lines would hide only the whole.
vault_mask() {
  local line
  while IFS= read -r line || [ -n "$line" ]; do
    line=${line%$'\r'}
    [[ $line == *[![:space:]]* ]] || continue
    line=${line//'%'/%25}
    printf '::add-mask::%s\n' "${line//$'\r'/%0D}"
  done < <(printf '%s' "$1")
}

# vault_ask METHOD PATH [BODY]: the answer's body goes to stdout, which the caller catches. What is secret goes to curl through
# pipes, because arguments can be seen by every program on the machine.
vault_ask() {
  local method=$1 path=$2 body=${3-} status answer
  local -a options=(--silent --show-error --request "$method" --proto '=https' --max-time 20 --retry 3
    --header @/dev/fd/3 --output - --write-out '\n%{http_code}')
  [ -z "$body" ] || options+=(--data-binary @/dev/fd/4)
  [ -z "${vault_ca_file-}" ] || options+=(--cacert "$vault_ca_file")
  answer=$(curl "${options[@]}" -- "${PROFINAUT_VAULT_ADDR%/}/v1/$path" \
    3< <(
      [ -z "$vault_token" ] || printf 'X-Vault-Token: %s\n' "$vault_token"
      [ -z "${PROFINAUT_VAULT_NAMESPACE-}" ] || printf 'X-Vault-Namespace: %s\n' "$PROFINAUT_VAULT_NAMESPACE"
      printf 'X-Vault-Request: true\nContent-Type: application/json\n'
    ) 4< <(printf '%s' "$body")) || return 1
  status=${answer##*$'\n'}
  printf '%s' "${answer%$'\n'*}"
  case $status in
    2??) return 0 ;;
    *) printf 'Vault answered %s to %s %s\n' "$status" "$method" "$path" >&2 && return 1 ;;
  esac
}

# vault_pick ANSWER FILTER [FIELD]: through a pipe, because a long here-string would become a file. A newline at the end is dropped.
vault_pick() {
  printf '%s' "$1" | vault_field=${3-} jq -erj "$2"
}

# Logs in, and logs out again when the step ends however it ends.
vault_login() {
  # With -x the shell would print every value it touches.
  set +x
  local answer body token
  case ${PROFINAUT_VAULT_ADDR-} in
    https://*) ;;
    '') vault_fail 'PROFINAUT_VAULT_ADDR is empty: add the secret, or give this job the environment that has it.' || return ;;
    *) vault_fail 'PROFINAUT_VAULT_ADDR must begin with https://' || return ;;
  esac
  if [ -n "${PROFINAUT_VAULT_CACERT-}" ]; then
    vault_ca_file=${RUNNER_TEMP:?}/profinaut-vault-ca.pem
    printf '%s\n' "$PROFINAUT_VAULT_CACERT" > "$vault_ca_file"
  fi

  case ${PROFINAUT_VAULT_AUTH:-approle} in
    approle)
      if [ -z "${PROFINAUT_VAULT_ROLE_ID-}" ] || [ -z "${PROFINAUT_VAULT_SECRET_ID-}" ]; then
        vault_fail 'PROFINAUT_VAULT_ROLE_ID or PROFINAUT_VAULT_SECRET_ID is empty: add the secrets, or set the variable PROFINAUT_VAULT_AUTH to oidc.' || return
      fi
      body=$(jq -n '{role_id: env.PROFINAUT_VAULT_ROLE_ID, secret_id: env.PROFINAUT_VAULT_SECRET_ID}') || return
      answer=$(vault_ask POST "auth/$vault_approle_mount/login" "$body") \
        || vault_fail 'Vault refused the login by AppRole. Rotate it: /profinaut rotate <role>' || return
      ;;
    oidc)
      vault_oidc_token || return
      answer=$(vault_ask POST "auth/jwt/login" "$vault_oidc_body") \
        || vault_fail 'Vault refused the login by OIDC: its role must be bound to this repository, and to this branch, tag or environment.' || return
      unset vault_oidc_body
      ;;
    *) vault_fail 'PROFINAUT_VAULT_AUTH must be approle or oidc' || return ;;
  esac

  token=$(vault_pick "$answer" '.auth.client_token') || vault_fail 'Vault answered something that is no login' || return
  vault_mask "$token"
  vault_token=$token
  # Nothing that this step starts needs it any more.
  unset PROFINAUT_VAULT_SECRET_ID
  trap vault_logout EXIT
  vault_role=$(vault_pick "$answer" '.auth.metadata.role_name // .auth.metadata.role // "unknown"')
  vault_token_ttl=$(vault_pick "$answer" '.auth.lease_duration // 0')
  # The bot leaves these two with every SecretID it issues; a step may say them.
  # shellcheck disable=SC2034
  vault_generation=$(vault_pick "$answer" '.auth.metadata.generation // ""')
  # shellcheck disable=SC2034
  vault_request=$(vault_pick "$answer" '.auth.metadata.request // ""')
  printf 'Logged in to Vault as %s, for at most %s seconds\n' "$vault_role" "$vault_token_ttl"
}

# A token that GitHub signs for this very job. https://docs.github.com/en/actions/reference/security/oidc
vault_oidc_token() {
  local answer token
  if [ -z "${ACTIONS_ID_TOKEN_REQUEST_URL-}" ] || [ -z "${ACTIONS_ID_TOKEN_REQUEST_TOKEN-}" ]; then
    vault_fail 'GitHub offers this job no OIDC token: it needs the permission id-token: write.' || return
  fi
  answer=$(curl --silent --show-error --fail --max-time 20 --retry 3 --header @/dev/fd/3 \
    -- "$ACTIONS_ID_TOKEN_REQUEST_URL&audience=$(jq -rn 'env.PROFINAUT_VAULT_ADDR | rtrimstr("/") | @uri')" \
    3< <(printf 'Authorization: bearer %s\n' "$ACTIONS_ID_TOKEN_REQUEST_TOKEN")) \
    || vault_fail 'GitHub gave no OIDC token' || return
  token=$(vault_pick "$answer" .value) || vault_fail 'GitHub gave no OIDC token' || return
  vault_mask "$token"
  vault_oidc_body=$(jq -R '{role: (env.PROFINAUT_VAULT_JWT_ROLE // ""), jwt: .}' < <(printf '%s' "$token"))
}

# vault_read VARIABLE PATH FIELD: puts one field of secret/profinaut/PATH into a variable of the shell, masked.
vault_read() {
  local name=$1 path=$2 field=$3 answer value
  if ! [[ $path =~ ^[a-z0-9][a-z0-9_.-]*(/[a-z0-9][a-z0-9_.-]*)*$ ]] || [[ $path == *..* ]]; then
    vault_fail "$name: a path is small letters, digits and / such as db/credentials" || return
  fi
  answer=$(vault_ask GET "$vault_kv_mount/data/$vault_kv_base/$path") \
    || vault_fail "$vault_kv_base/$path cannot be read: it does not exist, or $vault_role may not." || return
  value=$(vault_pick "$answer" '.data.data[env.vault_field] | strings' "$field") \
    || vault_fail "$vault_kv_base/$path has no field $field" || return
  vault_mask "$value"
  printf -v "$name" '%s' "$value"
}

# vault_values LINES: exports a variable for each line NAME=path#field. Empty lines and lines that begin with # say nothing.
vault_values() {
  local line name rest
  while IFS= read -r line || [ -n "$line" ]; do
    line=${line%$'\r'}
    case $line in '' | '#'*) continue ;; esac
    name=${line%%=*} rest=${line#*=}
    if [ "$name" = "$line" ] || [ "$rest" = "${rest#*'#'}" ] || ! [[ $name =~ ^[A-Z_][A-Z0-9_]*$ ]]; then
      vault_fail 'Values are named as NAME=path#field, one a line.' || return
    fi
    case $name in
      PATH | HOME | SHELL | IFS | ENV | BASH_* | LD_* | GIT_* | GITHUB_* | RUNNER_* | ACTIONS_* | NODE_OPTIONS | DOCKER_* | PROFINAUT_*)
        vault_fail "$name changes how programs run; choose another name." || return ;;
    esac
    vault_read "$name" "${rest%%'#'*}" "${rest#*'#'}" || return
    export "${name?}"
    vault_names+=("$name")
  done < <(printf '%s' "$1")
}

# Ends the token. It would end by itself, and what is over cannot be stolen.
vault_logout() {
  [ -n "$vault_token" ] || return 0
  vault_ask POST auth/token/revoke-self > /dev/null \
    || printf '::warning title=Vault::the token could not be revoked; it ends by itself within %s seconds\n' "$vault_token_ttl"
  vault_token=''
}
