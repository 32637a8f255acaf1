#!/bin/sh
# runc, on a machine that lacks some capability, as sandboxes do: a privileged container, such as BuildKit's, asks for all there are,
# and runc refuses what cannot be given. It gets what there is.
set -eu

has=$(setpriv --dump | sed -n 's/^Capability bounding set: //p')
previous=
for word in "$@"; do
  case $previous in
    --bundle) file=$word/config.json ;;
    --process) file=$word ;;
    *) file= ;;
  esac
  previous=$word
  [ -n "$file" ] || continue
  jq --arg has "$has" '($has | ascii_upcase | split(",") | map("CAP_" + .)) as $has
    | (.process // .).capabilities |= ((. // {}) | map_values(map(select(IN($has[])))))' "$file" > "$file.bounded"
  cat "$file.bounded" > "$file"
  rm "$file.bounded"
done
exec runc "$@"
