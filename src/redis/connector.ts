import { connect } from "node:net";
import { connect as connectTls } from "node:tls";
import { AbstractConnector, type RedisOptions } from "ioredis";

type Stream = Awaited<ReturnType<AbstractConnector["connect"]>>;

/**
 * Connects as ioredis does by itself, and hears every error of a socket. ioredis 6.0.0 hears the first one alone, and a TLS socket may
 * have two: the second would end the process.
 */
export class HearingConnector extends AbstractConnector {
  readonly #options: RedisOptions;

  /** @param options which ioredis has filled in with its defaults */
  constructor(options: unknown) {
    const known = options as RedisOptions;
    super(known.disconnectTimeout ?? disconnectTimeoutMs);
    this.#options = known;
  }

  override async connect(): Promise<Stream> {
    const { path, host = "localhost", port = 6379, family = 0, tls } = this.#options;
    this.connecting = true;
    // A listener for what happens right away is there first.
    await Promise.resolve();
    if (!this.connecting) throw new Error("the connection was closed before it was made");
    const where = path === undefined ? { host, port, family } : { path };
    const stream = tls === undefined ? connect(where) : connectTls({ ...where, ...tls });
    stream.on("error", (error) => {
      this.firstError ??= error;
    });
    this.stream = stream;
    return stream;
  }
}

/** The default of ioredis. */
const disconnectTimeoutMs = 2_000;
