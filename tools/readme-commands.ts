import { readFileSync, writeFileSync } from "node:fs";
import { catalogueOf } from "../src/app/catalogue.ts";
import { createTranslators } from "../src/locale/translator.ts";
import { operations } from "../src/operations/index.ts";
import { queries } from "../src/queries/index.ts";

const begin = "<!-- commands -->";
const end = "<!-- /commands -->";

/** The README's table of commands, made from the same list as routing and help. */
export function commandTable(): string {
  const { plain } = createTranslators("UTC").en;
  const rows = catalogueOf(operations, queries).map(({ name, usage, summary, approval }) => {
    const typed = usage === "" ? name : `${name} ${usage}`;
    return `| \`${typed}\` | ${plain(summary)} | ${approval ? "yes" : "–"} |`;
  });
  return ["| `/profinaut …` | what it does | second person |", "|---|---|---|", ...rows].join("\n");
}

/** The README with the table of today. @throws Error when the markers are not there */
export function withCommandTable(readme: string): string {
  const [from, to] = [readme.indexOf(begin), readme.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`README.md has lost its markers ${begin} and ${end}`);
  return `${readme.slice(0, from + begin.length)}\n${commandTable()}\n${readme.slice(to)}`;
}

/** `npx tsx tools/readme-commands.ts` writes it. */
if (process.argv[1]?.endsWith("readme-commands.ts"))
  writeFileSync("README.md", withCommandTable(readFileSync("README.md", "utf8")));
