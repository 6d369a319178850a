const times = (globalThis.importsOfCounted ?? 0) + 1;
globalThis.importsOfCounted = times;

export const timesImported = () => times;
export const other = (x) => [x, times];
