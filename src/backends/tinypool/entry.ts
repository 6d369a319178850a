import { parentPort } from 'node:worker_threads';
import { Session } from '../../worker/session.js';
import { dieWithParent } from './die-with-parent.js';
import { processPort } from './process-port.js';
import { threadPort } from './thread-port.js';
import type { ToWorker } from '../../wire/messages.js';
import type { TinypoolTask } from './tinypool-task.js';

/** What tinypool runs in a worker: one long task, which is one conversation with a lane. */
export default async function entry(task: TinypoolTask): Promise<void> {
  await (task.runtime === 'worker_threads' ? inThread(task) : inProcess(task));
}

async function inThread({
  port,
  memory,
  greeting,
}: Extract<TinypoolTask, { runtime: 'worker_threads' }>): Promise<void> {
  // Nobody listens there but tinypool, which takes any message for the failure of the worker.
  if (parentPort) parentPort.postMessage = () => undefined;
  const session = new Session(threadPort(port, memory), greeting);
  port.on('message', (message: ToWorker) => session.receive(message));
  // A chunk that cannot be read would never be answered: its lane learns of it by this worker's end.
  port.on('messageerror', () => process.exit(1));
  await serve(session);
  port.close();
}

async function inProcess({
  talk,
  greeting,
}: Extract<TinypoolTask, { runtime: 'child_process' }>): Promise<void> {
  dieWithParent();
  const port = processPort(talk);
  const session = new Session(port, greeting);
  const stop = port.listen((message) => session.receive(message));
  await serve(session);
  stop();
}

async function serve(session: Session): Promise<void> {
  // What process.exit() in a mapped function would otherwise take along.
  const rescue = (): void => session.rescue();
  process.on('exit', rescue);
  await session.serve();
  process.off('exit', rescue);
}
