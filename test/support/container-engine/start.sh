#!/bin/sh
# Starts Docker's engine; for engine.ts, in namespaces of its own: network, mounts and processes end with it.
#
#   start.sh TOOLS DATA CGROUP
set -eu

tools=$1
data=$2
cgroup=$3

export PATH="$tools/usr/sbin:$tools/usr/bin:/usr/sbin:/usr/bin:/sbin:/bin"
export LD_LIBRARY_PATH="$tools/usr/lib/x86_64-linux-gnu" XTABLES_LIBDIR="$tools/usr/lib/x86_64-linux-gnu/xtables"
ip link set lo up
echo 1 > /proc/sys/net/ipv4/ip_forward
exec tini -s -- dockerd --data-root "$data/data" --exec-root "$data/exec" --pidfile "$data/pid" -H "unix://$data/socket" \
  --cgroup-parent "$cgroup" --shutdown-timeout 1 --config-file "$data/daemon.json"
