const base = 10;

export enum Unit {
  Meter = 'm',
  Foot = 'ft',
}

export const perUnit: Record<Unit, number> = { [Unit.Meter]: 1, [Unit.Foot]: 0.3048 };

export namespace Geometry {
  export const scale = 10;
  export const area = (side: number): number => side * side * scale;
}

export class Counter<T extends number = number> {
  static readonly start: number = base;
  readonly #step: T;

  constructor(step: T) {
    this.#step = step;
  }

  static of(step: number): Counter {
    return new this(step);
  }

  next(value: number): number {
    return value + this.#step + Counter.start;
  }
}

/** Exported: travels by reference where Node can import this file. */
export function addBase(value: number): number {
  return value + base;
}
