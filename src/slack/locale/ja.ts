import { jaAnswers } from "./ja-answers.ts";
import { jaRequests } from "./ja-requests.ts";
import { jaSystems } from "./ja-systems.ts";
import type { Locale } from "./locale.ts";

/** Every sentence in Japanese. */
export const ja: Locale = { ...jaRequests, ...jaAnswers, ...jaSystems };
