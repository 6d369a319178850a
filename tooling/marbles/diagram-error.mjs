/** What is wrong with a diagram, and where. */
export class DiagramError extends Error {
  /**
   * @param {string} file
   * @param {number | undefined} line from 1; undefined if it is the diagram as a whole
   * @param {string} message
   */
  constructor(file, line, message) {
    super(line === undefined ? `${file}: ${message}` : `${file}:${line}: ${message}`);
    this.name = 'DiagramError';
  }
}
