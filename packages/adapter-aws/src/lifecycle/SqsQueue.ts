import { DeleteMessageBatchCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs"
import { Duration, Effect, type Scope } from "effect"
import { clientConfig } from "../clientConfig.ts"
import { sendOnce } from "../wire/sendOnce.ts"
import type { AgreementQueueOptions } from "./AgreementQueueOptions.ts"
import { type QueueError, queueErrorOf } from "./QueueError.ts"

/** A message that nobody else receives for a while. */
export interface QueuedMessage {
  readonly body: string
  /** What it is deleted by. */
  readonly handle: string
  readonly messageId: string
  /** How often it was handed out; 0 where SQS does not say so. */
  readonly receiveCount: number
}

/** A queue of SQS. */
export interface SqsQueue {
  /** Waits for messages, 20 seconds at most, and returns no more than ten. */
  readonly receive: Effect.Effect<ReadonlyArray<QueuedMessage>, QueueError>
  /** Deletes messages that were received together, and returns how many of them SQS did not delete. */
  readonly remove: (handles: ReadonlyArray<string>) => Effect.Effect<number, QueueError>
  /** What each step of handling ten messages may take, so that all are done before another receives them. */
  readonly share: Duration.Duration
}

/** AWS's maximum of messages in one answer, and in one request to delete. */
const messagesMax = 10

/** AWS's maximum for a receive that waits, in seconds. */
const waitMax = 20

/** Ten messages, their deletion, and one for the way from SQS to here. */
const steps = messagesMax + 2

const visibilityDefault = Duration.minutes(2)

/** Opens a queue; no request is sent yet. */
export const openQueue = (options: AgreementQueueOptions): Effect.Effect<SqsQueue, never, Scope.Scope> =>
  Effect.map(
    Effect.acquireRelease(
      Effect.sync(() => clientFor(options)),
      (client) => Effect.sync(() => client.destroy())
    ),
    (client) => queueOf(client, options)
  )

const clientFor = (options: AgreementQueueOptions): SQSClient => {
  const { endpoint, queueUrl, region } = options
  const { host, origin } = new URL(queueUrl)
  const ofQueue = region ?? regionIn(host)
  return new SQSClient({
    ...clientConfig(options),
    // Where the queue is, requests go: the SDK does the same, but writes to the console of each.
    endpoint: endpoint ?? origin,
    ...(ofQueue === undefined ? {} : { region: ofQueue })
  })
}

/** Returns the region in a host of SQS, such as that of `sqs.us-east-1.amazonaws.com`. */
const regionIn = (host: string): string | undefined => /\b[a-z]{2,5}(?:-[a-z]+)+-\d{1,2}\b/.exec(host)?.[0]

const queueOf = (
  client: SQSClient,
  { queueUrl: QueueUrl, visibilityTimeout = visibilityDefault }: AgreementQueueOptions
): SqsQueue => {
  const share = Duration.millis(Duration.toMillis(visibilityTimeout) / steps)
  const shareMillis = Math.floor(Duration.toMillis(share))
  return {
    share,
    receive: Effect.suspend(() => {
      const command = new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: messagesMax,
        MessageSystemAttributeNames: ["ApproximateReceiveCount"],
        VisibilityTimeout: Math.ceil(Duration.toSeconds(visibilityTimeout)),
        WaitTimeSeconds: waitMax
      })
      return sendOnce(command, (abortSignal) => client.send(command, { abortSignal }), {
        errorOf: (thrown) => queueErrorOf("ReceiveMessage", thrown),
        millis: waitMax * 1000 + shareMillis
      })
    }).pipe(
      Effect.map(({ Messages = [] }) =>
        Messages.slice(0, messagesMax).map(
          ({ Attributes, Body = "", MessageId = "", ReceiptHandle = "" }): QueuedMessage => ({
            body: Body,
            handle: ReceiptHandle,
            messageId: MessageId,
            receiveCount: Number(Attributes?.ApproximateReceiveCount ?? 0)
          })
        )
      )
    ),
    remove: (handles) => {
      const command = new DeleteMessageBatchCommand({
        QueueUrl,
        Entries: handles.map((handle, index) => ({ Id: String(index), ReceiptHandle: handle }))
      })
      return sendOnce(command, (abortSignal) => client.send(command, { abortSignal }), {
        errorOf: (thrown) => queueErrorOf("DeleteMessageBatch", thrown, handles),
        millis: shareMillis
      }).pipe(Effect.map(({ Failed = [] }) => Failed.length))
    }
  }
}
