// What workers of the cluster's specs run. Plain JavaScript, as workers import it without a build.
import { appendFileSync, existsSync } from 'node:fs';
import { currentTask, defineTasks, report } from 'rxjs-pool/tasks';

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

export class TooOdd extends RangeError {
  name = 'TooOdd';

  constructor(value) {
    super(`${value} is too odd`);
    this.value = value;
  }
}

export const {
  square,
  slowly,
  noted,
  gated,
  refuseOdd,
  echo,
  large,
  where,
  machine,
  deadly,
  gatedOrQuick,
  forever,
  reportsAndWaits,
  reportsMuch,
} = defineTasks(import.meta.url, {
  square: (x) => x * x,
  async slowly(x) {
    await sleep(20);
    return x * x;
  },
  /** Writes that it ran. */
  noted({ log, value }) {
    appendFileSync(log, `ran ${String(value)}\n`);
    return value;
  },
  /** Begins, waits until the gate is open, ends. */
  async gated({ log, gate, value }) {
    appendFileSync(log, `began ${String(value)}\n`);
    while (existsSync(log) && !existsSync(gate) && !currentTask().signal.aborted) await sleep(5);
    appendFileSync(log, `${currentTask().signal.aborted ? 'aborted' : 'ended'} ${String(value)}\n`);
    return value;
  },
  forever(log) {
    appendFileSync(log, 'began\n');
    for (;;);
  },
  /** Reports, waits until the gate is open, reports again, ends. */
  async reportsAndWaits({ log, gate, value }) {
    report('began in a machine');
    appendFileSync(log, `began ${String(value)}\n`);
    while (existsSync(log) && !existsSync(gate)) await sleep(5);
    report('is about to end');
    return value;
  },
  reportsMuch(length) {
    report('x'.repeat(length));
    return length;
  },
  gatedOrQuick: (item) => (item.isQuick ? item.value : gated(item)),
  refuseOdd(x) {
    if (x % 2) throw new TooOdd(x);
    return x;
  },
  echo: (x) => x,
  large: (bytes) => new Uint8Array(bytes),
  where: () => ({ pid: process.pid, ...currentTask() }),
  /** Takes its machine with it, not just its thread. */
  deadly(x) {
    if (x === 3) process.kill(process.pid, 'SIGKILL');
    return x;
  },
  machine: async () => {
    await sleep(20);
    return process.pid;
  },
});
