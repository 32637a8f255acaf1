import type { Check } from "../domain/check.ts";
import { say } from "../domain/sentence.ts";
import { lookAt } from "./declared.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "checked.mounts.title": NoParams;
    "checked.mounts.why": NoParams;
  }
}

/** That both KV mounts and the AppRole mount are tuned as `vault/` declares. */
export const mounts: Check = {
  name: "mounts",
  title: say("checked.mounts.title", {}),
  everyMs: 3_600_000,
  run: lookAt("mounts", ["kv-mount", "approle-mount"], say("checked.mounts.why", {})),
};
