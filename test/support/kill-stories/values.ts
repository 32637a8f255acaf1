import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { OperationRequest } from "../../../src/domain/request.ts";
import { inputIds } from "../../../src/slack/messages/form-view.ts";
import { personOfSubject } from "../dying-bot.ts";
import { canary, checked, type KillStory, notSucceeded, privately, type Stage, type } from "./story.ts";

const at = "secret/data/profinaut";

interface Fields {
  readonly [field: string]: string;
}

/** Opens the form and submits it. One that does not open belongs to a bot that has died. */
const fillIn =
  ({ dying: { world }, alone }: Stage, subject: string, secrets: Fields, texts: Fields = {}) =>
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
      const typed = (fields: Fields, inputId: string) =>
        Object.entries(fields).map(([field, value]) => [field, { [inputId]: { type: "plain_text_input", value } }]);
      const inputs = [...typed(secrets, inputIds.secret), ...typed({ owner: "treasury", ...texts }, inputIds.text)];
      await world.slack.submitView(person, Object.fromEntries(inputs));
      await sleep(300); // the page says nothing when it is done
    });

/** The one version after what was there, as it was handed in and described; nothing of it waits any more. */
async function notWritten(
  { dying: { world } }: Stage,
  subject: string,
  request: OperationRequest,
  wanted: { readonly version: number; readonly data: object },
) {
  const [value, metadata, waits] = await Promise.all([
    world.vault.api("GET", `${at}/${subject}`),
    world.vault.api("GET", `secret/metadata/profinaut/${subject}`),
    world.vault.api("GET", `profinaut-pending/metadata/${request.id}`),
  ]);
  const { current_version: version = 0, custom_metadata: about } = Object(metadata.body.data);
  const data: unknown = value.body.data?.["data"];
  return [
    ...notSucceeded(request),
    ...(version === wanted.version ? [] : [`version ${version} is there instead of ${wanted.version}`]),
    ...(JSON.stringify(data) === JSON.stringify(wanted.data) ? [] : ["it does not hold what was handed in"]),
    ...(Object(about).request === request.id ? [] : ["nobody knows where it comes from"]),
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

/** What it has in common with a value in a wrapping token is gone through there. */
export const registerTyped: KillStory = {
  operation: "register",
  about: "paths",
  own: /(?:put the value where it waits|write the value)$/,
  begin: async (stage, subject) => {
    const planted = canary(subject);
    stage.canaries.push(planted);
    const version = (await versionAt(stage, subject)) + 1;
    return {
      ask: fillIn(stage, subject, { lines: `VALUE=${planted}` }),
      broken: checked(stage, subject, (request) => notWritten(stage, subject, request, { version, data: { VALUE: planted } })),
    };
  },
};

export const registerWrapped: KillStory = {
  operation: "register",
  about: "paths",
  begin: async (stage, subject) => {
    const { dying } = stage;
    const planted = canary(subject);
    const before = await put(stage, subject, { VALUE: "what was there before" });
    const wrapped = await dying.world.vault.api("POST", "sys/wrapping/wrap", { VALUE: planted }, undefined, {
      "x-vault-wrap-ttl": "24h",
    });
    const token = wrapped.body.wrap_info?.token ?? "";
    dying.know(token, subject);
    stage.canaries.push(planted, token);
    return {
      ask: fillIn(stage, subject, { token }),
      broken: checked(stage, subject, async (request) => {
        const isLost = request.state === "failed" && JSON.stringify(request.note).includes("register.lost-in-crash");
        if (!isLost) return notWritten(stage, subject, request, { version: before + 1, data: { VALUE: planted } });
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

/** Of registering, what no other value has: each half of it is delivered to GitHub. */
export const registerDelivered: KillStory = {
  operation: "register",
  about: "others",
  only: "docker",
  own: /^(?:before|after) deliver/,
  begin: async (stage, subject) => {
    const { github } = stage.dying.world;
    const [username, password] = [canary(`${subject}-user`), canary(subject)];
    stage.canaries.push(username, password);
    const version = (await versionAt(stage, subject)) + 1;
    return {
      ask: fillIn(stage, subject, { password }, { username }),
      broken: checked(stage, subject, async (request) => {
        const held = new Map(github.secrets().map(({ name, value }) => [name, value]));
        return [
          ...(await notWritten(stage, subject, request, { version, data: { password, username } })),
          ...(held.get("DOCKER_USERNAME") === username ? [] : ["GitHub holds another user name"]),
          ...(held.get("DOCKER_PASSWORD") === password ? [] : ["GitHub holds another password"]),
        ];
      }),
    };
  },
};

export const get: KillStory = {
  operation: "get",
  about: "paths",
  begin: async (stage, subject) => {
    const {
      dying: { world },
      people,
    } = stage;
    const planted = canary(subject);
    stage.canaries.push(planted);
    await put(stage, subject, { VALUE: planted });
    const toldBefore = (await privately(stage, subject)).length;
    return {
      ask: type(stage, subject, `get ${subject} compare`),
      broken: checked(stage, subject, async (request) => {
        const told = (await privately(stage, subject)).slice(toldBefore);
        const tokens = told.flatMap((words) => /VAULT_TOKEN=(\S+) vault unwrap/.exec(words)?.[1] ?? []);
        const announced = (await people.trail()).filter(
          (entry) => entry.request === request.id && entry.action === "step.marked" && "to" in entry.details,
        );
        const last = tokens.at(-1) ?? "";
        // It is looked at without being opened, as this may have to look again.
        const looked = await world.vault.api("POST", "sys/wrapping/lookup", { token: last }, "");
        const path = String(looked.body.data?.["creation_path"]);
        return [
          ...notSucceeded(request),
          ...(path === `${at}/${subject}` ? [] : [`the last token opens ${path}`]),
          ...(tokens.length <= announced.length ? [] : [`${tokens.length} tokens, of which the trail knows ${announced.length}`]),
          ...(tokens.length <= 3 ? [] : [`${tokens.length} tokens were handed out`]),
        ];
      }),
    };
  },
};

export const failover: KillStory = {
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
