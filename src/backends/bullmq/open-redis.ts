import { Redis } from 'ioredis';
import type { RedisConnection } from './redis-connection.js';

// How long to wait before the next attempt to connect, in ms. Shorter goes on sooner after an outage, longer spares a
// server that is coming up.
const RECONNECT_AFTER = 250;

/** Connects to Redis, for as long as it takes: who waits for it decides for how long. */
export function openRedis(connection: string | RedisConnection): Redis {
  const options = {
    // BullMQ refuses connections that give up by themselves.
    maxRetriesPerRequest: null,
    retryStrategy: () => RECONNECT_AFTER,
  };
  const redis =
    typeof connection === 'string'
      ? new Redis(connection, options)
      : new Redis({ ...(connection as object), ...options });
  // BullMQ tells of errors as long as it uses the connection; those that come later are of no interest.
  return redis.on('error', () => undefined);
}
