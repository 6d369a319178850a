import { defaultSettings } from './default-settings.js';
import type { Ending, Item, Settings } from './settings.js';

/** Settings that are worth looking at, and why. */
export interface Example {
  readonly title: string;
  /** What there is to see, and what to try then. */
  readonly lesson: string;
  readonly settings: Settings;
}

export const examples: readonly Example[] = [
  {
    title: 'A slow head holds poolImap back',
    lesson:
      'Item a takes long. What comes after it is ready early and has to wait, as results come in order: the tail of a ' +
      'result shows for how long. No worker waits. Choose poolImapUnordered, and no result does either.',
    settings: { ...defaultSettings, items: takes(14, 3, 3, 3, 3, 3, 3, 3) },
  },
  {
    title: 'Unordered',
    lesson:
      'Each result comes as soon as it is ready. The total stays the same, as the workers have the same to do; ' +
      'the results come earlier, and in another order.',
    settings: { ...defaultSettings, operator: 'poolImapUnordered', items: takes(14, 3, 3, 3, 3, 3, 3, 3) },
  },
  {
    title: 'One array at the end',
    lesson:
      'poolMap is like toArray: it emits when the last result is there. With a chunksize, items go to workers together.',
    settings: { ...defaultSettings, operator: 'poolMap', chunksize: 2 },
  },
  {
    title: 'A chunk that is too large leaves workers idle',
    lesson:
      'Six items go to each of two workers, and the third has nothing to do. A chunk is never torn apart: lower the ' +
      'chunksize, and the total falls. With the default of 1 there is nothing to tear.',
    settings: { ...defaultSettings, chunksize: 6, every: 0, items: takes(...Array<number>(12).fill(4)) },
  },
  {
    title: 'A long item at the end',
    lesson:
      'Everything waits for the last item, on one worker. More workers do not help. Have the long one come first: give ' +
      'a its 15 ms and l the 3 ms of the others, and the total falls.',
    settings: { ...defaultSettings, every: 0, items: takes(...Array<number>(11).fill(3), 15) },
  },
  {
    title: 'A source that is slower than the workers',
    lesson: 'An item comes every 4 ms and takes 5 ms: two workers keep up, and a third is never used.',
    settings: { ...defaultSettings, every: 4, items: takes(...Array<number>(8).fill(5)) },
  },
  {
    title: 'A full buffer stops reading',
    lesson:
      'poolFrom is read on demand. While a is at work, four items are read and not delivered, and no more: memory stays ' +
      'bounded. A larger buffersize lets workers run further ahead.',
    settings: {
      ...defaultSettings,
      source: 'poolFrom',
      buffersize: 4,
      items: takes(12, 3, 3, 3, 3, 3, 3, 3),
    },
  },
  {
    title: 'A crash costs one item',
    lesson:
      'Item c takes its worker down. With settle, it is rejected and everything else goes on. Set retries to 1, and c ' +
      'has another attempt.',
    settings: { ...defaultSettings, chunksize: 3, settle: true, items: failing('crashes', 2) },
  },
  {
    title: 'An error ends the stream',
    lesson:
      'Item e throws. The results before it are emitted first; then the stream fails, and what has not begun never does.',
    settings: { ...defaultSettings, items: failing('throws', 4) },
  },
];

function takes(...durations: number[]): Item[] {
  return durations.map((ms) => ({ ms, ending: 'returns' }));
}

function failing(ending: Ending, at: number): Item[] {
  return defaultSettings.items.map((item, index) => (index === at ? { ...item, ending } : item));
}
