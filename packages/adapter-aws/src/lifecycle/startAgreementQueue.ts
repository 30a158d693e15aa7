import { type AgreementEvent, hostLogger } from "@tallyhour/core"
import { Duration, Effect, Fiber, Layer, Logger } from "effect"
import {
  AgreementQueueInvalid,
  type AgreementQueueOptions,
  queueNames,
  queueProblems
} from "./AgreementQueueOptions.ts"
import { followQueue } from "./followQueue.ts"

/** Which queue is read, and who follows what it tells. */
export interface StartedQueueOptions extends AgreementQueueOptions {
  /** Follows an event, such as `meter.follow`; what it throws makes the message come again. */
  readonly follow: (event: AgreementEvent) => Promise<unknown>
  /** Receives every log line; the console does where absent. Never receives a secret. */
  readonly log?: (level: string, message: string) => void
}

/** A queue that is read in the background. */
export interface RunningQueue {
  /** Stops it: the messages in hand are finished first, for at most ten seconds; what is left comes again. */
  readonly stop: () => Promise<void>
}

/**
 * Starts to follow what AWS tells of agreements through an SQS queue, beside any number of other processes: `agreementQueue` for code
 * without Effect.
 *
 * - **Guarantees**: those of `agreementQueue`; a message is deleted after `follow` has kept its promise.
 * - **Errors**: throws `AgreementQueueInvalid` at once, with every problem of the options.
 *
 * **Example** (Until the process is told to end)
 *
 *     import { memoryStore, memoryTransport, makeMarketplaceEmulator } from "@tallyhour/adapter-memory"
 *     import { createMeter } from "@tallyhour/core"
 *
 *     const meter = createMeter({
 *       catalogue: { products: [{ code: "4ml54db8vrmju", meters: [{ name: "pages" }] }] },
 *       store: memoryStore(),
 *       transport: memoryTransport(makeMarketplaceEmulator())
 *     })
 *     const log: Array<string> = []
 *     const queue = startAgreementQueue({
 *       queueUrl: "http://127.0.0.1:1/123456789012/agreements",
 *       follow: meter.follow,
 *       log: (level, message) => log.push(`${level}: ${message}`)
 *     })
 *
 *     await queue.stop()
 *     log // => []
 *     await meter.close()
 */
export const startAgreementQueue = ({ follow, log, ...options }: StartedQueueOptions): RunningQueue => {
  const problems = [
    ...queueProblems(options, [...queueNames, "follow", "log"]),
    ...(typeof follow === "function" ? [] : ["follow is no function, such as meter.follow"]),
    ...(log === undefined || typeof log === "function" ? [] : ["log is no function"])
  ]
  if (problems.length > 0) throw new AgreementQueueInvalid({ problems })
  const fiber = Effect.runFork(
    followQueue(options, (event) => Effect.promise(() => follow(event))).pipe(
      Effect.provide(log === undefined ? Layer.empty : Logger.layer([hostLogger(log)]))
    )
  )
  return {
    stop: () => Effect.runPromise(Effect.asVoid(Effect.timeoutOption(Fiber.interrupt(fiber), stopPatience)))
  }
}

const stopPatience = Duration.seconds(10)
