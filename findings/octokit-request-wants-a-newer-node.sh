#!/bin/sh
# @octokit/request says that Node 20 is enough, and depends on a package that says Node 22
# Versions: @octokit/request 10.0.14 and 10.0.16, content-type 2.1.0 and 3.1.1
#
# 10.0.15 moved from content-type 2 to 3 in a patch release. Its own `engines` stayed at ">= 20", as in all of @octokit/rest 22, while
# content-type 3 is for Node 22 and newer. So whoever installs @octokit/rest on Node 20 or 21 is warned (EBADENGINE), and with
# `engine-strict=true` npm refuses to install at all; 10.0.14 is the last one that installs there.
#
# Output seen:
#   10.0.14 node >= 20, content-type 2.1.0 node >=18
#   10.0.16 node >= 20, content-type 3.1.1 node >=22
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
for version in 10.0.14 10.0.16; do
  case $version in 10.0.14) type=2.1.0 ;; *) type=3.1.1 ;; esac
  mkdir "$version"
  (
    cd "$version"
    npm init --yes >/dev/null
    npm install --ignore-scripts --no-audit --no-fund --silent "@octokit/request@$version" "content-type@$type" >/dev/null 2>&1
    node -e '
      const of = (name) => JSON.parse(require("node:fs").readFileSync(`node_modules/${name}/package.json`, "utf8"));
      const [request, type] = [of("@octokit/request"), of("content-type")];
      const has = require("node:fs").existsSync("node_modules/@octokit/request/node_modules/content-type");
      if (has) throw new Error("it wants another content-type than the one beside it");
      console.log(`${request.version} node ${request.engines.node}, content-type ${type.version} node ${type.engines.node}`);
    '
  )
done >seen.txt
cat seen.txt
cat >wanted.txt <<'OUT'
10.0.14 node >= 20, content-type 2.1.0 node >=18
10.0.16 node >= 20, content-type 3.1.1 node >=22
OUT
diff wanted.txt seen.txt || { echo "that has changed"; exit 1; }
