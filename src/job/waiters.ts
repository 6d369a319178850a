/** Callbacks that are called together, each time, in turn: whoever was called first comes last next time. */
export class Waiters {
  readonly #callbacks = new Set<() => void>();

  /** Adds a callback; returns what removes it. */
  add(callback: () => void): () => void {
    // An entry of its own, so that the same function may wait twice.
    const entry = (): void => callback();
    this.#callbacks.add(entry);
    return () => void this.#callbacks.delete(entry);
  }

  call(): void {
    if (this.#callbacks.size === 0) return;
    const now = [...this.#callbacks];
    for (const callback of now) if (this.#callbacks.has(callback)) callback();
    const [first] = now;
    if (first && now.length > 1 && this.#callbacks.delete(first)) this.#callbacks.add(first);
  }
}
