/** True if Redis says no for good: another attempt would end the same way. */
export function isRefusal(error: Error): boolean {
  return /^(?:WRONGPASS|NOAUTH|NOPERM|ERR invalid password|ERR AUTH)/.test(error.message);
}
