import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { Request } from "../../src/domain/request.ts";
import { createLedgers } from "../../src/redis/ledgers.ts";
import { inputIds } from "../../src/slack/messages/form-view.ts";
import { trailLine } from "../../src/slack/messages/trail-line.ts";
import { lockOut, lockoutOn, loginOf } from "../vault/locked.ts";
import { type DyingBotWorld, personOfSubject, type Subjects } from "./dying-bot.ts";
import { brokenStory } from "./invariants.ts";
import { eventually, type Onlookers, type Wish } from "./onlookers.ts";
import { personOf } from "./person.ts";
import { brokenRotation, notToldOnce } from "./rotation-by-people.ts";

/** A world that dies, and the people in it. */
export interface Stage {
  readonly dying: DyingBotWorld;
  readonly people: Onlookers;
  /** Values that must be nowhere but in Vault. */
  readonly canaries: string[];
  /** The local Slack shows one form at a time, whoever opened it. */
  readonly alone: <T>(act: () => Promise<T>) => Promise<T>;
}

/** One request of an operation, seen through while the bot dies. */
export interface KillStory {
  /** Its name in the registry. */
  readonly operation: string;
  readonly about: keyof Subjects;
  /** The one subject it can be about, instead of one of its own each time. */
  readonly only?: string;
  /** Makes the world ready, also for a subject that had it before; returns how to ask, and what does not hold at the end. */
  readonly begin: (stage: Stage, subject: string) => Promise<Omit<Wish, "subject"> & { readonly broken: Check }>;
}

type Check = (request: Request) => Promise<readonly string[]>;

const at = "secret/data/profinaut";
const canary = (subject: string): string => `value-of-${subject}-${randomBytes(12).toString("hex")}`;

/** What holds of every operation: its records, its trail, its card; and that its requester was told once that it is accepted. */
async function common(stage: Stage, { id }: Request, subject: string): Promise<readonly string[]> {
  const { people } = stage;
  const requests = (await people.requestsOf(subject)).filter((request) => request.id === id);
  const told = await privately(stage, subject);
  const accepted = told.filter((words) => words.startsWith("Accepted") && words.includes(id)).length;
  return [
    ...(accepted <= 1 ? [] : [`${accepted} times accepted`]),
    ...(await notToldOnce(stage.dying.world, requests)),
    ...brokenStory({
      requests,
      trail: await people.trail(),
      cards: await people.cards(),
      isUnsaid: (entry) => trailLine(entry) === undefined,
      secrets: [],
      sinks: [],
    }),
  ];
}

const checked =
  (stage: Stage, subject: string, own: Check): Check =>
  (request) =>
    eventually(async () => [...(await common(stage, request, subject)), ...(await own(request))]);

const type =
  ({ dying: { world } }: Stage, subject: string, text: string) =>
  (): Promise<void> =>
    world.slack.command(personOfSubject(subject), text);

/** Opens the form and submits it. One that does not open belongs to a bot that has died. */
const fillIn =
  ({ dying: { world }, alone }: Stage, subject: string, secrets: { readonly [field: string]: string }) =>
  (): Promise<void> =>
    alone(async () => {
      const [person, command] = [personOfSubject(subject), `register ${subject}`];
      const opened = async (): Promise<number> =>
        (await world.slack.log()).filter(
          ({ summary, detail }) => summary.includes("views.open") && JSON.stringify(detail).includes(command),
        ).length;
      const before = await opened();
      await world.slack.command(person, command);
      for (const giveUpAtMs = Date.now() + 3_000; (await opened()) === before; await sleep(50))
        if (Date.now() > giveUpAtMs) throw new Error("no form was opened");
      const typed = Object.entries(secrets).map(([field, value]) => [
        field,
        { [inputIds.secret]: { type: "plain_text_input", value } },
      ]);
      const owner = { [inputIds.text]: { type: "plain_text_input", value: "treasury" } };
      await world.slack.submitView(person, { ...Object.fromEntries(typed), owner });
      await sleep(300); // the page says nothing when it is done
    });

/** The one version after what was there, as it was handed in and described; nothing of it waits any more. */
async function notWritten(
  { dying: { world } }: Stage,
  subject: string,
  { id, state, note }: Request,
  wanted: { readonly version: number; readonly data: object },
) {
  const [value, metadata, waits] = await Promise.all([
    world.vault.api("GET", `${at}/${subject}`),
    world.vault.api("GET", `secret/metadata/profinaut/${subject}`),
    world.vault.api("GET", `profinaut-pending/metadata/${id}`),
  ]);
  const { current_version: version = 0, custom_metadata: about } = Object(metadata.body.data);
  const data: unknown = value.body.data?.["data"];
  return [
    ...(state === "succeeded" ? [] : [`ended as ${state}: ${JSON.stringify(note)}`]),
    ...(version === wanted.version ? [] : [`version ${version} is there instead of ${wanted.version}`]),
    ...(JSON.stringify(data) === JSON.stringify(wanted.data) ? [] : ["it does not hold what was handed in"]),
    ...(Object(about).request === id ? [] : ["nobody knows where it comes from"]),
    ...(waits.status === 404 ? [] : ["the value still waits"]),
  ];
}

const versionAt = async ({ dying: { world } }: Stage, path: string): Promise<number> =>
  Number((await world.vault.api("GET", `secret/metadata/profinaut/${path}`)).body.data?.["current_version"] ?? 0);

/** By hand; returns the version it has become. */
async function put(stage: Stage, path: string, data: object): Promise<number> {
  const cas = await versionAt(stage, path);
  await stage.dying.world.vault.api("POST", `${at}/${path}`, { data, options: { cas } });
  return cas + 1;
}

const privately = ({ dying: { world } }: Stage, subject: string): Promise<readonly string[]> =>
  personOf(world.slack, personOfSubject(subject)).privateAnswers();

const registerTyped: KillStory = {
  operation: "register",
  about: "paths",
  begin: async (stage, subject) => {
    const VALUE = canary(subject);
    stage.canaries.push(VALUE);
    const version = (await versionAt(stage, subject)) + 1;
    return {
      ask: fillIn(stage, subject, { lines: `VALUE=${VALUE}` }),
      broken: checked(stage, subject, (request) => notWritten(stage, subject, request, { version, data: { VALUE } })),
    };
  },
};

const registerWrapped: KillStory = {
  operation: "register",
  about: "paths",
  begin: async (stage, subject) => {
    const { dying } = stage;
    const VALUE = canary(subject);
    const before = await put(stage, subject, { VALUE: "what was there before" });
    const wrapped = await dying.world.vault.api("POST", "sys/wrapping/wrap", { VALUE }, undefined, { "x-vault-wrap-ttl": "24h" });
    const token = wrapped.body.wrap_info?.token ?? "";
    dying.know(token, subject);
    stage.canaries.push(VALUE, token);
    return {
      ask: fillIn(stage, subject, { token }),
      broken: checked(stage, subject, async (request) => {
        const isLost = request.state === "failed" && JSON.stringify(request.note).includes("register.lost-in-crash");
        if (!isLost) return notWritten(stage, subject, request, { version: before + 1, data: { VALUE } });
        const card = (await dying.world.slack.messages()).filter((message) =>
          JSON.stringify(message.blocks).includes(request.id),
        );
        const still = { ...request, state: "succeeded" } as const;
        const kept = { version: before, data: { VALUE: "what was there before" } };
        return [
          ...(await notWritten(stage, subject, still, kept)).filter((words) => !words.startsWith("nobody knows")),
          ...(JSON.stringify(card).includes("lost") ? [] : ["the card does not say that it is lost"]),
        ];
      }),
    };
  },
};

const get: KillStory = {
  operation: "get",
  about: "paths",
  begin: async (stage, subject) => {
    const {
      dying: { world },
      people,
    } = stage;
    const VALUE = canary(subject);
    stage.canaries.push(VALUE);
    await put(stage, subject, { VALUE });
    const toldBefore = (await privately(stage, subject)).length;
    return {
      ask: type(stage, subject, `get ${subject} compare`),
      broken: checked(stage, subject, async ({ id, state }) => {
        const told = (await privately(stage, subject)).slice(toldBefore);
        const tokens = told.flatMap((words) => /VAULT_TOKEN=(\S+) vault unwrap/.exec(words)?.[1] ?? []);
        const announced = (await people.trail()).filter(
          ({ request, action, details }) => request === id && action === "step.marked" && "to" in details,
        );
        const last = tokens.at(-1) ?? "";
        // It is looked at without being opened, as this may have to look again.
        const looked = await world.vault.api("POST", "sys/wrapping/lookup", { token: last }, "");
        const path = String(looked.body.data?.["creation_path"]);
        return [
          ...(state === "succeeded" ? [] : [`ended as ${state}`]),
          ...(path === `${at}/${subject}` ? [] : [`the last token opens ${path}`]),
          ...(tokens.length <= announced.length ? [] : [`${tokens.length} tokens, of which the trail knows ${announced.length}`]),
          ...(tokens.length <= 3 ? [] : [`${tokens.length} tokens were handed out`]),
        ];
      }),
    };
  },
};

const failover: KillStory = {
  operation: "failover",
  about: "exchanges",
  begin: async (stage, subject) => {
    const { world } = stage.dying;
    const key = () => ({ apiKey: randomBytes(32).toString("hex"), secretKey: randomBytes(32).toString("hex") });
    const [main, spare] = [key(), key()];
    world.exchange.addKey({ exchange: "binance", ...spare, rights: { enableReading: true }, ips: ["127.0.0.1"] });
    stage.canaries.push(...Object.values(main), ...Object.values(spare));
    const version = (await put(stage, subject, { api_key: main.apiKey, secret_key: main.secretKey })) + 1;
    const data = { api_key: spare.apiKey, secret_key: spare.secretKey };
    await put(stage, `${subject}/key1`, data);
    return {
      ask: type(stage, subject, `failover ${subject} main key is refused`),
      broken: checked(stage, subject, (request) => notWritten(stage, subject, request, { version, data })),
    };
  },
};

const addRole: KillStory = {
  operation: "add-role",
  about: "names",
  begin: async (stage, subject) => {
    const { world } = stage.dying;
    const roles = [`profinaut-${subject}`, `profinaut-staging-${subject}`];
    for (const role of roles) await world.vault.api("DELETE", `auth/approle/role/${role}`);
    const toldBefore = (await privately(stage, subject)).length;
    return {
      ask: type(stage, subject, `add-role ${subject} a new service`),
      meanwhile: async () => {
        for (const role of roles) await world.vault.api("POST", `auth/approle/role/${role}`, { token_policies: [role] });
      },
      broken: checked(stage, subject, async ({ state, note }) => {
        const told = (await privately(stage, subject)).slice(toldBefore);
        const lines = told.filter((words) => words.includes("vault/roles.yml")).length;
        return [
          ...(state === "succeeded" && note?.key === "add-role.in-place" ? [] : [`ended as ${state} with ${note?.key}`]),
          ...(lines >= 1 && lines <= 3 ? [] : [`the requester was told ${lines} times what to add`]),
        ];
      }),
    };
  },
};

/** For a role that was rotated before. */
const cleanUp: KillStory = {
  operation: "clean-up",
  about: "roles",
  begin: async (stage, subject) => {
    const {
      dying: { world },
      people,
    } = stage;
    const path = `auth/approle/role/${subject}/secret-id`;
    const byHand = [0, 1].map(() => world.vault.api("POST", path, {}));
    const strangers = (await Promise.all(byHand)).map(({ body }) => String(body.data?.["secret_id_accessor"]));
    return {
      ask: type(stage, subject, `clean-up ${subject} old pipeline`),
      broken: checked(stage, subject, async ({ id, state }) => {
        const { body } = await world.vault.api("LIST", path);
        const live = Array.isArray(body.data?.["keys"]) ? body.data["keys"].map(String) : [];
        const { current } = await createLedgers(people.stores).read(subject);
        const trail = JSON.stringify((await people.trail()).filter(({ request }) => request === id));
        return [
          ...(state === "succeeded" ? [] : [`ended as ${state}`]),
          ...(live.length === 1 && live[0] === current?.accessor ? [] : [`${live.length} SecretIDs live`]),
          ...strangers.filter((one) => !trail.includes(one)).map((one) => `${one} ended without a word`),
        ];
      }),
    };
  },
};

const unlock: KillStory = {
  operation: "unlock",
  about: "roles",
  begin: async (stage, subject) => {
    const { vault } = stage.dying.world;
    await lockoutOn(vault, { threshold: 20 });
    const login = await loginOf(vault, subject);
    await login.good();
    await lockOut(vault, login.roleId);
    return {
      ask: type(stage, subject, `unlock ${subject} the old worker is stopped`),
      broken: checked(stage, subject, async ({ id, state }) => {
        const locked = JSON.stringify((await vault.api("GET", "sys/locked-users")).body);
        const trail = JSON.stringify((await stage.people.trail()).filter(({ request }) => request === id));
        return [
          ...(state === "succeeded" ? [] : [`ended as ${state}`]),
          ...(locked.includes(login.roleId) ? ["it is still locked"] : []),
          ...((await login.good()) === 200 ? [] : ["the right SecretID does not log in"]),
          ...(trail.includes(login.roleId.slice(-4)) ? [] : ["the trail does not say whose lockout ended"]),
          ...(trail.includes(login.roleId) ? ["the trail has the whole RoleID"] : []),
        ];
      }),
    };
  },
};

const rotation: KillStory = {
  operation: "rotate",
  about: "roles",
  begin: async (stage, subject) => {
    const {
      dying: { world },
      people,
    } = stage;
    const { body } = await world.vault.api("POST", `auth/approle/role/${subject}/secret-id`, {});
    const known = world.byHand[subject];
    const before = [String(body.data?.["secret_id_accessor"]), ...(known === undefined ? [] : [known.accessor])];
    return {
      ask: type(stage, subject, `rotate ${subject} weekly rotation`),
      broken: () => brokenRotation(world, people, { role: subject, before, secrets: new Set() }),
    };
  },
};

/** By what is shown of them. Every operation of the registry is in one of them; what needs another one's outcome comes after it. */
export const killStories: { readonly [name: string]: KillStory } = {
  "a rotation": rotation,
  "a rotation to two destinations": { ...rotation, only: "profinaut-db" },
  "a clean-up": cleanUp,
  "a value that was typed": registerTyped,
  "a value in a wrapping token": registerWrapped,
  "a value that is read": get,
  "a failover": failover,
  "an AppRole that is added": addRole,
  "an AppRole that is unlocked": unlock,
};
