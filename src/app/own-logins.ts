import { AppError } from "../domain/errors.ts";
import { type OwnLogin, OwnLoginState } from "../ports/own-login.ts";
import type { Reports } from "../ports/reports.ts";

/** What the half that hears people says of its own login, for the half that keeps watch. */
const noteName = "own-login/ingress";
/** A half that has not said anything for so long is not there any more. */
const forgottenAfterMs = 8 * 24 * 3_600_000;

interface Deps {
  readonly ownLogin: OwnLogin;
  readonly reports: Reports;
  readonly now: () => number;
}

/** Notes what this process's login looks like, for others to read. */
export const createNoteOwnLogin =
  ({ ownLogin, reports, now }: Deps) =>
  async (): Promise<void> =>
    reports.save(noteName, { atMs: now(), content: { ...(await ownLogin.look()) } });

/** This process's own login, and that of the half that hears people where it is another one. @throws AppError */
export const createOwnLogins =
  ({ ownLogin, reports, now }: Deps) =>
  async (): Promise<readonly OwnLoginState[]> => {
    const own = await ownLogin.look();
    const note = await reports.read(noteName).catch((error: unknown) => {
      if (error instanceof AppError) return undefined;
      throw error;
    });
    const isFresh = note !== undefined && now() - note.atMs < forgottenAfterMs;
    const other = isFresh ? OwnLoginState.safeParse(note.content).data : undefined;
    return other === undefined || other.role === own.role ? [own] : [own, other];
  };
