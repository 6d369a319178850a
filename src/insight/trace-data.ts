/** What a trace knows, as plain data; times in ms since it began. */
export interface TraceData {
  /** When the recording began, in ms since 1970. */
  readonly epoch: number;
  /** How long it went on. */
  readonly duration: number;
  /** Number of workers. */
  readonly processes: number;
  /** Names of the jobs' functions, in the order in which the jobs began. */
  readonly jobs: readonly string[];
  readonly messages: readonly TraceMessage[];
  readonly items: readonly TraceItem[];
  /** What functions reported of their items. */
  readonly reports: readonly TraceReport[];
  readonly marks: readonly TraceMark[];
  readonly starts: readonly TraceStart[];
  /** Items that ran and are not in `items`, as there were too many. */
  readonly omitted: number;
  /** Where most time was lost. */
  readonly advice: string;
}

/** A message to a worker, and what became of it. */
export interface TraceMessage {
  /** Position in `jobs`. */
  readonly job: number;
  /** Which worker had it, from 1; 0 if none said so. */
  readonly workerId: number;
  /** Position of the first item in its source. */
  readonly first: number;
  /** Items that ran. */
  readonly items: number;
  readonly attempt: number;
  readonly chunksize: number;
  /** When it was sent. */
  readonly sent: number;
  /** What it took the main thread to send it. */
  readonly took: number;
  /** When the worker began its first item. */
  readonly from: number;
  /** When it was done. */
  readonly to: number;
}

/** One run of one item. */
export interface TraceItem {
  readonly job: number;
  readonly workerId: number;
  readonly index: number;
  readonly attempt: number;
  readonly from: number;
  readonly to: number;
  /** How long it had to wait until more of its values were taken; missing if it had not. */
  readonly paused?: number;
  /** What it failed with; '' if it returned. */
  readonly error: string;
}

/** What a function reported of an item. */
export interface TraceReport {
  readonly job: number;
  /** Which worker ran the item, from 1; 0 if that is not known. */
  readonly workerId: number;
  readonly index: number;
  readonly attempt: number;
  /** When it was heard. */
  readonly at: number;
  readonly text: string;
}

/** Something that is worth a look: a worker that died. */
export interface TraceMark {
  readonly workerId: number;
  readonly at: number;
  readonly text: string;
}

/** The start of a worker. */
export interface TraceStart {
  readonly workerId: number;
  readonly from: number;
  readonly to: number;
}
