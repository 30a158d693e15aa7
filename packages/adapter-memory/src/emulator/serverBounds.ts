/** What the server allows its clients, so that none can use up its memory or its sockets. */
export interface ServerBounds {
  readonly connectionsMax: number
  /** A larger body of the control interface is refused; that of the API is a choice of the emulator. */
  readonly controlBytesMax: number
  readonly headerBytesMax: number
  /** Time to send the headers of a request; later the connection is closed. */
  readonly headersMillisMax: number
  /** Time that a connection may stay open between requests. */
  readonly idleMillisMax: number
  /** Time that a refused body is read and thrown away, so that its sender gets to see the answer. */
  readonly lingerMillisMax: number
  /** Time to send a whole request; later it is answered 408. */
  readonly requestMillisMax: number
}

/** The bounds unless told otherwise. */
export const serverBounds: ServerBounds = {
  connectionsMax: 1_000,
  controlBytesMax: 1_048_576,
  headerBytesMax: 16_384,
  headersMillisMax: 10_000,
  idleMillisMax: 5_000,
  lingerMillisMax: 1_000,
  requestMillisMax: 15_000
}
