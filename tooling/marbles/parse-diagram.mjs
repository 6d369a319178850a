import { DiagramError } from './diagram-error.mjs';
import { parseCall } from './parse-call.mjs';
import { parseRow } from './parse-row.mjs';

/** @typedef {import('./parse-row.mjs').Mark} Mark */

/**
 * One source, pushed (`source`) or read on demand (`input`), and the rows that go with it. Where a diagram has two
 * jobs, `suffix` is `:1` and `:2`.
 *
 * @typedef {object} JobRows
 * @property {string} suffix
 * @property {{ text: string, marks: Mark[] } | undefined} source
 * @property {string | undefined} input
 * @property {string} items the letters of the items, in their order
 * @property {number | undefined} unsub
 */

/**
 * A diagram as its file says it.
 *
 * @typedef {object} Diagram
 * @property {string} file
 * @property {string} title
 * @property {string} operator
 * @property {number} processes
 * @property {Record<string, number | boolean | string>} options
 * @property {string | undefined} chunks
 * @property {Map<string, string>} legend by what stands in a row
 * @property {Map<string, string[]>} args by item: what a starmap spreads
 * @property {Map<string, import('./parse-call.mjs').Call[]>} calls by item: one for each attempt that is told
 * @property {Map<string, Mark[]>} checked rows that must come true, by name
 * @property {JobRows[]} jobs
 */

const OPERATORS = /^pool(?:Map|Starmap|Imap|ImapUnordered|Istarmap|IstarmapUnordered|ConcatMap|MergeMap)$/;

// What fits into a picture.
const LONGEST_TITLE = 70;

/** How each setting is written. */
const SETTINGS = new Map(
  Object.entries({
    operator: OPERATORS,
    processes: /^[1-9]$/,
    chunksize: /^[1-9]$/,
    buffersize: /^[1-9]$/,
    linger: /^\d+$/,
    timeout: /^\d+$/,
    retries: /^\d$/,
    settle: /^$/,
    onUnsubscribe: /^(?:finish|kill)$/,
    chunks: /^[a-z]+(?: [a-z]+)*$/,
  }),
);

// The marks that a row may have, as the inside of a character class.
const SOURCE = 'a-z|#';
const CHECKED = new Map(
  Object.entries({
    taken: 'a-z|#!',
    sub: String.raw`\^!`,
    busy: String.raw`\^!`,
    result: String.raw`A-Z\[|#`,
  }),
);

/**
 * Reads a diagram.
 *
 * @param {string} text
 * @param {string} file for error messages
 * @returns {Diagram}
 * @throws {DiagramError}
 */
export function parseDiagram(text, file) {
  const [title, ...lines] = text.split('\n').map((line) => line.trimEnd());
  const reader = new DiagramReader(title, file);
  at(1, () => reader.checkTitle(lines[0]));
  for (const [index, line] of lines.entries()) if (line) at(index + 2, () => reader.readLine(line));
  return at(undefined, () => reader.finish());

  /**
   * @template T
   * @param {number | undefined} line
   * @param {() => T} read
   */
  function at(line, read) {
    try {
      return read();
    } catch (error) {
      throw new DiagramError(file, line, /** @type {Error} */ (error).message);
    }
  }
}

class DiagramReader {
  /** @type {Map<string, string>} */
  #settings = new Map();
  /** @type {Map<string, string>} */
  #rows = new Map();
  /** @type {Diagram} */
  #diagram;

  /** @param {string} title @param {string} file */
  constructor(title, file) {
    this.#diagram = {
      file,
      title,
      operator: '',
      processes: 0,
      options: {},
      chunks: undefined,
      legend: new Map(),
      args: new Map(),
      calls: new Map(),
      checked: new Map(),
      jobs: [],
    };
  }

  /** @param {string | undefined} next the line behind the title */
  checkTitle(next) {
    const { title } = this.#diagram;
    if (!title || next !== '') throw new Error('a diagram begins with its title and an empty line');
    if (title.length > LONGEST_TITLE) {
      throw new Error(`a title has ${LONGEST_TITLE} characters or less: this has ${title.length}`);
    }
  }

  /** @param {string} line */
  readLine(line) {
    const [, name, value] = /^(\S+) *(.*)$/.exec(line) ?? [];
    if (!name) throw new Error('a line begins with the name of a setting or a row');
    if (name === 'where') this.#readLegend(value);
    else if (SETTINGS.has(name)) this.#readSetting(name, value);
    else this.#readRow(name, value);
  }

  finish() {
    const { operator, processes, chunks } = Object.fromEntries(this.#settings);
    if (!operator || !processes) throw new Error('operator and processes must be set');
    const suffixes = this.#rows.has('result:1') ? [':1', ':2'] : [''];
    const jobs = suffixes.map((suffix) => this.#readJob(suffix));
    const items = jobs.map((job) => job.items).join('');
    if (new Set(items).size < items.length) throw new Error(`items must differ: found ${items}`);
    const rows = [...this.#rows.keys()].filter((name) => /^(?:call|busy):/.test(name));
    const strange = rows.find((name) => !items.includes(name['busy:'.length]));
    if (strange) throw new Error(`there is a row ${strange}, but no such item`);
    const isStarmap = operator.includes('tarmap');
    const plain = isStarmap && [...items].find((item) => !this.#diagram.args.has(item));
    if (plain) throw new Error(`the legend must tell the arguments: where ${plain} = (1, 2)`);
    return { ...this.#diagram, operator, processes: Number(processes), chunks, jobs };
  }

  /** @param {string} name @param {string} value */
  #readSetting(name, value) {
    if (this.#settings.has(name)) throw new Error(`${name} is set twice`);
    if (!SETTINGS.get(name)?.test(value)) throw new Error(`${name} cannot be ${value || 'empty'}`);
    this.#settings.set(name, value);
    if (['operator', 'processes', 'chunks'].includes(name)) return;
    const isNumber = /^\d/.test(value);
    this.#diagram.options[name] = isNumber ? Number(value) : value || true;
  }

  /** @param {string} value */
  #readLegend(value) {
    const [, letter, meaning] = /^([A-Za-z#]) = (.+)$/.exec(value) ?? [];
    if (!letter) throw new Error('a legend is `where X = meaning`');
    const [, args] = /^\((.+)\)$/.exec(meaning) ?? [];
    if (args) this.#diagram.args.set(letter, args.split(', '));
    this.#diagram.legend.set(letter, meaning);
  }

  /** @param {string} name @param {string} text */
  #readRow(name, text) {
    const [, kind, of, attempt = '1'] = /^([a-z]+)(?::([a-z1-9])(?:\/([2-9]))?)?$/.exec(name) ?? [];
    if (this.#rows.has(name)) throw new Error(`there are two rows ${name}`);
    if (text.includes(' ')) throw new Error('a row has no spaces');
    this.#rows.set(name, text);
    const marks = CHECKED.get(kind);
    if (marks) this.#diagram.checked.set(name, parseRow(text, marks));
    else if (kind === 'call' && of) this.#readCall(of, Number(attempt), text);
    else if (kind === 'source') parseRow(text, SOURCE);
    else if (kind === 'unsub') parseUnsub(text);
    else if (kind !== 'input' || !/^[a-z]*(?:[|#]|\.\.\.)$/.test(text)) {
      throw new Error(`not a row: ${name} ${text}`);
    }
  }

  /** @param {string} item @param {number} attempt @param {string} text */
  #readCall(item, attempt, text) {
    const calls = this.#diagram.calls.get(item) ?? [];
    if (attempt !== calls.length + 1) throw new Error(`attempt ${calls.length + 1} of ${item} comes first`);
    this.#diagram.calls.set(item, [...calls, parseCall(text)]);
  }

  /** @param {string} suffix @returns {JobRows} */
  #readJob(suffix) {
    const [source, input, unsub] = ['source', 'input', 'unsub'].map((name) => this.#rows.get(name + suffix));
    for (const name of input === undefined ? ['result'] : ['result', 'taken']) {
      if (!this.#rows.has(name + suffix)) throw new Error(`row ${name}${suffix} is missing`);
    }
    if ((source === undefined) === (input === undefined)) {
      throw new Error(`there must be either a row source${suffix} or a row input${suffix}`);
    }
    return {
      suffix,
      source: source === undefined ? undefined : { text: source, marks: parseRow(source, SOURCE) },
      input,
      items: (source ?? input ?? '').replace(/[^a-z]/g, ''),
      unsub: unsub === undefined ? undefined : parseUnsub(unsub),
    };
  }
}

/** @param {string} text */
function parseUnsub(text) {
  if (!/^-*!$/.test(text)) throw new Error(`unsub is written ---!: found ${text}`);
  return text.length - 1;
}
