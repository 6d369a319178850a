/** True if this program was started with something that may change modules while they load. */
export function hasLoader(): boolean {
  const options = [...process.execArgv, process.env['NODE_OPTIONS'] ?? ''].join(' ');
  return /(?:^|\s)(?:--import|--require|-r|--(?:experimental-)?loader)\b/.test(options);
}
