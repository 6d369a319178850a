/** A recording of what a pool does. */
export interface PoolTrace extends Disposable {
  /** Ends the recording; what there is of it stays. */
  stop(): void;
  /** What there is so far, as a page in one file that shows it on a timeline. */
  toHtml(): string;
  /** What there is so far, as JSON for Perfetto and for Chrome's `about:tracing`. */
  toChrome(): string;
}
