import { parentPort } from 'node:worker_threads';
import { Session } from '../../worker/session.js';
import { dieWithParent } from './die-with-parent.js';
import { itemContext } from './item-context.js';
import { processPort } from './process-port.js';
import { threadPort } from './thread-port.js';
import type { ToWorker } from '../../wire/messages.js';
import type { TinypoolTask } from './tinypool-task.js';

// Taken now: user code that replaces it must not keep a worker that has to go.
const exit = process.exit.bind(process);

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
  port.on('messageerror', (error) => die(session, error));
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
  const stop = port.listen(
    (message) => session.receive(message),
    (error) => die(session, error),
  );
  await serve(session);
  stop();
}

async function serve(session: Session): Promise<void> {
  const onExit = (): void => session.leave(itemContext.getStore());
  const onUncaught = (error: unknown): void => {
    // Code that listens itself takes care of such errors itself.
    if (process.listenerCount('uncaughtException') > 1) return;
    die(session, error, itemContext.getStore());
  };
  process.on('exit', onExit);
  process.on('uncaughtException', onUncaught);
  try {
    await session.serve();
  } finally {
    process.off('exit', onExit);
    process.off('uncaughtException', onUncaught);
  }
}

/** Ends this worker for an error that no item can be told of; `owner` is the run of the item whose code threw it. */
function die(session: Session, error: unknown, owner?: object): void {
  session.confess(error, owner);
  exit(1);
}
