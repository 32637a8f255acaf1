import { dirname } from "node:path";
import type { Endpoints } from "./endpoints.ts";
import type { World } from "./world.ts";

export interface GuideOptions {
  readonly endpoints: Endpoints;
  readonly exchangeKeys: World["exchangeKeys"];
  /** Where the fake exchange is told what only a fake can do. */
  readonly exchangeControl: string;
  /** `.demo`, as seen from where the demo was started. */
  readonly folder: string;
  readonly tookS: number;
  /** Bold and colours, for a terminal. */
  readonly isColoured: boolean;
}

const role = "profinaut-db";
const secretName = "PROFINAUT_DB_VAULT_SECRET_ID";

/** The one page that a newcomer reads: what to click, what to look at, and how to prove that it is true. */
export function guide({
  endpoints: { slack, vault, github, redis, bot },
  exchangeKeys,
  exchangeControl,
  folder,
  tookS,
  isColoured,
}: GuideOptions): string {
  const style = (code: number) => (text: string) => (isColoured ? `\u001B[${code}m${text}\u001B[0m` : text);
  const [bold, dim, green] = [style(1), style(2), style(32)];
  const typed = (command: string) => `     ${green(command)}`;
  const title = (text: string) => bold(text);
  const file = `${folder}/endpoints.json`;
  const pick = `JSON.parse(fs.readFileSync(0)).find((s) => s.name === "${secretName}" && !s.environment).value`;
  const token = `$(node -p 'JSON.parse(fs.readFileSync("${file}")).vault.token')`;
  const audit = "node tools/profinaut.mjs audit";
  const roleId = vault.roles[role]?.roleId ?? "";

  return [
    `${title("Profinaut's Slack bot is up")} ${dim(`in ${tookS} s`)}`,
    "",
    `${title("1. See what ends, and renew it")}   ${bold(green(slack.web))}`,
    `   Open the page and choose ${bold("#vault-ops")}. "Act as" at the top right says who you are.`,
    `   as ${bold("Rie")}   type      ${green(`${slack.command} expiring`)}, and ${green(`${slack.command} digest now`)}: the channel's digest of every Monday`,
    `            press     ${bold("Rotate")} in it, beside the SecretID of ${role}; or type ${green(`${slack.command} rotate ${role} weekly`)}`,
    `   as ${bold("Aoi")}   look at   the card: what will happen, what stops working, who may approve`,
    `            press     ${bold("Approve")} (Rie cannot: whoever asks never approves)`,
    "            watch     the steps being ticked off, and a canary workflow that logs in with the new SecretID; a minute later",
    "                      the card says that an older run still holds the old one, which is destroyed as soon as that run is over",
    `   also     type      ${green(`${slack.command} help`)}, ${green("roles")}, ${green(`role ${role}`)}, ${green("list")}, ${green("requests")}, ${green("status")}, ${green("audit verify")}`,
    `            ${green("run rust-test profile=release")}: once approved, its card follows each job and can cancel it`,
    "",
    title("2. Prove it, in another terminal"),
    "   Paste these two: what GitHub holds, and a login at Vault with it.",
    typed(`held()  { curl -s ${github.secrets} | node -pe '${pick}'; }`),
    typed(`login() { curl -s --cacert ${vault.caFile} ${vault.address}/v1/auth/approle/login \\`),
    typed(`            -d "{\\"role_id\\":\\"${roleId}\\",\\"secret_id\\":\\"$1\\"}"; echo; }`),
    `   ${bold("before")} you approve   ${green("OLD=$(held)")}`,
    `   ${bold("after")}  it is done    ${green('login "$(held)"')}   the new one logs in: "client_token"`,
    `   ${bold("once it is destroyed")} ${green('login "$OLD"')}      the old one is refused: "invalid role or secret ID"`,
    "",
    title("3. Register an exchange key, and read it back"),
    `   as ${bold("Rie")}   type      ${green(`${slack.command} register binance`)}   and paste into the form that opens:`,
    `            ${dim("api_key")}   ${exchangeKeys.trading.apiKey}`,
    `            ${dim("secret_key")}   ${exchangeKeys.trading.secretKey}`,
    `   as ${bold("Aoi")}   look at   what the exchange says the key may do, and press ${bold("Approve")}`,
    `   as ${bold("Rie")}   type      ${green(`${slack.command} get binance`)}; after Aoi's approval you alone get a one-time token`,
    `   also     register ${dim("binance/key2")} with ${dim("api_key")} ${exchangeKeys.withdrawing.apiKey}`,
    `            ${dim("secret_key")} ${exchangeKeys.withdrawing.secretKey}: it may withdraw, so it is refused`,
    `            ${green("list")}, ${green("list staging")}; ${green("register kafka/second")} with a wrapping token; ${green("failover binance")} once there is a spare; ${green("add-role billing")}`,
    `            ${green("install-workflows")} opens a pull request at the fake: ${dim(github.secrets.replace("secrets", "pulls"))} shows it`,
    "",
    title("4. Use what was delivered, and see that Vault is as vault/ declares it"),
    typed(`export VAULT_ADDR=${vault.address} VAULT_CACERT=${vault.caFile}`),
    typed(`VAULT_ROLE_ID=${roleId} VAULT_SECRET_ID="$(held)" node tools/profinaut.mjs exec \\`),
    typed("  --env DB_PASSWORD=db/credentials#password -- printenv DB_PASSWORD"),
    typed(`VAULT_TOKEN=${token} npm run -s bootstrap -- --check`),
    "   It names one difference, and ends with 2: the demo's audit log lies in a folder of its own.",
    "",
    title("5. Who did what in Vault"),
    "   What no approved request explains: here what people did by hand, with a root token, before there was a bot. It ends with 2.",
    typed(`REDIS_URL=${redis.url} ${audit} diff --vault-log ${dirname(vault.caFile)}/audit.log --bootstrap-ran`),
    "   The trail, taken along and checked without Redis or Vault:",
    typed(
      `REDIS_URL=${redis.url} VAULT_TOKEN=${token} ${audit} export --force --to ${folder}/trail.ndjson && ${audit} verify ${folder}/trail.ndjson`,
    ),
    "",
    title("6. Break it"),
    "   Press Approve and kill the bot in the middle; it comes back and finishes, and nobody has to do anything:",
    typed(`kill -9 $(node -p 'JSON.parse(fs.readFileSync("${file}")).bot.pid')`),
    "   Or let the exchange drop bybit's main key: within two minutes (at once by `check`, twice) an alarm comes, with a button that asks to switch to the spare one:",
    typed(`curl -s ${exchangeControl}/remove-key -d '{"apiKey":"${exchangeKeys.main.apiKey}"}'`),
    "",
    `${title("7. Everything else")}   ${bold(green(`${folder}/guide.md`))}`,
    "   Signing keys, staging, failover, a new AppRole, clean-up and the rest of the manual, step by step, with this demo's values.",
    "",
    `   ${dim("Vault")}   ${vault.address} ${dim("(real, over TLS; five AppRoles with staging twins; the bot is no root)")}`,
    `   ${dim("Redis")}   ${redis.url} ${dim("(real; every write is on the disk before it is answered)")}`,
    `   ${dim("GitHub")}  ${github.api} ${dim(`(a fake; ${github.secrets} shows what it holds)`)}`,
    `   ${dim("Bot")}     ${bot.health} ${dim(`(pid ${bot.pid}; what "npm start" runs)`)}`,
    `   ${dim(`All of it for programs: ${file}`)}`,
    "",
    `${title("Ctrl-C")} stops everything and leaves nothing behind.`,
    "",
  ].join("\n");
}
