// Made by the build of `trace-page/main.ts` and all that it imports.

/** The script that draws a trace in its page. */
export declare const script: string;
/** The look of that page. */
export declare const style: string;
