/** What the person at the terminal can mend; the message is one line for them. */
export class Trouble extends Error {
  constructor(
    message: string,
    /** What the program ends with: 2 for a wrong command line, 1 for anything else. */
    readonly exitCode: 1 | 2,
  ) {
    super(message);
  }
}
