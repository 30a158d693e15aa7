import { Result, Schema } from "effect"
import { EntitlementQuery } from "../model/EntitlementQuery.ts"
import { schemaProblems } from "../model/schemaProblems.ts"
import { RequestRefused, TransportError } from "../model/TransportError.ts"

/**
 * Reads what a caller hands in as a question for entitlements.
 *
 * - **Shape**: total for every JavaScript value; nothing that runs later is kept of it.
 * - **Errors**: `TransportError`, as AWS would refuse it, but without asking.
 */
export const readEntitlementQuery = (given: unknown): Result.Result<EntitlementQuery, TransportError> =>
  Result.flatMap(
    Result.try({ try: () => decode(given), catch: () => refused("it cannot be read") }),
    Result.mapError((error) =>
      refused(
        schemaProblems(error)
          .map(({ field, problem }) => `${field} ${problem}`)
          .join("; ")
      )
    )
  )

const decode = Schema.decodeUnknownResult(EntitlementQuery, { errors: "all", onExcessProperty: "error" })

const refused = (problem: string): TransportError =>
  new TransportError({
    reason: new RequestRefused({
      operation: "GetEntitlements",
      code: "InvalidParameterException",
      detail: `not sent, because of what is asked: ${problem.slice(0, 300)}`
    })
  })
