interface Item {
  readonly value: number;
}

const base: number = 10;
const factor: number = 2;

/** Exported by a file that Node runs by dropping its types. */
export function addBase({ value }: Item): number {
  return value + base;
}

/** A closure that captured what TypeScript wrote. */
export const makeClosure =
  (): ((item: Item) => number | string) =>
  (item: Item): number | string =>
    addBase(item) * factor;
