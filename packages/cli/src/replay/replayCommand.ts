import { makeMarketplaceEmulator } from "@tallyhour/adapter-memory"
import { Catalogue, Instant, SubscriptionRegistry } from "@tallyhour/core"
import { Effect, Layer, Logger, Option, Random, References, Result } from "effect"
import { Argument, Command, Flag } from "effect/cli"
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

/** `tallyhour replay FILE.jsonl`: what would AWS bill for this log? */
export const replayCommand = Command.make(
  "replay",
  {
    file: Argument.String("FILE.jsonl").pipe(
      Argument.withDescription(
        'Usage events, a JSON object a line: {"id","account","meter","quantity","at","arrived","tags"?}'
      )
    ),
    policy: Flag.String("policy").pipe(
      Flag.withDescription(
        'A JSON file: {"allowedLatenessSeconds", "late": "same-month"|"next-open-hour"|"write-off", "fraction": "carry"|"up"|"down"|"nearest"}'
      ),
      Flag.optional
    ),
    store: Flag.Literals("store", ["pglite", "postgres", "memory"]).pipe(
      Flag.withDescription("Where outbox and ledger are kept; postgres needs DATABASE_URL"),
      Flag.withDefault("pglite")
    ),
    via: Flag.Literals("via", ["sdk", "memory"]).pipe(
      Flag.withDescription("How the emulator is reached: through the AWS SDK over HTTP, or directly"),
      Flag.withDefault("sdk")
    ),
    identity: Flag.Literals("identity", ["license", "product", "legacy"]).pipe(
      Flag.withDescription("The form in which AWS is told who the buyer is"),
      Flag.withDefault("license")
    ),
    until: Flag.String("until").pipe(
      Flag.withDescription(
        "The instant at which to stop, RFC 3339 or epoch seconds; when all is settled if absent"
      ),
      Flag.optional
    ),
    out: Flag.String("out").pipe(
      Flag.withDescription("A folder for accepted, carried, dead, pending and refused.jsonl"),
      Flag.optional
    ),
    json: Flag.Boolean("json").pipe(
      Flag.withDescription("End with one JSON object of the totals on standard output"),
      Flag.withDefault(false)
    )
  },
  (options) => Effect.scoped(run(options))
).pipe(
  Command.withDescription(
    "Say what AWS would bill for a log of usage, by running it through the whole path in virtual time"
  )
)

interface Options {
  readonly file: string
  readonly identity: "license" | "product" | "legacy"
  readonly json: boolean
  readonly out: Option.Option<string>
  readonly policy: Option.Option<string>
  readonly store: "pglite" | "postgres" | "memory"
  readonly until: Option.Option<string>
  readonly via: "sdk" | "memory"
}

const run = Effect.fn("replayCommand")(function* (options: Options) {
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

  const report = yield* Effect.gen(function* () {
    const registry = yield* SubscriptionRegistry
    yield* Effect.forEach(seller.subscriptions, (subscription) => registry.link(subscription), {
      discard: true
    })
    const taken = yield* replay({ emulator, lines: log.lines, until, onProgress: bar.show })
    return yield* reportOf({
      accepted: emulator.accepted(),
      accountOf: seller.accountOf,
      refusedAtReading: log.refused,
      taken
    })
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
