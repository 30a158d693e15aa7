/** What a ClientToken has been used for. */
export interface ClientToken {
  /** Epoch milliseconds; at this instant it is forgotten. */
  readonly expiresAt: number
  readonly meteringRecordId: string
  /** The parameters it came with, as one text. */
  readonly parameters: string
  /** Epoch milliseconds. */
  readonly usedAt: number
}
