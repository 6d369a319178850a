/** Who may inject a pool. */
export interface PoolScope {
  /**
   * True if every module of the application may, without importing anything.
   *
   * @default true for `forRoot`, false for `forFeature`
   */
  isGlobal?: boolean;
}
