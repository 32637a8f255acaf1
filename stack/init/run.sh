#!/bin/sh
# What the init service does: make what is missing, leave what is there. With `renew NAME`, one certificate anew.
set -eu

here=$(dirname "$0")
if [ "${1:-}" = renew ]; then
  exec sh "$here/make-certificates.sh" /stack/tls renew "${2:?renew what? vault, consul, redis, postgres, mongodb or kafka}"
fi
sh "$here/find-unreadable.sh" /stack/checkout
sh "$here/make-certificates.sh" /stack/tls
sh "$here/make-user.sh" /stack/redis-users /stack/redis-login
