import { describe, expect, it } from 'vitest';
import { defaultSettings } from '../../docs/playground/default-settings.js';
import { durations, presets } from '../../docs/playground/durations.js';
import { examples } from '../../docs/playground/examples.js';
import { layOut } from '../../docs/playground/lay-out.js';
import { readSettings } from '../../docs/playground/read-settings.js';
import { limits, type Item, type Settings } from '../../docs/playground/settings.js';
import { simulate } from '../../docs/playground/simulate.js';
import { tell } from '../../docs/playground/tell.js';
import { writeSettings } from '../../docs/playground/write-settings.js';

const takes = (...all: number[]): Item[] => all.map((ms) => ({ ms, ending: 'returns' }));

/** The diagram `pool-imap-order`: three items, two workers, and a slow head. */
const known: Settings = { ...defaultSettings, workers: 2, items: takes(5, 2, 6) };

const emitted = (settings: Settings): string[] =>
  simulate(settings).emissions.map(({ at, items }) => `${at}: ${items.map(({ index }) => index).join()}`);

describe('what the playground runs', () => {
  it('happens as its diagram says', () => {
    const { taken, sourceEnd, runs, end } = simulate(known);
    expect(taken).toEqual([
      { at: 0, index: 0 },
      { at: 1, index: 1 },
      { at: 2, index: 2 },
    ]);
    expect(sourceEnd).toBe(2);
    expect(runs.map(({ index, workerId, from, to }) => [index, workerId, from, to])).toEqual([
      [0, 1, 0, 5],
      [1, 2, 1, 3],
      [2, 2, 3, 9],
    ]);
    expect(emitted(known)).toEqual(['5: 0', '5: 1', '9: 2']);
    expect(end).toEqual({ at: 9, failed: undefined });
    expect(tell(known, simulate(known))).toBe(
      '3 items in 9 ms on 2 workers; 72 % busy. The first result came after 5 ms. ' +
        'Results waited 2 ms in all for those before them.',
    );
  });

  it('knows the order of each operator', () => {
    expect(emitted({ ...known, operator: 'poolImapUnordered' })).toEqual(['3: 1', '5: 0', '9: 2']);
    expect(emitted({ ...known, operator: 'poolMap' })).toEqual(['9: 0,1,2']);
  });

  it('tells which items came in one chunk', () => {
    const { chunks, runs } = simulate({ ...known, chunksize: 2 });
    expect(chunks.map(({ first, count }) => [first, count])).toEqual([
      [0, 2],
      [2, 1],
    ]);
    expect(runs.map(({ index, chunk }) => [index, chunk])).toEqual([
      [0, 0],
      [2, 1],
      [1, 0],
    ]);
  });

  it('reads poolFrom as far as the buffer allows', () => {
    const { taken } = simulate({ ...known, source: 'poolFrom', buffersize: 2 });
    expect(taken.map(({ at }) => at)).toEqual([0, 0, 5]);
  });

  it('lets items fail, and try again', () => {
    const items: Item[] = [
      { ms: 2, ending: 'returns' },
      { ms: 2, ending: 'throws' },
      { ms: 2, ending: 'crashes' },
    ];
    const failing = { ...known, items };
    expect(simulate(failing).end).toEqual({ at: 3, failed: 1 });
    expect(tell(failing, simulate(failing))).toBe(
      'Item b failed, and with it the stream, after 3 ms; 1 result came before, and 0 items never ran.',
    );
    const settled = simulate({ ...failing, settle: true });
    expect(settled.emissions.flatMap((emission) => emission.items)).toEqual([
      { index: 0, isRejected: false },
      { index: 1, isRejected: true },
      { index: 2, isRejected: true },
    ]);
    expect(settled.runs.map(({ ending }) => ending)).toEqual(['returned', 'threw', 'crashed']);
    const retried = simulate({ ...failing, retries: 1 });
    expect(retried.end.failed).toBeUndefined();
    expect(retried.runs.map(({ index, attempt }) => `${index}/${attempt}`).toSorted()).toEqual([
      '0/0',
      '1/0',
      '1/1',
      '2/0',
      '2/1',
    ]);
  });
});

describe('the picture', () => {
  it.each(examples.map(({ title, settings }) => ({ title, settings })))(
    'stays within its width: $title',
    ({ settings }) => {
      const trace = simulate(settings);
      for (const width of [300, 520, 900]) {
        const { source, lanes, result, height } = layOut(settings, trace, width);
        expect(lanes.flatMap(({ bars }) => bars)).toHaveLength(trace.runs.length);
        for (const { marbles, radius } of [source, result]) {
          for (const { x, y } of marbles) {
            expect(x - radius).toBeGreaterThan(0);
            expect(x + radius).toBeLessThan(width);
            expect(y - radius).toBeGreaterThan(0);
            expect(y + radius).toBeLessThan(height);
          }
        }
      }
    },
  );
});

describe('the address of an example', () => {
  it('gives the settings back', () => {
    const rich: Settings = {
      operator: 'poolImapUnordered',
      workers: 5,
      chunksize: 4,
      source: 'poolFrom',
      every: 0,
      buffersize: 6,
      settle: true,
      retries: 2,
      items: [...takes(1, 24, 3), { ms: 2, ending: 'crashes' }, { ms: 9, ending: 'throws' }],
    };
    for (const settings of [defaultSettings, known, rich, ...examples.map((example) => example.settings)]) {
      expect(readSettings(writeSettings(settings))).toEqual(settings);
    }
    expect(writeSettings(known)).toBe('workers=2&ms=5.2.6');
  });

  it.each(['', 'overview', 'workers=NaN&chunksize=&ms=', 'ms=..&workers=999', 'ms=1.1&operator=constructor'])(
    'makes sense of %j',
    (text) => {
      const settings = readSettings(text);
      expect(settings.workers).toBeGreaterThanOrEqual(limits.workers[0]);
      expect(settings.workers).toBeLessThanOrEqual(limits.workers[1]);
      expect(settings.items.length).toBeGreaterThan(0);
      expect(simulate(settings).end.at).toBeGreaterThan(0);
    },
  );
});

describe('durations', () => {
  it.each(presets)('are within their limits: %s', (preset) => {
    const all = durations(preset, limits.items[1], 7);
    expect(all).toHaveLength(limits.items[1]);
    expect(Math.min(...all)).toBeGreaterThanOrEqual(limits.ms[0]);
    expect(Math.max(...all)).toBeLessThanOrEqual(limits.ms[1]);
    expect(durations(preset, limits.items[1], 7)).toEqual(all);
  });
});
