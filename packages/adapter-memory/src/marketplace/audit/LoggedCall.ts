import type { Caller } from "../caller/Caller.ts"
import type { Completed } from "../operation/Operation.ts"
import type { Refusal } from "../Refusal.ts"
import type { JsonObject } from "../ServiceAnswer.ts"

/** A call that reached the service, and what it answered. */
export interface LoggedCall {
  readonly answer: Completed | Refusal
  /** Epoch milliseconds. */
  readonly at: number
  /** The resource that called; null if the seller did. */
  readonly caller: Caller | null
  readonly operation: string
  readonly region: string
  /** As it was read, without a registration token. */
  readonly request: JsonObject
  readonly requestId: string
}
