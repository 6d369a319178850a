/**
 * The line of code that a diagram is about.
 *
 * @param {import('./parse-diagram.mjs').Diagram} diagram
 */
export function operatorCode({ operator, options, jobs }) {
  const source = jobs[0].source ? 'source' : 'poolFrom(input)';
  const names = Object.keys(options);
  const told = names.map(
    (name) => `${name}: ${typeof options[name] === 'string' ? `'${options[name]}'` : options[name]}`,
  );
  const isChunksizeOnly = names.length === 1 && names[0] === 'chunksize';
  const last = isChunksizeOnly
    ? `, ${options.chunksize}`
    : names.length > 0
      ? `, { ${told.join(', ')} }`
      : '';
  return `${source}.pipe(${operator}(fn${last}))`;
}
