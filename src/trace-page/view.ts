// Closer than this, a bar of one microsecond would fill the screen. In ms.
const SHORTEST = 0.001;

/** The part of the time that is shown, and where on the screen. */
export class View {
  from = 0;
  to: number;
  /** Pixels left of the timeline, for the names. */
  readonly left = 190;
  width = 800;
  readonly #end: number;

  constructor(end: number) {
    this.#end = Math.max(end, SHORTEST);
    this.to = this.#end;
  }

  x(time: number): number {
    return this.left + ((time - this.from) / (this.to - this.from)) * (this.width - this.left);
  }

  time(x: number): number {
    return this.from + ((x - this.left) / (this.width - this.left)) * (this.to - this.from);
  }

  /** Shows `factor` times as much, with what is at `x` where it was. */
  zoom(factor: number, x = (this.left + this.width) / 2): void {
    const at = this.time(Math.max(x, this.left));
    const length = Math.min(this.#end, Math.max(SHORTEST, (this.to - this.from) * factor));
    const share = (at - this.from) / (this.to - this.from);
    this.show(at - length * share, length);
  }

  /** Moves by pixels. */
  pan(pixels: number): void {
    const length = this.to - this.from;
    this.show(this.from + (pixels / (this.width - this.left)) * length, length);
  }

  show(from: number, length: number): void {
    this.from = Math.max(0, Math.min(from, this.#end - length));
    this.to = this.from + length;
  }

  reset(): void {
    this.show(0, this.#end);
  }
}
