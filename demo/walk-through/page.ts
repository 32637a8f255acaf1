import type { Facts } from "./facts.ts";
import { sections } from "./sections.ts";

/** The whole walk-through with the values of one running demo. */
export const walkThrough = (facts: Facts): string =>
  [
    "# Walk-through",
    "",
    `Open ${facts.web}, choose **#vault-ops**, and say who you are at "Act as". Rie asks, Aoi approves. Every value here was made for this demo and goes with it.`,
    ...sections.flatMap(({ title, rows, lines }, at) => [
      "",
      `## ${at + 1}. ${title}${rows.length === 0 ? "" : ` (${rows.join(", ")})`}`,
      "",
      ...lines(facts),
    ]),
    "",
  ].join("\n");
