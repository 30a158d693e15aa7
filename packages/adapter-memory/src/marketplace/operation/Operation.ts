import type { Change } from "../applyChanges.ts"
import type { Verdict } from "../batch/Verdict.ts"
import type { Caller } from "../caller/Caller.ts"
import type { Choices } from "../Choices.ts"
import type { MarketplaceState } from "../MarketplaceState.ts"
import type { Refusal } from "../Refusal.ts"
import type { JsonObject } from "../ServiceAnswer.ts"
import type { Signer } from "../signing/Signer.ts"
import { Misread } from "../wire.ts"
import type { Reader } from "../wire.ts"

/** What an operation is told besides its request. */
export interface CallContext {
  /** Who signed; of interest to the operations that buyers call. */
  readonly caller: Caller
  readonly choices: Choices
  /** Epoch milliseconds. */
  readonly now: number
  readonly region: string
  /** From it and the dedup key an accepted record gets its id. */
  readonly seed: string
  readonly signer: Signer
  /** How many of the first records a fault leaves unprocessed. */
  readonly unprocessedRecords: number
}

/** The service did what was asked; `result` is the body of the answer. */
export interface Completed {
  readonly _tag: "Completed"
  readonly result: JsonObject
}

/** What an operation answers, and what it changes; a refusal changes nothing. */
export interface Outcome {
  readonly answer: Completed | Refusal
  readonly changes: ReadonlyArray<Change>
  /** Of a batch that got a result for every record, in the order of the records: what the results say besides them. */
  readonly verdicts?: ReadonlyArray<Verdict>
}

/** A request whose JSON types are right, waiting to be performed. */
export interface PreparedCall {
  /** In whose account it is called: rates are counted there, and CloudTrail writes there. */
  readonly calledBy: "buyer" | "seller"
  readonly perform: (state: MarketplaceState, context: CallContext) => Outcome
  readonly request: JsonObject
}

/** A service by the word that stands before the dot in `X-Amz-Target`. */
export type ServiceName = "AWSMPEntitlementService" | "AWSMPMeteringService"

/** An operation of a service. It reads the state and never writes it. */
export interface Operation {
  readonly name: string
  readonly prepare: (body: unknown) => Misread | PreparedCall
  readonly service: ServiceName
}

/** Makes an operation of a reader of its body and a function of what was read. */
export const makeOperation = <Request extends JsonObject>(options: {
  readonly calledBy?: PreparedCall["calledBy"]
  readonly name: string
  readonly perform: (state: MarketplaceState, request: Request, context: CallContext) => Outcome
  readonly read: Reader<Request>
  readonly service?: ServiceName
}): Operation => {
  const calledBy = options.calledBy ?? "seller"
  return {
    name: options.name,
    prepare: (body) => {
      const request = options.read(body)
      if (request instanceof Misread) return request
      return { calledBy, perform: (state, context) => options.perform(state, request, context), request }
    },
    service: options.service ?? "AWSMPMeteringService"
  }
}

/** The outcome of a request that is refused as a whole. */
export const refused = (answer: Refusal): Outcome => ({ answer, changes: [] })

/** The outcome of a request that was performed. */
export const completed = (result: JsonObject, changes: ReadonlyArray<Change> = []): Outcome => ({
  answer: { _tag: "Completed", result },
  changes
})
