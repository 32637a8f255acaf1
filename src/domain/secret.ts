import { inspect } from "node:util";

/**
 * A value that must never be stored, logged or shown; `reveal()` is the only way out. Every other rendering
 * (string, JSON, inspect, template) is `[secret]`, and as it is no `Json` it cannot be checkpointed.
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return "[secret]";
  }

  toJSON(): string {
    return "[secret]";
  }

  [inspect.custom](): string {
    return "[secret]";
  }
}
