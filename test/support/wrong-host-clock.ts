/** For a bot's environment: every clock that the process reads is wrong by as much, as on a host whose clock is. */
export const wrongHostClock = (aheadMs: number): NodeJS.ProcessEnv => ({
  NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(`
    const Right = Date;
    globalThis.Date = class Date extends Right {
      constructor(...given) {
        if (given.length === 0) super(Right.now() + ${aheadMs});
        else super(...given);
      }
      static now() {
        return Right.now() + ${aheadMs};
      }
    };
  `)}`,
});
