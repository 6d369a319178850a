const KNOWN = ['maxOldGenerationSizeMb', 'maxYoungGenerationSizeMb', 'codeRangeSizeMb', 'stackSizeMb'];

/**
 * Checks the limits of worker threads: Node leaves out what it does not know.
 *
 * @throws TypeError or RangeError that names the member, the rule and the value.
 */
export function checkLimits(limits: object, runtime: string | undefined): void {
  const refuse = (what: string): string => `Cannot create a Pool: resourceLimits${what}`;
  for (const [name, value] of Object.entries(limits) as Array<[string, unknown]>) {
    if (!KNOWN.includes(name)) {
      throw new TypeError(
        refuse(` must have known members: received ${name}; there are ${KNOWN.join(', ')}`),
      );
    }
    if (value === undefined) continue;
    const message = refuse(`.${name} must be a number greater than 0: received ${JSON.stringify(value)}`);
    if (typeof value !== 'number') throw new TypeError(message);
    if (!(value > 0)) throw new RangeError(message);
  }
  if (runtime !== 'child_process') return;
  throw new TypeError(
    refuse(
      ` must go with worker threads: received runtime 'child_process'; limit processes by execArgv: ['--max-old-space-size=64']`,
    ),
  );
}
