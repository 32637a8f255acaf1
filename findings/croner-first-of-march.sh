#!/bin/sh
# A cron job that runs on days of the month or of the week loses 1 March where croner computes it
# Versions: croner 10.0.1, cron-parser 5.10.3, Node 20 or newer
#
# "0 9 1 * 1" is: at nine on the first of the month, and on every Monday. From 24 February 2026 on, the next times are Sunday
# 1 March, Monday 2 March, and so on. croner says 2 March and never names 1 March; the same in every year in which a day that is
# asked for by its week lies on one of the two days after 1 March. Its match() says that 1 March fits, and with either field alone
# its nextRun() finds the day, so only jobs that use both lose it. cron-parser names it.
#
# The likely cause: days are tried up to the 31st in every month, and the days of the week are counted on past the end of February.
# "30 February" is a Monday, so it is taken, and only then turned into 2 March; what lies between is never looked at.
#
# Output seen:
#   croner       02-23 03-02 03-09
#   cron-parser  02-23 03-01 03-02
#   match()      03-01 fits: true
#   without 1 March, of 2026 to 2035: 2026 2031
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --ignore-scripts --no-audit --no-fund --silent croner@10.0.1 cron-parser@5.10.3 >/dev/null 2>&1
cat >look.mjs <<'JS'
import { Cron } from "croner";
import { CronExpressionParser } from "cron-parser";

const pattern = "0 9 1 * 1";
const cron = new Cron(pattern, { paused: true, timezone: "UTC" });
const day = (date) => date.toISOString().slice(5, 10);

const from = new Date("2026-02-22T00:00:00Z");
const croner = cron.nextRuns(3, from).map(day);
const other = CronExpressionParser.parse(pattern, { currentDate: from, tz: "UTC" });
const parser = [1, 2, 3].map(() => day(other.next().toDate()));
const fits = cron.match(new Date("2026-03-01T09:00:00Z"));
console.log(`croner       ${croner.join(" ")}`);
console.log(`cron-parser  ${parser.join(" ")}`);
console.log(`match()      03-01 fits: ${fits}`);

const lost = [];
for (let year = 2026; year <= 2035; year++) {
  const [next] = cron.nextRuns(1, new Date(Date.UTC(year, 1, 28, 10)));
  if (day(next) !== "03-01" && day(next) !== "02-29") lost.push(year);
}
console.log(`without 1 March, of 2026 to 2035: ${lost.join(" ")}`);

const same = croner.join(" ") === "02-23 03-02 03-09" && parser.join(" ") === "02-23 03-01 03-02" && fits;
process.exit(same && lost.join(" ") === "2026 2031" ? 0 : 1);
JS
node look.mjs
