import { spawnSync } from "node:child_process";

const name = process.env.STATE_builder;
const keep = process.env["INPUT_KEEP-STATE"] === "true" ? ["--keep-state"] : [];
const buildx = (...args) => spawnSync("docker", ["buildx", ...args], { stdio: "inherit" }).status;
// As the action does: a builder that Docker's configuration no longer knows is left.
if (buildx("inspect", name) === 0) process.exitCode = buildx("rm", name, ...keep) ?? 1;
else console.log(`No builder ${name} is known any more`);
