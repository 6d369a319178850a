/**
 * Environment variables as a worker gets them: those that are undefined are not there, for which threads would take the
 * text 'undefined', and nothing that was put into `Object.prototype` is, which Node hands on to child processes.
 */
export function environmentOf(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const own: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) if (value !== undefined) own[name] = value;
  return own;
}

/** Names that every object inherits, as something was put into `Object.prototype`: none of them is an option. */
export function withoutInherited<T extends object>(options: T): T {
  const inherited: Record<string, undefined> = {};
  for (const name in Object.prototype) inherited[name] = undefined;
  return { ...inherited, ...options };
}
