import { isDeepStrictEqual } from "node:util";
import { Redis } from "ioredis";
import { ledgerDocument } from "../../../src/domain/ledger.ts";
import { createKeys } from "../../../src/redis/keys.ts";
import { createLedgers } from "../../../src/redis/ledgers.ts";
import { lockOut, lockoutOn, loginOf } from "../../vault/locked.ts";
import { eventually } from "../observers.ts";
import { brokenRotation } from "../rotation-by-people.ts";
import { checked, type KillStory, notSucceeded, privately, type } from "./story.ts";

/** The record of what holds the old SecretID, and until when. */
const heldAt = /(?:before|after) record step\.due retire$/;

export const rotation: KillStory = {
  operation: "rotate",
  about: "roles",
  // A run of another story may hold it.
  chance: heldAt,
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

/** While a workflow runs that began before: it is over once somebody has seen that it is waited for. */
export const heldRotation: KillStory = {
  operation: "rotate",
  about: "roles",
  own: heldAt,
  begin: async (stage, subject) => {
    const { github, repository } = stage.dying.world;
    const run = github.startRun({ repository, path: ".github/workflows/rust-test.yml", agoMs: 60_000, lastsMs: 3_600_000 });
    return {
      ...(await rotation.begin(stage, subject)),
      meanwhile: async () => {
        await eventually(async () => {
          const request = (await stage.people.requestsOf(subject)).at(-1);
          return request?.note?.key === "in-flight.waits" ? [] : ["nothing holds it"];
        });
        while (await github.advanceRun(run));
      },
    };
  },
};

/** For a role that was rotated before. */
export const cleanUp: KillStory = {
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
      broken: checked(stage, subject, async (request) => {
        const { body } = await world.vault.api("LIST", path);
        const live = Array.isArray(body.data?.["keys"]) ? body.data["keys"].map(String) : [];
        const { current } = await createLedgers(people.stores).read(subject);
        const trail = JSON.stringify((await people.trail()).filter((entry) => entry.request === request.id));
        return [
          ...notSucceeded(request),
          ...(live.length === 1 && live[0] === current?.accessor ? [] : [`${live.length} SecretIDs live`]),
          ...strangers.filter((one) => !trail.includes(one)).map((one) => `${one} ended without a word`),
        ];
      }),
    };
  },
};

/** For a role that was rotated before, of which Redis then knows nothing. */
export const adopt: KillStory = {
  operation: "adopt",
  about: "roles",
  // It changes nothing but what is recorded.
  own: /record (?:run\.started|step\.done)/,
  begin: async (stage, subject) => {
    const {
      dying: { world },
      people,
    } = stage;
    const before = await createLedgers(people.stores).read(subject);
    const redis = new Redis(world.redis.url);
    await redis.hdel(createKeys().documents, ledgerDocument(subject));
    redis.disconnect();
    const { body } = await world.vault.api("LIST", `auth/approle/role/${subject}/secret-id`);
    return {
      ask: type(stage, subject, `adopt ${subject} Redis was emptied`),
      broken: checked(stage, subject, async (request) => {
        const after = await world.vault.api("LIST", `auth/approle/role/${subject}/secret-id`);
        const { current, adopted, generation } = await createLedgers(people.stores).read(subject);
        return [
          ...notSucceeded(request),
          ...(isDeepStrictEqual(after.body.data, body.data) ? [] : ["other SecretIDs live than before"]),
          ...(current?.accessor === before.current?.accessor ? [] : ["another one is taken for the one in use"]),
          ...(generation === before.generation && adopted?.request === request.id
            ? []
            : ["the ledger is not the one taken over"]),
        ];
      }),
    };
  },
};

export const unlock: KillStory = {
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
      broken: checked(stage, subject, async (request) => {
        const locked = JSON.stringify((await vault.api("GET", "sys/locked-users")).body);
        const trail = JSON.stringify((await stage.people.trail()).filter((entry) => entry.request === request.id));
        return [
          ...notSucceeded(request),
          ...(locked.includes(login.roleId) ? ["it is still locked"] : []),
          ...((await login.good()) === 200 ? [] : ["the right SecretID does not log in"]),
          ...(trail.includes(login.roleId.slice(-4)) ? [] : ["the trail does not say whose lockout ended"]),
          ...(trail.includes(login.roleId) ? ["the trail has the whole RoleID"] : []),
        ];
      }),
    };
  },
};

export const addRole: KillStory = {
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
