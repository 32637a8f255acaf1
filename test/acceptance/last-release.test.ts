import { randomBytes } from "node:crypto";
import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import type { RunningProcess } from "../../demo/parts/processes.ts";
import type { SlackMessage } from "../../demo/parts/wire.ts";
import type { World } from "../../demo/world.ts";
import { createKeys } from "../../src/redis/keys.ts";
import { startWorld } from "../support/a-world.ts";
import { buildLastRelease, type LastRelease } from "../support/last-release.ts";
import { cardThat, peopleOf, wordsOf } from "../support/person.ts";
import { secretIdsOf } from "../support/secret-ids.ts";

/** Requests as the last release left them, each in another state. */
interface Left {
  readonly ended: string;
  readonly stuck: string;
  readonly overlapping: string;
  readonly pending: string;
  readonly midway: string;
  readonly approved: string;
  readonly value: string;
}

let world: World;
let release: LastRelease;
let left: Left;
beforeAll(async () => {
  // Long enough that the overlap has not passed when the last release ends; nobody waits for it otherwise.
  world = await startWorld({ overlap: "30s" });
  release = buildLastRelease();
  const ingress = await release.start(world, "ingress");
  const worker = await release.start(world, "worker");
  left = await leaveWork(worker);
  ingress.signal("SIGKILL");
  await ingress.exited;
  expect(await storedStates()).toEqual({
    ended: "denied",
    stuck: "needs-attention",
    overlapping: "succeeded",
    pending: "pending",
    midway: "running",
    approved: "approved",
    value: "pending",
  });
  expect(await secretIdsOf(world, "profinaut-kafka").logsIn(replaced)).toBe(true);
  await world.startBot();
});
afterAll(async () => {
  await world?.stop();
  await release?.remove();
});

/** What GitHub held for `profinaut-kafka` when its last rotation by the last release began. */
let replaced: string;
const kafkaSecret = (): string => secretIdsOf(world, "profinaut-kafka").delivered().get("PROFINAUT_KAFKA_VAULT_SECRET_ID") ?? "";

/** Presses a button as the last release put it on the card. */
async function press(card: SlackMessage, label: string): Promise<string> {
  const { approver } = peopleOf(world.slack);
  const button = buttonsIn(card.blocks).find(({ text }) => text.includes(label));
  if (button === undefined) throw new Error(`There is no ${label} on the card:\n${wordsOf(card)}`);
  const { actionId, value } = button;
  return approver.toldAfter(() =>
    world.slack.click({ user: approver.id, messageTs: card.ts, channel: card.channel, actionId, value }),
  );
}

/** Has the last release work until there is a request in each state, and kills its worker in the middle of one. */
async function leaveWork(worker: RunningProcess): Promise<Left> {
  const { requester } = peopleOf(world.slack);
  const ask = async (role: string) => requester.request(`rotate ${role} weekly`);
  const isDone = (words: string): boolean => words.includes("Done at");

  const first = await ask("profinaut-kafka");
  await press(first.card, "Approve");
  await cardThat(world.slack, first.id, isDone);
  replaced = kafkaSecret();
  const ended = await ask("profinaut-readonly");
  await press(ended.card, "Deny");
  world.github.mode({ mode: "missing-permission", path: "/environments/production/secrets/", methods: ["PUT"] });
  const stuck = await ask("profinaut-db");
  await press(stuck.card, "Approve");
  await cardThat(world.slack, stuck.id, (words) => words.includes("Try again"));
  world.github.mode({ mode: "ok" });
  const [pending, midway, approved] = [
    await ask("profinaut-release"),
    await ask("profinaut-admin"),
    await ask("profinaut-readonly"),
  ];
  const value = await handInValue();
  const overlapping = await ask("profinaut-kafka");
  await press(overlapping.card, "Approve");
  await cardThat(world.slack, overlapping.id, isDone);
  const before = world.github.requests().length;
  world.github.mode({ mode: "hang", methods: ["PUT"] });
  await press(midway.card, "Approve");
  await vi.waitFor(() => {
    const since = world.github.requests().slice(before);
    expect(since.some(({ method }) => method === "PUT")).toBe(true);
  }, patiently);
  worker.signal("SIGKILL");
  await worker.exited;
  world.github.mode({ mode: "ok" });
  await press(approved.card, "Approve");
  return {
    ended: ended.id,
    stuck: stuck.id,
    overlapping: overlapping.id,
    pending: pending.id,
    midway: midway.id,
    approved: approved.id,
    value,
  };
}

/** Something nobody else has. */
const submission = randomBytes(12).toString("hex");

/** Hands in a value in the form as the last release made it; it waits in Vault. Returns the request's id. */
async function handInValue(): Promise<string> {
  const { requester } = peopleOf(world.slack);
  const isOpen = async () => expect(JSON.stringify(await world.slack.log())).toContain("views.open");
  await world.slack.command(requester.id, "register kafka first value");
  await vi.waitFor(isOpen, patiently);
  const input = (action: string, text: string) => ({ [action]: { type: "plain_text_input", value: text } });
  const told = await requester.toldAfter(() =>
    world.slack.submitView(requester.id, {
      owner: input("text", "treasury"),
      lines: input("secret", `BROKER_PASSWORD=${submission}`),
    }),
  );
  const id = /req_[0-9a-f]+/.exec(told)?.[0] ?? `none: ${told}`;
  await cardThat(world.slack, id, (words) => words.includes("Approve"));
  return id;
}

/** By what is in Redis, whoever wrote it. */
async function storedStates(): Promise<{ readonly [name: string]: unknown }> {
  const redis = new Redis(world.redis.url);
  try {
    const records = await Promise.all(
      Object.entries(left).map(async ([name, id]) => [
        name,
        JSON.parse((await redis.hget(createKeys().request(id), "record")) ?? "null").state,
      ]),
    );
    return Object.fromEntries(records);
  } finally {
    redis.disconnect();
  }
}

function buttonsIn(value: unknown): readonly { readonly text: string; readonly actionId: string; readonly value: string }[] {
  if (Array.isArray(value)) return value.flatMap(buttonsIn);
  const button = Button.safeParse(value);
  if (button.success) return [{ text: button.data.text.text, actionId: button.data.action_id, value: button.data.value }];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(buttonsIn) : [];
}

const Button = z.object({
  type: z.literal("button"),
  text: z.object({ text: z.string() }),
  action_id: z.string(),
  value: z.string(),
});

const patiently = { timeout: 30_000, interval: 50 };
const cardOf = (id: string, fits: (words: string) => boolean = () => true) => cardThat(world.slack, id, fits, 60_000);
const done = (words: string): boolean => words.includes("Done at");

describe("on what the last release left, the bot", () => {
  it("runs what was approved and not begun", async () => {
    await cardOf(left.approved, done);

    expect(await loginOfDelivered("profinaut-readonly", "PROFINAUT_READONLY_VAULT_SECRET_ID")).toBe(true);
  });

  it("finishes what was in the middle of its run, and leaves no SecretID of the attempt that died", async () => {
    await cardOf(left.midway, done);

    expect(await loginOfDelivered("profinaut-admin", "PROFINAUT_ADMIN_VAULT_SECRET_ID")).toBe(true);
    // What the attempt that died wrote may still arrive: until the overlap is over it lives.
    await cardOf(left.midway, (words) => /7\. ✅/.test(words));
    expect(await secretIdsOf(world, "profinaut-admin").accessors()).toHaveLength(1);
    expect(await loginOfDelivered("profinaut-admin", "PROFINAUT_ADMIN_VAULT_SECRET_ID")).toBe(true);
  });

  it("takes the approval of a card that waited", async () => {
    const told = await press(await cardOf(left.pending), "Approve");
    await cardOf(left.pending, done);

    expect(told).toContain("it was the last one needed");
    expect(await loginOfDelivered("profinaut-release", "PROFINAUT_RELEASE_VAULT_SECRET_ID")).toBe(true);
  });

  it("writes a value that waited in Vault for its approval", async () => {
    await press(await cardOf(left.value), "Approve");
    await cardOf(left.value, done);

    const written = await world.vault.api("GET", "secret/data/profinaut/kafka");
    expect(written.body.data).toMatchObject({ data: { BROKER_PASSWORD: submission } });
  });

  it("goes on with what needed attention", async () => {
    await press(await cardOf(left.stuck), "Try again");
    await cardOf(left.stuck, done);

    expect(await loginOfDelivered("profinaut-db", "PROFINAUT_DB_VAULT_SECRET_ID")).toBe(true);
    expect(await loginOfDelivered("profinaut-db", "production/PROFINAUT_VAULT_SECRET_ID")).toBe(true);
  });

  it("retires what a rotation replaced, when its overlap is over", async () => {
    await cardOf(left.overlapping, (words) => /7\. ✅/.test(words));

    expect(await secretIdsOf(world, "profinaut-kafka").logsIn(replaced)).toBe(false);
    expect(await secretIdsOf(world, "profinaut-kafka").logsIn(kafkaSecret())).toBe(true);
  });

  it("shows what has ended, and finds the trail whole", async () => {
    const { requester } = peopleOf(world.slack);

    expect(await requester.ask(`show ${left.ended}`)).toContain("– denied");
    expect(await requester.ask(`audit ${left.ended}`)).toContain("denied");
    expect(await requester.ask("audit verify")).toContain("The trail is whole");
  });
});

const loginOfDelivered = (role: string, secret: string): Promise<boolean> => {
  const secretIds = secretIdsOf(world, role);
  return secretIds.logsIn(secretIds.delivered().get(secret) ?? "");
};
