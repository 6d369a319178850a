import type { Traced } from '../fixtures/tasks.js';

export class TooOdd extends RangeError {
  constructor(value: number);
  readonly value: number;
}

export const square: (x: number) => number;
export const slowly: (x: number) => Promise<number>;
export const noted: (item: Traced) => number;
export const gated: (item: Traced) => Promise<number>;
export const refuseOdd: (x: number) => number;
export const echo: <T>(x: T) => T;
export const large: (bytes: number) => Uint8Array;
export const where: () => { pid: number; index: number; attempt: number; workerId: number };
export const machine: () => Promise<number>;
export const deadly: (x: number) => number;
export const gatedOrQuick: (item: Traced & { readonly isQuick?: boolean }) => number | Promise<number>;
export const forever: (log: string) => never;
export const reportsAndWaits: (item: Traced) => Promise<number>;
export const reportsMuch: (length: number) => number;
