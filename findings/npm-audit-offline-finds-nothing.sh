#!/bin/sh
# npm audit that is told to be offline asks nobody, and reports that it found no vulnerabilities
# Versions: npm 11.19.1, Node 20 or newer
#
# `npm audit --offline`, or `offline=true` in any .npmrc or in the environment (images that are built from a cache set it), ends with
# status 0 and "found 0 vulnerabilities". With --json it is a whole report: nought of every severity, the dependencies counted, and
# nothing that says that no advisory was looked at. A registry that nobody reaches is an error; only this is not. So a CI that trusts the
# status is green because nobody was asked. `--no-offline` on the command line wins over the setting.
#
# The package is minimist 0.0.8, of which GHSA-vh95-rmgr-6w4m and GHSA-xvch-5gv4-984h have been known since 2020 and 2022.
#
# Output seen:
#   offline: status 0, found 0 vulnerabilities
#   offline, as JSON: status 0, 0 vulnerabilities in 1 dependencies
#   a registry that is not there: status 1
#   the same, offline by .npmrc, asked with --no-offline: status 1
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --ignore-scripts --no-audit --no-fund --silent minimist@0.0.8 >/dev/null 2>&1
gone=--registry=http://127.0.0.1:9/
status() { if "$@" >said.txt 2>/dev/null; then echo "status 0"; else echo "status $?"; fi; }
{
  echo "offline: $(status npm audit --offline), $(cat said.txt)"
  echo "offline, as JSON: $(status npm audit --offline --json), $(node -p '
    const { vulnerabilities, dependencies } = JSON.parse(require("node:fs").readFileSync("said.txt", "utf8")).metadata;
    `${vulnerabilities.total} vulnerabilities in ${dependencies.total} dependencies`')"
  echo "a registry that is not there: $(status npm audit "$gone" --fetch-retries=0)"
  echo offline=true >.npmrc
  echo "the same, offline by .npmrc, asked with --no-offline: $(status npm audit "$gone" --fetch-retries=0 --no-offline)"
} >seen.txt
cat seen.txt
cat >wanted.txt <<'OUT'
offline: status 0, found 0 vulnerabilities
offline, as JSON: status 0, 0 vulnerabilities in 1 dependencies
a registry that is not there: status 1
the same, offline by .npmrc, asked with --no-offline: status 1
OUT
diff wanted.txt seen.txt || { echo "that has changed"; exit 1; }
