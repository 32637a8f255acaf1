import { z } from "zod";

/** A person as the directory knows them at one moment. `person` is set where configuration says which human an id belongs to. */
export const Actor = z
  .object({
    userId: z.string(),
    teamId: z.string(),
    name: z.string(),
    email: z.string().nullable(),
    person: z.string().nullable(),
    locale: z.enum(["en", "ja"]).nullable(),
  })
  .readonly();
export type Actor = z.infer<typeof Actor>;

/** A schedule asks like a person and is none: its id has a colon, which no id of Slack's has. */
export const scheduleActor = (name: string): Actor => ({
  userId: `schedule:${name}`,
  teamId: "",
  name: `schedule of ${name}`,
  email: null,
  person: null,
  locale: null,
});

export const isSchedule = ({ userId }: Pick<Actor, "userId">): boolean => userId.startsWith("schedule:");

/** E-mail without case and without the part after a plus: one mailbox, one person. */
const mailbox = (email: string): string => {
  const [local = "", domain = ""] = email.trim().toLowerCase().normalize("NFKC").split("@");
  return `${local.split("+")[0]}@${domain}`;
};

/** Letters that look alike across scripts, folded to Latin; digits that pass for letters too. */
const lookAlikes: { readonly [letter: string]: string } = {
  а: "a",
  е: "e",
  о: "o",
  р: "p",
  с: "c",
  у: "y",
  х: "x",
  і: "i",
  ѕ: "s",
  ԁ: "d",
  ո: "n",
  α: "a",
  ο: "o",
  ν: "v",
  ι: "i",
  ρ: "p",
  "0": "o",
  "1": "l",
};

/** A name as the eye reads it: no case, accents, spaces, punctuation or look-alike letters. */
const nameSkeleton = (name: string): string =>
  [...name.normalize("NFKD").toLowerCase()]
    .map((letter) => lookAlikes[letter] ?? letter)
    .join("")
    .replace(/[^\p{L}\p{N}]/gu, "");

/**
 * Whether two accounts are one human: same id, same configured person, same mailbox, or a name that reads the same.
 * Two accounts that configuration assigns to different persons are different, whatever they are called.
 */
export function samePerson(a: Actor, b: Actor): boolean {
  if (a.userId === b.userId) return true;
  if (isSchedule(a) || isSchedule(b)) return false;
  if (a.person !== null && b.person !== null) return a.person === b.person;
  if (a.email !== null && b.email !== null && mailbox(a.email) === mailbox(b.email)) return true;
  return nameSkeleton(a.name) !== "" && nameSkeleton(a.name) === nameSkeleton(b.name);
}

/**
 * Which accounts are one human, also by way of a third: where B is A and C is B, C is A.
 * The answer is the same number for accounts of the same person; accounts are told apart by reference.
 */
export function personsAmong(accounts: readonly Actor[]): (account: Actor) => number {
  let persons: readonly (readonly Actor[])[] = [];
  for (const account of accounts) {
    const isSame = (person: readonly Actor[]): boolean => person.some((other) => samePerson(other, account));
    const same = persons.filter(isSame).flat();
    persons = [...persons.filter((person) => !isSame(person)), [...same, account]];
  }
  return (account) => persons.findIndex((person) => person.includes(account));
}

/** Whether we know enough about an account to tell its human from others; behind a schedule there is none. */
export const isIdentifiable = (actor: Actor): boolean => actor.email !== null || actor.person !== null || isSchedule(actor);
