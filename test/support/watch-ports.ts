import type { WatchPorts } from "../../src/domain/check.ts";
import { portsWith } from "./ports-that-fail.ts";

const uncalled = () => Promise.reject(new Error("this story does not call that"));

/** What checks may use, of which only what a story needs is there; whatever else is called fails. */
export const watchPorts = (given: Partial<WatchPorts> = {}): WatchPorts => ({
  ...portsWith(),
  repository: "acme/x",
  vault: { health: uncalled },
  ...given,
});
