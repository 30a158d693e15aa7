import { DateTime, Duration, Effect, Logger, Option } from "effect"
import { guardedLoggers } from "../policy/guardedLoggers.ts"
import { meteringPass } from "./meteringPass.ts"
import { watchDeadlines } from "./watchDeadlines.ts"
import { paceOf, type WorkerOptions } from "./WorkerOptions.ts"

/**
 * Runs passes for ever: sleeps until the next one has work, wakes on time, and survives whatever a pass runs into.
 *
 * Any number of workers may run, in any number of processes. Interrupt it to stop: a batch on the wire is settled
 * first, no new one is begun.
 *
 * - **Errors**: `WorkerOptionsInvalid` at once; otherwise none: a pass that fails is logged with its cause.
 *
 * **Example** (Beside the rest of a program, until it is interrupted)
 *
 *     import { makeMarketplaceEmulator, memoryStore, memoryTransport } from "@tallyhour/adapter-memory"
 *     import { TestClock } from "effect/testing"
 *
 *     const emulator = makeMarketplaceEmulator()
 *     emulator.control("seed_product", { code: "4ml54db8vrmju", dimensions: ["pages"], kind: "saas" })
 *     emulator.control("seed_customer", { product_code: "4ml54db8vrmju", account_id: "111111111111" })
 *     const products = [{ code: "4ml54db8vrmju", meters: [{ name: "pages" }] }]
 *     const acme = Subscription.make({
 *       account: "acme",
 *       productCode: "4ml54db8vrmju",
 *       agreement: { _tag: "Product", buyer: "111111111111" },
 *       region: "us-east-1",
 *       activeFrom: DateTime.makeUnsafe("2026-01-01T00:00:00Z")
 *     })
 *     const usage = {
 *       eventId: "doc-1/pages",
 *       account: "acme",
 *       meter: "pages",
 *       quantity: "2.5",
 *       occurredAt: "2026-03-10T11:30:00Z"
 *     }
 *     const program = Effect.gen(function* () {
 *       yield* linkAccount(acme)
 *       yield* TestClock.setTime(Date.parse("2026-03-10T12:00:00Z"))
 *       yield* recordUsage(usage)
 *       const worker = yield* Effect.forkChild(meteringWorker({ pollInterval: Duration.minutes(1) }))
 *       yield* TestClock.adjust(Duration.minutes(16))
 *       yield* Fiber.interrupt(worker)
 *     })
 *     const here = Layer.mergeAll(
 *       memoryStore().layer,
 *       memoryTransport(emulator),
 *       Catalogue.layer({ products }),
 *       TestClock.layer()
 *     )
 *
 *     await Effect.runPromise(program.pipe(Effect.provide(here)))
 *     emulator.accepted().map(({ quantity }) => quantity) // => [2]
 */
export const meteringWorker = Effect.fn("meteringWorker")((options: Partial<WorkerOptions> = {}) =>
  Effect.updateService(endlessPasses(options), Logger.CurrentLoggers, guardedLoggers)
)

const endlessPasses = Effect.fnUntraced(function* (options: Partial<WorkerOptions>) {
  const { onAlert, pollInterval } = yield* Effect.fromResult(paceOf(options))
  const watch = watchDeadlines()
  while (true) {
    const nextPass = yield* meteringPass(options).pipe(
      Effect.map((report) => report.nextAt),
      Effect.catchCause((cause) =>
        Effect.as(
          Effect.logError("A metering pass failed; the next one goes on from the rows.", cause),
          Option.none()
        )
      )
    )
    // Whatever became of the pass: when nothing can be sealed or sent, somebody has to hear of it all the more.
    const alerts = yield* watch.pipe(
      Effect.catchCause((cause) =>
        Effect.as(Effect.logError("What comes near its deadline cannot be looked up.", cause), [])
      )
    )
    yield* Effect.suspend(() => onAlert(alerts)).pipe(
      Effect.timeout(alertPatience),
      Effect.catchCause((cause) => Effect.logError("Nobody could be told of usage near its deadline.", cause))
    )
    const now = yield* DateTime.now
    const patience = Option.match(nextPass, {
      onNone: () => pollInterval,
      onSome: (instant) => Duration.max(Duration.zero, DateTime.distance(now, instant))
    })
    yield* Effect.sleep(Duration.min(pollInterval, patience))
  }
})

/** So long a worker waits for whoever is told of usage near its deadline; the log has heard of it before. */
const alertPatience = Duration.seconds(10)
