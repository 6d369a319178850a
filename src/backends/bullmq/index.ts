// Only this door, the command and what they import know BullMQ.
export { bullmqExecutor } from './bullmq-executor.js';
export type { BullmqOptions } from './bullmq-options.js';
export { PayloadTooLargeError } from './payload-too-large-error.js';
export type { RedisConnection } from './redis-connection.js';
