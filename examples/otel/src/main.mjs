import { context, SpanStatusCode, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import { from, lastValueFrom, toArray } from 'rxjs';
import { Pool, poolImap } from 'rxjs-pool';
import { traceItems } from './trace-items.mjs';

// An application has an exporter to its collector here.
const exporter = new InMemorySpanExporter();
context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
trace.setGlobalTracerProvider(
  new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }),
);
const tracer = trace.getTracer('otel-example');

const stop = traceItems(tracer);
const pool = new Pool(2);

/** @param {number} n */
function square(n) {
  if (n === 13) throw new RangeError('unlucky');
  return n * n;
}

/** @param {string} name @param {number[]} numbers */
function report(name, numbers) {
  return tracer.startActiveSpan(name, async (span) => {
    await lastValueFrom(from(numbers).pipe(poolImap(square, { pool, settle: true }), toArray()));
    span.end();
  });
}

// At the same time, on the same workers.
await Promise.all([report('morning report', [1, 2, 3]), report('evening report', [12, 13])]);
stop();
await pool.terminate();

const spans = exporter.getFinishedSpans();
for (const parent of spans.filter(({ parentSpanContext }) => !parentSpanContext)) {
  console.log(parent.name);
  const { spanId } = parent.spanContext();
  const children = spans.filter((span) => span.parentSpanContext?.spanId === spanId);
  for (const { name, attributes, status } of children.toSorted((a, b) => indexOf(a) - indexOf(b))) {
    const how = status.code === SpanStatusCode.ERROR ? `: ${status.message}` : '';
    console.log(`  ${name} of item ${attributes['rxjs_pool.index']}${how}`);
  }
}

/** @param {import('@opentelemetry/sdk-trace-base').ReadableSpan} span */
function indexOf({ attributes }) {
  return Number(attributes['rxjs_pool.index']);
}
