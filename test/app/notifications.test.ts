import { describe, expect, it, vi } from "vitest";
import { scheduleActor } from "../../src/domain/actor.ts";
import { say } from "../../src/domain/sentence.ts";
import { aContinuation, alice, anActor, aPlan, bob, carol, hour } from "../support/builders.ts";
import { aFakeOperation } from "../support/fake-operation.ts";
import { aBot, type Bot, redisDown, upstream } from "./a-bot.ts";

const minute = 60_000;
const slackDown = () => upstream({ service: "slack" });
const to = ({ userId }: { readonly userId: string }, word: string): string => `${userId} ${word}`;

/** A request that has waited for that long; it waits for an hour at most. */
async function waiting(bot: Bot, forMs: number): Promise<string> {
  const { id } = await bot.pending();
  bot.advance(forMs);
  return id;
}

describe("whoever may still approve", () => {
  it("is reminded at half time and before it is too late, once each", async () => {
    const bot = aBot(aFakeOperation());
    const { id } = await bot.pending();

    for (let minutes = 0; minutes < 70; minutes += 1) {
      await bot.words.tell(id);
      await bot.words.tell(id);
      bot.advance(minute);
    }

    expect(bot.letters.brief()).toEqual([
      to(bob, "word.half"),
      to(carol, "word.half"),
      to(bob, "word.last"),
      to(carol, "word.last"),
    ]);
  });

  it("reads what it is about, who asked and why, how long is left, and where the card is", async () => {
    const bot = aBot(aFakeOperation());
    const { id } = await bot.pending("paint north the north wall is grey");
    bot.advance(hour / 2 + 1);

    await bot.words.tell(id);

    const { title, expiresAtMs } = (await bot.load(id)).plan ?? aPlan();
    const { reason, command } = await bot.load(id);
    const what = say("word.half", { title, by: alice.userId, reason, missing: 1, leftMs: 30 * minute, expiresAtMs });
    expect(bot.letters.sent[0]?.sentence).toEqual(say("word.about", { what, command, id, link: `link to ${id}` }));
  });

  it.each([
    ["the requester", { approvers: { users: [alice.userId, carol.userId] } }],
    ["a second account of the requester", { approvers: { users: ["U0TWIN", carol.userId] } }],
    ["an account that may not use the bot", { approvers: { users: ["U0GUEST", carol.userId] } }],
  ])("is never %s", async (_, policy) => {
    const bot = aBot(aFakeOperation(), policy);
    bot.people.set("U0TWIN", anActor("U0TWIN", { email: alice.email }));
    const id = await waiting(bot, hour / 2);

    await bot.words.tell(id);

    expect(bot.letters.brief()).toEqual([to(carol, "word.half")]);
  });

  it("is nobody who has decided, nor another account of theirs", async () => {
    const bot = aBot(aFakeOperation(), { required: 2, approvers: { users: [bob.userId, "U0TWIN", carol.userId] } });
    bot.people.set("U0TWIN", anActor("U0TWIN", { email: bob.email }));
    const id = await waiting(bot, hour / 2);
    await bot.approve(id);

    await bot.words.tell(id);

    expect(bot.letters.brief()).toEqual([to(carol, "word.half")]);
  });

  it("is a member of the group", async () => {
    const bot = aBot(aFakeOperation(), { approvers: { group: "S0OPS" } });
    const id = await waiting(bot, hour / 2);

    await bot.words.tell(id);

    expect(bot.letters.brief()).toEqual([to(bob, "word.half")]);
  });

  it("is told nothing once it is decided, also while others are told", async () => {
    const bot = aBot(aFakeOperation());
    const id = await waiting(bot, hour / 2);
    const send = bot.letters.send;
    vi.spyOn(bot.letters, "send").mockImplementationOnce(async (...letter) => {
      await bot.deny(id);
      return send(...letter);
    });

    await bot.words.tell(id);

    expect(bot.letters.brief()).toEqual([to(bob, "word.half")]);
  });

  it("hears the last reminder alone when the first could not be said before", async () => {
    const bot = aBot(aFakeOperation());
    const id = await waiting(bot, hour - minute);

    await bot.words.tell(id);

    expect(bot.letters.brief()).toEqual([to(bob, "word.last"), to(carol, "word.last")]);
  });

  it("is reminded of a new plan as of a new request", async () => {
    const bot = aBot(aFakeOperation());
    const id = await waiting(bot, hour / 2);
    await bot.words.tell(id);
    await bot.rewrite(id, { plan: aPlan({ preparedAtMs: bot.now(), expiresAtMs: bot.now() + hour }) });

    await bot.words.tell(id);
    bot.advance(hour / 2);
    await bot.words.tell(id);

    expect(bot.letters.brief().filter((line) => line.startsWith(bob.userId))).toEqual([
      to(bob, "word.half"),
      to(bob, "word.half"),
    ]);
  });

  it("is reminded of what a schedule asks", async () => {
    const bot = aBot(aFakeOperation());
    const id = await waiting(bot, hour / 2);
    await bot.rewrite(id, { requester: scheduleActor("rotate profinaut-db") });

    await bot.words.tell(id);

    expect(bot.letters.brief()).toEqual([to(bob, "word.half"), to(carol, "word.half")]);
  });
});

describe("whoever does not want to be disturbed", () => {
  it("is reminded when that is over", async () => {
    const bot = aBot(aFakeOperation());
    bot.letters.quiet.add(bob.userId);
    const id = await waiting(bot, hour / 2);
    await bot.words.tell(id);

    bot.letters.quiet.clear();
    bot.advance(minute);
    await bot.words.tell(id);

    expect(bot.letters.brief()).toEqual([to(carol, "word.half"), to(bob, "word.half")]);
  });

  it("hears the last reminder alone when the first is not worth it any more", async () => {
    const bot = aBot(aFakeOperation());
    bot.letters.quiet.add(bob.userId);
    const id = await waiting(bot, hour / 2);
    await bot.words.tell(id);
    bot.advance(hour / 2 - 2 * minute);
    await bot.words.tell(id);

    bot.letters.quiet.clear();
    await bot.words.tell(id);

    expect(bot.letters.brief().filter((line) => line.startsWith(bob.userId))).toEqual([to(bob, "word.last")]);
  });

  it("hears nothing when it is too late by then", async () => {
    const bot = aBot(aFakeOperation());
    bot.letters.quiet.add(bob.userId).add(carol.userId);
    const id = await waiting(bot, hour - 1);
    await bot.words.tell(id);

    bot.letters.quiet.clear();
    bot.advance(1);
    await bot.words.tell(id);

    expect(bot.letters.sent).toEqual([]);
  });

  it("is reminded when it cannot be known", async () => {
    const bot = aBot(aFakeOperation());
    vi.spyOn(bot.letters, "isQuiet").mockRejectedValue(slackDown());
    const id = await waiting(bot, hour / 2);

    await bot.words.tell(id);

    expect(bot.letters.brief()).toEqual([to(bob, "word.half"), to(carol, "word.half")]);
    expect(bot.logged).toContainEqual({
      fields: { code: "vault.sealed" },
      sentence: "it cannot be known who wants not to be disturbed",
    });
  });
});

describe("whoever asked", () => {
  const heard = async (bot: Bot, id: string) => {
    await bot.words.tell(id);
    await bot.words.tell(id);
    return bot.letters.brief();
  };

  it("hears once that it is done", async () => {
    const bot = aBot(aFakeOperation());
    const { id } = await bot.approved();
    await bot.work(id);

    expect(await heard(bot, id)).toEqual([to(alice, "outcome.succeeded")]);
  });

  it("hears once that it was denied", async () => {
    const bot = aBot(aFakeOperation());
    const { id } = await bot.pending();
    await bot.deny(id);

    expect(await heard(bot, id)).toEqual([to(alice, "outcome.denied")]);
  });

  it("hears once that it expired", async () => {
    const bot = aBot(aFakeOperation());
    const id = await waiting(bot, hour);
    await bot.reconcile();

    expect(await heard(bot, id)).toEqual([to(alice, "outcome.expired")]);
  });

  it("hears each time that it stopped half-way", async () => {
    const fake = aFakeOperation();
    fake.on.set("paint", () => Promise.reject(new TypeError("odd")));
    const bot = aBot(fake);
    const { id } = await bot.approved();
    await bot.work(id);
    expect(await heard(bot, id)).toEqual([to(alice, "outcome.needs-attention")]);

    await bot.resume(id, alice);
    await bot.words.tell(id);
    await bot.work(id);

    expect(await heard(bot, id)).toEqual([to(alice, "outcome.needs-attention"), to(alice, "outcome.needs-attention")]);
  });

  it("hears nothing of what they withdrew themselves, nor here of what was refused", async () => {
    const fake = aFakeOperation();
    const bot = aBot(fake);
    const { id } = await bot.pending();
    await bot.cancel(id, alice);
    fake.on.set("look", () => Promise.reject(slackDown()));
    const refused = await bot.pending("paint south");

    expect([...(await heard(bot, id)), ...(await heard(bot, refused.id))]).toEqual([]);
  });

  it("hears no news that are a day old", async () => {
    const bot = aBot(aFakeOperation());
    const { id } = await bot.approved();
    await bot.work(id);
    bot.advance(24 * hour);

    expect(await heard(bot, id)).toEqual([]);
  });

  it("hears it without a link where none can be had", async () => {
    const bot = aBot(aFakeOperation());
    const { id } = await bot.pending();
    await bot.deny(id);

    await bot.wordsWith({ linkTo: () => Promise.reject(slackDown()) }).tell(id);

    expect(bot.letters.sent[0]?.sentence.params).toMatchObject({ id, link: "" });
  });
});

describe("private words when something fails", () => {
  it("are said later to one who could not be reached, and now to the others", async () => {
    const bot = aBot(aFakeOperation());
    const id = await waiting(bot, hour / 2);
    vi.spyOn(bot.letters, "send").mockRejectedValueOnce(slackDown());

    await bot.words.tell(id);
    const first = bot.letters.brief();
    await bot.words.tell(id);

    expect(first).toEqual([to(carol, "word.half")]);
    expect(bot.letters.brief()).toEqual([to(carol, "word.half"), to(bob, "word.half")]);
  });

  it("are not said again when the answer alone was lost", async () => {
    const bot = aBot(aFakeOperation());
    const id = await waiting(bot, hour / 2);
    const send = bot.letters.send;
    vi.spyOn(bot.letters, "send").mockImplementationOnce(async (...letter) => {
      await send(...letter);
      throw slackDown();
    });

    await bot.words.tell(id);
    await bot.words.tell(id);

    expect(bot.letters.brief()).toEqual([to(bob, "word.half"), to(carol, "word.half")]);
  });

  it("are given up where a person cannot be written to", async () => {
    const bot = aBot(aFakeOperation());
    bot.letters.unreachable.add(bob.userId);
    const id = await waiting(bot, hour / 2);
    const send = vi.spyOn(bot.letters, "send");

    await bot.words.tell(id);
    await bot.words.tell(id);

    expect(send.mock.calls.map(([{ userId }]) => userId)).toEqual([bob.userId, carol.userId]);
    expect(bot.logged.map(({ sentence }) => sentence)).toEqual([
      "a private word cannot be said: this person cannot be written to",
    ]);
  });

  it("are said later when nobody can say who a person is", async () => {
    const bot = aBot(aFakeOperation());
    const id = await waiting(bot, hour / 2);
    vi.spyOn(bot.directory, "actor").mockRejectedValueOnce(slackDown());

    await bot.words.tell(id);
    await bot.words.tell(id);

    expect(bot.letters.brief()).toEqual([to(carol, "word.half"), to(bob, "word.half")]);
  });

  it.each<[string, (bot: Bot) => void]>([
    ["the store", (bot) => vi.spyOn(bot.memory.told, "read").mockRejectedValueOnce(redisDown())],
    ["the directory of groups", (bot) => vi.spyOn(bot.directory, "approvers").mockRejectedValueOnce(slackDown())],
    ["something that nobody expected", (bot) => vi.spyOn(bot.directory, "approvers").mockRejectedValueOnce(new TypeError("odd"))],
  ])("wait for %s without throwing", async (_, fail) => {
    const bot = aBot(aFakeOperation());
    const id = await waiting(bot, hour / 2);
    fail(bot);

    await bot.words.tell(id);
    const first = bot.letters.brief();
    await bot.words.tell(id);

    expect(first).toEqual([]);
    expect(bot.letters.sent).toHaveLength(2);
  });

  it.each<[string, (bot: Bot) => Parameters<Bot["wordsWith"]>[0]]>([
    ["a link", () => ({ linkTo: () => Promise.reject(new TypeError("odd")) })],
    ["being quiet", (bot) => ({ messages: { ...bot.letters, isQuiet: () => Promise.reject(new TypeError("odd")) } })],
  ])("are not said when %s fails in a way that nobody expected, and that is logged", async (_, failing) => {
    const bot = aBot(aFakeOperation());
    const id = await waiting(bot, hour / 2);

    await bot.wordsWith(failing(bot)).tell(id);

    expect(bot.letters.sent).toEqual([]);
    expect(bot.logged).toContainEqual({
      fields: expect.objectContaining({ requestId: id, err: expect.any(TypeError) }),
      sentence: "a private word could not be said; it will be tried again",
    });
  });

  it("are said once by any number of processes at the same time", async () => {
    const bot = aBot(aFakeOperation());
    const id = await waiting(bot, hour / 2);

    await Promise.all(Array.from({ length: 5 }, () => bot.wordsWith().tell(id)));

    expect(bot.letters.brief()).toEqual([to(bob, "word.half"), to(carol, "word.half")]);
  });

  it("are left to whoever is saying them", async () => {
    const bot = aBot(aFakeOperation());
    const id = await waiting(bot, hour / 2);
    await bot.memory.locks.acquire(`told/${id}`);

    await bot.words.tell(id);

    expect(bot.letters.sent).toEqual([]);
  });

  it("stop when somebody else took over", async () => {
    const bot = aBot(aFakeOperation());
    const id = await waiting(bot, hour / 2);
    const send = bot.letters.send;
    vi.spyOn(bot.letters, "send").mockImplementationOnce(async (...letter) => {
      bot.memory.locks.steal(`told/${id}`);
      return send(...letter);
    });

    await bot.words.tell(id);

    expect(bot.letters.brief()).toEqual([to(bob, "word.half")]);
  });

  it("do not mind when the lock cannot be released", async () => {
    const bot = aBot(aFakeOperation());
    const id = await waiting(bot, hour / 2);
    const { acquire } = bot.memory.locks;
    vi.spyOn(bot.memory.locks, "acquire").mockImplementation(async (lock) => {
      const held = await acquire(lock);
      return held && { ...held, release: () => Promise.reject(redisDown()) };
    });

    await bot.words.tell(id);

    expect(bot.letters.sent).toHaveLength(2);
    expect(bot.logged).toEqual([]);
  });

  it("are none about a request that does not exist, or is gone meanwhile", async () => {
    const bot = aBot(aFakeOperation());
    const id = await waiting(bot, hour / 2);
    const loaded = await bot.loaded(id);
    vi.spyOn(bot.memory.store, "loadWithTrail")
      .mockResolvedValueOnce(undefined)
      .mockResolvedValueOnce(loaded)
      .mockResolvedValue(undefined);

    await bot.words.tell("req_nothing");
    await bot.words.tell(id);

    expect(bot.letters.sent).toEqual([]);
  });

  it("are none about a record that somebody else put there meanwhile", async () => {
    const bot = aBot(aFakeOperation());
    const id = await waiting(bot, hour / 2);
    const loaded = await bot.loaded(id);
    vi.spyOn(bot.memory.store, "loadWithTrail")
      .mockResolvedValueOnce(loaded)
      .mockResolvedValueOnce(loaded)
      .mockResolvedValue({ ...loaded, objection: "record" });

    await bot.words.tell(id);

    expect(bot.letters.sent).toEqual([]);
  });
});

describe("a look at every request", () => {
  it("tells of what is open and of what has just ended, and looks at nothing else", async () => {
    const bot = aBot(aFakeOperation());
    const old = await bot.pending("paint west");
    await bot.deny(old.id);
    bot.advance(24 * hour);
    const denied = await bot.pending("paint north");
    await bot.deny(denied.id);
    await bot.pending("paint south");
    bot.advance(hour / 2);
    const read = vi.spyOn(bot.memory.told, "read");

    await bot.words.tellAll();

    expect(bot.letters.brief().toSorted()).toEqual([to(alice, "outcome.denied"), to(bob, "word.half"), to(carol, "word.half")]);
    expect(read.mock.calls.map(([id]) => id)).not.toContain(old.id);
  });

  it("looks once at what is done and has something left to do later", async () => {
    const bot = aBot(aFakeOperation());
    const { id } = await bot.approved();
    await bot.work(id);
    expect(await bot.memory.store.openIds()).toEqual([id]);
    const read = vi.spyOn(bot.memory.told, "read");

    await bot.words.tellAll();
    await bot.words.tellAll();
    await bot.words.tellAll();

    expect(bot.letters.brief()).toEqual([to(alice, "outcome.succeeded")]);
    // To see whether, in turn, and that it was said.
    expect(read).toHaveBeenCalledTimes(3);
  });

  it("does not look again at what ended when nothing is left to say", async () => {
    const bot = aBot(aFakeOperation());
    const { id } = await bot.pending();
    await bot.deny(id);
    await bot.words.tellAll();
    await bot.words.tellAll();
    const read = vi.spyOn(bot.memory.told, "read");

    await bot.words.tellAll();

    expect(bot.letters.brief()).toEqual([to(alice, "outcome.denied")]);
    expect(read).not.toHaveBeenCalled();
  });

  it("finds also one that stopped and waits for a person", async () => {
    const fake = aFakeOperation();
    fake.on.set("paint", () => Promise.reject(new TypeError("odd")));
    const bot = aBot(fake);
    const { id } = await bot.approved();
    await bot.work(id);

    await bot.words.tellAll();

    expect(bot.letters.brief()).toEqual([to(alice, "outcome.needs-attention")]);
  });
});

describe("T24 private words after an older Redis came back", () => {
  const goOn = (bot: Bot): void => {
    bot.advance(1_000);
    bot.continuations.push(aContinuation({ atMs: bot.now() }));
  };

  it("are said to nobody while the log cannot be believed, and then to those who have not heard them", async () => {
    const bot = aBot(aFakeOperation());
    const { id } = await bot.pending();
    await bot.deny(id);
    bot.disbelief.because = say("standing.damaged", { seq: 2 });

    await bot.words.tell(id);
    await bot.words.tellAll();
    const before = bot.letters.brief();
    delete bot.disbelief.because;
    await bot.words.tellAll();

    expect([before, bot.letters.brief()]).toEqual([[], [to(alice, "outcome.denied")]]);
  });

  it.each<readonly [what: string, arrange: (bot: Bot) => Promise<void>, heard: readonly string[]]>([
    ["an outcome", async (bot) => void (await bot.deny((await bot.pending()).id)), [to(alice, "outcome.denied")]],
    [
      "a reminder",
      async (bot) => {
        await bot.pending();
        bot.advance(hour / 2);
      },
      [to(bob, "word.half"), to(carol, "word.half")],
    ],
  ])("are not said again although the store has forgotten them: %s", async (_, arrange, heard) => {
    const bot = aBot(aFakeOperation());
    await arrange(bot);
    const putBack = bot.memory.copy();
    await bot.words.tellAll();
    putBack();
    goOn(bot);

    await bot.wordsWith().tellAll();

    expect(bot.letters.brief()).toEqual(heard);
  });

  it("are said where nobody has heard them", async () => {
    const bot = aBot(aFakeOperation());
    await bot.deny((await bot.pending()).id);
    goOn(bot);

    await bot.words.tellAll();

    expect(bot.letters.brief()).toEqual([to(alice, "outcome.denied")]);
  });

  it("are said of what happens at a number at which something else happened before", async () => {
    const bot = aBot(aFakeOperation());
    const { id } = await bot.pending();
    const putBack = bot.memory.copy();
    await bot.deny(id);
    await bot.words.tell(id);
    const noted = await bot.memory.told.read(id);
    putBack();
    goOn(bot);
    await bot.deny(id, carol);
    if (noted === "unknown") expect.fail("it is what the bot noted");
    await bot.memory.told.write(id, noted);

    await bot.words.tell(id);

    expect(bot.letters.brief()).toEqual([to(alice, "outcome.denied"), to(alice, "outcome.denied")]);
  });

  it.each([
    ["were said before", true],
    ["were never said", false],
  ])("T12 are said once when somebody else's note is in the place of the bot's, and they %s", async (_, isSaid) => {
    const bot = aBot(aFakeOperation());
    await bot.deny((await bot.pending()).id);
    if (isSaid) await bot.words.tellAll();
    vi.spyOn(bot.memory.told, "read").mockResolvedValue("unknown");

    await bot.wordsWith().tellAll();

    expect(bot.letters.brief()).toEqual([to(alice, "outcome.denied")]);
  });

  it.each(["settled", "begun"] as const)("are not said again where an older release noted that they were %s", async (how) => {
    const bot = aBot(aFakeOperation());
    const { id } = await bot.pending();
    await bot.deny(id);
    const { seq } = (await bot.memory.audit.ofRequest(id)).at(-1) ?? expect.fail("it is on the log");
    await bot.letters.send(alice, `${id}/outcome/${seq}`, say("standing.over", {}));
    await bot.memory.told.write(id, { [`outcome/${seq}`]: how });

    await bot.words.tell(id);

    expect(bot.letters.sent).toHaveLength(1);
  });
});
