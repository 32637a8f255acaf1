import { execFileSync } from "node:child_process";
import { appendFileSync } from "node:fs";

const name = `builder-${process.pid}`;
const buildx = (...args) => execFileSync("docker", ["buildx", ...args], { stdio: "inherit" });
appendFileSync(process.env.GITHUB_STATE, `builder=${name}\n`);
// How BuildKit is told of the test's registries; on a runner it needs no options.
const options = (process.env.BUILDER_OPTIONS ?? "").split(" ").filter((word) => word !== "");
buildx("create", "--name", name, "--driver", "docker-container", "--use", ...options);
buildx("inspect", "--bootstrap", name);
