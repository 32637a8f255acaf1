import { execFile } from "node:child_process";
import { z } from "zod";

/** What npm says of the packages that the bot runs with. */
export type Verdict =
  | { readonly state: "none-holds" }
  | { readonly state: "some-hold"; readonly lines: readonly string[] }
  /** There are registries that keep no advisories, and machines that reach none: nothing is known then. */
  | { readonly state: "not-asked"; readonly because: string };

/** https://docs.npmjs.com/cli/commands/npm-audit#audit-endpoints; what a package has only from another is named by that one. */
const Report = z.object({
  auditReportVersion: z.literal(2),
  vulnerabilities: z.record(
    z.string(),
    z.object({
      via: z.array(
        z.union([z.string(), z.object({ title: z.string(), url: z.string(), severity: z.string(), range: z.string() })]),
      ),
    }),
  ),
});
const Failure = z.object({ message: z.string() });

/** Asks the registry for the advisories that hold for what package-lock.json names, without what only development needs. */
export function packageAdvisories(folder: string, registry?: string): Promise<Verdict> {
  // Told to be offline, npm asks nobody and reports that it found none (findings/npm-audit-offline-finds-nothing.sh).
  const words = ["audit", "--json", "--omit=dev", "--package-lock-only", "--no-offline", "--fetch-retries=0"];
  const ask = [...words, ...(registry === undefined ? [] : [`--registry=${registry}`])];
  return new Promise((resolve) => {
    // It ends with 1 when some hold and when nobody answers: what it prints tells which.
    execFile("npm", ask, { cwd: folder, maxBuffer: 64 * 1024 * 1024 }, (_, stdout) => resolve(verdictOf(stdout)));
  });
}

function verdictOf(stdout: string): Verdict {
  const said = parsed(stdout);
  const report = Report.safeParse(said);
  if (!report.success) return { state: "not-asked", because: Failure.safeParse(said).data?.message ?? "npm gave no report" };
  const lines = Object.entries(report.data.vulnerabilities).flatMap(([name, { via }]) =>
    via.flatMap((each) =>
      typeof each === "string" ? [] : [`${name} ${each.range}: ${each.title} (${each.severity}, ${each.url})`],
    ),
  );
  return lines.length === 0 ? { state: "none-holds" } : { state: "some-hold", lines };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
