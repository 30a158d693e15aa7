import { FrontDoorErrors, type Remedy, UnansweredErrors } from "@tallyhour/core"
import { Schema } from "effect"
import { readThrown } from "../wire/readThrown.ts"

const tooMany: Remedy = {
  cause: "SQS takes no more requests for now.",
  retry: "wait",
  nextStep: "Nothing, unless it lasts: then look for what else reads the queue."
}

const noPermission: Remedy = {
  cause: "The caller may not read this queue.",
  retry: "fix",
  nextStep: "Allow its role sqs:ReceiveMessage and sqs:DeleteMessage on the ARN of the queue."
}

const noKey: Remedy = {
  cause: "The KMS key that the queue is encrypted with cannot be used.",
  retry: "fix",
  nextStep: "Enable the key, and allow the role kms:Decrypt on it."
}

const noQueue: Remedy = {
  cause: "There is no such queue in this account and region, or it was deleted within the last minute.",
  retry: "fix",
  nextStep: "Check queueUrl and region, and that the rule of EventBridge still has the queue as its target."
}

const notAsAsked: Remedy = {
  cause: "SQS does not take requests of this kind at this address.",
  retry: "fix",
  nextStep: "Check queueUrl and endpoint, that requests are sent by https:, and what stands between."
}

const unknown: Remedy = {
  cause: "What came back proves nothing: no name, or one that is not known.",
  retry: "retry",
  nextStep: "Nothing, unless it lasts: then read the details, and check the network and the endpoint."
}

const remedies: Readonly<Record<string, Remedy>> = {
  ...FrontDoorErrors,
  ...UnansweredErrors,
  ...Object.fromEntries(
    Object.entries(FrontDoorErrors)
      .filter(([, { retry }]) => retry === "wait")
      .map(([name]) => [name, tooMany])
  ),
  AccessDenied: noPermission,
  AccessDeniedException: noPermission,
  "AWS.SimpleQueueService.NonExistentQueue": noQueue,
  BatchEntryIdsNotDistinct: notAsAsked,
  EmptyBatchRequest: notAsAsked,
  InvalidAddress: notAsAsked,
  InvalidBatchEntryId: notAsAsked,
  InvalidSecurity: notAsAsked,
  KmsAccessDenied: noKey,
  KmsDisabled: noKey,
  KmsInvalidKeyUsage: noKey,
  KmsInvalidState: noKey,
  KmsNotFound: noKey,
  KmsOptInRequired: noKey,
  KmsThrottled: tooMany,
  OverLimit: tooMany,
  QueueDoesNotExist: noQueue,
  TooManyEntriesInBatchRequest: notAsAsked,
  UnsupportedOperation: notAsAsked
}

/**
 * Says that SQS did not hand out or delete messages. No message is lost by it: what was not deleted comes again.
 *
 * - **Cause**: by the name of AWS's error in `code`, told by `remedy`. Whatever it is, the queue is asked again.
 * - **Shape**: neither message nor `detail` holds a receipt handle, which is good for deleting.
 * - **Source**: AWS SDK 3.1169, ReceiveMessage and DeleteMessageBatch, read 2026-11-22.
 *
 * **Example** (A queue that is gone)
 *
 *     const error = new QueueError({ operation: "ReceiveMessage", code: "QueueDoesNotExist", detail: "" })
 *
 *     error.remedy.retry // => "fix"
 *     error.message.startsWith("SQS did not answer ReceiveMessage (QueueDoesNotExist).") // => true
 */
export class QueueError extends Schema.TaggedError<QueueError>()("QueueError", {
  operation: Schema.Literals(["ReceiveMessage", "DeleteMessageBatch"]),
  code: Schema.optionalKey(Schema.String),
  detail: Schema.String
}) {
  get isRetryable(): boolean {
    return true
  }
  get remedy(): Remedy {
    const { code } = this
    return (code !== undefined && Object.hasOwn(remedies, code) && remedies[code]) || unknown
  }
  override get message(): string {
    const named = this.code === undefined ? "" : ` (${this.code})`
    const { cause, nextStep } = this.remedy
    const details = this.detail === "" ? "" : ` Details: ${this.detail}`
    return `SQS did not answer ${this.operation}${named}. ${cause} What to do: ${nextStep}${details}`
  }
}

/** Says what an error of the AWS SDK means for the messages, without the receipt handles. */
export const queueErrorOf = (
  operation: QueueError["operation"],
  thrown: unknown,
  handles: ReadonlyArray<string> = []
): QueueError => {
  const { detail, name } = readThrown(thrown, handles)
  return new QueueError({ operation, detail, ...(name !== undefined && { code: name }) })
}
