import { z } from "zod";

/** What can go wrong, and whether the request has taken effect by then. */
export const Mode = z.strictObject({
  mode: z.enum([
    "ok",
    // Answered instead of done:
    "unauthorised",
    "missing-permission",
    "sso-required",
    "address-not-allowed",
    "sign-in-page",
    "secondary-limit-403",
    "secondary-limit-429",
    "primary-limit",
    // A limit by its status and header alone, as something between us and GitHub may put it:
    "limit-in-other-words",
    "server-error",
    "redirect",
    "garbage",
    // Neither done nor answered:
    "drop",
    "hang",
    // Done, but nobody is told:
    "commit-then-502",
    "commit-then-drop",
    "commit-then-hang",
    // Done `delayMs` after it came in, whether or not the client is still there:
    "commit-late",
  ]),
  /** After so many requests everything is well again. */
  times: z.int().positive().optional(),
  /** Which methods it meets; default PUT for the commits, all for the others. */
  methods: z.array(z.string()).optional(),
  /** Which paths it meets: those that contain this. */
  path: z.string().optional(),
  retryAfterS: z.number().positive().optional(),
  /** Where `redirect` leads. */
  location: z.string().optional(),
  /** How long after the caller has given up `commit-late` commits. */
  delayMs: z.number().min(0).optional(),
});
export type Mode = z.infer<typeof Mode>;

const well: Mode = { mode: "ok" };

export interface Faults {
  set(mode: Mode): void;
  /** The mode that this request meets; counts it. */
  meet(method: string, path: string): Mode;
}

export function createFaults(): Faults {
  let current = well;
  let left = Number.POSITIVE_INFINITY;

  return {
    set(mode) {
      current = mode;
      left = mode.times ?? Number.POSITIVE_INFINITY;
    },
    meet(method, path) {
      const methods = current.methods ?? (current.mode.startsWith("commit") ? ["PUT"] : [method]);
      if (left === 0 || !methods.includes(method) || !path.includes(current.path ?? "")) return well;
      left -= 1;
      return current;
    },
  };
}
