/** Asks the server of the specs for something and waits for it, as workers may and functions on Node do. */
export function askServer<T>(operation: string, ...args: readonly unknown[]): T {
  const request = new XMLHttpRequest();
  request.open('POST', '/@node', false);
  request.send(JSON.stringify({ operation, args }));
  if (request.status !== 200) throw new Error(request.responseText);
  return (JSON.parse(request.responseText) as { value: T }).value;
}
