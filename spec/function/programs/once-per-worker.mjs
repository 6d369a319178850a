// Prints how often a module ran in a worker, and how often a big captured value went to one.
import { MessagePort } from 'node:worker_threads';
import { Pool } from 'rxjs-pool';
import { other, timesImported } from './counted.mjs';

const sent = [];
const { postMessage } = MessagePort.prototype;
MessagePort.prototype.postMessage = function (message, ...rest) {
  if (message?.type === 'define') sent.push(sizeOf(message.shipment.parts ?? []));
  return postMessage.call(this, message, ...rest);
};

const sizeOf = (parts) => parts.reduce((sum, { bytes }) => sum + (bytes?.byteLength ?? 0), 0);

const items = Array.from({ length: 100 }, (_, at) => at);
const big = new Map(Array.from({ length: 50 }, (_, at) => [at, new Uint8Array(2 ** 20)]));
const calls = { count: 0 };
const pool = new Pool({ processes: 1 });
const imported = new Set();
for (const fn of [timesImported, () => timesImported(), (x) => other(x)[1]]) {
  for (const times of await pool.map(fn, items, 1)) imported.add(times);
}
sent.length = 0;
const sizes = await pool.map((x) => [big.get(x % 50).length, ++calls.count], items, 1);
console.log(
  JSON.stringify({
    imported: [...imported],
    sent: sent.length,
    megabytes: Math.round(sent[0] / 2 ** 20),
    calls: sizes.map(([, count]) => count),
  }),
);
await pool.terminate();
