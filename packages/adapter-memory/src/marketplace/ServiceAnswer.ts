import type { Refusal } from "./Refusal.ts"

/** A JSON object on its way out. */
export interface JsonObject {
  readonly [name: string]: unknown
}

/** The service answered: `errorType` is there exactly when it refused. */
export interface Answered {
  readonly _tag: "Answered"
  /** The emulator's clock when the call arrived, in epoch milliseconds; HTTP shows it as `Date`. */
  readonly at: number
  readonly body: JsonObject
  readonly errorType?: string
  readonly latencyMillis: number
  readonly requestId: string
  readonly status: number
}

/**
 * What a caller of the service gets to see: an answer, or a fault of the connection.
 *
 * - `DroppedBefore`: the connection is cut and nothing was done.
 * - `DroppedAfter`: the work was done, then the connection is cut; the caller cannot tell it from `DroppedBefore`.
 * - `Html`: something in front of the service answered with a page; nothing was done.
 *
 * - **Unit**: `latencyMillis` is how long the answer, or the cut, is held back.
 */
export type ServiceAnswer =
  | Answered
  | { readonly _tag: "DroppedBefore"; readonly latencyMillis: number }
  | { readonly _tag: "DroppedAfter"; readonly latencyMillis: number }
  | { readonly _tag: "Html"; readonly body: string; readonly latencyMillis: number; readonly status: 503 }

/** Returns the JSON body of a refusal, as AWS JSON 1.1 writes it. */
export const refusalBody = (refusal: Refusal): JsonObject => ({
  __type: refusal.errorType,
  message: refusal.message
})
