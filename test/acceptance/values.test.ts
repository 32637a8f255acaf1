import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { World } from "../../demo/world.ts";
import { formCallback, inputIds } from "../../src/slack/messages/form-view.ts";
import { startWorld } from "../support/a-world.ts";
import { cardThat, peopleOf, wordsOf } from "../support/person.ts";
import { sinksOf, whereIs } from "../support/sinks.ts";
import { trailOf } from "../support/trail.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld();
  // At its most talkative, it is one of the places where no value may be.
  await world.startBot({ LOG_LEVEL: "debug" });
});
afterAll(() => world?.stop());

/** Something nobody else has, to be looked for everywhere. */
const canary = (): string => `canary-${randomBytes(12).toString("hex")}`;

type Inputs = { readonly [field: string]: { readonly text?: string; readonly secret?: string } };

const patiently = { timeout: 15_000, interval: 50 };

/** Types the command, and waits until its form is open. */
async function openForm(command: string): Promise<void> {
  const formsSoFar = async (): Promise<number> =>
    (await world.slack.log()).filter(({ summary }) => summary.includes("views.open")).length;
  const before = await formsSoFar();
  await world.slack.command(peopleOf(world.slack).requester.id, command);
  await vi.waitFor(async () => expect(await formsSoFar()).toBe(before + 1), patiently);
}

/** Fills in the form of a path, and submits it. */
async function register(path: string, inputs: Inputs) {
  const { requester } = peopleOf(world.slack);
  await openForm(`register ${path} first value`);
  const all: Inputs = { owner: { text: "treasury" }, ...inputs };
  const values = Object.fromEntries(
    Object.entries(all).map(([field, { text, secret }]) => [
      field,
      {
        ...(text === undefined ? {} : { [inputIds.text]: { type: "plain_text_input", value: text } }),
        ...(secret === undefined ? {} : { [inputIds.secret]: { type: "plain_text_input", value: secret } }),
      },
    ]),
  );
  const told = await requester.toldAfter(() => world.slack.submitView(requester.id, values));
  const id = /req_[0-9a-f]+/.exec(told)?.[0] ?? `no request: ${told}`;
  return { id, told };
}

const approve = async (id: string, until: string): Promise<string> => {
  const { approver } = peopleOf(world.slack);
  const card = await cardThat(world.slack, id, (words) => words.includes("Approve"));
  await approver.press(card, "approve", id);
  return wordsOf(await cardThat(world.slack, id, (words) => words.includes(until)));
};

/** Whether what was handed in for a request still waits for its approval. */
const waits = async (id: string): Promise<boolean> =>
  (await world.vault.api("GET", `profinaut-pending/metadata/${id}`)).status !== 404;

const inVault = async (path: string) => (await world.vault.api("GET", `secret/data/profinaut/${path}`)).body.data;

/** What the bot wrote, without what people typed into Slack themselves. */
async function ownSinks() {
  const log = (await world.slack.log()).filter(({ direction }) => direction === "from_bot");
  return (await sinksOf(world)).map((sink) => (sink.name === "slack-log" ? { ...sink, text: JSON.stringify(log) } : sink));
}

describe("registering a value", () => {
  it("T11 typed into the form: it waits in Vault, is written after approval, and is nowhere else", async () => {
    const value = canary();

    const { id } = await register("kafka", { lines: { secret: `BROKER_PASSWORD=${value}\nBROKER=broker:9092` } });
    const card = wordsOf(await cardThat(world.slack, id, (words) => words.includes("Approve")));
    const before = await inVault("kafka");
    const done = await approve(id, "Done at");

    expect(card).toContain("BROKER_PASSWORD");
    expect(before).toBeUndefined();
    expect(done).toContain("version 1");
    expect(await inVault("kafka")).toMatchObject({ data: { BROKER: "broker:9092", BROKER_PASSWORD: value } });
    const about = (await world.vault.api("GET", "secret/metadata/profinaut/kafka")).body.data?.["custom_metadata"];
    expect(about).toMatchObject({ owner: "treasury", request: id });
    expect(await waits(id)).toBe(false);
    expect(whereIs(value, await ownSinks())).toEqual([]);
    expect((await trailOf(world)).filter(({ request }) => request === id).map(({ action }) => action)).toContain("run.succeeded");
  });

  it("handed in as a wrapping token: the value never passes through Slack", async () => {
    const value = canary();
    const wrapped = await world.vault.api("POST", "sys/wrapping/wrap", { TOKEN: value }, undefined, {
      "x-vault-wrap-ttl": "24h",
    });
    const token = wrapped.body.wrap_info?.token ?? "";

    const { id } = await register("kafka/second", { token: { secret: token } });
    const done = await approve(id, "Done at");

    expect(done).toContain("Open the wrapping token");
    expect(await inVault("kafka/second")).toMatchObject({ data: { TOKEN: value } });
    expect(whereIs(value, await sinksOf(world))).toEqual([]);
    expect(whereIs(token, await ownSinks())).toEqual([]);
  });

  it("by a token that somebody opened meanwhile is not written, and the channel is alarmed", async () => {
    const wrapped = await world.vault.api("POST", "sys/wrapping/wrap", { A: "b" }, undefined, { "x-vault-wrap-ttl": "24h" });
    const token = wrapped.body.wrap_info?.token ?? "";
    const { id } = await register("kafka/third", { token: { secret: token } });
    await cardThat(world.slack, id, (words) => words.includes("Approve"));
    await world.vault.api("POST", "sys/wrapping/unwrap", {}, token);

    const { approver } = peopleOf(world.slack);
    await approver.press(await cardThat(world.slack, id, () => true), "approve", id);
    await cardThat(world.slack, id, (words) => words.includes("opened by somebody else"));
    const alarm = await world.slack.waitForMessage(
      ({ text, thread_ts: thread }) => thread === undefined && text.includes(id) && text.includes("opened by somebody else"),
    );

    expect(alarm.text).toContain("kafka/third");
    expect(await inVault("kafka/third")).toBeUndefined();
    await vi.waitFor(async () => expect(await waits(id)).toBe(false), patiently);
  });

  it("that is denied does not wait in Vault any longer", async () => {
    const { approver } = peopleOf(world.slack);
    const { id } = await register("kafka/fourth", { lines: { secret: "A=b" } });
    const card = await cardThat(world.slack, id, (words) => words.includes("Approve"));
    const before = await waits(id);

    await approver.press(card, "deny", id);

    expect(before).toBe(true);
    await vi.waitFor(async () => expect(await waits(id)).toBe(false), patiently);
    expect(await inVault("kafka/fourth")).toBeUndefined();
  });

  it("says in the form what to write instead, and keeps it open", async () => {
    const { requester } = peopleOf(world.slack);
    await openForm("register kafka/fourth");

    await world.slack.submitView(requester.id, { owner: { [inputIds.text]: { type: "plain_text_input", value: "x" } } });

    await vi.waitFor(async () => {
      const acks = JSON.stringify((await world.slack.log()).filter(({ direction }) => direction === "from_bot"));
      expect(acks).toContain("Fill in NAME=value, or a wrapping token.");
    }, patiently);
    expect(formCallback).toBe("profinaut.form");
  });
});

describe("the login to a registry", () => {
  const held = () =>
    Object.fromEntries(
      world.github
        .secrets()
        .filter(({ name }) => name.startsWith("DOCKER_"))
        .map(({ environment, name, value }) => [`${environment ?? ""}/${name}`, value]),
    );

  it("typed into the form is kept in Vault, and delivered to GitHub as sealed boxes after approval; it is nowhere else", async () => {
    const [username, password] = [`acme-${canary()}`, canary()];

    const { id } = await register("docker", { username: { text: username }, password: { secret: password } });
    const card = wordsOf(await cardThat(world.slack, id, (words) => words.includes("Approve")));
    const before = held();
    const done = await approve(id, "Done at");

    expect(card).toContain("`acme/profinaut · DOCKER_PASSWORD`, which is new");
    expect(before).toEqual({});
    expect(done).toContain("Deliver to `acme/profinaut · DOCKER_USERNAME`");
    expect(held()).toEqual({ "/DOCKER_USERNAME": username, "/DOCKER_PASSWORD": password });
    expect(await inVault("docker")).toMatchObject({ data: { username, password } });
    expect((await world.vault.api("GET", `profinaut-pending/metadata/${id}`)).status).toBe(404);
    for (const value of [username, password]) expect(whereIs(value, await ownSinks())).toEqual([]);
  });

  it("handed in as a wrapping token replaces it; the next card says since when the secrets are as they are", async () => {
    const login = { username: `acme-${canary()}`, password: canary() };
    const wrapped = await world.vault.api("POST", "sys/wrapping/wrap", login, undefined, { "x-vault-wrap-ttl": "24h" });
    const token = wrapped.body.wrap_info?.token ?? "";

    const { id } = await register("docker", { token: { secret: token } });
    const card = wordsOf(await cardThat(world.slack, id, (words) => words.includes("Approve")));
    const done = await approve(id, "Done at");

    expect(card).toMatch(/DOCKER_PASSWORD`, written \d{4}-/);
    expect(done).toContain("version 2");
    expect(held()).toEqual({ "/DOCKER_USERNAME": login.username, "/DOCKER_PASSWORD": login.password });
    for (const value of Object.values(login)) expect(whereIs(value, await sinksOf(world))).toEqual([]);
    expect(whereIs(token, await ownSinks())).toEqual([]);
  });

  it("that is no login is said in the form, before anything waits", async () => {
    const { requester } = peopleOf(world.slack);
    await openForm("register docker");

    await world.slack.submitView(requester.id, {
      owner: { [inputIds.text]: { type: "plain_text_input", value: "x" } },
      username: { [inputIds.text]: { type: "plain_text_input", value: "acme:ci" } },
      password: { [inputIds.secret]: { type: "plain_text_input", value: "x" } },
    });

    await vi.waitFor(async () => {
      const acks = JSON.stringify((await world.slack.log()).filter(({ direction }) => direction === "from_bot"));
      expect(acks).toContain("has a blank or a colon in it");
    }, patiently);
  });
});

describe("the key of an exchange", () => {
  const typed = ({ apiKey, secretKey }: World["exchangeKeys"]["trading"]): Inputs => ({
    api_key: { secret: apiKey },
    secret_key: { secret: secretKey },
  });

  it("is asked about at the exchange before anybody is asked; the card says what it may do", async () => {
    const { trading } = world.exchangeKeys;

    const { id } = await register("binance/key1", typed(trading));
    const card = wordsOf(await cardThat(world.slack, id, (words) => words.includes("Approve")));
    await approve(id, "Done at");

    expect(card).toContain("valid, may read and trade, may not withdraw");
    expect(card).toContain("usable from listed addresses only");
    expect(card).toContain(trading.apiKey.slice(-4));
    expect(await inVault("binance/key1")).toMatchObject({ data: { api_key: trading.apiKey, secret_key: trading.secretKey } });
    expect(world.exchange.requests().length).toBeGreaterThan(1);
    for (const value of Object.values(trading)) expect(whereIs(value, await ownSinks())).toEqual([]);
  });

  it.each([
    ["may withdraw", () => world.exchangeKeys.withdrawing, /may move money/],
    ["the exchange does not know", () => ({ apiKey: "a".repeat(64), secretKey: "b".repeat(64) }), /binance/],
  ])("that %s is refused before anybody is asked, and is not written", async (_, key, because) => {
    const { requester } = peopleOf(world.slack);

    const refused = requester.toldAfter(
      async () => {
        await register("binance/key9", typed(key()));
      },
      (words) => because.test(words) && !words.includes("Accepted"),
    );

    expect(await refused).toMatch(because);
    expect(await inVault("binance/key9")).toBeUndefined();
  });

  it("that fails is replaced by the next healthy one, after approval", async () => {
    const { requester } = peopleOf(world.slack);
    const [dead, spare] = [{ apiKey: "c".repeat(64), secretKey: "d".repeat(64) }, world.exchangeKeys.trading];
    const byHand = { data: { api_key: dead.apiKey, secret_key: dead.secretKey }, options: { cas: 0 } };
    await world.vault.api("POST", "secret/data/profinaut/binance", byHand);

    const { id, card } = await requester.request("failover binance main key is refused");
    const done = await approve(id, "Done at");

    expect(wordsOf(card)).toContain("the exchange takes it");
    expect(done).toContain("binance/key1");
    expect(await inVault("binance")).toMatchObject({
      data: { api_key: spare.apiKey, secret_key: spare.secretKey },
      metadata: { version: 2, custom_metadata: { copied_from: "binance/key1", request: id } },
    });
    for (const value of Object.values(dead)) expect(whereIs(value, await sinksOf(world))).toEqual([]);
  });

  it("that the exchange drops is an alarm, whose button asks for the failover; once it is switched, the alarm is over", async () => {
    const { requester } = peopleOf(world.slack);
    const { main, spare } = world.exchangeKeys;
    world.exchange.removeKey(main.apiKey);

    await requester.ask("check");
    await requester.ask("check");
    const alarm = await world.slack.waitForMessage(({ text }) => text.includes("main key at `bybit`") && text.startsWith("🚨"));
    const [, value = ""] = /"value":"(failover [^"]*)"/.exec(JSON.stringify(alarm.blocks)) ?? [];
    const accepted = await requester.toldAfter(
      () => world.slack.click({ user: requester.id, messageTs: alarm.ts, actionId: "profinaut_ask", value }),
      (words) => words.startsWith("Accepted"),
    );
    await approve(/req_[0-9a-f]+/.exec(accepted)?.[0] ?? "", "Done at");
    await requester.ask("check");
    const over = await world.slack.waitForMessage(({ text }) => text.startsWith("✅ Over") && text.includes("`bybit`"));

    expect(alarm.text).toContain(main.apiKey.slice(-4));
    expect(over.thread_ts).toBeUndefined();
    expect(await inVault("bybit")).toMatchObject({ data: { api_key: spare.apiKey, secret_key: spare.secretKey } });
    for (const secret of [...Object.values(main), ...Object.values(spare)]) expect(whereIs(secret, await ownSinks())).toEqual([]);
  });

  it("is not switched when there is none that works, and nobody is asked", async () => {
    const { requester } = peopleOf(world.slack);
    world.exchange.removeKey(world.exchangeKeys.spare.apiKey);

    const told = await requester.toldAfter(
      () => world.slack.command(requester.id, "failover bybit"),
      (words) => words.includes("none of the other keys"),
    );

    expect(told).toContain("Register a new one");
  });
});

describe("reading a value", () => {
  it("hands the requester alone a token that opens it once; the value is nowhere", async () => {
    const value = canary();
    const byHand = { data: { password: value }, options: { cas: 0 } };
    expect((await world.vault.api("POST", "secret/data/profinaut/db/reporting", byHand)).status).toBe(200);
    const { requester, approver } = peopleOf(world.slack);

    const { id } = await requester.request("get db/reporting compare");
    const told = await requester.toldAfter(
      async () => {
        await approver.press(await cardThat(world.slack, id, (words) => words.includes("Approve")), "approve", id);
      },
      (words) => words.includes("vault unwrap"),
    );
    await cardThat(world.slack, id, (words) => words.includes("Done at"));

    const token = /VAULT_TOKEN=(\S+) vault unwrap/.exec(told)?.[1] ?? "";
    const opened = await world.vault.api("POST", "sys/wrapping/unwrap", {}, token);
    const again = await world.vault.api("POST", "sys/wrapping/unwrap", {}, token);
    expect(opened.body.data).toMatchObject({ data: { password: value } });
    expect(again.status).toBe(400);
    expect(whereIs(value, await sinksOf(world))).toEqual([]);
    const others = (await approver.privateAnswers()).join();
    expect(others).not.toContain(token);
    const sinks = (await sinksOf(world)).filter(({ name }) => !name.startsWith("slack"));
    expect(whereIs(token, sinks)).toEqual([]);
  });

  it("of nothing is refused before anybody is asked", async () => {
    const { requester } = peopleOf(world.slack);

    const told = await requester.toldAfter(
      () => world.slack.command(requester.id, "get db/nothing-here"),
      (words) => words.includes("There is nothing at"),
    );

    expect(told).toContain("db/nothing-here");
  });
});
