import type { AgreementEvent, Remedy } from "@tallyhour/core"
import { type Redacted, Schema } from "effect"
import type { NotificationOptions } from "./verifyNotification.ts"

/** What a webhook takes, and whom it tells. */
export interface AgreementWebhookOptions {
  /** Follows an event, such as `meter.follow`; what it throws makes AWS deliver the event again. */
  readonly follow: (event: AgreementEvent) => Promise<unknown>
  /** Takes events of an EventBridge API destination; absent, none are taken. */
  readonly eventBridge?: {
    /** What the connection sends in the header; two of them while one is changed for another. */
    readonly secrets: ReadonlyArray<string>
    /** The name of the header; `x-tallyhour-secret` when absent. */
    readonly header?: string
  }
  /** Takes SNS messages of these topics; absent, none are taken. */
  readonly sns?: NotificationOptions
  /** Hears of a topic that asks whether to deliver here, or no longer does; answer SNS through its API. */
  readonly onConfirmation?: (message: {
    readonly kind: "SubscriptionConfirmation" | "UnsubscribeConfirmation"
    readonly topicArn: string
    readonly token: Redacted.Redacted
  }) => Promise<unknown>
  /** The time in epoch milliseconds, for tests; the system's when absent. */
  readonly now?: () => number
}

/**
 * Says that a webhook cannot be set up with the options given, listing everything that is wrong with them at once.
 *
 * - **Cause**: an option is wrong. A retry cannot help; correct every problem that is listed.
 */
export class AgreementWebhookInvalid extends Schema.TaggedError<AgreementWebhookInvalid>()(
  "AgreementWebhookInvalid",
  { problems: Schema.Array(Schema.String) }
) {
  get remedy(): Remedy {
    return {
      cause: "An option of the webhook is wrong.",
      retry: "never",
      nextStep: "Correct every problem that is listed."
    }
  }
  override get message(): string {
    return `The webhook cannot be set up: ${this.problems.join("; ")}.`
  }
}

/** A secret that is shorter can be guessed. */
const secretLengthMin = 16

/** Lists everything that is wrong with options; no secret is quoted. */
export const webhookProblems = ({ eventBridge, sns }: AgreementWebhookOptions): ReadonlyArray<string> => [
  ...(eventBridge === undefined && sns === undefined
    ? ["neither eventBridge nor sns is set, so nothing is taken"]
    : []),
  ...(eventBridge === undefined ? [] : secretProblems(eventBridge.secrets)),
  ...(eventBridge?.header !== undefined && !/^[\w-]{1,64}$/.test(eventBridge.header)
    ? ["eventBridge.header is no name of a header"]
    : []),
  ...(sns === undefined ? [] : topicProblems(sns.topicArns)),
  ...(sns?.regions ?? [])
    .filter((region) => !/^[a-z]{2,4}(-[a-z]+)+-\d{1,2}$/.test(region))
    .map((region) => `sns.regions has ${JSON.stringify(region)}, which does not look like us-east-1`)
]

const secretProblems = (secrets: ReadonlyArray<string>): ReadonlyArray<string> => {
  if (secrets.length === 0) return ["eventBridge.secrets is empty, so nothing could be believed"]
  return secrets.some((secret) => typeof secret !== "string" || secret.length < secretLengthMin)
    ? [`a secret of eventBridge.secrets has fewer than ${secretLengthMin} characters`]
    : []
}

const topicProblems = (topicArns: ReadonlyArray<string>): ReadonlyArray<string> =>
  topicArns.length === 0
    ? ["sns.topicArns is empty, so nothing could be believed"]
    : topicArns
        .filter((arn) => !/^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[\w-]{1,256}(\.fifo)?$/.test(arn))
        .map((arn) => `sns.topicArns has ${JSON.stringify(arn)}, which is no ARN of a topic`)
