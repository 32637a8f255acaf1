import type { Section } from "./locale.ts";

/** In English: workflow runs that hold what a rotation replaces. */
export const enInFlight: Section<"in-flight"> = {
  "in-flight.ask": (p, f) =>
    `Still held: ${f.codes(p.runs)} began before the new SecretID was delivered and may hold the old one. It has waited ${f.duration(p.waitedMs)}; an approver other than the requester can press *Retire now*, and then they fail at their next login. Otherwise it waits on.`,
  "in-flight.label": () => "Runs that will fail",
  "in-flight.runs": (p, f) => f.codes(p.runs),
  "in-flight.unseen": () => "⚠️ not known: the bot may not look at the repository's runs",
  "in-flight.waits": (p, f) =>
    `Held: ${f.codes(p.runs)} began before the new SecretID was delivered and may hold the old one, so the old one lives on. It ends as soon as they are over; from ${f.time(p.untilAtMs)} on, an approver can end it.`,
};
