// Sets the clock of a program: `SKEW` ms ahead of the machine's.
const skew = Number(process.env.SKEW);
const RealDate = Date;
globalThis.Date = class extends RealDate {
  constructor(...args) {
    super(...(args.length === 0 ? [RealDate.now() + skew] : args));
  }

  static now() {
    return RealDate.now() + skew;
  }
};
