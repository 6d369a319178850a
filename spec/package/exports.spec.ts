import { expect, it } from 'vitest';
import * as main from 'rxjs-pool';
import * as angular from 'rxjs-pool/angular';
import * as browser from 'rxjs-pool/browser';
import * as bullmq from 'rxjs-pool/bullmq';
import * as insight from 'rxjs-pool/insight';
import * as nestjs from 'rxjs-pool/nestjs';
import * as tasks from 'rxjs-pool/tasks';
import * as testing from 'rxjs-pool/testing';

// The types that go with these values are in `api/*.api.md`.

it('exports exactly the public API', () => {
  expect(Object.keys(main)).toEqual([
    'AsyncResult',
    'InitializerError',
    'Pool',
    'PoolClosedError',
    'PoolError',
    'PoolIterator',
    'PoolTerminatedError',
    'ResultTimeoutError',
    'TaskTimeoutError',
    'UncloneableError',
    'UnshippableFunctionError',
    'WorkerCrashedError',
    'currentTask',
    'defineTasks',
    'explainFunction',
    'getDefaultPool',
    'getTaskInfo',
    'inlineExecutor',
    'move',
    'poolConcatMap',
    'poolFrom',
    'poolImap',
    'poolImapUnordered',
    'poolIstarmap',
    'poolIstarmapUnordered',
    'poolMap',
    'poolMergeMap',
    'poolStarmap',
    'report',
    'setDefaultPool',
    'task',
    'workerState',
  ]);
});

it('exports exactly what modules with tasks need', () => {
  expect(Object.keys(tasks)).toEqual(['currentTask', 'defineTasks', 'move', 'report', 'task', 'workerState']);
});

it('exports exactly what Angular applications need', () => {
  expect(Object.keys(angular)).toEqual(['injectPool', 'providePool']);
});

it('exports exactly what NestJS applications need', () => {
  expect(Object.keys(nestjs)).toEqual(['InjectPool', 'PoolHealthIndicator', 'PoolModule', 'getPoolToken']);
});

it('exports exactly what a pool on a queue needs', () => {
  expect(Object.keys(bullmq)).toEqual(['PayloadTooLargeError', 'bullmqExecutor']);
});

it('exports exactly what workers in browsers need', () => {
  expect(Object.keys(browser)).toEqual([
    'currentTask',
    'defineTasks',
    'exposeTasks',
    'move',
    'report',
    'task',
    'workerState',
  ]);
});

it('exports exactly what shows a pool at work', () => {
  expect(Object.keys(insight)).toEqual([
    'collectInsights',
    'formatInsights',
    'poolStats',
    'tapProgress',
    'tracePool',
  ]);
});

it('exports exactly the API for testing', () => {
  expect(Object.keys(testing)).toEqual(['virtualExecutor']);
});
