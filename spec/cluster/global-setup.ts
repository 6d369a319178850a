import { RedisServer } from '../../tooling/redis-server.mjs';

/** One Redis for the specs of all semantics; those that hurt theirs start another. */
export async function setup(): Promise<() => Promise<void>> {
  const server = await RedisServer.start();
  process.env['REDIS_URL'] = server.url;
  return () => server.stop();
}
