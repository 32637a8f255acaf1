#!/bin/sh
# Refuses a checkout that only its owner may read, as `git clone` makes it under umask 077: the files are mounted into containers whose users
# are others, which would start again and again without saying why.
#
#   find-unreadable.sh FOLDER     the checkout, or the parts of it that are mounted
set -eu

folder=${1:?usage: find-unreadable.sh FOLDER}

# A folder that this user may not enter is one of them, so what find says of it is no mistake.
unreadable=$(find "$folder" \( -type d ! -perm -005 -o -type f ! -perm -004 \) -print 2> /dev/null || true)
if [ -n "$unreadable" ]; then
  printf '%s\n' "$unreadable" | head -n 5 >&2
  printf '%s\n' 'The users of the containers may not read these. On the host, in the folder of docker-compose.yml:' \
    '  chmod -R go+rX vault stack' >&2
  exit 1
fi
