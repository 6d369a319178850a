import type { TraceData } from './trace-data.js';

/** The thread of Chrome's format that stands for the main thread; workers have their number. */
const MAIN = 0;

/** The trace in the format of Chrome's `about:tracing`, which Perfetto reads, too; times are in µs there. */
export function chromeTrace(trace: TraceData): string {
  const named = (job: number): string => trace.jobs[job] || 'fn';
  const bar = (name: string, cat: string, tid: number, from: number, to: number, args: object): object => {
    return {
      name,
      cat,
      ph: 'X',
      pid: 1,
      tid,
      ts: inMicroseconds(from),
      dur: inMicroseconds(to - from),
      args,
    };
  };
  const title = (tid: number, name: string): object => {
    return { name: 'thread_name', ph: 'M', pid: 1, tid, args: { name } };
  };
  const traceEvents = [
    { name: 'process_name', ph: 'M', pid: 1, args: { name: 'rxjs-pool' } },
    title(MAIN, 'main thread'),
    ...Array.from({ length: trace.processes }, (_, at) => title(at + 1, `worker ${at + 1}`)),
    ...trace.starts.map(({ workerId, from, to }) => bar('start', 'worker', workerId, from, to, {})),
    ...trace.messages.flatMap(({ job, workerId, first, items, attempt, chunksize, sent, took, from, to }) => {
      const name = `${named(job)}: ${items} from ${first}`;
      const args = { first, items, attempt, chunksize, sent: inMicroseconds(sent) };
      return [
        bar(`send ${name}`, 'send', MAIN, sent, sent + took, args),
        bar(name, 'message', workerId, from, to, args),
      ];
    }),
    ...trace.items.map(({ job, workerId, index, attempt, from, to, paused, error }) =>
      bar(`${named(job)} ${index}`, error ? 'error' : 'item', workerId, from, to, {
        index,
        attempt,
        ...(paused !== undefined && { paused: inMicroseconds(paused) }),
        ...(error && { error }),
      }),
    ),
    ...trace.reports.map(({ job, workerId, index, attempt, at, text }) => {
      const name = `${named(job)} ${index}: ${text}`;
      const args = { index, attempt, report: text };
      return { name, cat: 'report', ph: 'i', s: 't', pid: 1, tid: workerId, ts: inMicroseconds(at), args };
    }),
    ...trace.marks.map(({ workerId, at, text }) => {
      return { name: text, cat: 'crash', ph: 'i', s: 't', pid: 1, tid: workerId, ts: inMicroseconds(at) };
    }),
  ];
  const otherData = { startTime: new Date(trace.epoch).toISOString(), omitted: trace.omitted };
  return JSON.stringify({ traceEvents, displayTimeUnit: 'ms', otherData });
}

function inMicroseconds(ms: number): number {
  return Math.round(ms * 1e6) / 1000;
}
