import { expose } from 'threads/worker';
import runChunk from './run-chunk.mjs';

expose({ runChunk });
