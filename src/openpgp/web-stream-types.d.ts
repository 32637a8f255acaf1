// openpgp's declarations name two types of its optional companion, which is not installed: nothing here streams.
declare module "@openpgp/web-stream-tools" {
  export type WebStream<T> = import("node:stream/web").ReadableStream<T>;
  export type NodeWebStream<T> = import("node:stream/web").ReadableStream<T>;
}
