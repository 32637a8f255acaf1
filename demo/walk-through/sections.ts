import { configurationLine, rolesLine } from "../../src/operations/add-role/snippets.ts";
import type { Facts } from "./facts.ts";

/**
 * One thing to try. Its lines are Markdown that a test plays as it stands: `Rie types`, `Rie fills in`, `Aoi presses`, blocks of
 * `sh`, and `→` for what is then to be seen.
 */
export interface Section {
  readonly title: string;
  /** Of the manual that the bot replaces. */
  readonly rows: readonly string[];
  readonly lines: (facts: Facts) => readonly string[];
}

const shell = (...lines: readonly string[]): readonly string[] => ["```sh", ...lines, "```"];
const rie = (command: string): string => `- Rie types \`/profinaut ${command}\``;
const fills = (field: string, value: string): string => `- Rie fills in **${field}**: \`${value}\``;
const approved = (sees: string): readonly string[] => ["- Aoi presses **Approve**", "→ the card says `Done at`", `→ ${sees}`];
const roleIdOf = ({ roles }: Facts, role: string): string => roles[role]?.roleId ?? "";

/** In the order in which they are walked through: later ones use what earlier ones left. Another one is another entry. */
export const sections: readonly Section[] = [
  {
    title: "A terminal",
    rows: [],
    lines: ({ address, caFile, folder }) => [
      "In the project's folder, once. `admin` asks Vault as root, `as_role` as an AppRole. Nobody needs root for what the bot does.",
      ...shell(
        `export VAULT_ADDR=${address} VAULT_CACERT=${caFile}`,
        `root() { node -p 'JSON.parse(fs.readFileSync("${folder}/endpoints.json")).vault.token'; }`,
        'ask() { curl -sS --cacert "$VAULT_CACERT" -H "X-Vault-Token: $1" "$VAULT_ADDR/v1/$2" "$' + '{@:3}"; echo; }',
        'admin() { ask "$(root)" "$@"; }',
        'pick() { node -pe "JSON.parse(fs.readFileSync(0)).$1"; }',
        `new_secret_id() { admin "auth/approle/role/$1/secret-id" -X POST | pick data.secret_id; }`,
        `as_role() { ask "$(ask "" auth/approle/login -d "{\\"role_id\\":\\"$1\\",\\"secret_id\\":\\"$2\\"}" | pick auth.client_token)" "$${"{@:3}"}"; }`,
      ),
    ],
  },
  {
    title: "The stack, and a sealed Vault",
    rows: ["R1", "R2"],
    lines: ({ unsealKey }) => [
      "The compose stack and its guided first run (init, unseal) are in [docs/stack.md](../docs/stack.md). Here, seal this Vault: the bot says so in the channel, and that all is well when it is open again. It never asks for the key.",
      ...shell("admin sys/seal -X PUT"),
      "→ the channel says `sealed`",
      ...shell(`ask "" sys/unseal -d '{"key":"${unsealKey}"}' | pick sealed`),
      "→ `false`",
    ],
  },
  {
    title: "Vault is as `vault/` declares it",
    rows: ["R3"],
    lines: ({ folder }) => [
      ...shell(`VAULT_TOKEN=$(root) npm run -s bootstrap -- --from ${folder}/vault --check; echo "exit status $?"`),
      "→ `exit status 0`",
    ],
  },
  {
    title: "Put a value in, and read it",
    rows: ["R4"],
    lines: () => [
      rie("register kafka/second"),
      fills("lines", "BROKER=broker:9092"),
      ...approved("the card says `version 1`"),
      rie("get kafka/second"),
      ...approved("Rie alone is told `vault unwrap`"),
    ],
  },
  {
    title: "Register an exchange key",
    rows: ["R8"],
    lines: ({ exchangeKeys: { trading, withdrawing } }) => [
      "The exchange is asked what the key may do, before anybody is asked to approve.",
      rie("register binance"),
      fills("api_key", trading.apiKey),
      fills("secret_key", trading.secretKey),
      ...approved("the card says `may not withdraw`"),
      "One that may take money out is refused:",
      rie("register binance/key2"),
      fills("api_key", withdrawing.apiKey),
      fills("secret_key", withdrawing.secretKey),
      "→ Rie alone is told `enableWithdrawals`",
    ],
  },
  {
    title: "What ends, and a button that renews it",
    rows: ["R16"],
    lines: ({ exchangeKeys: { spare } }) => [
      "What dies first is at the top. The channel reads it every Monday at nine, with the coming 90 days, one mark a week; `digest now` posts it at once, once a minute at most.",
      rie("expiring"),
      "→ Rie alone is told `bybit/key1`",
      rie("digest now"),
      "→ Rie alone is told `digest`",
      "- Rie presses **Register anew** beside `bybit/key1`",
      fills("api_key", spare.apiKey),
      fills("secret_key", spare.secretKey),
      ...approved("the card says `version 2`"),
    ],
  },
  {
    title: "A canary, and a run that still holds the old SecretID",
    rows: ["R7"],
    lines: () => [
      "After the delivery a workflow logs in with the new SecretID and reports which it is. A minute later, when the overlap is over, a run that was there before may still hold the old one, so that lives on; as soon as the run is over, it is destroyed.",
      rie("rotate profinaut-db"),
      "- Aoi presses **Approve**",
      "→ the card says `✅ The canary logs in`",
      "→ the card says `Held:`",
      "→ the card says `✅ Destroy`",
    ],
  },
  {
    title: "A read-only AppRole",
    rows: ["R9"],
    lines: (facts) => [
      "It reads values and writes none.",
      ...shell(
        "READER=$(new_secret_id profinaut-readonly)",
        `as_role ${roleIdOf(facts, "profinaut-readonly")} "$READER" secret/data/profinaut/db/credentials`,
      ),
      "→ `made-up-password`",
      ...shell(
        `as_role ${roleIdOf(facts, "profinaut-readonly")} "$READER" secret/data/profinaut/db/credentials -d '{"data":{"a":"b"},"options":{"cas":1}}'`,
      ),
      "→ `permission denied`",
    ],
  },
  {
    title: "A program with values from Vault",
    rows: ["R10"],
    lines: (facts) => [
      ...shell(
        `VAULT_ROLE_ID=${roleIdOf(facts, "profinaut-db")} VAULT_SECRET_ID=$(new_secret_id profinaut-db) node tools/profinaut.mjs exec \\`,
        "  --env DB_PASSWORD=db/credentials#password -- printenv DB_PASSWORD",
      ),
      "→ `made-up-password`",
    ],
  },
  {
    title: "The main key fails",
    rows: ["R12"],
    lines: ({ exchangeControl, exchangeKeys }) => [
      "Bybit drops its main key. Within two minutes the channel is alarmed, with a button that asks for this; or type it:",
      ...shell(`curl -s ${exchangeControl}/remove-key -d '{"apiKey":"${exchangeKeys.main.apiKey}"}'`),
      rie("failover bybit"),
      ...approved("the card says `now holds the key of`"),
    ],
  },
  {
    title: "A signing key, by wrapping token",
    rows: ["R13"],
    lines: ({ folder, publicKey }) => [
      "This wraps a key that was made for the demo, and prints the token. The value itself never passes through Slack.",
      ...shell(
        `node -p 'JSON.stringify({ SIGNING_KEY: fs.readFileSync("${folder}/signing-key.asc", "utf8") })' | ` +
          'admin sys/wrapping/wrap -H "X-Vault-Wrap-TTL: 24h" -d @- | pick wrap_info.token',
      ),
      "→ `s.`",
      rie("register release"),
      "- Rie fills in **token** with what was printed",
      "- Rie fills in **public-key**:",
      "```",
      publicKey,
      "```",
      ...approved("the card says `Release of the demo`"),
    ],
  },
  {
    title: "The login to the registry of images, delivered to GitHub",
    rows: ["R6"],
    lines: ({ secrets }) => [
      "It is kept in Vault as any value, and each half of it goes to GitHub as a sealed box, where the workflow that pushes images reads it.",
      ...shell(
        `admin sys/wrapping/wrap -H "X-Vault-Wrap-TTL: 24h" -d '{"username":"acme-ci","password":"made-up-token"}' | pick wrap_info.token`,
      ),
      "→ `s.`",
      rie("register docker"),
      "- Rie fills in **token** with what was printed",
      ...approved("the card says `DOCKER_PASSWORD`"),
      ...shell(`curl -s ${secrets} | grep -o 'DOCKER_[A-Z]*' | sort | xargs`),
      "→ `DOCKER_PASSWORD DOCKER_USERNAME`",
    ],
  },
  {
    title: "Staging and production do not read each other",
    rows: ["R14"],
    lines: (facts) => [
      ...shell(
        `as_role ${roleIdOf(facts, "profinaut-db")} "$(new_secret_id profinaut-db)" secret/data/profinaut/staging/db`,
        `as_role ${roleIdOf(facts, "profinaut-staging-db")} "$(new_secret_id profinaut-staging-db)" secret/data/profinaut/db/credentials`,
      ),
      "→ `permission denied`",
      ...shell(
        `as_role ${roleIdOf(facts, "profinaut-staging-db")} "$(new_secret_id profinaut-staging-db)" secret/data/profinaut/staging/db`,
      ),
      "→ `made-up-password`",
    ],
  },
  {
    title: "What is there",
    rows: ["R15"],
    lines: () => [
      rie("list"),
      "→ Rie alone is told `nobody any more`",
      rie("list db/credentials"),
      "→ Rie alone is told `platform team`",
    ],
  },
  {
    title: "A new service",
    rows: ["R17"],
    lines: ({ folder }) => [
      rie("add-role billing"),
      ...approved("Rie alone is told `vault/roles.yml`"),
      "Somebody with root adds the line, and runs `bootstrap`; soon the card says that it is in place.",
      ...shell(
        `sed -i 's/^roles:$/&\\n  ${rolesLine("billing")}/' ${folder}/vault/roles.yml`,
        `VAULT_TOKEN=$(root) npm run -s bootstrap -- --from ${folder}/vault --yes`,
      ),
      "→ the card says `in place since`",
      `After a restart with \`${configurationLine("billing")}\` in \`profinaut.yml\`, \`rotate profinaut-billing\` delivers its first SecretID.`,
    ],
  },
  {
    title: "A SecretID that somebody issued by hand",
    rows: ["R7"],
    lines: () => [
      "Once the bot has delivered one, it knows which are strangers:",
      rie("rotate profinaut-kafka --leaked"),
      ...approved("the card says `Record the new SecretID`"),
      ...shell("new_secret_id profinaut-kafka | wc -l"),
      "→ `1`",
      rie("role profinaut-kafka"),
      "→ Rie alone is told `by hand`",
      rie("clean-up profinaut-kafka"),
      ...approved("the card says `that served nobody ended`"),
    ],
  },
  {
    title: "A machine that kept the old SecretID",
    rows: ["R7"],
    lines: (facts) => [
      "Five bad logins lock an AppRole for everybody, where lockout is on: here it is off, so it is turned on first.",
      ...shell(
        `admin sys/auth/approle/tune -d '{"user_lockout_config":{"lockout_disable":false,"lockout_threshold":"5","lockout_duration":"15m"}}'`,
        `try() { ask "" auth/approle/login -d "{\\"role_id\\":\\"${roleIdOf(facts, "profinaut-release")}\\",\\"secret_id\\":\\"$1\\"}"; }`,
        'right=$(new_secret_id profinaut-release); try "$right" | wc -l',
        'old=$(new_secret_id profinaut-release); try "$old" | wc -l',
        'admin auth/approle/role/profinaut-release/secret-id/destroy -d "{\\"secret_id\\":\\"$old\\"}"',
        'for each in 1 2 3 4 5 6; do try "$old"; done; try "$right"',
      ),
      "→ `permission denied`",
      "Within a minute the channel hears of it, and of who still uses which old SecretID; the button of the alarm does what Rie types here.",
      rie("unlock profinaut-release old machine is stopped"),
      ...approved("the card says `a SecretID that was issued by hand and has ended`"),
      "→ the card says `is not locked out any more`",
      ...shell('try "$right" | pick auth.metadata.role_name'),
      "→ `profinaut-release`",
      ...shell(`admin sys/auth/approle/tune -d '{"user_lockout_config":{"lockout_disable":true}}'`),
    ],
  },
  {
    title: "Vault's own log",
    rows: ["R18"],
    lines: ({ auditLog }) => [
      "Vault notes every request; values and tokens only as HMACs.",
      ...shell(`grep -c 'role/profinaut-kafka/secret-id' ${auditLog}`),
      "→ a number",
      rie("audit verify"),
      "→ Rie alone is told `The trail is whole`",
    ],
  },
];
