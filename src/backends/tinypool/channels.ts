import { channel } from 'node:diagnostics_channel';

/** Where Node's programs may hear of pools; docs/diagnostics.md says what is told. */
export const channels = {
  item: channel('rxjs-pool:item'),
  message: channel('rxjs-pool:message'),
  worker: channel('rxjs-pool:worker'),
};
