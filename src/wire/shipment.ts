/** A function in a form that travels, by the way that was found for it. */
export type Shipment =
  /** Import the module at `url`, take the task registered there as `name`. */
  | { readonly way: 'task'; readonly id: number; readonly url: string; readonly name: string }
  /** Evaluate `code`, an expression without free variables. */
  | { readonly way: 'source'; readonly id: number; readonly code: string; readonly name: string };
