/** Name of the queue whose events tell the workers of another one what no job can tell them. */
export function controlOf(queue: string): string {
  return `${queue}.control`;
}
