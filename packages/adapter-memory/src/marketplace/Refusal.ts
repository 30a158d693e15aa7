/**
 * The service's word that a whole request is not honoured.
 *
 * - **Shape**: `status` is the HTTP status, `errorType` the name AWS puts into `__type`.
 */
export interface Refusal {
  readonly _tag: "Refusal"
  readonly errorType: string
  readonly message: string
  readonly status: number
}

/**
 * Makes the refusal of a name, with the status that belongs to it.
 *
 * - **Shape**: 400 for every name that is not known to have another status.
 * - **Source**: AWS SDK 3.1138, error traits, read 2026-11-21.
 */
export const refuse = (errorType: string, message: string, status?: number): Refusal => ({
  _tag: "Refusal",
  errorType,
  message,
  status: status ?? statusOf.get(errorType) ?? 400
})

const statusOf: ReadonlyMap<string, number> = new Map([
  ["IdempotencyConflictException", 409],
  ["InternalServiceErrorException", 500],
  ["RequestEntityTooLargeException", 413]
])
