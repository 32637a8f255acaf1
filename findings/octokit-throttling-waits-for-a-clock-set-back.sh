#!/bin/sh
# Octokit's throttling holds every request for as long as the host's clock is set back, reads too
# Versions: @octokit/core 7.0.6, @octokit/plugin-throttling 11.0.5, bottleneck 2.19.5
#
# The plugin puts every request, reads too, through queues of Bottleneck that live as long as the process. Those note when the next job may
# begin by `Date.now()`, also where no time at all has to be between two. Where the host's clock is set back (NTP after a wrong start, a virtual
# machine that was paused), the next request waits until the clock is again where it was: ten minutes for ten minutes. A timeout of the
# request does not help, as it begins when the request does.
#
# Output seen:
#   set back by 0 s: waited 0 s
#   set back by 3 s: waited 3 s
#   set back by 6 s: waited 6 s
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --ignore-scripts --no-audit --no-fund --silent @octokit/core@7.0.6 @octokit/plugin-throttling@11.0.5 bottleneck@2.19.5 >/dev/null 2>&1
cat >seen.mjs <<'JS'
import { createServer } from "node:http";
import { Octokit } from "@octokit/core";
import { throttling } from "@octokit/plugin-throttling";

const server = createServer((_, response) => response.setHeader("content-type", "application/json").end("{}"));
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
const right = Date.now;
for (const backS of [0, 3, 6]) {
  const octokit = new (Octokit.plugin(throttling))({
    baseUrl: `http://127.0.0.1:${server.address().port}`,
    throttle: { id: String(backS), onRateLimit: () => false, onSecondaryRateLimit: () => false },
  });
  await octokit.request("GET /repos/a/b");
  Date.now = () => right() - backS * 1000;
  const sinceMs = performance.now();
  await octokit.request("GET /repos/a/b");
  Date.now = right;
  console.log(`set back by ${backS} s: waited ${Math.round((performance.now() - sinceMs) / 1000)} s`);
}
server.close();
JS
node seen.mjs >seen.txt
cat seen.txt
cat >wanted.txt <<'OUT'
set back by 0 s: waited 0 s
set back by 3 s: waited 3 s
set back by 6 s: waited 6 s
OUT
diff wanted.txt seen.txt || { echo "that has changed"; exit 1; }
