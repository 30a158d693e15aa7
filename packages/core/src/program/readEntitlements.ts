import { Effect } from "effect"
import type { EntitlementQuery } from "../model/EntitlementQuery.ts"
import type { TransportError } from "../model/TransportError.ts"
import {
  entitlementsAfter,
  type EntitlementsAnswer,
  type EntitlementsRead
} from "../policy/entitlementsAfter.ts"
import { type EntitlementsRequest, entitlementsRequest } from "../policy/entitlementsRequest.ts"

/**
 * Reads all pages of what an agreement entitles its buyer to: what an adapter of `Entitlements` does with its own way to AWS.
 *
 * - **Guarantees**: all pages or an error, and no more than 40 of them.
 * - **Errors**: `TransportError`, of the request or of an answer that cannot be used.
 *
 * **Example** (AWS on two pages)
 *
 *     const seats = { ProductCode: "4ml54db8vrmju", Dimension: "seats", Value: { IntegerValue: 10 } }
 *     const ask = ({ NextToken }: EntitlementsRequest) =>
 *       Effect.succeed(NextToken === "2" ? { Entitlements: [seats] } : { Entitlements: [seats], NextToken: "2" })
 *     const agreement = Agreement.make({ _tag: "Product", buyer: "111111111111" })
 *
 *     const all = await Effect.runPromise(readEntitlements({ productCode: "4ml54db8vrmju", agreement }, ask))
 *     all.length // => 2
 */
export const readEntitlements = Effect.fn("readEntitlements")(function* (
  query: EntitlementQuery,
  ask: (request: EntitlementsRequest) => Effect.Effect<EntitlementsAnswer, TransportError>
) {
  let read: EntitlementsRead = { entitlements: [], pages: 0 }
  do {
    const answer = yield* ask(entitlementsRequest(query, read.nextToken))
    read = yield* Effect.fromResult(entitlementsAfter(read, answer, query))
  } while (read.nextToken !== undefined)
  return read.entitlements
})
