/** Structured log: fields first, then a fixed sentence. Fields are ids, names and numbers; never a value, never foreign text. */
export interface Log {
  info(fields: LogFields, sentence: string): void;
  warn(fields: LogFields, sentence: string): void;
  error(fields: LogFields, sentence: string): void;
}

export interface LogFields {
  readonly [name: string]: string | number | boolean | null | undefined | readonly string[] | Error;
}
