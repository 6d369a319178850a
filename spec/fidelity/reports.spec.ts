import { getTaskInfo, inlineExecutor, Pool, UncloneableError, type ItemReport } from 'rxjs-pool';
import { report } from 'rxjs-pool/tasks';
import { describe, expect, it } from 'vitest';
import { backends } from '../conformance.js';
import { rejection, warningsDuring, within } from '../helpers.js';

class Point {
  constructor(
    readonly x: number,
    readonly y: number,
  ) {}

  get sum(): number {
    return this.x + this.y;
  }
}

class Fussy {
  readonly kind = 'fussy';
}

const fussy = {
  class: Fussy,
  toData: () => 1,
  fromData: (): never => {
    throw new RangeError('cannot be made');
  },
};
const known = [Point, fussy];

const creators = backends.map((backend) => ({
  name: backend.name,
  create: (): Pool =>
    backend.name === 'inline'
      ? new Pool({ executor: inlineExecutor({ classes: known }) })
      : backend.create({ processes: 1, classes: known }),
}));

describe.each(creators)('what is reported, $name', ({ name, create }) => {
  it('keeps its class, and a Buffer stays one', async () => {
    await using pool = create();
    const heard: ItemReport[] = [];
    const tell = () => report({ point: new Point(1, 2), bytes: Buffer.from('abc') });
    await within(pool.apply(tell, [], { onReport: (one) => void heard.push(one) }));
    const [{ value }] = heard as [ItemReport];
    const { point, bytes } = value as { point: Point; bytes: Buffer };
    expect(point).toBeInstanceOf(Point);
    expect(point.sum).toBe(3);
    expect(bytes.toString()).toBe('abc');
  });

  it('ends the call with what keeps it from being made', async () => {
    await using pool = create();
    const heard: ItemReport[] = [];
    const tell = () => report(new Fussy());
    const call = pool.apply(tell, [], { onReport: (one) => void heard.push(one) });
    expect(await rejection(call)).toHaveProperty('message', 'cannot be made');
    expect(heard).toEqual([]);
  });

  it('fails its item if it cannot be copied, with the line that reports it', async () => {
    await using pool = create();
    const tell = (x: number) => {
      report({ rows: [{ parse: () => x }] });
    };
    const error = (await rejection(pool.map(tell, [5], { onReport: () => undefined }))) as Error;
    expect(error).toBeInstanceOf(UncloneableError);
    expect(error).toMatchObject({ index: 0, where: 'report', path: '.rows[0].parse' });
    expect(getTaskInfo(error)).toMatchObject({ index: 0, attempt: 0 });
    expect(error.stack?.split('\n')[1]).toContain('reports.spec.ts');
  });

  it('is refused if it can be copied and not sent', async () => {
    await using pool = create();
    const tell = () => {
      const moved = new Uint8Array(8);
      structuredClone(moved.buffer, { transfer: [moved.buffer] });
      report('before');
      report({ moved });
    };
    const error = await rejection(pool.apply(tell, [], { onReport: () => undefined }));
    expect(error).toMatchObject({ name: 'UncloneableError', where: 'report', path: '.moved' });
  });

  it.skipIf(name === 'inline')('warns of a lost class once', async () => {
    await using pool = create();
    const tell = () => {
      class Lost {
        readonly kind = 'lost';
      }
      report(new Lost());
      report(new Lost());
    };
    const heard: ItemReport[] = [];
    const options = { onReport: (one: ItemReport) => void heard.push(one) };
    const warnings = await warningsDuring(() => within(pool.map(tell, [1, 2], options)));
    expect(heard.length).toBeGreaterThan(2);
    expect(warnings).toEqual([expect.stringContaining('Instances of Lost arrive as plain data')]);
  });

  it.skipIf(name === 'inline')('knows its item where several run at once, after every wait', async () => {
    await using pool = create();
    const tell = async (word: string) => {
      for (let step = 0; step < 5; step++) {
        report(`${word} ${step}`);
        await new Promise((resolve) => setTimeout(resolve, word.length));
      }
      report(`${word} 5`);
      return word;
    };
    const words = ['a', 'bb', 'ccc', 'dddd', 'eeeee', 'ffffff'];
    const heard: ItemReport[] = [];
    const options = { concurrency: 3, onReport: (one: ItemReport) => void heard.push(one) };
    expect(await within(pool.map(tell, words, options))).toEqual(words);
    for (const [index, word] of words.entries()) {
      const own = heard.filter((one) => one.index === index).map(({ value }) => String(value));
      expect(own.every((value) => value.startsWith(`${word} `))).toBe(true);
      expect([own[0], own.at(-1)]).toEqual([`${word} 0`, `${word} 5`]);
    }
  });

  it('may be large: more than fits on its way at once', async () => {
    await using pool = create();
    const tell = (size: number) => {
      const end = performance.now() + 200;
      let count = 0;
      while (performance.now() < end) report({ count: ++count, bytes: new Uint8Array(size) });
      return count;
    };
    const heard: number[] = [];
    const onReport = ({ value }: ItemReport) => {
      const { count, bytes } = value as { count: number; bytes: Uint8Array };
      if (bytes.byteLength === 1_000_000) heard.push(count);
    };
    const count = await within(pool.apply(tell, [1_000_000], { onReport }));
    expect(heard.length).toBeGreaterThan(1);
    expect(heard[0]).toBe(1);
    expect(heard.at(-1)).toBe(count);
  });
});
