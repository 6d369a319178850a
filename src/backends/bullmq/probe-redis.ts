import { Redis } from 'ioredis';
import type { RedisConnection } from './redis-connection.js';

// How long a server may take to answer, in ms. Longer waits for slower ways, shorter tells sooner of a wrong address.
const LONGEST = 5000;

/**
 * Asks Redis whether it is there, once.
 *
 * @returns How far this machine's clock is ahead of the one of Redis, in ms.
 * @throws Error (rejects) that says why not.
 */
export async function probeRedis(connection: string | RedisConnection): Promise<number> {
  const options = {
    lazyConnect: true,
    connectTimeout: LONGEST,
    retryStrategy: () => null,
    maxRetriesPerRequest: 0,
  };
  const redis =
    typeof connection === 'string'
      ? new Redis(connection, options)
      : new Redis({ ...(connection as object), ...options });
  let reason: Error | undefined;
  redis.on('error', (error: Error) => (reason ??= error));
  try {
    await redis.connect();
    const [seconds = 0] = await redis.time();
    return Date.now() - Number(seconds) * 1000;
  } catch (error) {
    throw reason ?? error;
  } finally {
    redis.disconnect();
  }
}
