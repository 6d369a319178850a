import type { PoolEvent, ReportedEvent, SentEvent } from '../../executor/observer.js';
import { itemEnds } from '../../executor/item-ends.js';
import type { Results, Values } from '../../executor/report.js';
import { getTaskInfo } from '../../executor/task-info.js';
import { channels } from './channels.js';

/** Publishes what happens in a pool on those channels that somebody has subscribed to. */
export function publishEvent(pool: object): (event: PoolEvent) => void {
  return (event) => {
    if (event.type === 'worker') {
      const { workerId, state, crash } = event;
      channels.worker.publish({ pool, workerId, state, crash });
      return;
    }
    // The program has its own way to hear what it reports.
    if (event.type === 'heard') return;
    publishMessage(pool, event);
    if (event.type === 'reported' && channels.item.hasSubscribers) publishItems(pool, event);
  };
}

function publishMessage(pool: object, event: SentEvent | ReportedEvent): void {
  const { type, batch } = event;
  const { call, first, attempt, items } = batch;
  const about = { pool, type, name: call.name, attempt };
  if (type === 'sent') {
    channels.message.publish({ ...about, first, items: items.length, took: event.took });
  } else if ('elapsed' in event.report) {
    const { values, workerId, elapsed } = event.report;
    channels.message.publish({
      ...about,
      first: first + event.reported,
      items: itemEnds(event.report).length,
      values: values.length,
      workerId,
      elapsed,
    });
  }
}

function publishItems(pool: object, event: ReportedEvent): void {
  const { report, at } = event;
  if ('elapsed' in report) publishResults(pool, event, report);
  else if (report.type === 'unrun' && report.culprit) {
    const { offset, rejection } = report.culprit;
    const workerId = getTaskInfo(rejection.reason)?.workerId;
    // Whoever saw it begin is dead.
    publishItem(pool, event, offset, { workerId, start: undefined, end: at, error: rejection.reason });
  }
}

function publishResults(pool: object, event: ReportedEvent, report: Results | Values): void {
  const { elapsed, workerId, measures } = report;
  const { length, rejections } = itemEnds(report);
  for (let position = 0; position < length; position++) {
    const start = measures?.spans[2 * position] ?? event.at - elapsed;
    const end = measures?.spans[2 * position + 1] ?? event.at;
    const rejection = rejections?.get(position);
    publishItem(pool, event, position, { workerId, start, end, error: rejection?.reason });
  }
}

function publishItem(pool: object, { batch, reported }: ReportedEvent, position: number, run: object): void {
  const { call, first, attempt } = batch;
  channels.item.publish({ pool, name: call.name, index: first + reported + position, attempt, ...run });
}
