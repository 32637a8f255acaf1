import { createHash } from "node:crypto";
import { lineDifference } from "./line-difference.ts";

/** A file for the platform's repository, with names still to be filled in. */
export interface WorkflowTemplate {
  /** In the repository, such as `.github/workflows/release-build.yml`. */
  readonly path: string;
  readonly text: string;
}

/** What differs from repository to repository; `@name@` in a template. */
export interface TemplateNames {
  readonly defaultBranch: string;
  readonly kvMount: string;
  readonly kvBase: string;
  readonly approleMount: string;
  /** The AppRoles that are rotated, with spaces between them. */
  readonly roles: string;
}

/** How a file stands to its template. */
export type Standing =
  /** It is not there. */
  | "added"
  /** It is as an earlier template made it. */
  | "changed"
  /** It is as the template makes it. */
  | "same"
  /** People changed it, and there is a newer template. */
  | "edited"
  /** People changed it, and the template is still the one they changed. */
  | "kept";

const placeholder = /@([a-z][A-Za-z]*)@/g;
const mark =
  /^# Installed by Profinaut's Vault bot; edit it freely, and it will ask before it replaces this\. sha256:([0-9a-f]{64})\n/;
const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

/**
 * The file as it is to be: names filled in, and a first line that says by a hash what the rest was, so that later it can be
 * told whether people have changed it.
 * @throws Error for a name that nobody knows: a fault of the template, not of the person
 */
export function filled(template: WorkflowTemplate, names: TemplateNames): string {
  const known = new Map(Object.entries(names));
  const text = template.text.replaceAll(placeholder, (whole, name: string) => {
    const value = known.get(name);
    if (value === undefined) throw new Error(`${template.path}: nobody knows ${whole}`);
    return value;
  });
  return `# Installed by Profinaut's Vault bot; edit it freely, and it will ask before it replaces this. sha256:${sha256(text)}\n${text}`;
}

/** @param wanted what `filled` gave; `current` what the repository has, `undefined` for nothing */
export function standingOf(wanted: string, current: string | undefined): Standing {
  if (current === undefined) return "added";
  if (current === wanted) return "same";
  const [, hash] = mark.exec(current) ?? [];
  if (hash === undefined) return "edited";
  if (hash === sha256(current.replace(mark, ""))) return "changed";
  return wanted.startsWith(current.slice(0, current.indexOf("\n") + 1)) ? "kept" : "edited";
}

/** How many lines come and go, the first one, which always changes, aside. */
export function linesChanged(current: string | undefined, wanted: string): { readonly added: number; readonly removed: number } {
  const lines = lineDifference((current ?? "").replace(mark, ""), wanted.replace(mark, ""));
  const added = lines.filter(({ sign }) => sign === "+").length;
  return { added, removed: lines.length - added };
}
