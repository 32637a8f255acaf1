#!/bin/sh
# Makes a password for the bot's Redis that no person ever sees: its hash for Redis, an address with it for the bot.
# Run again, it changes nothing; interrupted, the next run finishes.
#
#   make-user.sh FOLDER-OF-REDIS FOLDER-OF-THE-BOT
set -eu
umask 077

users=${1:?usage: make-user.sh FOLDER-OF-REDIS FOLDER-OF-THE-BOT}/users.acl
url=${2:?usage: make-user.sh FOLDER-OF-REDIS FOLDER-OF-THE-BOT}/url

# What has been given away is left alone: the init service may no longer touch it.
give_to() {
  if [ ! -O "$2" ]; then return; fi
  chmod 0400 "$2"
  if [ "$(id -u)" -eq 0 ]; then chown "$1" "$2"; fi
}

if [ -e "$users" ] && [ -e "$url" ]; then
  give_to 999:1000 "$users"
  give_to 1000:1000 "$url"
  echo "Redis' user is there; left as it is."
  exit 0
fi
if [ -e "$users" ]; then
  echo "$users is there and $url is not. Remove the first to have a new password, and restart Redis and the bot." >&2
  exit 1
fi

if [ ! -e "$url" ]; then
  printf 'rediss://profinaut:%s@profinaut_redis:6379\n' "$(openssl rand -hex 32)" > "$url.new"
  mv "$url.new" "$url"
fi
if [ ! -r "$url" ]; then
  echo "$url is there and $users is not. Remove the first to have a new password, and restart Redis and the bot." >&2
  exit 1
fi
password=$(sed 's|^rediss://profinaut:\([0-9a-f]*\)@.*|\1|' "$url")
hash=$(printf '%s' "$password" | openssl dgst -sha256 -r | cut -d ' ' -f 1)

# What BullMQ and the bot's scripts need, on the bot's keys alone: no CONFIG, FLUSHALL or KEYS.
cat > "$users.new" <<END
user default off
user health on nopass resetkeys resetchannels -@all +ping
user profinaut on #$hash resetkeys ~{profinaut}* resetchannels &* -@all +@read +@write +@connection +@transaction +@scripting +@blocking +@stream -@dangerous +info +config|get
END
mv "$users.new" "$users"
give_to 999:1000 "$users"
give_to 1000:1000 "$url"
echo "Redis' user was made."
