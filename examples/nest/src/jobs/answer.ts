import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { discardRest } from './discard-rest.js';
import type { Job } from './job.js';

/**
 * Answers are sent in pieces of this many characters. Longer ones cost less per row; shorter ones come sooner. Until the
 * first is full, a job that fails still gets the status of its failure.
 */
const PIECE = 16 * 1024;

/** The answers to a job, on their way to its client. */
export class Answer {
  readonly #response: ServerResponse;
  readonly #job: Job;
  #text = '';
  #rows = 0;
  #bad = 0;

  constructor(response: ServerResponse, job: Job) {
    this.#response = response;
    this.#job = job;
  }

  /** True once the client knows of the job: it is too late for another status. */
  get hasBegun(): boolean {
    return this.#response.headersSent;
  }

  /** False once the client is gone. */
  get isOpen(): boolean {
    return !this.#response.destroyed;
  }

  /** Takes a line; returns a promise to wait for where the client is slow. */
  add(line: string): Promise<void> | undefined {
    this.#text += line;
    this.#rows++;
    if (isBad(line)) this.#bad++;
    return this.#text.length < PIECE ? undefined : this.#send();
  }

  /** All lines are there. */
  async end(): Promise<void> {
    await this.#send();
    this.#response.end();
    await once(this.#response, 'finish', { signal: this.#job.signal });
  }

  /** The lines so far were not all: says so in the last, and breaks the connection off, so that nobody takes it for the end. */
  async fail(reason: string): Promise<void> {
    this.#response.write(`${JSON.stringify({ failed: reason })}\n`);
    await discardRest(this.#response.req);
    this.#response.destroy();
  }

  async #send(): Promise<void> {
    if (!this.hasBegun) {
      const { id } = this.#job;
      this.#response.writeHead(200, {
        'Content-Type': 'application/x-ndjson',
        'X-Job-Id': id,
        Link: `</jobs/${id}/events>; rel="monitor"`,
      });
    }
    const text = this.#text;
    this.#text = '';
    const isTaken = text === '' || this.#response.write(text);
    this.#job.advance(this.#rows, this.#bad);
    this.#rows = 0;
    this.#bad = 0;
    if (!isTaken) await once(this.#response, 'drain', { signal: this.#job.signal });
  }
}

/** `line` comes first in a line, and then `error` if there is one. */
function isBad(line: string): boolean {
  return line.startsWith('"error":', line.indexOf(',') + 1);
}
