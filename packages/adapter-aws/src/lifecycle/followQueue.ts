import { type AgreementEvent, type AgreementEventRefused, guardedLoggers } from "@tallyhour/core"
import { Effect, Logger, Random, Result, type Scope } from "effect"
import type { AgreementQueueOptions } from "./AgreementQueueOptions.ts"
import { pauseAfter } from "./pauseAfter.ts"
import { readQueued } from "./readQueued.ts"
import { openQueue, type QueuedMessage, type SqsQueue } from "./SqsQueue.ts"

/** What does with an event what it asks for; only when it has succeeded is the message deleted. */
export type FollowEvent<R> = (event: AgreementEvent) => Effect.Effect<unknown, unknown, R>

/**
 * Receives messages for ever, follows what they tell, and deletes those that were followed.
 *
 * Where it is interrupted, the messages in hand are finished, and no others are received. A log that throws ends nothing.
 */
export const followQueue = <R>(
  options: AgreementQueueOptions,
  follow: FollowEvent<R>
): Effect.Effect<never, never, Exclude<R, Scope.Scope>> =>
  Effect.scoped(Effect.flatMap(openQueue(options), (queue) => rounds({ follow, options, queue }))).pipe(
    Effect.updateService(Logger.CurrentLoggers, guardedLoggers)
  )

interface Following<R> {
  readonly follow: FollowEvent<R>
  readonly options: AgreementQueueOptions
  readonly queue: SqsQueue
}

const rounds = Effect.fnUntraced(function* <R>(following: Following<R>) {
  let failures = 0
  while (true) {
    const isGood = yield* round(following).pipe(
      Effect.catchCause((cause) =>
        Effect.as(Effect.logError("A round of the queue failed; its messages come again.", cause), false)
      )
    )
    failures = isGood ? 0 : failures + 1
    if (failures > 0) yield* Effect.sleep(pauseAfter(failures, yield* Random.next))
  }
})

/** Receives once, and returns whether all went well: what cannot be read is not our failure. */
const round = <R>(following: Following<R>) =>
  Effect.uninterruptibleMask((restore) =>
    Effect.gen(function* () {
      const received = yield* Effect.result(restore(following.queue.receive))
      if (Result.isFailure(received)) {
        yield* Effect.logError(received.failure.message)
        return false
      }
      const fates = yield* Effect.forEach(received.success, (message) => fateOf(message, following))
      const handles = received.success.filter((_, index) => fates[index] === "followed")
      const isDeleted = yield* removed(handles, following.queue)
      return isDeleted && !fates.includes("failed")
    })
  )

type Fate = "followed" | "failed" | "unreadable"

const fateOf = <R>(message: QueuedMessage, following: Following<R>): Effect.Effect<Fate, never, R> => {
  const event = readQueued(message.body)
  return Result.isFailure(event)
    ? Effect.as(tellRefused(message, event.failure, following), "unreadable")
    : followed(message.messageId, event.success, following)
}

const followed = <R>(
  messageId: string,
  event: AgreementEvent,
  { follow, queue }: Following<R>
): Effect.Effect<Fate, never, R> =>
  Effect.interruptible(follow(event)).pipe(
    Effect.timeout(queue.share),
    Effect.as<Fate>("followed"),
    // Whatever fails here is tried again: the message is still in the queue.
    Effect.catchCause((cause) =>
      Effect.as(
        Effect.logError(`${event._tag} of message ${messageId} was not followed; it comes again.`, cause),
        "failed" as const
      )
    )
  )

/** A queue that has a redrive policy would usually have set a message aside before it comes so often. */
const receivesMax = 100

const tellRefused = Effect.fnUntraced(function* (
  { messageId, receiveCount }: QueuedMessage,
  error: AgreementEventRefused,
  { options: { onRefused }, queue }: Pick<Following<never>, "options" | "queue">
) {
  const advice =
    receiveCount > receivesMax ? " Give the queue a redrive policy with a dead-letter queue." : ""
  yield* Effect.logError(
    `Message ${messageId}, received ${receiveCount} times, is left in the queue. ${error.message}${advice}`
  )
  const told = Effect.promise(async () => onRefused?.({ messageId, receiveCount, error }))
  yield* Effect.interruptible(told).pipe(
    Effect.timeout(queue.share),
    Effect.catchCause((cause) => Effect.logError("Nobody could be told of a message that is refused.", cause))
  )
})

const removed = Effect.fnUntraced(function* (messages: ReadonlyArray<QueuedMessage>, queue: SqsQueue) {
  if (messages.length === 0) return true
  const left = yield* Effect.result(queue.remove(messages.map(({ handle }) => handle)))
  if (Result.isSuccess(left) && left.success === 0) return true
  const why = Result.isFailure(left) ? left.failure.message : `SQS refused ${left.success} of them.`
  yield* Effect.logError(
    `Messages that were followed may not be deleted; they come again, and change nothing. ${why}`
  )
  return false
})
