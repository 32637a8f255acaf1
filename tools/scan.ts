/** A place in a file that must not be published. */
export interface Finding {
  readonly path: string;
  readonly line: number;
  readonly what: string;
}

interface Rule {
  readonly what: string;
  readonly pattern: RegExp;
  readonly applies?: (path: string) => boolean;
}

// Written in two parts each, so that this file does not find itself.
const rules: readonly Rule[] = [
  {
    what: "looks like a credential",
    pattern: new RegExp(
      [
        "xox[bap]-[0-9A-Za-z-]{20,}",
        "gh[pousr]_[0-9A-Za-z]{30,}",
        "hvs\\.[0-9A-Za-z_-]{20,}",
        "AKIA[0-9A-Z]{16}",
        `-----BEGIN [A-Z ]*${"PRIVATE"} KEY-----\\s*\\S`,
      ].join("|"),
    ),
  },
  { what: "a path of one machine", pattern: new RegExp(`(?<![\\w.])/(?:${["home", "Users", "root", "work"].join("|")})/[a-z]`) },
  { what: "a registry's address", pattern: new RegExp(`registry\\.${"npmjs"}|proxy\\.golang|pypi\\.org/simple`) },
  {
    what: "the lock file names a download address",
    pattern: /"resolved":/,
    applies: (path) => path.endsWith("package-lock.json"),
  },
  {
    what: "not an exact version",
    pattern: /^\s+"(?!node")[@a-z][\w@/.-]*": "[\^~>*]/,
    applies: (path) => path === "package.json",
  },
];

const binary = /\.(png|lock|ico|woff2?|br)$/;

/** Every finding in the given files, in their order. `read` may throw for what is no text; such a file is a finding of its own. */
export function findInFiles(paths: readonly string[], read: (path: string) => string): readonly Finding[] {
  return paths
    .filter((path) => !binary.test(path))
    .flatMap((path) => {
      const applicable = rules.filter(({ applies }) => applies?.(path) ?? true);
      return read(path)
        .split("\n")
        .flatMap((text, at) =>
          applicable.filter(({ pattern }) => pattern.test(text)).map(({ what }) => ({ path, line: at + 1, what })),
        );
    });
}
