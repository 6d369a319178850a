import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UnshippableFunctionError } from '../../errors.js';
import type { Shipment } from '../../wire/shipment.js';
import { encode } from './encoding.js';
import type { FunctionData } from './function-data.js';
import { hashModule } from './hash-module.js';

/**
 * A function as the queue carries it.
 *
 * @param driver - Names this driver, over all that use the queue.
 * @throws UnshippableFunctionError (rejects) if its module is no file, so that no worker can have the same.
 */
export async function functionToData(
  shipment: Shipment,
  driver: string,
  allowSource: boolean,
): Promise<FunctionData> {
  const { way } = shipment;
  if (way === 'source' || way === 'closure') {
    const name = way === 'source' ? shipment.name : 'a closure';
    return { kind: 'source', key: `${driver} ${shipment.id}`, name, shipment: encode(shipment) };
  }
  const { url } = shipment;
  const found = way === 'task' ? { task: shipment.name } : { path: shipment.path };
  if (!url.startsWith('file:')) {
    // Who may send source may send this as well.
    if (allowSource)
      return { kind: 'source', key: `${driver} ${shipment.id}`, name: url, shipment: encode(shipment) };
    throw new UnshippableFunctionError(
      `Cannot send '${shipment.way === 'task' ? shipment.name : shipment.path.join('.')}' through the queue: its module must be a file: received ${url.slice(0, 100)}`,
      [],
    );
  }
  return { kind: 'module', file: basename(fileURLToPath(url)), hash: await hashModule(url), ...found };
}
