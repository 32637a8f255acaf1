/** What is asked of ids and not of credentials: said before one, it may stand where it would otherwise be refused. */
const ids =
  "request|req|trace|span|correlation|transaction|txn?|event|alert|finding|delivery|run|job|build|commit|sha|sha1|sha-?256|sha-?512|md5|digest|checksum|etag|revision|rev|image|tag|order|trade|fill|incident|message|msg|case|issue|ticket|pod|container|node|deployment|replica|execution|invocation|operation|workflow|pipeline|artifact|snapshot|backup|volume|instance|log|query|batch|block|address|fingerprint|uid|aws-request|x-amzn-requestid|root";
const japaneseIds =
  "リクエスト|トレース|イベント|注文|コミット|ジョブ|ビルド|実行|取引|約定|メッセージ|インシデント|コンテナ|デプロイ|アラート|フィンガープリント";
const saysWhat = new RegExp(
  `(?:(?:^|[^\\p{L}\\p{N}])(?:${ids})(?:[ _-]?(?:ids?|uuid|no\\.?|number|hash|ref))?|(?:${japaneseIds})(?:\\s?(?:id|番号|ハッシュ))?)["'\`]?\\s*(?:[:=#@]|is|was|は|が)?\\s*["'\`「(]?(?:0x)?$`,
  "iu",
);

const idName = new RegExp(`^(?:${ids})$`, "i");

const uuid = /(?<![0-9a-f-])[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?![0-9a-f]|-[0-9a-f])/gi;
/** A version and a variant as RFC 9562 has them. Vault's random ids carry neither: seven of eight RoleIDs and SecretIDs do not fit. */
const isStandard = (id: string): boolean => /^.{14}[1-8].{4}[89ab]/i.test(id);

/** Addresses of documents, whose ids are long and open nothing by themselves. */
const documents =
  /\bhttps?:\/\/(?:[\w-]+\.)*(?:docs\.google|drive\.google|notion|figma|miro|atlassian|sentry|datadoghq|grafana|lucid|loom|zoom)\.(?:com|so|io|net|app|us)\/[^\s?#]*/gi;

const run = /[A-Za-z0-9]+(?:[+/=_-]+[A-Za-z0-9]+)*=*/g;
/** Letters of one case, or a capital before small ones, once or several times: a word, or words written as one. */
const isWord = (chunk: string): boolean =>
  /^(?:[a-z]+|[A-Z]+|[A-Z]?[a-z]+(?:[A-Z][a-z]+)*(?:[A-Z]{2,5})?)$/.test(chunk) && chunk.length / (1 + capitals(chunk)) >= 2.5;
const capitals = (chunk: string): number => (/^[A-Z]+$/.test(chunk) ? 0 : chunk.slice(1).replace(/[^A-Z]/g, "").length);
/** Numbers, versions, dates, and words with a number behind or before: `20260131`, `v2`, `db01`, `3rd`, `2026q1`. */
const isNumbered = (chunk: string): boolean =>
  /^(?:[a-z]{0,16}\d{1,17}[a-z]{0,3}|\d{1,4}[a-z]{1,12}|[A-Z]{1,6}\d{1,12})$/.test(chunk);
/** A commit as git prints it whole, a key's fingerprint as gpg does, and what sorts by time: https://github.com/ulid/spec */
const isKnownId = (chunk: string): boolean =>
  /^(?:[0-9a-f]{40}|[0-9A-F]{40})$/.test(chunk) || /^01[0-9A-HJKMNP-TV-Z]{24}$/.test(chunk);

const kindOf = (letter: string): number => (/[a-z]/.test(letter) ? 0 : /[A-Z]/.test(letter) ? 1 : 2);

/** How often neighbours are of another kind: seldom in words, every second time where letters were drawn. */
const changes = (text: string): number => {
  let count = 0;
  for (let at = 1; at < text.length; at += 1) if (kindOf(text.charAt(at)) !== kindOf(text.charAt(at - 1))) count += 1;
  return count / (text.length - 1);
};

const isDrawn = (text: string): boolean => {
  const isMixedCase = /[a-z]/.test(text) && /[A-Z]/.test(text);
  const hasDigits = /\d/.test(text) && /[A-Za-z]/.test(text);
  if (text.length < (isMixedCase && hasDigits ? 18 : 20) || new Set(text).size < 9) return false;
  if (hasDigits && text.split(/\d+/).length > 3) return true;
  return (hasDigits || (isMixedCase && text.length >= 24)) && changes(text) >= (isMixedCase ? 0.34 : 0.26);
};

/** What is left of a run of letters, digits and signs without its words, numbers and known ids; as it stood, piece by piece. */
function unordinary(text: string): readonly string[] {
  const pieces: string[] = [];
  let open = "";
  const chunks = text.split(/[+/=_-]+/);
  for (const [at, chunk] of chunks.entries()) {
    // `req-…`, `trace_…`
    const isSaid = at > 0 && idName.test(`${chunks[at - 1]}`);
    const isOrdinary = isSaid || isKnownId(chunk) || ((chunk.length > 3 || at === 0) && (isWord(chunk) || isNumbered(chunk)));
    if (!isOrdinary) open += chunk;
    else if (open !== "") {
      pieces.push(open);
      open = "";
    }
  }
  if (open !== "") pieces.push(open);
  // Among letters that were drawn some look like a word; names are written small.
  const whole = chunks.join("");
  const isWhole = /[a-z]/.test(whole) && /[A-Z]/.test(whole) && pieces.join("").length >= whole.length * 0.6;
  return isWhole ? [...pieces, whole] : pieces;
}

/**
 * Whether a text holds a word that nobody thinks of: letters and digits that were drawn, as keys and tokens are (Binance: 64 characters,
 * Bybit: 36), or a UUID, as RoleIDs and SecretIDs are. Not meant are commits, ULIDs, and whatever is said to be an id of something else.
 */
export function randomWordIn(text: string): "uuid" | "drawn" | undefined {
  const plain = text.replace(documents, (address) => " ".repeat(address.length));
  const isSaid = (at: number): boolean => saysWhat.test(plain.slice(Math.max(0, at - 40), at));
  let rest = plain;
  for (const { 0: id, index } of plain.matchAll(uuid)) {
    if (!isStandard(id) || !isSaid(index)) return "uuid";
    rest = rest.slice(0, index) + " ".repeat(id.length) + rest.slice(index + id.length);
  }
  for (const { 0: word, index } of rest.matchAll(run)) {
    if (word.length < 20 || isSaid(index)) continue;
    if (unordinary(word).some(isDrawn)) return "drawn";
  }
  return undefined;
}
