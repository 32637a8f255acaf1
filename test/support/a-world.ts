import { inject } from "vitest";
import { startWorld as startAnyWorld, type World, type WorldOptions } from "../../demo/world.ts";

/** The demo's world, whose bot starts in a fifth of the time; see `buildBot`. */
export const startWorld = (options: WorldOptions = {}): Promise<World> =>
  startAnyWorld({ botCommand: [inject("botEntry"), "start"], ...options });
