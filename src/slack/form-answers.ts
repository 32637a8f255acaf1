import type { FormAnswers, FormMistake } from "../domain/form.ts";
import { Secret } from "../domain/secret.ts";
import { say } from "../domain/sentence.ts";
import { inputIds, longestInput } from "./messages/form-view.ts";
import type { FormPayload } from "./wire.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "form.too-long": { length: number; max: number };
  }
}

type Values = ReturnType<typeof FormPayload.parse>["view"]["state"]["values"];

/** What somebody filled in, by field; what came from a secret input is a `Secret` from here on. Empty fields are left out. */
export function formAnswers(values: Values): FormAnswers {
  const texts = new Map<string, string>();
  const secrets = new Map<string, Secret>();
  for (const [field, inputs] of Object.entries(values)) {
    const [plain, hidden] = [inputs[inputIds.text], inputs[inputIds.secret]];
    const text = plain?.value ?? plain?.selected_date ?? "";
    if (text.trim() !== "") texts.set(field, text.trim());
    const secret = hidden?.value ?? "";
    if (secret.trim() !== "") secrets.set(field, new Secret(secret));
  }
  return { texts, secrets };
}

/** Fields that hold more than Slack's own page lets anybody type: it counts characters, so a long text of few bytes is none. */
export function overlongIn(values: Values): readonly FormMistake[] {
  return Object.entries(values).flatMap(([field, inputs]) => {
    const length = Math.max(0, ...Object.values(inputs).map(({ value }) => [...(value ?? "")].length));
    return length > longestInput ? [{ field, because: say("form.too-long", { length, max: longestInput }) }] : [];
  });
}
