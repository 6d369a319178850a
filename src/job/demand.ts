/** What a reader tells whoever feeds it: how much it takes now, and when it takes more. */
export interface Demand {
  /** Items that may be sent now. */
  room(): number;
  /** Calls `resume` each time that room may have come back, until the returned function is called. */
  onRoom(resume: () => void): () => void;
}
