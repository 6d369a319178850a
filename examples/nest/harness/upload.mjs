import { request } from 'node:http';

/** @typedef {{ line?: number, id?: string, error?: string, failed?: string, depot?: string }} AnswerLine */

/** An upload whose client does as it likes: writes bit by bit, waits, leaves. */
export class Upload {
  /** @type {import('node:http').ClientRequest} */
  #request;
  /** The status and the headers of the answer, as soon as they are there. @type {Promise<import('node:http').IncomingMessage>} */
  head;

  /**
   * @param {string} url that of the service
   * @param {Record<string, string>} [headers]
   */
  constructor(url, headers = {}) {
    this.#request = request(`${url}/jobs`, {
      method: 'POST',
      headers: { 'Content-Type': 'text/csv', ...headers },
      // A connection of its own, which ends with it.
      agent: false,
    });
    this.head = new Promise((resolve, reject) => {
      this.#request.once('response', resolve);
      this.#request.on('error', reject);
    });
    // Who has left does not ask how it went on.
    this.head.catch(() => undefined);
    this.#request.flushHeaders();
  }

  /** @param {string | Buffer} text @returns {Promise<void>} when there is room for more */
  write(text) {
    return new Promise((resolve) => {
      const go = () => {
        this.#request.off('drain', go).off('close', go);
        resolve();
      };
      if (this.#request.destroyed || this.#request.write(text)) resolve();
      // A service that has answered need not read on.
      else this.#request.once('drain', go).once('close', go);
    });
  }

  /** False once the client or the service has left. */
  get isOpen() {
    return !this.#request.destroyed;
  }

  end() {
    this.#request.end();
  }

  /** The client is gone, in the middle of whatever it did. */
  drop() {
    this.#request.destroy();
  }

  /** What has come of the answer, and whether it is whole. @returns {Promise<{ lines: AnswerLine[], isWhole: boolean }>} */
  async answer() {
    const response = await this.head;
    let text = '';
    response.setEncoding('utf8').on('data', (piece) => (text += piece));
    // It is told by `complete`.
    response.on('error', () => undefined);
    await new Promise((resolve) => response.once('close', () => resolve(undefined)));
    const lines = text.split('\n').slice(0, -1);
    return { lines: lines.map((line) => JSON.parse(line)), isWhole: response.complete };
  }

  /** The answer of a service that refuses. @returns {Promise<{ status: number | undefined, message: string, headers: import('node:http').IncomingHttpHeaders }>} */
  async refusal() {
    const response = await this.head;
    let text = '';
    for await (const piece of response.setEncoding('utf8')) text += piece;
    return { status: response.statusCode, message: JSON.parse(text).message, headers: response.headers };
  }
}
