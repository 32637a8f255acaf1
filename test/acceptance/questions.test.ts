import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { World } from "../../demo/world.ts";
import { startWorld } from "../support/a-world.ts";
import { cardThat, peopleOf } from "../support/person.ts";
import { secretIdsOf } from "../support/secret-ids.ts";

let world: World;
let done: string;
let open: string;
beforeAll(async () => {
  world = await startWorld({ overlap: "1h" });
  await world.startBot();
  const { requester, approver } = peopleOf(world.slack);
  const first = await requester.request("rotate profinaut-db weekly");
  await approver.press(first.card, "approve", first.id);
  await cardThat(world.slack, first.id, (words) => words.includes("Done at"));
  done = first.id;
  open = (await requester.request("rotate profinaut-kafka weekly")).id;
});
afterAll(() => world?.stop());

const ask = (text: string) => peopleOf(world.slack).outsider.ask(text);

describe("every question, asked by somebody who approves nothing", () => {
  it("help lists every command, and says which need another person", async () => {
    const told = await ask("help");

    for (const command of [
      "rotate",
      "list",
      "role",
      "roles",
      "requests",
      "show",
      "cancel",
      "status",
      "check",
      "audit",
      "audit verify",
      "help",
    ])
      expect(told).toContain(`/profinaut ${command}`);
    expect(told).toMatch(/rotate.*🔐/);
    expect(await ask("")).toBe(told);
    expect(await ask("  HELP  ")).toBe(told);
  });

  it("help <command> says how it is written, with examples", async () => {
    expect(await ask("help rotate")).toMatch(/\/profinaut rotate.*--leaked.*Somebody else has to approve/s);
    expect(await ask("help nonsense")).toContain("`nonsense` is not a command");
  });

  it("roles and role tell which SecretID is which", async () => {
    const live = await secretIdsOf(world).accessors();

    const one = await ask("role profinaut-db");

    expect(live).toHaveLength(2);
    for (const accessor of live) expect(one).toContain(accessor);
    expect(one).toMatch(/– current/);
    expect(one).toMatch(/– previous, retires/);
    expect(await ask("roles")).toMatch(/`profinaut-db` – current since .*2 live SecretIDs/);
    expect(await ask("roles")).toContain("`profinaut-admin` – never rotated by this bot");
  });

  it("list tells what is registered, staging apart, and never a value", async () => {
    const all = await ask("list");
    const one = await ask("list Bybit/key1");

    expect(all).toMatch(/6 values.*Production.*`bybit` – version 1.*owner `trading desk`.*expires.*Staging.*`staging\/db`/s);
    expect(all).toMatch(/`legacy\/ftp` – 🗑️ version 1 deleted/);
    expect(one).toMatch(/⚠️ expires `\d{4}-\d\d-\d\d`.*Versions.*version 1 · written.*Noted.*`owner` `trading desk`/s);
    expect(await ask("list bybitt")).toMatch(/There is nothing at `bybitt`.*Did you mean `bybit`/);
    expect(await ask("list ../profinaut-keys")).toContain("This is not a path of a value");
    expect(await ask("list 2")).toContain("There is no such page");
    const { main, spare } = world.exchangeKeys;
    for (const value of ["made-up", ...Object.values(main), ...Object.values(spare)]) expect(`${all}${one}`).not.toContain(value);
  });

  it("requests and show tell what is open, and one whole", async () => {
    const listed = await ask("requests");

    expect(listed).toContain("*1 open request*");
    expect(listed).toContain(`\`${open}\` · waiting for approval`);
    expect(listed).toContain(done);
    expect(await ask(`show ${open}`)).toContain("to be approved before");
    expect(await ask(`show ${done}`)).toMatch(/– done.*Its card.*approved at.*side by side for 1 h – running/s);
  });

  it("status tells how everything is", async () => {
    const told = await ask("status");

    expect(told).toContain("Vault: ready");
    expect(told).toContain("Redis answers, and keeps what it is told");
    expect(told).toMatch(/Worker seen .*; GitHub answers/);
  });

  it("check has the worker look now: what is wrong with what to do, what is in order, what the bot cannot see, and no secret", async () => {
    const issued = await world.vault.api("POST", "auth/approle/role/profinaut-release/secret-id", { ttl: "0s" });
    await world.vault.api("POST", "secret/config", { cas_required: false });

    const told = await ask("check");

    expect(told).toMatch(/Vault Secrets Check: 🚨 0 alarms, ⚠️ \d warnings, ⚪ 0 checks/);
    expect(told).toMatch(/⚠️.*KV mount `secret` is not as declared.*`cas_required false ≠ true`.*profinaut bootstrap/s);
    expect(told).toContain("✅ Vault's audit device is on");
    expect(told).toContain("✅ No `.env` file is tracked");
    expect(told).toContain("ℹ️ Nobody is making a root token: whether a root token is alive takes");
    expect(told).not.toContain(String(issued.body.data?.["secret_id"]));
    await world.vault.api("POST", "secret/config", { cas_required: true });
    expect(await ask("check")).not.toContain("cas_required");
    expect(await ask("check 9")).toContain("There is no such page");
  });

  it("audit tells the trail of one request, and audit verify whether all of it is intact", async () => {
    const { approver } = peopleOf(world.slack);

    const trail = await ask(`audit ${done}`);

    expect(trail).toMatch(new RegExp(`\`user:${approver.id}\` · \`request.approved-by\``));
    expect(trail).toContain("`run.succeeded`");
    expect(await ask("audit verify")).toMatch(/The trail is whole: \d+ entries/);
  });
});
