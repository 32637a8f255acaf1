// Adds up vitest's JSON reports: `N passed, N failed`. Exit status 1 when anything failed or nothing ran.
// A file that failed outside its tests (it does not load, a hook throws) counts as one failure.
import { existsSync, readFileSync } from "node:fs";
import process from "node:process";

const reports = process.argv.slice(2).filter((path) => existsSync(path));
const files = reports.flatMap((path) => JSON.parse(readFileSync(path, "utf8")).testResults);
let passed = 0;
let failed = 0;
for (const file of files) {
  const failedTests = file.assertionResults.filter((test) => test.status === "failed").length;
  passed += file.assertionResults.filter((test) => test.status === "passed").length;
  failed += file.status === "failed" ? Math.max(failedTests, 1) : failedTests;
}
if (files.length === 0) failed = 1;
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
