import { fileURLToPath } from 'node:url';
import { runProgram } from './run-program.js';

/** What a program that ran the corpus found out. */
export interface CorpusReport {
  readonly cases: number;
  readonly differences: readonly unknown[];
}

/** Runs the corpus as a program of its own. */
export async function runCorpus(node: string, runtime: string): Promise<CorpusReport> {
  const program = fileURLToPath(new URL('corpus/run-corpus.mjs', import.meta.url));
  const { stdout } = await runProgram([program, '--runtime', runtime], { node });
  return JSON.parse(stdout) as CorpusReport;
}
