/** Where Redis is: the slice of ioredis' options that is needed for it. */
export interface RedisConnection {
  /** @default '127.0.0.1' */
  readonly host?: string;
  /** @default 6379 */
  readonly port?: number;
  /** Name of a user; servers without users need only a password. */
  readonly username?: string;
  /** The user's password. */
  readonly password?: string;
  /**
   * Number of the database.
   *
   * @default 0
   */
  readonly db?: number;
  /** Options of `tls.connect()`, for a server that speaks TLS. */
  readonly tls?: object;
}
