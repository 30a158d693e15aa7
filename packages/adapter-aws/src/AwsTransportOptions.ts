import type { MarketplaceMeteringClientConfig } from "@aws-sdk/client-marketplace-metering"
import { type Remedy, unknownName } from "@tallyhour/core"
import { Schema } from "effect"

/** How the AWS SDK is set up. Whatever is absent follows the SDK's own chain of environment, profile and role. */
export interface AwsTransportOptions {
  readonly credentials?: NonNullable<MarketplaceMeteringClientConfig["credentials"]>
  /** Another address than AWS's own, such as the emulator's; `http:` to this machine only, unless `allowHttp`. */
  readonly endpoint?: string
  /** Lets requests leave this machine unencrypted, as to an emulator in another container. Never towards AWS. */
  readonly allowHttp?: boolean
  /**
   * Requests a second and region; 10 if absent, which is AWS's quota for a whole account, so that several processes
   * share it. When AWS throttles all the same, the rate falls by itself and recovers. With `Infinity` nothing waits.
   */
  readonly requestsPerSecond?: number
  /** How long one request may take in milliseconds, from connecting to the last byte of the answer; 30 000 if absent. */
  readonly requestTimeout?: number
}

/**
 * Says that nothing can be sent with the options given, listing everything that is wrong with them at once.
 *
 * - **Cause**: an option is wrong or misspelt. A retry cannot help; correct every problem that is listed.
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

/** How long one request may take, from connecting to the last byte of the answer, in milliseconds. */
export const requestTimeoutDefault = 30_000

/** Lists everything that is wrong with options, which are `known` by these names, in sentences that say what to do. */
export const optionProblems = (
  options: AwsTransportOptions,
  known: ReadonlyArray<string> = transportNames,
  whose = "the transport"
): ReadonlyArray<string> => [
  ...Object.keys(options)
    .filter((name) => !known.includes(name))
    .map((name) => unknownName(name, whose, known)),
  ...credentialsProblem(options.credentials),
  ...endpointProblem(options),
  ...rateProblem(options.requestsPerSecond),
  ...timeoutProblem(options.requestTimeout)
]

/** The options of whatever asks AWS when it is asked itself. */
export const callerNames: ReadonlyArray<string> = [
  "credentials",
  "endpoint",
  "allowHttp",
  "region",
  "requestTimeout"
]

const transportNames: ReadonlyArray<string> = [
  "credentials",
  "endpoint",
  "allowHttp",
  "requestsPerSecond",
  "requestTimeout"
]

const credentialsProblem = (credentials: unknown): ReadonlyArray<string> => {
  if (credentials === undefined || typeof credentials === "function") return []
  const isComplete = (["accessKeyId", "secretAccessKey"] as const).every(
    (name) =>
      typeof credentials === "object" && credentials !== null && textOf(Reflect.get(credentials, name)) !== ""
  )
  return isComplete
    ? []
    : ["credentials need accessKeyId and secretAccessKey; leave them out to use the SDK's own chain"]
}

const endpointProblem = ({ allowHttp, endpoint }: AwsTransportOptions): ReadonlyArray<string> => {
  if (endpoint === undefined) return []
  const url = URL.parse(textOf(endpoint))
  if (url === null || (url.protocol !== "http:" && url.protocol !== "https:"))
    return [`endpoint ${shown(endpoint)} is no address like https://host; leave it out to reach AWS`]
  if (url.username !== "" || url.password !== "")
    return ["endpoint holds a user or password, which AWS has no use for"]
  if (url.protocol === "https:" || allowHttp === true || isThisMachine(url.hostname)) return []
  return [
    `endpoint ${shown(endpoint)} would send usage unencrypted; use https:, or set allowHttp if it is an emulator`
  ]
}

/** Whether what is sent to a host of that name never leaves this machine. */
export const isThisMachine = (hostname: string): boolean =>
  hostname === "localhost" || hostname === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(hostname)

const rateProblem = (perSecond: unknown): ReadonlyArray<string> =>
  perSecond === undefined || (typeof perSecond === "number" && perSecond >= rateMin)
    ? []
    : [`requestsPerSecond is not a number of at least ${rateMin}`]

/** Slower than this a worker holds a batch for longer than its lease. */
const rateMin = 0.5

const timeoutProblem = (requestTimeout: unknown): ReadonlyArray<string> =>
  requestTimeout === undefined ||
  (Number.isInteger(requestTimeout) && Number(requestTimeout) >= 1 && Number(requestTimeout) <= timeoutMax)
    ? []
    : [`requestTimeout is not a whole number of milliseconds from 1 to ${timeoutMax}`]

/** Longer than this a lease does not last, so that another worker would send the same meanwhile. */
const timeoutMax = 50_000

const textOf = (value: unknown): string => (typeof value === "string" ? value : "")

const shown = (value: unknown): string => JSON.stringify(textOf(value).slice(0, 100))
