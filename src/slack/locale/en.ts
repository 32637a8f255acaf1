import { enAnswers } from "./en-answers.ts";
import { enRequests } from "./en-requests.ts";
import { enSystems } from "./en-systems.ts";
import type { Locale } from "./locale.ts";

/** Every sentence in English. */
export const en: Locale = { ...enRequests, ...enAnswers, ...enSystems };
