export const tmpdir = (): string => '/tmp';
export const availableParallelism = (): number => navigator.hardwareConcurrency;
