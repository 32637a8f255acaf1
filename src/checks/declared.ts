import type { Check, Finding } from "../domain/check.ts";
import type { Kind, Setting } from "../domain/declared-thing.ts";
import type { Planned } from "../domain/platform-plan.ts";
import { type Sentence, say } from "../domain/sentence.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "checked.declared.missing": { thing: Sentence };
    "checked.declared.different": { thing: Sentence; settings: readonly string[] };
    "checked.declared.policy-different": { thing: Sentence };
    "checked.declared.unseen": { things: readonly string[] };
    "checked.declared.unseen-why": NoParams;
    "checked.declared.mend": NoParams;
    "checked.declared.mount": { name: string };
    "checked.declared.auth-mount": { name: string };
    "checked.declared.policy": { name: string };
    "checked.declared.app-role": { name: string };
  }
}

/** Compares what is there with what `vault/` declares, of these kinds; `name` is the check's own. */
export function lookAt(name: string, kinds: readonly Kind[], why: Sentence): Check["run"] {
  return async ({ ports, signal }) => {
    const { different, unseen } = await ports.platform.compare(kinds, signal);
    const mend = say("checked.declared.mend", {});
    const differences = different.map(
      (planned): Finding => ({
        about: `${name}/${planned.thing.kind}/${planned.thing.name}`,
        ...{ severity: "warning", what: differenceOf(planned), why, mend },
      }),
    );
    const blind: Finding = {
      about: `${name}/unseen`,
      severity: "warning",
      what: say("checked.declared.unseen", { things: unseen.map((thing) => thing.name) }),
      why: say("checked.declared.unseen-why", {}),
      mend,
    };
    return { findings: [...differences, ...(unseen.length === 0 ? [] : [blind])] };
  };
}

function differenceOf({ thing, action, differences }: Planned): Sentence {
  const named = nameOf(thing);
  if (action === "create") return say("checked.declared.missing", { thing: named });
  // Its whole text is one setting.
  if (thing.kind === "policy") return say("checked.declared.policy-different", { thing: named });
  const settings = differences.map(({ setting, from, to }) => `${setting} ${shown(from)} ≠ ${shown(to)}`);
  return say("checked.declared.different", { thing: named, settings });
}

function nameOf({ kind, name }: { readonly kind: Kind; readonly name: string }): Sentence {
  switch (kind) {
    case "approle-mount":
      return say("checked.declared.auth-mount", { name });
    case "policy":
      return say("checked.declared.policy", { name });
    case "app-role":
      return say("checked.declared.app-role", { name });
    case "kv-mount":
    case "audit-device":
    case "signing-keys":
      return say("checked.declared.mount", { name });
  }
}

const shown = (setting: Setting | undefined): string =>
  setting === undefined ? "—" : typeof setting === "object" ? `[${setting.join(" ")}]` : String(setting);
