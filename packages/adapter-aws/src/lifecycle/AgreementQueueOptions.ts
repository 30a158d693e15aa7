import type { AgreementEventRefused, Remedy } from "@tallyhour/core"
import { Duration, Schema } from "effect"
import type { AwsClientOptions } from "../AwsClientOptions.ts"
import { clientProblems, unknownOptions } from "../clientProblems.ts"
import { isThisMachine } from "../endpointProblems.ts"

/** Which queue is read, and how. */
export interface AgreementQueueOptions extends Pick<
  AwsClientOptions,
  "allowHttp" | "assumeRole" | "credentials" | "endpoint" | "profile"
> {
  /**
   * The address of the queue, such as `https://sqs.us-east-1.amazonaws.com/123456789012/agreements`. Its host is called: that of
   * `sqs-fips.us-east-1.amazonaws.com` has validated cryptography.
   */
  readonly queueUrl: string
  /** The region of the queue; where absent, that in its address, or else that of the SDK's own chain. */
  readonly region?: string
  /**
   * How long a message that was received is kept from everybody else, and thus after how long it comes again if it could not be
   * followed: two minutes where absent, from one to fifteen. Following one event may take a twelfth of it.
   */
  readonly visibilityTimeout?: Duration.Duration
  /**
   * Hears of each message that cannot be read and is left in the queue; it is logged in any case. Where it throws, rejects, or
   * takes longer than following an event may, the log says so, and the queue goes on.
   */
  readonly onRefused?: (message: RefusedMessage) => unknown
}

/** A message that tells of no event that can be read. It is left in the queue, for its redrive policy to set aside. */
export interface RefusedMessage {
  readonly messageId: string
  /** How often the queue has handed it out, as far as it says so. */
  readonly receiveCount: number
  readonly error: AgreementEventRefused
}

/**
 * Says that a queue cannot be read with the options given, listing everything that is wrong with them at once.
 *
 * - **Cause**: an option is wrong or misspelt. A retry cannot help; correct every problem that is listed.
 *
 * **Example** (An address of something else)
 *
 *     const queueUrl = "https://sqs.us-east-1.amazonaws.com/"
 *     const started = Result.try(() => startAgreementQueue({ queueUrl, follow: async () => undefined }))
 *
 *     Result.isFailure(started) && started.failure instanceof AgreementQueueInvalid // => true
 */
export class AgreementQueueInvalid extends Schema.TaggedError<AgreementQueueInvalid>()(
  "AgreementQueueInvalid",
  { problems: Schema.Array(Schema.String) }
) {
  get remedy(): Remedy {
    return {
      cause: "An option of the queue is wrong, or misspelt.",
      retry: "never",
      nextStep: "Correct every problem that is listed."
    }
  }
  override get message(): string {
    return `The queue cannot be read: ${this.problems.join("; ")}.`
  }
}

/** The options of a queue. */
export const queueNames: ReadonlyArray<string> = [
  "queueUrl",
  "region",
  "credentials",
  "profile",
  "assumeRole",
  "endpoint",
  "allowHttp",
  "visibilityTimeout",
  "onRefused"
]

/** Lists everything that is wrong with options, which are `known` by these names; no secret is quoted. */
export const queueProblems = (
  options: AgreementQueueOptions,
  known: ReadonlyArray<string> = queueNames
): ReadonlyArray<string> => [
  ...unknownOptions(options, known, "the queue"),
  ...clientProblems(options),
  ...queueUrlProblem(options),
  ...regionProblem(options.region),
  ...visibilityProblem(options.visibilityTimeout),
  ...(options.onRefused === undefined || typeof options.onRefused === "function"
    ? []
    : ["onRefused is no function"])
]

const queueUrlProblem = ({ allowHttp, queueUrl }: AgreementQueueOptions): ReadonlyArray<string> => {
  const url = typeof queueUrl === "string" ? URL.parse(queueUrl) : null
  if (url === null || !isQueue(url))
    return ["queueUrl is no address like https://sqs.us-east-1.amazonaws.com/123456789012/agreements"]
  if (url.username !== "" || url.password !== "")
    return ["queueUrl holds a user or password, which AWS has no use for"]
  return url.protocol === "https:" || allowHttp === true || isThisMachine(url.hostname)
    ? []
    : ["queueUrl would be read unencrypted; use https:, or set allowHttp if it is an emulator"]
}

const isQueue = ({ hash, pathname, protocol, search }: URL): boolean =>
  /^https?:$/.test(protocol) &&
  search + hash === "" &&
  /^\/(?:queue\/)?\d{12}\/[\w-]{1,80}(?:\.fifo)?$/.test(pathname)

const regionProblem = (region: unknown): ReadonlyArray<string> =>
  region === undefined || (typeof region === "string" && /^[a-z]{2,5}(-[a-z]+)+-\d{1,2}$/.test(region))
    ? []
    : ["region does not look like us-east-1; leave it out to take it from the address of the queue"]

const visibilityMin = Duration.minutes(1)
/** Of the final hour of an agreement, a message in the hands of a process that has died may take no more. */
const visibilityMax = Duration.minutes(15)

const visibilityProblem = (timeout: unknown): ReadonlyArray<string> =>
  timeout === undefined ||
  (Duration.isDuration(timeout) &&
    Duration.isGreaterThanOrEqualTo(timeout, visibilityMin) &&
    Duration.isLessThanOrEqualTo(timeout, visibilityMax))
    ? []
    : ["visibilityTimeout is not a Duration from one to fifteen minutes"]
