import cliProgress from 'cli-progress';
import { defer, tap, type MonoTypeOperatorFunction } from 'rxjs';

/** Least time between two lines where there is no terminal, in ms: often enough for a log, too seldom to fill it. */
const LINE_INTERVAL = 1000;

/** How far a stage has come. */
interface Stage {
  readonly label: string;
  readonly noun: string;
  readonly items: number;
  readonly flights: number;
  readonly start: number;
  itemsDone: number;
  flightsDone: number;
}

/** Shows how far each stage has come: a bar in a terminal, plain lines anywhere else. */
export class Progress {
  readonly #stream: NodeJS.WritableStream & { readonly isTTY?: boolean };
  #stopBar: (() => void) | undefined;

  constructor(stream: NodeJS.WritableStream & { readonly isTTY?: boolean } = process.stderr) {
    this.#stream = stream;
  }

  /**
   * Counts the items that pass.
   *
   * Progress is measured in flights, not in items: the items of the last stage have from 1 to 166,000 of them, and
   * the largest come first, so a time left that is guessed from items would be far too long.
   *
   * @param label - What the stage does.
   * @param noun - What its items are called.
   * @param items - How many items there will be.
   * @param flights - How many flights there are in all items.
   */
  track<T extends { readonly flights: number }>(
    label: string,
    noun: string,
    items: number,
    flights: number,
  ): MonoTypeOperatorFunction<T> {
    return (source) =>
      defer(() => {
        const stage = { label, noun, items, flights, start: performance.now(), itemsDone: 0, flightsDone: 0 };
        const show = this.#stream.isTTY ? this.#startBar(stage) : this.#startLines(stage);
        const stop = (): void => this.stop();
        return source.pipe(
          tap({
            next: (item) => {
              stage.itemsDone += 1;
              stage.flightsDone += item.flights;
              show();
            },
            // Before these go on to the next stage, which starts a bar of its own.
            complete: stop,
            error: stop,
            unsubscribe: stop,
          }),
        );
      });
  }

  /** Leaves the terminal as it was. */
  stop(): void {
    this.#stopBar?.();
    this.#stopBar = undefined;
  }

  #startBar(stage: Stage): () => void {
    const bar = new cliProgress.SingleBar({
      stream: this.#stream,
      barsize: 13,
      barCompleteChar: '█',
      barIncompleteChar: '░',
      format: (options, { progress }) =>
        `${stage.label.padEnd(9)} ${cliProgress.Format.BarFormat(progress, options)}${describe(stage)}`,
    });
    bar.start(stage.flights, 0);
    this.#stopBar = () => bar.stop();
    return () => bar.update(stage.flightsDone);
  }

  #startLines(stage: Stage): () => void {
    let last = stage.start;
    return () => {
      const now = performance.now();
      if (now - last < LINE_INTERVAL && stage.itemsDone < stage.items) return;
      last = now;
      this.#stream.write(`${stage.label.padEnd(9)}${describe(stage)}\n`);
    };
  }
}

/** Short enough, for label, bar and this to fit into a terminal of 80 columns. */
function describe({ noun, items, flights, start, itemsDone, flightsDone }: Stage): string {
  const seconds = (performance.now() - start) / 1000;
  const rate = flightsDone / seconds;
  const left = flightsDone === 0 ? '?' : ((flights - flightsDone) / rate).toFixed(0);
  const percent = Math.floor((100 * flightsDone) / flights);
  return [
    `${percent} %`.padStart(6),
    `${itemsDone} of ${items} ${noun}`.padEnd(19),
    `${(rate / 1e6).toFixed(2)} M flights/s`.padStart(16),
    itemsDone < items ? `${left} s left` : `${seconds.toFixed(1)} s`,
  ].join('  ');
}
