export const hidden: (x: number) => number;
