import type { Report } from '../../executor/executor.js';
import type { PoolEvent } from '../../executor/pool-event.js';
import type { PoolObserver } from '../../executor/pool-observer.js';
import { getTaskInfo } from '../../executor/task-info.js';
import { channels } from './channels.js';

type Reported = Extract<PoolEvent, { type: 'reported' }>;
type Results = Extract<Report, { type: 'results' }>;

/** Publishes what happens in a pool on those channels that somebody has subscribed to. */
export function publishEvent(pool: object): PoolObserver {
  return (event) => {
    if (event.type === 'worker') {
      const { workerId, state, crash } = event;
      channels.worker.publish({ pool, workerId, state, crash });
      return;
    }
    publishMessage(pool, event);
    if (event.type === 'reported' && channels.item.hasSubscribers) publishItems(pool, event);
  };
}

function publishMessage(pool: object, event: Exclude<PoolEvent, { type: 'worker' }>): void {
  const { type, chunk } = event;
  const { call, first, attempt, items } = chunk;
  const about = { pool, type, name: call.name, attempt };
  if (type === 'sent') {
    channels.message.publish({ ...about, first, items: items.length, took: event.took });
  } else if (event.report.type === 'results') {
    const { values, workerId, elapsed } = event.report;
    channels.message.publish({
      ...about,
      first: first + event.settled,
      items: values.length,
      workerId,
      elapsed,
    });
  }
}

function publishItems(pool: object, event: Reported): void {
  const { report, at } = event;
  if (report.type === 'results') publishResults(pool, event, report);
  else if (report.type === 'unrun' && report.culprit) {
    const { offset, rejection } = report.culprit;
    const workerId = getTaskInfo(rejection.reason)?.workerId;
    // Whoever saw it begin is dead.
    publishItem(pool, event, offset, { workerId, start: undefined, end: at, error: rejection.reason });
  }
}

function publishResults(
  pool: object,
  event: Reported,
  { values, rejections, elapsed, workerId, measures }: Results,
): void {
  for (let position = 0; position < values.length; position++) {
    const start = measures?.spans[2 * position] ?? event.at - elapsed;
    const end = measures?.spans[2 * position + 1] ?? event.at;
    const rejection = rejections?.get(position);
    publishItem(pool, event, position, { workerId, start, end, error: rejection?.reason });
  }
}

function publishItem(pool: object, { chunk, settled }: Reported, position: number, run: object): void {
  const { call, first, attempt } = chunk;
  channels.item.publish({ pool, name: call.name, index: first + settled + position, attempt, ...run });
}
