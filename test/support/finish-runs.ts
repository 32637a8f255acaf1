import type { World } from "../../demo/world.ts";

type GitHub = Pick<World["github"], "runs" | "advanceRun">;

/** Brings those of the runs under way that are meant to their end. */
export async function finishRuns(github: GitHub, isMeant: (run: ReturnType<GitHub["runs"]>[number]) => boolean): Promise<void> {
  for (const run of github.runs()) if (run.status !== "completed" && isMeant(run)) while (await github.advanceRun(run.id));
}
