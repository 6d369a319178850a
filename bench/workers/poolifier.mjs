import { ThreadWorker } from 'poolifier';
import runCall from './run-call.mjs';
import runChunk from './run-chunk.mjs';

// The first is what runs where no name is given.
export default new ThreadWorker({ runChunk, runCall });
