import type { MarketplaceMeteringClient } from "@aws-sdk/client-marketplace-metering"
import type { Remedy } from "@tallyhour/core"
import { Schema } from "effect"
import type { AwsClientOptions } from "./AwsClientOptions.ts"
import { clientNames, clientProblems, unknownOptions } from "./clientProblems.ts"

/** How usage is sent. Whatever is absent follows the SDK's own chain of environment, profile and role. */
export interface AwsTransportOptions extends AwsClientOptions {
  /**
   * Returns a client of the caller's own for a region, asked once for each, in place of everything that would set one up:
   * behind a proxy, with a logger, instrumented. One attempt of it reaches the wire, whatever its `maxAttempts`, and it is
   * never destroyed.
   */
  readonly client?: (region: string) => MarketplaceMeteringClient
  /**
   * Requests a second and region; 10 if absent, which is AWS's quota for a whole account, so that several processes
   * share it. When AWS throttles all the same, the rate falls by itself and recovers. With `Infinity` nothing waits.
   */
  readonly requestsPerSecond?: number
}

/**
 * Says that nothing can be sent with the options given, listing everything that is wrong with them at once.
 *
 * - **Cause**: an option is wrong or misspelt, or contradicts another. A retry cannot help; correct every problem that is
 *   listed.
 *
 * **Example** (An address without its beginning, and a time of nothing)
 *
 *     const error = Result.try(() => awsTransport({ endpoint: "localhost:4566", requestTimeout: 0 }))
 *     Result.isFailure(error) // => true
 */
export class AwsTransportInvalid extends Schema.TaggedError<AwsTransportInvalid>()("AwsTransportInvalid", {
  problems: Schema.Array(Schema.String)
}) {
  get remedy(): Remedy {
    return {
      cause: "An option of the transport to AWS is wrong, or misspelt.",
      retry: "never",
      nextStep: "Correct every problem that is listed."
    }
  }
  override get message(): string {
    return `Nothing can be sent to AWS: ${this.problems.join("; ")}.`
  }
}

/** How long one request may take, from the search for credentials to the last byte of the answer, in milliseconds. */
export const requestTimeoutDefault = 30_000

/** Lists everything that is wrong with the options of a transport, in sentences that say what to do. */
export const optionProblems = (options: AwsTransportOptions): ReadonlyArray<string> => [
  ...unknownOptions(options, [...clientNames, "requestsPerSecond"]),
  ...clientProblems(options),
  ...(options.client === undefined || typeof options.client === "function"
    ? []
    : ["client is no function of a region; each batch goes to the region of its own"]),
  ...rateProblem(options.requestsPerSecond)
]

/** Says what is wrong with a rate. */
export const rateProblem = (perSecond: unknown): ReadonlyArray<string> =>
  perSecond === undefined || (typeof perSecond === "number" && perSecond >= rateMin)
    ? []
    : [`requestsPerSecond is not a number of at least ${rateMin}`]

/** Slower than this a worker holds a batch for longer than its lease. */
const rateMin = 0.5
