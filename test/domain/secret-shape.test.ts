import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { looksLikeSecret, secretIn, secretInside } from "../../src/domain/secret-shape.ts";
import { say } from "../../src/domain/sentence.ts";
import { tokenShapes } from "../../src/domain/token-shapes.ts";

const mixed = "a1B2c3D4e5F6g7H8i9J0".repeat(4);
const hex = "0f1e2d3c4b5a6978".repeat(6);
const letters = (count: number, from = mixed): string => from.slice(0, count);

/** One of each vendor, made here from parts: none was ever issued. */
const tokens: readonly (readonly [vendor: string, token: string])[] = [
  ["HashiCorp Vault", `hvs.${letters(24)}`],
  ["HashiCorp Vault", `s.${letters(24)}`],
  ["GitHub", `ghp_${letters(36)}`],
  ["GitHub", `github_pat_${letters(40)}`],
  ["Slack", `xoxb-${letters(30)}`],
  ["Slack", `xoxe.xoxp-1-${letters(30)}`],
  ["Slack", `xapp-1-${letters(30)}`],
  ["AWS", `AKIA${"A1B2".repeat(4)}`],
  ["Google", `AIza${letters(35)}`],
  ["Google", `GOCSPX-${letters(28)}`],
  ["Azure", `DefaultEndpointsProtocol=https;AccountKey=${letters(44)}==`],
  ["GitLab", `glpat-${letters(20)}`],
  ["Docker", `dckr_pat_${letters(27)}`],
  ["npm", `npm_${letters(36)}`],
  ["PyPI", `pypi-${letters(60)}`],
  ["RubyGems", `rubygems_${hex.slice(0, 48)}`],
  ["crates.io", `cio${letters(32)}`],
  ["Stripe", `sk_live_${letters(24)}`],
  ["Stripe", `whsec_${letters(32)}`],
  ["Twilio", `SK${hex.slice(0, 32)}`],
  ["SendGrid", `SG.${letters(22)}.${letters(43)}`],
  ["Mailgun", `key-${hex.slice(0, 32)}`],
  ["Anthropic", `sk-ant-api03-${letters(60)}`],
  ["OpenAI", `sk-proj-${letters(48)}`],
  ["OpenAI", `sk-${letters(48)}`],
  ["Hugging Face", `hf_${letters(34)}`],
  ["DigitalOcean", `dop_v1_${hex.slice(0, 64)}`],
  ["Databricks", `dapi${hex.slice(0, 32)}`],
  ["HCP Terraform", `${letters(14)}.atlasv1.${letters(64)}`],
  ["Atlassian", `ATATT3xFfGF0${letters(60)}`],
  ["Shopify", `shpat_${hex.slice(0, 32)}`],
  ["Telegram", `1234567890:${letters(35)}`],
  ["Discord", `${letters(26)}.${letters(6)}.${letters(38)}`],
  ["Grafana", `glsa_${letters(32)}_${hex.slice(0, 8)}`],
  ["New Relic", `NRAK-${letters(27).toUpperCase()}`],
  ["Sentry", `sntrys_${letters(60)}`],
  ["Postman", `PMAK-${hex.slice(0, 24)}-${hex.slice(0, 34)}`],
  ["Linear", `lin_api_${letters(40)}`],
  ["Doppler", `dp.pt.${letters(43)}`],
  ["PlanetScale", `pscale_tkn_${letters(43)}`],
  ["age", `AGE-SECRET-KEY-1${letters(58).toUpperCase()}`],
];

describe("T10 a token of", () => {
  it.each(tokens)("%s is told by its shape, and named", (vendor, token) => {
    expect(secretIn(`it was ${token}, sorry`)).toEqual(say("secret.token", { vendor }));
    expect(secretIn(`（${token}）が漏えい`)).toEqual(say("secret.token", { vendor }));
  });

  it("every vendor of the list is played, and the list says for each where its shape is published", () => {
    expect(new Set(tokenShapes.map(({ vendor }) => vendor))).toEqual(new Set(tokens.map(([vendor]) => vendor)));
    expect(tokenShapes.length).toBeGreaterThan(20);
    for (const { source } of tokenShapes) expect(source).toMatch(/^https:\/\//);
  });
});

describe("T10 a webhook of", () => {
  it.each([
    ["Slack", `https://hooks.${"slack"}.com/services/T000/B000/${letters(24)}`],
    ["Discord", `https://discord.com/api/webhooks/1234/${letters(30)}`],
    ["Microsoft Teams", `https://acme.webhook.office.com/webhookb2/${letters(10)}`],
    ["Power Automate", "https://prod-12.japaneast.logic.azure.com:443/workflows/ab/triggers/manual/paths/invoke"],
    ["Google Chat", "https://chat.googleapis.com/v1/spaces/AAA/messages?key=k&token=t"],
    ["Telegram", "https://api.telegram.org/bot123/sendMessage"],
    ["Mattermost", `https://chat.example.net/hooks/${hex.slice(0, 26)}`],
    ["Zapier", "https://hooks.zapier.com/hooks/catch/1/ab"],
    ["IFTTT", "https://maker.ifttt.com/trigger/x/with/key/ab"],
    ["Lark", "https://open.larksuite.com/open-apis/bot/v2/hook/ab"],
    ["PagerDuty", "https://events.pagerduty.com/integration/ab/enqueue"],
  ])("%s is a credential", (vendor, address) => {
    expect(secretIn(`post it to ${address}`)).toEqual(say("secret.webhook", { vendor }));
  });
});

describe("T10 what looks like a credential is said without being repeated:", () => {
  it.each([
    ["secret.private-key", `-----BEGIN OPENSSH ${"PRIVATE"} KEY-----`],
    ["secret.web-token", `eyJ${letters(30)}.${letters(30)}.${letters(30)}`],
    ["secret.header", `curl -H 'Authorization: Bearer ${letters(16)}'`],
    ["secret.header", `Authorization: Basic ${letters(20)}=`],
    ["secret.address-login", "postgres://app:hunter2@db-prod-01/app"],
    ["secret.address-login", "redis://:hunter2@cache:6379"],
    ["secret.address-login", "amqp://guest:guest@mq"],
    ["secret.address-token", "https://example.com/cb?access_token=abcd1234"],
    ["secret.address-token", "https://api.example.com/v1?a=1&api_key=abcdef"],
    ["secret.address-token", `https://s3.example.com/x?X-Amz-Signature=${hex.slice(0, 64)}`],
    ["secret.address-token", "https://a.blob.core.windows.net/c?sv=2020&sig=ab12cd34ef56ab78cd90"],
    ["secret.address-token", "https://x.example/y#token=abcd"],
    ["secret.uuid", "01234567-89ab-cdef-0123-456789abcdef"],
    ["secret.uuid", "secret id 3f2504e0-4f89-41d3-9a0c-0305e82c3301"],
    ["secret.uuid", "request id 3f2504e0-4f89-01d3-0a0c-0305e82c3301"],
    ["secret.random", letters(64)],
    ["secret.random", letters(36)],
    ["secret.random", hex.slice(0, 32)],
    ["secret.random", hex.slice(0, 64)],
    ["secret.random", `because of ${letters(24)}, and soon`],
    ["secret.random", `${letters(10)}/K7${letters(7)}/bPxRfiCY${letters(10)}`],
    ["secret.random", "qWeRtYuIoPaSdFgHjKlZxCvBnM"],
  ])("%s in %s", (key, text) => {
    expect(secretIn(text)?.key).toBe(key);
    expect(JSON.stringify(secretIn(text))).not.toContain("hunter2");
  });

  it.each([
    "password is hunter2",
    "password is swordfish",
    "the db password is correcthorsebatterystaple",
    "my password was Summer2024!",
    "Password: Tr0ub4dor&3",
    "password is 1234",
    "PASSWORD IS HUNTER",
    "pw: abc123",
    "pw:letmein",
    "pwd=secret99",
    "pass: hunter2",
    "user: admin pass: admin123",
    "DB_PASSWORD=hunter2",
    "PGPASSWORD=hunter2 psql",
    "--password hunter2",
    "password hunter2",
    "hunter2 is the password",
    "password → hunter2",
    "pass\u200bword: hunter2",
    "ＰＷ：hunter2",
    "パスワードは hunter2 です",
    "パスワード：hunter2",
    "パスワードはabcdefです",
    "パスワードが hunter2 に変わりました",
    "パスワードをSummer2024に変更",
    "新しいパスワードは「Tr0ub4dor」です",
    "暗証番号は 4821",
    "パスはhunter2",
    "hunter2がパスワードです",
    "トークンは abcd1234efgh です",
    "APIキー：k3yv4lue99",
    "api key is k3yv4lue99",
    "token = 9f8e7d6c5b4a",
    "secret: s3cr3tv4lu3",
    "client_secret=s3cr3tv4lu3",
    "PIN is 482913",
    "otp: 482913",
  ])("secret.named in %s", (text) => {
    expect(secretIn(text)?.key).toBe("secret.named");
    expect(JSON.stringify(secretIn(text))).not.toMatch(/hunter|tr0ub|4821|k3y/i);
  });
});

describe("an ordinary reason", () => {
  const reasons = readFileSync(new URL("../../bench/ordinary-reasons.txt", import.meta.url), "utf8")
    .trimEnd()
    .split("\n");

  it("of a thousand at most five are taken for a credential", () => {
    expect(new Set(reasons).size).toBe(1_000);
    expect(reasons.filter(looksLikeSecret)).toHaveLength(2);
  });

  it.each([
    "profinaut-release --leaked laptop stolen on the train",
    "req_0123456789abcdef",
    "https://example.com/a/very/long/path/that/is/no/secret/at/all",
    "https://<user>:<password>@host is how it is written",
    "https://example.com/list?key=OPS-1234&token=…",
    "https://example.com/list?has_token=true&page=2",
    "a".repeat(64),
    "pneumonoultramicroscopicsilicovolcanoconiosis",
    "password is expired",
    "rotation is the password policy",
    "password is 90 days old",
    "password is 120 days old",
    "パスワードは120日前のもの",
    "password: <redacted>",
    "password is in db/credentials",
    "パスワードは90日ごとに変更",
    "パスワードは期限切れです",
    "パスワードはVaultにあります",
    "パスワードはkeychainにあります",
    "token is valid until 2027-01-31",
    "secret: PROD_DB_PASSWORD_2",
    "otp: see OPS-12",
    "commit 4b825dc642cb6eb9a060e54bf8d69288fbee4904",
    "of the key A1B2C3D4E5F60718293A4B5C6D7E8F9001122334",
    "request id 3f2504e0-4f89-41d3-9a0c-0305e82c3301 and trace 4bf92f3577b34da6a3ce929d0e0e4736",
    "リクエストID 3f2504e0-4f89-41d3-9a0c-0305e82c3301",
    "req-4f9a8b7c6d5e4f3a2b1c0d9e",
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl laptop",
    `-----BEGIN PGP PUBLIC KEY BLOCK-----\n${letters(64)}\n-----END PGP PUBLIC KEY BLOCK-----`,
  ])("is let in: %s", (text) => {
    expect(secretIn(text)).toBeUndefined();
  });
});

describe("T10 whatever was drawn at random", () => {
  const drawn = (alphabet: string, length: number) =>
    fc.array(fc.constantFrom(...alphabet), { minLength: length, maxLength: length }).map((all) => all.join(""));
  const missedOf = (words: fc.Arbitrary<string>, numRuns: number): number =>
    fc.sample(words, { numRuns, seed: 11 }).filter((word) => !looksLikeSecret(`because ${word} leaked`)).length;
  const [small, capitals, digits] = ["abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "0123456789"];

  it.each([
    ["a key of Binance", small + capitals + digits, 64],
    ["a key of Bybit", small + capitals + digits, 36],
    ["what `openssl rand -hex 32` prints", "0123456789abcdef", 64],
    ["192 bits as base64url, which we make ourselves", `${small}${capitals}${digits}-_`, 32],
  ])("%s is seen in all but few of ten thousand", (_, alphabet, length) => {
    expect(missedOf(drawn(alphabet, length), 10_000)).toBeLessThan(50);
  });

  const lengths = [20, 24, 32, 36];
  it.each<[string, string, atMostPercent: readonly number[]]>([
    ["hex digits", "0123456789abcdef", [3, 1, 0.1, 0.1]],
    ["letters of both cases and digits", small + capitals + digits, [5, 1, 0.3, 0.2]],
    ["the same with two signs", `${small}${capitals}${digits}+/`, [14, 3, 0.5, 0.5]],
    ["letters of one case and digits", small + digits, [13, 6, 1, 0.5]],
    ["capitals and 2 to 7", `${capitals}234567`, [40, 25, 9, 5]],
  ])("of %s is missed as seldom as docs/security.md says", (_, alphabet, atMostPercent) => {
    const missed = lengths.map((length) => missedOf(drawn(alphabet, length), 1_000) / 10);

    expect(missed.filter((percent, at) => percent > (atMostPercent[at] ?? 0))).toEqual([]);
  });

  it("a SecretID or RoleID is seen wherever it stands", () => {
    const quad = (count: number) => drawn("0123456789abcdef", count);
    const id = fc.tuple(quad(8), quad(4), quad(4), quad(4), quad(12)).map((parts) => parts.join("-"));

    fc.assert(
      fc.property(id, fc.constantFrom("", "see ", "（", "id ", "secret_id=", "x/"), (text, before) => {
        expect(looksLikeSecret(`${before}${text}`)).toBe(true);
      }),
    );
  });

  it("is found in any text, and any text is answered at once", () => {
    const canary = `hvs.${letters(24)}`;
    const piece = fc.oneof(
      fc.constantFrom("password", "パスワード", "://", "?a_", "=", " ", "a_", "A1", "-", "は"),
      fc.string({ unit: "grapheme" }),
    );

    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        const text = pieces.join("");
        expect(secretIn(`${text} ${canary} ${text}`)).toBeDefined();
        expect(secretIn(text)).toEqual(secretIn(text));
      }),
    );
  });
});

describe("secretInside", () => {
  it("looks at every text of what is stored", () => {
    expect(secretInside({ a: [1, null, true, { b: "password is hunter2" }] })).toEqual(say("secret.named", { name: "password" }));
    expect(secretInside({ a: [1, null, { b: "weekly" }] })).toBeUndefined();
  });
});
