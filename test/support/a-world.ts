import { inject } from "vitest";
import { startWorld as startAnyWorld, type World, type WorldOptions } from "../../demo/world.ts";

/** The demo's world with the bot of `buildBot`. */
export const startWorld = (options: WorldOptions = {}): Promise<World> =>
  startAnyWorld({ botCommand: [inject("botEntry"), "start"], ...options });
