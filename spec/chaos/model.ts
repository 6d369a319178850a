import type { Account } from './account.js';
import { Case } from './case.js';
import { judgeAttempts, judgeCallbacks, judgeSource } from './judge-conduct.js';
import { judgeEnding } from './judge-ending.js';
import { judgeReports } from './judge-reports.js';
import { judgeResults } from './judge-results.js';
import { judgeValues } from './judge-values.js';
import { givesMany } from './methods.js';
import type { Scenario } from './plan.js';
import type { Played } from './play.js';
import { Traces } from './traces.js';

/**
 * What a plain loop over the items would give, and in which ways chaos may change it: a worker that was killed from
 * outside, or by what an earlier item left behind, costs the item that it was running one attempt. Of several that it was
 * running it costs none, but for those whose values were out: they fail with it.
 *
 * @returns Differences from the model, in words.
 */
export function differences(scenario: Scenario, played: Played): string[] {
  const traces = new Traces(scenario, played.trace);
  const cases = scenario.jobs.map((plan, job) => {
    const account = played.accounts[job] as Account;
    const begunBeforeEnd = played.begunBeforeEnd.has(plan);
    return new Case({ scenario, plan, job, account, traces, begunBeforeEnd });
  });
  for (const one of cases) judge(one);
  const found = cases.flatMap((one) => one.found.map((difference) => `job ${one.title}: ${difference}`));
  const misfortunes = new Set(cases.flatMap((one) => [...one.misfortunes]));
  // One that is stopped and has begun nothing is replaced.
  const causes = played.kills + played.pauses + traces.delayedFaults;
  if (misfortunes.size > causes) {
    found.push(
      `${causes} workers died of something else than their item, and that cost ${misfortunes.size} attempts: ${[...misfortunes].join(', ')}`,
    );
  }
  const deaths = traces.deaths(causes);
  const bystanders = cases.flatMap((one) => [...one.bystanders]);
  if (deaths === 0 && bystanders.length > 0) {
    found.push(`no worker died, and that cost the rest of ${bystanders.join(', ')}`);
  }
  found.push(...traces.reruns(deaths));
  if (played.leftovers !== '') found.push(`left behind: ${played.leftovers}`);
  return found;
}

function judge(one: Case): void {
  const { plan, account } = one.facts;
  if (givesMany(plan.method)) judgeValues(one);
  else judgeResults(one);
  judgeEnding(one);
  judgeAttempts(one);
  judgeSource(one);
  judgeCallbacks(one);
  judgeReports(one);
  const { afterEnd } = account;
  if (afterEnd.length > 0) one.say(`after its end, it gave ${afterEnd.join(' and ')}`);
}
