import { SpanStatusCode } from '@opentelemetry/api';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';

/**
 * Makes a span of each item that a worker has run. The pool tells of it in the asynchronous context of whoever
 * subscribed or called, so the span becomes a child of the one that was active there.
 *
 * @param {import('@opentelemetry/api').Tracer} tracer
 * @returns {() => void} Ends it.
 */
export function traceItems(tracer) {
  /** @param {any} item */
  function onItem({ name, index, attempt, workerId, start, end, error }) {
    const span = tracer.startSpan(name || 'item', {
      // Of a worker that has died nobody knows when it began.
      startTime: start ?? end,
      attributes: { 'rxjs_pool.index': index, 'rxjs_pool.attempt': attempt, 'rxjs_pool.worker': workerId },
    });
    if (error !== undefined) {
      span.recordException(error instanceof Error ? error : String(error));
      span.setStatus({ code: SpanStatusCode.ERROR, message: String(error) });
    }
    span.end(end);
  }
  subscribe('rxjs-pool:item', onItem);
  return () => unsubscribe('rxjs-pool:item', onItem);
}
