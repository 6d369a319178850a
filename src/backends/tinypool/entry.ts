import { parentPort } from 'node:worker_threads';
import { Session } from '../../worker/session.js';
import { dieWithParent } from './die-with-parent.js';
import { itemContext } from './item-context.js';
import { processPort } from './process-port.js';
import type { Start } from './start.js';
import { threadPort } from './thread-port.js';

// Taken now: user code that replaces it must not keep a worker that has to go.
const exit = process.exit.bind(process);

/** What tinypool runs in a worker: begins the session, which lasts as long as the worker. */
export default function entry(start: Start): void {
  if (start.runtime === 'worker_threads') beginInThread(start);
  else beginInProcess(start);
}

function beginInThread({
  port: channel,
  memory,
  greeting,
}: Extract<Start, { runtime: 'worker_threads' }>): void {
  if (parentPort) leaveToTinypool(parentPort);
  const port = threadPort(channel, memory);
  const session = new Session(port, greeting);
  // A message that cannot be read would never be answered: the pool learns of it by this worker's end.
  port.listen(
    (message) => session.receive(message),
    (error) => die(session, error),
  );
  begin(session);
}

function beginInProcess({ channel, greeting }: Extract<Start, { runtime: 'child_process' }>): void {
  dieWithParent();
  const port = processPort(channel);
  const session = new Session(port, greeting);
  port.listen(
    (message) => session.receive(message),
    (error) => die(session, error),
  );
  begin(session);
}

/** Nobody listens there but tinypool, which takes any message for the failure of the worker. */
function leaveToTinypool(port: NonNullable<typeof parentPort>): void {
  port.postMessage = () => undefined;
}

function begin(session: Session): void {
  process.on('exit', () => session.leave(itemContext.getStore()));
  process.on('uncaughtException', (error) => {
    // Code that listens itself takes care of such errors itself.
    if (process.listenerCount('uncaughtException') > 1) return;
    die(session, error, itemContext.getStore());
  });
  void session.start();
}

/** Ends this worker for an error that no item can be told of; `owner` is the run of the item whose code threw it. */
function die(session: Session, error: unknown, owner?: object): void {
  session.confess(error, owner);
  exit(1);
}
