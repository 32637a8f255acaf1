#!/bin/sh
# Where clocks go back by half an hour, cron-parser throws instead of naming the next time
# Versions: cron-parser 5.10.3, luxon 3.7.2, Node 20 or newer
#
# Lord Howe Island puts its clocks back from 02:00 to 01:30 and forward from 02:00 to 02:30. On 4 April 2026 at 23:00 (12:00 UTC), two
# and a half hours before they go back, next() of a daily "0 2 * * *" throws "Invalid expression, loop limit exceeded", and so it is with every
# minute before the half-hour: "0 * * * *" throws once it has come to the change. Asked after the change, the same patterns are answered. So
# whoever asks for the next time when the last one has come (as schedulers do) gets an exception for a valid pattern, on one day of the year.
# In spring "15 2 * * *" has no time that day, where a gap of a whole hour is filled: Berlin's "30 2 * * *" comes at 03:30.
#
# The likely cause: on such a day it goes on in steps of an hour, each to the full hour by the clock, and then sets the minutes to the pattern's
# first. An hour after 01:00 the clocks show 01:30 for the second time, whose full hour is the 01:00 that it came from.
#
# Output seen:
#   0 2 * * * on the day: Invalid expression, loop limit exceeded
#   0 * * * * at 01:00: Invalid expression, loop limit exceeded
#   0 * * * * at 01:30, the second: 2026-04-04T15:30Z
#   45 * * * * at 01:45: 2026-04-04T16:15Z
#   15 2 * * * in spring: 2026-10-04T15:15Z
#   30 2 * * * in spring, Berlin: 2026-03-29T01:30Z
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --ignore-scripts --no-audit --no-fund --silent cron-parser@5.10.3 luxon@3.7.2 >/dev/null 2>&1
cat >seen.mjs <<'JS'
import { CronExpressionParser } from "cron-parser";

const next = (pattern, tz, from) => {
  try {
    return `${CronExpressionParser.parse(pattern, { currentDate: new Date(from), tz }).next().toISOString().slice(0, 16)}Z`;
  } catch (error) {
    return error.message;
  }
};
const island = "Australia/Lord_Howe";
console.log(`0 2 * * * on the day: ${next("0 2 * * *", island, "2026-04-04T12:00Z")}`);
console.log(`0 * * * * at 01:00: ${next("0 * * * *", island, "2026-04-04T14:00Z")}`);
console.log(`0 * * * * at 01:30, the second: ${next("0 * * * *", island, "2026-04-04T15:00Z")}`);
console.log(`45 * * * * at 01:45: ${next("45 * * * *", island, "2026-04-04T14:45Z")}`);
console.log(`15 2 * * * in spring: ${next("15 2 * * *", island, "2026-10-02T16:00Z")}`);
console.log(`30 2 * * * in spring, Berlin: ${next("30 2 * * *", "Europe/Berlin", "2026-03-28T12:00Z")}`);
JS
node seen.mjs >seen.txt
cat seen.txt
cat >wanted.txt <<'OUT'
0 2 * * * on the day: Invalid expression, loop limit exceeded
0 * * * * at 01:00: Invalid expression, loop limit exceeded
0 * * * * at 01:30, the second: 2026-04-04T15:30Z
45 * * * * at 01:45: 2026-04-04T16:15Z
15 2 * * * in spring: 2026-10-04T15:15Z
30 2 * * * in spring, Berlin: 2026-03-29T01:30Z
OUT
diff wanted.txt seen.txt || { echo "that has changed"; exit 1; }
