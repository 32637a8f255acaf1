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
# Seconds before each further attempt.
vault_pauses=(1 2 4)
# What the last question was answered: the body, the status, and how curl ended.
vault_answer=''
vault_status=000
vault_curl=0

vault_fail() {
  printf '::error title=Vault::%s\n' "$1"
  return 1
}

# Masks each line of a value by itself, without the space around it: a mask of many lines would hide only the whole. JSON is often
# printed otherwise than it was stored, so what it holds is masked as well.
vault_mask() {
  local line json=${1#"${1%%[![:space:]]*}"}
  while IFS= read -r line || [ -n "$line" ]; do
    line=${line#"${line%%[![:space:]]*}"} line=${line%"${line##*[![:space:]]}"}
    # A mask of a brace would hide no secret and every brace.
    if [ -z "$line" ] || [[ $line =~ ^[][{}(),\;:\"]{1,4}$ ]]; then continue; fi
    line=${line//'%'/%25}
    printf '::add-mask::%s\n' "${line//$'\r'/%0D}"
  done < <(
    printf '%s\n' "$1"
    case $json in
      '{'* | '['*) printf '%s' "$1" | jq -r 'tojson, (.. | strings | select(length > 7) | ., tojson[1:-1])' 2> /dev/null ;;
    esac
  )
}

# vault_fetch HEADERS BODY OPTION…: asks by curl, again where another attempt may help, and fails unless the answer is a 2xx. What is
# secret goes to curl through pipes, because arguments can be seen by every program on the machine. Each attempt is a curl of its own:
# `--retry` prints what every attempt was answered, one behind the other, and a refusal would become part of a token.
vault_fetch() {
  local headers=$1 body=$2 pause printed told
  shift 2
  [ -z "$body" ] || set -- --data-binary @/dev/fd/4 "$@"
  for pause in "${vault_pauses[@]}" ''; do
    vault_answer='' vault_status=000 vault_curl=0 told=''
    printed=$(curl --silent --show-error --max-time 20 --header @/dev/fd/3 --output - \
      --write-out '\n%{http_code} %header{retry-after}' "$@" 3< <(printf '%s' "$headers") 4< <(printf '%s' "$body")) || vault_curl=$?
    if [ "$vault_curl" = 0 ]; then
      vault_answer=${printed%$'\n'*} printed=${printed##*$'\n'}
      vault_status=${printed%% *} told=${printed#* }
    fi
    case $vault_curl/$vault_status in
      0/2??) return 0 ;;
      # https://developer.hashicorp.com/vault/api-docs#http-status-codes; 6, 7, 28, 52, 56: no name, nobody there, too late, cut off.
      0/408 | 0/429 | 0/50[0234] | 6/* | 7/* | 28/* | 52/* | 56/*) [ -n "$pause" ] || return 1 ;;
      *) return 1 ;;
    esac
    # Who asks for patience gets it, up to a minute.
    if [[ $told =~ ^[1-9][0-9]*$ ]]; then
      [ "${#told}" -lt 3 ] && [ "$told" -le 60 ] || return 1
      [ "$told" -le "$pause" ] || pause=$told
    fi
    sleep "$pause"
  done
}

# vault_ask METHOD PATH [BODY]
vault_ask() {
  local headers=$'X-Vault-Request: true\nContent-Type: application/json\n'
  [ -z "$vault_token" ] || headers+="X-Vault-Token: $vault_token"$'\n'
  [ -z "${PROFINAUT_VAULT_NAMESPACE-}" ] || headers+="X-Vault-Namespace: $PROFINAUT_VAULT_NAMESPACE"$'\n'
  local -a options=(--request "$1" --proto '=https')
  [ -z "${vault_ca_file-}" ] || options+=(--cacert "$vault_ca_file")
  vault_fetch "$headers" "${3-}" "${options[@]}" -- "${PROFINAUT_VAULT_ADDR%/}/v1/$2"
}

# Why vault_ask failed, as a sentence that says what to do, with Vault's own words. These never hold what was sent.
vault_why() {
  local said
  case $vault_curl in
    0) ;;
    6) printf 'this runner finds no machine by the name in PROFINAUT_VAULT_ADDR' && return ;;
    7) printf 'nobody answers at PROFINAUT_VAULT_ADDR: is Vault up, and may this runner reach it?' && return ;;
    28) printf 'there was no answer within 20 seconds: is Vault up, and may this runner reach it?' && return ;;
    35) printf 'there is no TLS at PROFINAUT_VAULT_ADDR: is the port right?' && return ;;
    60) printf 'this runner does not trust the certificate at PROFINAUT_VAULT_ADDR: put that of the authority behind it (PEM) into the variable PROFINAUT_VAULT_CACERT, and use a name that the certificate holds' && return ;;
    77) printf 'PROFINAUT_VAULT_CACERT holds no certificate (PEM)' && return ;;
    *) printf 'curl ended with %s; the line above says why' "$vault_curl" && return ;;
  esac
  said=$(printf '%s' "$vault_answer" | jq -r '[.errors[]? | strings] | join("; ") | gsub("[^[:print:]]"; " ") | .[:300]' 2> /dev/null) || said=''
  said=${said//'%'/%25}
  case $vault_status in
    503) printf 'Vault is sealed or not ready' ;;
    2??) printf 'what answered is not Vault' ;;
    *) printf 'Vault answered %s' "$vault_status" ;;
  esac
  [ -z "$said" ] || printf ' (%s)' "$said"
}

# What a field is: Vault takes any JSON, a variable only text. Numbers, true, false and null become what JSON writes for them.
# shellcheck disable=SC2016
vault_kind='.data.data | objects | if has(env.vault_field) | not then "missing" else .[env.vault_field]
  | if type == "object" or type == "array" then "nested"
    elif type == "number" and (. > 9007199254740991 or . < -9007199254740991) then "inexact"
    elif type == "string" and (explode | any(. == 0)) then "zero"
    else "text" end end'

# vault_pick ANSWER FILTER [FIELD]: through a pipe, because a long here-string would become a file.
vault_pick() {
  printf '%s' "$1" | vault_field=${3-} jq -erj "$2"
}

# Logs in, and logs out again when the step ends however it ends.
vault_login() {
  # With -x the shell would print every value it touches.
  set +x
  local body token program
  for program in curl jq; do
    command -v "$program" > /dev/null || vault_fail "this runner has no $program: install it; without it nothing is read from Vault." || return
  done
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
      vault_ask POST "auth/$vault_approle_mount/login" "$body" || vault_no_login AppRole || return
      ;;
    oidc)
      vault_oidc_token || return
      vault_ask POST auth/jwt/login "$vault_oidc_body" || vault_no_login OIDC || return
      unset vault_oidc_body
      ;;
    *) vault_fail 'PROFINAUT_VAULT_AUTH must be approle or oidc' || return ;;
  esac

  token=$(vault_pick "$vault_answer" '.auth.client_token | strings' 2> /dev/null) \
    || vault_fail 'What answered the login gave no token: is PROFINAUT_VAULT_ADDR that of Vault?' || return
  vault_mask "$token"
  vault_token=$token
  # Nothing that this step starts needs it any more.
  unset PROFINAUT_VAULT_SECRET_ID
  trap vault_logout EXIT
  vault_role=$(vault_pick "$vault_answer" '.auth.metadata.role_name // .auth.metadata.role // "unknown"')
  vault_token_ttl=$(vault_pick "$vault_answer" '.auth.lease_duration // 0')
  # The bot leaves these two with every SecretID it issues; a step may say them.
  # shellcheck disable=SC2034
  vault_generation=$(vault_pick "$vault_answer" '.auth.metadata.generation // ""')
  # shellcheck disable=SC2034
  vault_request=$(vault_pick "$vault_answer" '.auth.metadata.request // ""')
  vault_answer=''
  printf 'Logged in to Vault as %s, for at most %s seconds\n' "$vault_role" "$vault_token_ttl"
}

# vault_no_login METHOD: what to do about it. Only Vault's own refusals speak of the login; the rest is about the way there.
vault_no_login() {
  local why
  why=$(vault_why)
  case $1/$vault_curl/$vault_status in
    AppRole/0/400) vault_fail "Vault refused the login by AppRole: $why. Its SecretID has ended or belongs to another AppRole: have it rotated, in Slack by /profinaut rotate and the AppRole's name" ;;
    AppRole/0/403) vault_fail "Vault refused the login by AppRole: $why. Either it is locked after failed logins (in Slack /profinaut unlock and its name), or it may not log in from this runner's address" ;;
    OIDC/0/40[03]) vault_fail "Vault refused the login by OIDC: $why. The role in PROFINAUT_VAULT_JWT_ROLE must be bound to this repository's id, and to this job's environment or ref" ;;
    *) vault_fail "The login by $1 was not answered: $why" ;;
  esac
}

# A token that GitHub signs for this very job. https://docs.github.com/en/actions/reference/security/oidc
vault_oidc_token() {
  local audience token
  if [ -z "${ACTIONS_ID_TOKEN_REQUEST_URL-}" ] || [ -z "${ACTIONS_ID_TOKEN_REQUEST_TOKEN-}" ]; then
    vault_fail 'GitHub offers this job no OIDC token: it needs the permission id-token: write.' || return
  fi
  audience=$(jq -rn 'env.PROFINAUT_VAULT_ADDR | rtrimstr("/") | @uri') || return
  vault_fetch "Authorization: bearer $ACTIONS_ID_TOKEN_REQUEST_TOKEN"$'\n' '' -- "$ACTIONS_ID_TOKEN_REQUEST_URL&audience=$audience" \
    && token=$(vault_pick "$vault_answer" '.value | strings' 2> /dev/null) \
    || vault_fail "GitHub gave no OIDC token (status $vault_status, curl $vault_curl)" || return
  vault_mask "$token"
  vault_oidc_body=$(jq -R '{role: (env.PROFINAUT_VAULT_JWT_ROLE // ""), jwt: .}' < <(printf '%s' "$token"))
}

# vault_read VARIABLE PATH FIELD: puts one field of secret/profinaut/PATH into a variable of the shell, masked.
vault_read() {
  local name=$1 path=$2 field=$3 value
  if ! [[ $path =~ ^[a-z0-9][a-z0-9_.-]*(/[a-z0-9][a-z0-9_.-]*)*$ ]] || [[ $path == *..* ]]; then
    vault_fail "$name: a path is small letters, digits and / such as db/credentials" || return
  fi
  if ! vault_ask GET "$vault_kv_mount/data/$vault_kv_base/$path"; then
    case $vault_curl/$vault_status in
      0/403) vault_fail "$vault_kv_base/$path cannot be read: $vault_role may not" || return ;;
      0/404) vault_fail "$vault_kv_base/$path cannot be read: it does not exist, or its newest version was deleted" || return ;;
      *) vault_fail "$vault_kv_base/$path cannot be read: $(vault_why)" || return ;;
    esac
  fi
  case $(vault_pick "$vault_answer" "$vault_kind" "$field") in
    text) ;;
    missing) vault_fail "$vault_kv_base/$path has no field $field" || return ;;
    nested) vault_fail "$vault_kv_base/$path: the field $field holds a list or an object; store it as text" || return ;;
    inexact) vault_fail "$vault_kv_base/$path: the field $field holds a number that loses digits on the way; store it as text" || return ;;
    zero) vault_fail "$vault_kv_base/$path: the field $field holds a zero byte, which no variable can; store it in base64" || return ;;
    *) vault_fail "$vault_kv_base/$path cannot be read: what answered is not Vault" || return ;;
  esac
  # $(…) takes newlines off the end, and a key without its last one is none; the dot keeps them.
  value=$(vault_pick "$vault_answer" '.data.data[env.vault_field] | if type == "string" then . else tojson end' "$field" && printf .) || return
  value=${value%.}
  vault_answer=''
  # These three words are no secret, and logs are full of them.
  case $value in true | false | null) ;; *) vault_mask "$value" ;; esac
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
  vault_ask POST auth/token/revoke-self \
    || printf '::warning title=Vault::the token could not be revoked; it ends by itself within %s seconds\n' "$vault_token_ttl"
  vault_token=''
}
