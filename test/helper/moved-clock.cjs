/**
 * Loaded with --require or --preload: moves the clock of one process by TEST_CLOCK_OFFSET_MS. Timers are not touched.
 */
const offset = Number(process.env.TEST_CLOCK_OFFSET_MS);
const RealDate = Date;
globalThis.Date = class extends RealDate {
  constructor(...args) {
    if (args.length === 0) super(RealDate.now() + offset);
    else super(...args);
  }

  static now() {
    return RealDate.now() + offset;
  }
};
