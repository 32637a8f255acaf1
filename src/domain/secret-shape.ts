import type { Json } from "./json.ts";
import { randomWordIn } from "./random-word.ts";
import { type Sentence, say } from "./sentence.ts";
import { tokenShapes } from "./token-shapes.ts";

declare module "./sentence.ts" {
  interface Sentences {
    "secret.token": { vendor: string };
    "secret.private-key": NoParams;
    "secret.web-token": NoParams;
    "secret.header": NoParams;
    "secret.address-login": NoParams;
    "secret.address-token": { name: string };
    "secret.webhook": { vendor: string };
    "secret.named": { name: string };
    "secret.uuid": NoParams;
    "secret.random": NoParams;
  }
}

/** What is meant to be read by everybody, and long. */
const publicKeys =
  /-----BEGIN PGP PUBLIC KEY BLOCK-----[\s\S]*?-----END PGP PUBLIC KEY BLOCK-----|\b(?:ssh-(?:ed25519|rsa)|ecdsa-sha2-\w+) AAAA[\w+/]+=*/g;

/** Addresses that are credentials themselves: whoever knows one may post there. */
const webhooks: readonly { readonly vendor: string; readonly shape: RegExp }[] = [
  { vendor: "Slack", shape: /\bhooks\.slack(?:-gov)?\.com\/(?:services|workflows|triggers)\/\S/i }, // docs.slack.dev/messaging/sending-messages-using-incoming-webhooks
  { vendor: "Discord", shape: /\bdiscord(?:app)?\.com\/api\/(?:v\d+\/)?webhooks\/\d+\/\S/i }, // discord.com/developers/docs/resources/webhook
  { vendor: "Microsoft Teams", shape: /\b[\w-]+\.webhook\.office\.com\/\S|\boutlook\.office(?:365)?\.com\/webhook\/\S/i }, // learn.microsoft.com/en-us/microsoftteams/platform/webhooks-and-connectors
  { vendor: "Power Automate", shape: /\b(?:logic\.azure|powerplatform|powerautomate)\.com\S*\/(?:workflows|triggers)\/\S/i }, // learn.microsoft.com/en-us/azure/logic-apps/logic-apps-http-endpoint
  { vendor: "Google Chat", shape: /\bchat\.googleapis\.com\/v1\/spaces\/\S+[?&](?:key|token)=/i }, // developers.google.com/workspace/chat/quickstart/webhooks
  { vendor: "Telegram", shape: /\bapi\.telegram\.org\/(?:file\/)?bot\d/i }, // core.telegram.org/bots/api#making-requests
  { vendor: "Mattermost", shape: /\/hooks\/[a-z0-9]{26}\b/ }, // developers.mattermost.com/integrate/webhooks/incoming
  { vendor: "Zapier", shape: /\bhooks\.zapier\.com\/hooks\/\S/i }, // help.zapier.com, "Trigger Zaps from webhooks"
  { vendor: "IFTTT", shape: /\bmaker\.ifttt\.com\/\S*\/key\/\S/i }, // help.ifttt.com, "The Webhooks service"
  { vendor: "Lark", shape: /\bopen\.(?:larksuite|feishu)\.(?:com|cn)\/open-apis\/bot\/\S*hook\/\S/i }, // open.larksuite.com, "Custom bot"
  { vendor: "PagerDuty", shape: /\bevents\.(?:eu\.)?pagerduty\.com\/(?:integration|x-ere)\/\S/i }, // support.pagerduty.com, "Services and integrations"
];

/** `scheme://user:password@host`, and a password alone; a user name alone is how `ssh://git@host` begins. */
const addressLogin = /\b[a-z][a-z0-9+.-]{1,30}:\/\/[^\s/?#@:]*:([^\s/?#]+)@/gi;

/** What an address is asked with; what is short or a name under `key` and `code` is usually a ticket or a page. */
const addressToken =
  /[?&#;](?:[\w.-]*?[_.-])??(access[_-]?token|id[_-]?token|token|api[_-]?key|apikey|client[_-]?secret|secret|password|passwd|pwd|pass|signature|sig|sas|auth|authorization|credential|key|code)=([^\s&#]+)/gi;
const looseNames = /^(?:key|code|auth|sig|signature|pass|credential)$/i;

const header = /\b(?:bearer|basic|authorization:\s*token)\s+(?=[A-Za-z0-9+/=._~-]*\d)[A-Za-z0-9+/=._~-]{16,}/i;

/** Names after which a password follows, whatever it looks like. */
const strong =
  "passw(?:or)?ds?|(?<![a-z\\d])(?:pass[ _-]?(?:word|phrase|code)s?|pwd|pw|pass|mnemonic|(?:seed|recovery) phrase)|パスワード|パスフレーズ|パスコード|暗証番号|合言葉|ピンコード";
/** Names after which a credential follows when it looks like one: these words are said of much else. */
const weak =
  "(?<![a-z\\d])(?:tokens?|(?:client |secret |api |access |private |shared |encryption |signing )?(?:secret|key)s?|api-?keys?|secret_?key|access_?key|credentials?|creds|pin|t?otp|(?:backup|recovery|verification) code)|トークン|シークレット|(?<![ァ-ヶー])パス|(?:api|アクセス|シークレット|プライベート)?キー|秘密鍵|認証情報|認証コード|ワンタイムコード";
const between = "\\s*(?:[:=]+>?|->|→|\\b(?:is|was|are|will be|as|to)\\b\\s*:?|は|が|を|も)\\s*(?:now\\s+|new\\s+|今は|現在)?";
const named = new RegExp(`(?:(${strong})|(${weak}))["'\`)\\]]*${between}(\\S+)(?:\\s+(\\S+))?`, "giu");
/** `--password hunter2`, `password hunter2`: nothing between. */
const beside = new RegExp(`(--?)?(${strong})\\s+(\\S+)`, "giu");
/** `hunter2 is the password`, `hunter2 がパスワード`. */
const before = new RegExp(
  `(\\S{4,})\\s*(?:\\bis (?:the|my|our|your|its|his|her|a)(?: \\w+)? |が(?:新しい|今の|現在の)?)(?:${strong})(?![a-z\\d])`,
  "giu",
);

/** What is said of a password rather than being one. */
const ordinary = new RegExp(
  `^(?:${[
    "a|an|the|this|that|these|those|my|our|your|its|it|his|her|their|no|not|now|never|always|still|only|also|just|too|very|so|all|any|some|both|each|one|none|there|here|what|who|which|how|why|when|where|if|as|at|by|for|from|in|into|of|off|on|onto|out|over|per|since|to|under|until|up|via|with|without|within|and|or|but|than|then|before|after|about|because|due",
    "old|older|newer|weaker|stronger|longer|shorter|better|worse|new|weak|strong|wrong|bad|good|fine|ok|okay|safe|unsafe|secure|insecure|same|different|default|valid|invalid|unknown|known|lost|stale|fresh|public|private|plain|plaintext|visible|hidden|short|long|too|empty|missing|blank|null|none|correct|incorrect|current|broken|gone|temporary|overdue|ready|live|dead|active|inactive|common|likely|possibly|probably|maybe|already|currently|again|today|tomorrow|yesterday|soon|later|necessary|mandatory|obsolete|readable|reused|unused|guessable|easy|hard|between|needing|subject|next",
    "be|been|being|is|was|are|were|has|have|had|will|would|can|could|should|must|may|might|does|did|do|set|put|kept|left|sent|seen|known|shown|written|stolen|given|taken|made|read|hit|cut|held|found|spread|stuck|see|ask|use|rotate|rotation|renew|renewal|change|changes|reset|resets|policy|leak|leaks|expiry|update|check|replace|register|someone|somebody|everyone|everybody|nobody|anyone",
    "vault|slack|github|1password|bitwarden|keepass|lastpass|dashlane|aws|iam|gcp|azure|ldap|okta|sso|kms|hsm|redis|kafka|postgres|postgresql|mysql|binance|bybit|production|prod|staging|dev|development|test|ci|n\\/a|tbd|todo|true|false|yes",
  ].join("|")})$|^[a-z]{3,}(?:ed|ing|able|ible|ly)$`,
  "i",
);
const unit =
  /^(?:days?|weeks?|months?|years?|hours?|minutes?|h|d|min|characters?|chars?|letters?|bits?|bytes?|times?|%|people|persons?|services?)\b/i;
const placeholder = /^(?:[<[({].*|[*x•.…_-]+|\$\{?\w+\}?|%\w+%|\{\{.*|redacted|removed|hidden|masked|伏せ字|非公開)$/i;

const trimmed = (word: string): string => word.replace(/^["'`「『“‘(]+|["'`」』”’),.;!?。、]+$/gu, "");

/** Where Japanese goes on behind a word without a space, the word ends where it does. */
const ascii = (word: string): { readonly word: string; readonly rest: string } => {
  const bare = word.replace(/^[「『（“‘]+/u, "");
  const run = bare.replace(/[^!-~].*$/su, "");
  return { word: trimmed(run), rest: bare.slice(run.length).replace(/^[」』”’]+/u, "") };
};

/** Has what people put into passwords and not into words: digits beside letters, or signs. */
const isMixed = (word: string): boolean =>
  (/\p{L}/u.test(word) && /\d/.test(word)) || /[!$%&*+?^~#@]/.test(word) || /[a-z][A-Z].*[a-z][A-Z]/.test(word);
/** `profinaut-db-2`, `db/credentials`, `PROD_DB_2`, `OPS-1234`, `v2`, `2027-01-31`, `#channel`, `@person`: names of things. */
const isName = (word: string): boolean =>
  /^(?:[#@]?[a-z][a-z0-9]*(?:[-_./:][a-z0-9]+)+|[A-Z][A-Z0-9]*(?:[_-][A-Z0-9]+)+|v?\d+(?:[.:/-]\d+)*|[#@][\w-]+|~?\/[\w./-]+|(?:https?|ssh):\/\/\S+|[\w.]+\(\))$/.test(
    word,
  );

const isPassword = (
  said: string,
  next: string,
  { isStrong, isCode }: { readonly isStrong: boolean; readonly isCode: boolean },
): boolean => {
  const { word, rest } = ascii(said.replace(/&[\w.-]+=.*/su, ""));
  if (isCode && /^\d{4,8}$/.test(word)) return true;
  if (word.length < (isStrong ? 3 : 6) || placeholder.test(word) || ordinary.test(word)) return false;
  if (/^\d{1,4}$/.test(word) && (unit.test(next) || unit.test(rest) || /^[年月日時分回文件人桁つ個番代か]/u.test(rest)))
    return false;
  if (!isStrong) return isMixed(word) && !isName(word);
  if (isMixed(word)) return !/^(?:[a-z]+(?:\/[a-z0-9-]+)+|v?\d+(?:\.\d+)+)$/.test(word);
  // A plain word in the middle of a Japanese sentence is what the sentence is about, unless the sentence ends with it.
  if (rest !== "") return /^(?:です|でした|だ|に変|に設定|で(?:ログイン|入)|[。」』）、]|$)/u.test(rest) && !isName(word);
  return !isName(word) || /^\d{4,}$/.test(word);
};

const namedIn = (text: string): Sentence | undefined => {
  for (const { 1: sure = "", 2: unsure = "", 3: said = "", 4: next = "" } of text.matchAll(named)) {
    const name = (sure + unsure).toLowerCase();
    const how = { isStrong: sure !== "", isCode: /^(?:pin|t?otp)$|code$|コード$|暗証番号/.test(name) };
    if (isPassword(said, next, how)) return say("secret.named", { name });
  }
  for (const { 1: dashes, 2: name = "", 3: said = "" } of text.matchAll(beside)) {
    const { word } = ascii(said);
    const isOne = dashes === undefined ? isMixed(word) && word.length >= 6 && !isName(word) : !placeholder.test(word);
    if (isOne && !ordinary.test(word)) return say("secret.named", { name: name.toLowerCase() });
  }
  for (const { 1: said = "" } of text.matchAll(before)) {
    const word = trimmed(said);
    if (isMixed(word) && !isName(word)) return say("secret.named", { name: "password" });
  }
  return undefined;
};

const addressIn = (text: string): Sentence | undefined => {
  for (const { 1: password = "" } of text.matchAll(addressLogin))
    if (!placeholder.test(password)) return say("secret.address-login", {});
  for (const { 1: name = "", 2: value = "" } of text.matchAll(addressToken)) {
    const isLoose = looseNames.test(name);
    if (placeholder.test(value) || (isLoose ? value.length < 16 || isName(value) : value.length < 4)) continue;
    if (/^(?:true|false|null|none|yes)$/i.test(value)) continue;
    return say("secret.address-token", { name: name.toLowerCase() });
  }
  return undefined;
};

/** Without one of these nothing below fits; most of what is typed has none. */
const mayHold = new RegExp(`[\\w+/=.-]{16}|-----BEGIN|:\\/\\/|[?&#;]|${strong}|${weak}`, "iu");

/**
 * What in a text looks like a credential, in words that do not repeat it; `undefined` where nothing does. Errs on the side of yes, up to
 * one ordinary reason in two hundred (bench/ordinary-reasons.txt).
 */
export function secretIn(given: string): Sentence | undefined {
  const text = given
    .normalize("NFKC")
    .replace(/\p{Cf}/gu, "")
    .replace(publicKeys, " ");
  if (!mayHold.test(text)) return undefined;
  const webhook = webhooks.find(({ shape }) => shape.test(text));
  if (webhook !== undefined) return say("secret.webhook", { vendor: webhook.vendor });
  const token = tokenShapes.find(({ shape }) => shape.test(text));
  if (token !== undefined) return say("secret.token", { vendor: token.vendor });
  if (/-----BEGIN [A-Z ]*PRIVATE KEY/.test(text)) return say("secret.private-key", {});
  if (/\bey[A-Za-z0-9_-]{15,}\.[A-Za-z0-9_-]{15,}\.[A-Za-z0-9_-]{10,}/.test(text)) return say("secret.web-token", {});
  if (header.test(text)) return say("secret.header", {});
  const found = addressIn(text) ?? namedIn(text);
  if (found !== undefined) return found;
  const random = randomWordIn(text);
  if (random === undefined) return undefined;
  return random === "uuid" ? say("secret.uuid", {}) : say("secret.random", {});
}

/** As `secretIn`, for every text in stored data. */
export function secretInside(value: Json): Sentence | undefined {
  if (typeof value === "string") return secretIn(value);
  if (typeof value !== "object" || value === null) return undefined;
  for (const each of Array.isArray(value) ? value : Object.values(value)) {
    const found = secretInside(each);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Whether a text holds something that looks like a credential. */
export const looksLikeSecret = (text: string): boolean => secretIn(text) !== undefined;
