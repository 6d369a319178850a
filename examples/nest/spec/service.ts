import { afterEach } from 'vitest';
import { startService, type Service } from '../harness/start-service.mjs';

const running: Service[] = [];

/** Starts a service that is gone after the test. */
export async function service(env: Record<string, string> = {}, options: string[] = []): Promise<Service> {
  const started = await startService({ PROCESSES: '2', ...env }, options);
  running.push(started);
  return started;
}

afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.kill()));
});
