/**
 * A thrown value as plain data that structured clone carries without loss.
 *
 * Structured clone alone drops an error's class, `code`, other own properties and its `name`.
 */
export type ErrorData =
  /** Something that is no error was thrown: it travels as it is. */
  | { readonly kind: 'value'; readonly value: unknown }
  | {
      readonly kind: 'error';
      readonly name: string;
      readonly message: string;
      readonly stack: string | undefined;
      /** Names of the classes of the error, from its own up to `Error`. */
      readonly classes: readonly string[];
      /** Own properties, apart from those that have a field here. */
      readonly properties: ReadonlyArray<readonly [key: string, value: unknown]>;
      readonly cause?: ErrorData;
      /** `AggregateError.errors`. */
      readonly errors?: readonly ErrorData[];
      /** Paths of what was left behind because it cannot be cloned. */
      readonly omitted: readonly string[];
    }
  /** One of the errors around this one, counted from the outermost: an error may be its own cause. */
  | { readonly kind: 'around'; readonly at: number }
  /** A value was thrown that cannot be cloned, nor be told as an error. */
  | { readonly kind: 'uncloneable'; readonly path: string; readonly message: string };
