export type { ItemRun, RunEnding } from './virtual-worker.js';
export {
  virtualExecutor,
  type VirtualExecutor,
  type VirtualExecutorOptions,
  type VirtualItem,
} from './virtual-executor.js';
