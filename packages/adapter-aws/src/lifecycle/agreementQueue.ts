import { type AgreementInbox, followAgreement } from "@tallyhour/core"
import { Effect } from "effect"
import { AgreementQueueInvalid, type AgreementQueueOptions, queueProblems } from "./AgreementQueueOptions.ts"
import { followQueue } from "./followQueue.ts"

/**
 * Follows what AWS tells of agreements through an SQS queue, for ever.
 *
 * Messages are EventBridge events, or SNS notifications in their envelope. Any number of processes may read one queue. The
 * credentials need `sqs:ReceiveMessage` and `sqs:DeleteMessage`. Interrupt it to stop: messages in hand are finished first,
 * no more are received.
 *
 * - **Guarantees**: a message is deleted only after its event was kept and followed. What comes twice, or out of order, comes to
 *   the same. A message that cannot be read is told of and left to the queue's redrive policy; one that the store does not take
 *   comes again after `visibilityTimeout`.
 * - **Errors**: `AgreementQueueInvalid` at once, with every problem of the options; otherwise none: while SQS or the store is
 *   away, that is logged, and tried again at least once a minute.
 *
 * **Example** (Beside the rest of a program, until it is interrupted)
 *
 *     import { memoryStore } from "@tallyhour/adapter-memory"
 *
 *     const queueUrl = "http://127.0.0.1:1/123456789012/agreements"
 *     const credentials = { accessKeyId: "test", secretAccessKey: "test" }
 *     const program = Effect.gen(function* () {
 *       const queue = yield* Effect.forkChild(agreementQueue({ queueUrl, region: "us-east-1", credentials }))
 *       yield* Fiber.interrupt(queue)
 *       return yield* Effect.flip(agreementQueue({ queueUrl: "agreements" }))
 *     })
 *
 *     const error = await Effect.runPromise(program.pipe(Effect.provide(memoryStore().layer)))
 *     error.problems.length // => 1
 */
export const agreementQueue = (
  options: AgreementQueueOptions
): Effect.Effect<never, AgreementQueueInvalid, AgreementInbox> =>
  Effect.suspend(() => {
    const problems = queueProblems(options)
    return problems.length > 0
      ? Effect.fail(new AgreementQueueInvalid({ problems }))
      : followQueue(options, followAgreement)
  })
