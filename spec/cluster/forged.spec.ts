import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { describe, expect, it } from 'vitest';
import {
  PROTOCOL,
  type Answer,
  type AnswerData,
  type BatchData,
  type JobData,
} from '../../dist/backends/bullmq/job-data.js';
import { decode, encode } from '../../dist/backends/bullmq/encoding.js';
import { QueueWorker } from '../../dist/backends/bullmq/queue-worker.js';
import { TaskModules } from '../../dist/backends/bullmq/task-modules.js';
import { hashModule } from '../../dist/backends/bullmq/hash-module.js';
import { rejection, upTo, within } from '../helpers.js';
import { arena } from './arena.js';
import { square } from './tasks.js';

const tasks = new URL('tasks.js', import.meta.url).href;

/** An array of four billion places in a few bytes. */
function sparse(): unknown[] {
  const list: unknown[] = [];
  list.length = 2 ** 32 - 1;
  return list;
}

const columns = (length: number, column: unknown, keys: unknown = ['a']) => ({
  keys,
  columns: [column],
  length,
});
const kinds = (some: object) => ({ values: [1], kinds: { marks: [], errors: [], made: [], ...some } });
const error = { standIn: new Error(), classes: [], own: [], visible: [], omitted: [], name: 'Error' };

const FORGED_ITEMS: Record<string, unknown> = {
  'a sparse array': sparse(),
  'an array-like object': { length: 2 ** 32 },
  'columns of another length': columns(2 ** 32, [1]),
  'sparse columns': columns(2 ** 32 - 1, sparse()),
  'columns without a field': { keys: [], columns: [], length: 2 ** 32 },
  'texts of another length': columns(2 ** 32, { text: 'a', lengths: new Uint8Array(1) }),
  'sparse marks': kinds({ marks: sparse() }),
  'sparse errors': kinds({ errors: sparse() }),
  'an error with sparse fields': kinds({ errors: [{ ...error, own: sparse() }] }),
  'a mark of no class': kinds({ marks: [7, {}, 0] }),
  nothing: null,
};

const FORGED_PATHS: ReadonlyArray<readonly string[]> = [
  ['constructor'],
  ['square', 'constructor'],
  ['square', '__proto__', 'constructor'],
  ['TooOdd', '__proto__', 'captureStackTrace'],
  ['square', 'call'],
  ['__proto__', 'toString'],
];

describe('what a stranger writes into a queue', () => {
  const { redis: startRedis, pool: makePool, onEnd } = arena();

  async function serve(): Promise<{
    url: string;
    queue: Queue<JobData>;
    refused: string[];
    batch: BatchData;
  }> {
    const { url } = await startRedis();
    const modules = await TaskModules.read([tasks], false);
    const refused: string[] = [];
    const worker = new QueueWorker(
      { queue: 'etl', connection: url, modules, processes: 1 },
      { done: () => undefined, refused: (why) => void refused.push(why), trouble: () => undefined },
    );
    onEnd(() => worker.terminate());
    await worker.ready();
    const redis = new Redis(url, { maxRetriesPerRequest: null });
    const queue = new Queue<JobData>('etl', { connection: redis });
    onEnd(async () => {
      await queue.close();
      redis.disconnect();
    });
    const batch: BatchData = {
      protocol: PROTOCOL,
      fn: { kind: 'module', file: 'tasks.js', hash: await hashModule(tasks), task: 'square' },
      items: encode([1]),
      first: 0,
      attempt: 0,
      spread: false,
      timeout: null,
      grace: null,
      heard: false,
      payloadLimit: 1000,
    };
    return { url, queue, refused, batch };
  }

  it('costs a machine nothing: items that are none', async () => {
    const { url, queue, refused, batch } = await serve();
    for (const items of Object.values(FORGED_ITEMS)) {
      await queue.add('batch', { ...batch, items: encode(items) });
    }
    await queue.add('batch', { ...batch, items: 'no such data' });
    await queue.add('batch', { ...batch, first: -1 });
    await queue.add('batch', { ...batch, timeout: 'soon' as unknown as null });
    const pool = makePool(url);
    expect(await within(pool.map(square, upTo(5)))).toEqual([0, 1, 4, 9, 16]);
    expect(refused).toHaveLength(Object.keys(FORGED_ITEMS).length + 3);
  });

  it('reaches nothing that no module exports', async () => {
    const { queue, batch } = await serve();
    const { task: _task, ...fn } = batch.fn as { kind: 'module'; file: string; hash: string; task: string };
    for (const path of FORGED_PATHS) {
      const { id = '' } = await queue.add('batch', { ...batch, fn: { ...fn, path } });
      let data: JobData | undefined;
      while (!data || !('answer' in data)) data = (await queue.getJob(id))?.data;
      const { failures } = decode(data.answer) as Answer;
      const [, failure] = failures[0] ?? [];
      expect(failure?.thrown).toMatchObject({
        value: { message: expect.stringContaining(`Cannot find export '`) as string },
      });
    }
  });

  const ANSWERS: Record<string, Partial<Answer>> = {
    'more results than there are items': { values: [1, 2, 3, 4, 5, 6] },
    'a sparse array': { values: sparse() },
    'failures of items that there are not': {
      values: [0],
      failures: [[5, { thrown: { value: 1, kinds: undefined }, retriable: false, workerId: 1 }]],
    },
    'reports of items that there are not': {
      reports: [{ position: 5, number: 0, value: ['nobody'] }],
    },
    'a report that is a sparse array': { reports: [{ position: 0, number: 0, value: sparse() }] },
    'a culprit that there is not': {
      values: [0],
      ending: {
        type: 'unrun',
        culprit: {
          offset: 9,
          failure: { thrown: { value: 1, kinds: undefined }, retriable: false, workerId: 1 },
        },
      },
    },
  };

  it.each(Object.entries(ANSWERS))('is no answer: %s', async (_what, forged) => {
    const { url } = await startRedis();
    const redis = new Redis(url, { maxRetriesPerRequest: null });
    const queue = new Queue<JobData>('etl', { connection: redis });
    onEnd(async () => {
      await queue.close();
      redis.disconnect();
    });
    let isOpen = true;
    const forge = async (): Promise<void> => {
      while (isOpen) {
        for (const job of await queue.getJobs(['waiting'])) {
          const answer: Answer = {
            values: [],
            failures: [],
            reports: [],
            elapsed: 1,
            ending: { type: 'done' },
            ...forged,
          };
          await job.updateData({ protocol: PROTOCOL, answer: encode(answer) } as AnswerData & BatchData);
          // As a worker's machine does.
          await redis.lrem('bull:etl:wait', 1, job.id ?? '');
          await redis.zadd('bull:etl:completed', Date.now(), job.id ?? '');
          await redis.hset(`bull:etl:${job.id}`, 'returnvalue', '1', 'finishedOn', String(Date.now()));
        }
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    };
    const forging = forge();
    const reason = await rejection(makePool(url).map(square, upTo(3), { chunksize: 3 }));
    isOpen = false;
    await forging;
    expect(String(reason)).toContain('Cannot read the results');
  });
});
