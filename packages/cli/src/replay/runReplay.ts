import { makeMarketplaceEmulator } from "@tallyhour/adapter-memory"
import { auditLedger, Catalogue, Instant, SubscriptionRegistry, Violation } from "@tallyhour/core"
import { Effect, Layer, Logger, Option, Random, References, Result } from "effect"
import { TestClock } from "effect/testing"
import { describeReport } from "./describeReport.ts"
import { openStore } from "./openStore.ts"
import { openTransport } from "./openTransport.ts"
import { progressBar } from "./ProgressBar.ts"
import { readLog } from "./readLog.ts"
import { replay } from "./replay.ts"
import { readPolicy } from "./ReplayPolicy.ts"
import { ReplayProblem } from "./ReplayProblem.ts"
import { reportOf } from "./ReplayReport.ts"
import { seedSeller, sellerOf } from "./Seller.ts"
import { prepareFolder, writeReport } from "./writeReport.ts"

/** What `tallyhour replay` is told. */
export interface ReplayOptions {
  readonly file: string
  readonly identity: "license" | "product" | "legacy"
  readonly json: boolean
  readonly out: Option.Option<string>
  readonly policy: Option.Option<string>
  readonly store: "pglite" | "postgres" | "memory"
  readonly until: Option.Option<string>
  readonly via: "sdk" | "memory"
}

/** Replays a log of usage and prints what AWS would bill for it. */
export const runReplay = Effect.fn("replayCommand")(function* (options: ReplayOptions) {
  const until = yield* untilOf(options.until)
  const policy = yield* readPolicy(Option.getOrUndefined(options.policy))
  const log = yield* readLog(options.file)
  if (Option.isSome(options.out)) yield* prepareFolder(options.out.value)
  const seller = sellerOf(log.lines, policy, options.identity)
  const emulator = makeMarketplaceEmulator({ seed: "replay" })
  seedSeller(emulator, seller)
  const store = yield* openStore(options.store, process.env.DATABASE_URL)
  yield* store.migrate
  const transport = yield* openTransport(options.via, emulator)
  const bar = progressBar(process.stderr)

  const { report, violations } = yield* Effect.gen(function* () {
    const registry = yield* SubscriptionRegistry
    yield* Effect.forEach(seller.subscriptions, (subscription) => registry.link(subscription), {
      discard: true
    })
    const taken = yield* replay({ emulator, lines: log.lines, until, onProgress: bar.show })
    const drawnUp = yield* reportOf({
      accepted: emulator.accepted(),
      accountOf: seller.accountOf,
      refusedAtReading: log.refused,
      taken
    })
    return { report: drawnUp, ...(yield* auditLedger({ isWorkerHealthy: true })) }
  }).pipe(
    Effect.provide(
      Layer.mergeAll(Catalogue.layer(seller.catalogue), store.layer, transport, TestClock.layer(), quiet)
    ),
    Random.withSeed("replay"),
    Effect.ensuring(Effect.sync(bar.clear))
  )

  if (Option.isSome(options.out)) yield* writeReport(report, options.out.value)
  process.stdout.write(
    options.json ? `${JSON.stringify(report.totals)}\n` : `${describeReport(report.totals)}\n`
  )
  if (report.totals.unexplained !== "0") {
    return yield* new ReplayProblem({
      problem: `The books do not balance: ${report.totals.unexplained} are unexplained.`
    })
  }
  const [violation] = violations
  if (violation !== undefined) {
    return yield* new ReplayProblem({
      problem: `The ledger does not keep what it promises; please report this log. ${Violation.format(violation)}.`
    })
  }
})

const untilOf = (text: Option.Option<string>): Effect.Effect<Instant | undefined, ReplayProblem> =>
  Option.match(text, {
    onNone: () => Effect.succeed(undefined),
    onSome: (given) =>
      Result.match(Instant.parse(/^\d+(\.\d+)?$/.test(given) ? Number(given) : given), {
        onFailure: (why) => Effect.fail(new ReplayProblem({ problem: `--until ${given} ${why}.` })),
        onSuccess: (instant) => Effect.succeed(instant)
      })
  })

// What becomes of each record stands in the report; a log line for each would bury it.
const quiet = Layer.mergeAll(Logger.layer([]), Layer.succeed(References.MinimumLogLevel, "None"))
