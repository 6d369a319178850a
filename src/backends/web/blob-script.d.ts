// Made by the build of `blob-entry.ts` and all that it imports.

/** The script of a worker that runs self-contained functions. */
export declare const script: string;
