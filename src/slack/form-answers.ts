import type { FormAnswers } from "../domain/form.ts";
import { Secret } from "../domain/secret.ts";
import { inputIds } from "./messages/form-view.ts";
import type { FormPayload } from "./wire.ts";

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
