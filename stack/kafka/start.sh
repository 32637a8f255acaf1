#!/bin/sh
# One broker that is its own controller (KRaft). The properties hold the password and are in memory alone.
set -eu

properties=/run/profinaut/server.properties
storage=/opt/kafka/bin/kafka-storage.sh

if [ ! -e /var/lib/kafka/data/meta.properties ]; then
  "$storage" format --cluster-id "$("$storage" random-uuid)" --config "$properties"
fi
exec /opt/kafka/bin/kafka-server-start.sh "$properties"
