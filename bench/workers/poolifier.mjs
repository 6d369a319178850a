import { ThreadWorker } from 'poolifier';
import runChunk from './run-chunk.mjs';

export default new ThreadWorker(runChunk);
