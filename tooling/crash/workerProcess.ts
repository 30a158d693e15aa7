import { writeSync } from "node:fs"
import { awsTransport } from "@tallyhour/adapter-aws"
import { postgresStore } from "@tallyhour/adapter-postgres"
import { Catalogue, type Instant, meteringWorker, RecordLedger } from "@tallyhour/core"
import { Cause, Clock, DateTime, Duration, Effect, Layer, Logger } from "effect"
import { Pool } from "pg"
import { canaryCredentials } from "../canaries/canaries.ts"
import type { WorkerNotice } from "./Notice.ts"
import { catalogueOf } from "./seller.ts"
import type { Task } from "./Task.ts"
import { effectClock, openClock } from "./VirtualClock.ts"

// A worker as a seller runs it, which says what it is about to do and what it has done.

const task = JSON.parse(process.argv[2] ?? "") as Task

const say = (notice: WorkerNotice) =>
  // At once, and by the system: what is said before a kill has been said.
  Effect.sync(() => void writeSync(1, `${JSON.stringify(notice)}\n`))

const millis = (instant: Instant): number => DateTime.toEpochMillis(instant)

const pool = new Pool({ application_name: task.name, connectionString: task.databaseUrl, max: 4 })

const ledger = Layer.effect(
  RecordLedger,
  Effect.map(RecordLedger, (real) => ({
    ...real,
    seal: (decide, options) =>
      say({ _tag: "Sealing" }).pipe(
        Effect.andThen(real.seal(decide, options)),
        Effect.tap(({ records }) => say({ _tag: "Sealed", records }))
      ),
    lease: (options) =>
      Effect.tap(real.lease({ ...options, recordsMax: task.recordsMax }), ({ records }) =>
        records.length === 0
          ? Effect.void
          : say({
              _tag: "Leased",
              from: millis(options.now),
              keys: records.map(({ record }) => record.dedupKey),
              lease: options.id,
              takenOver: records.filter(({ mayBeAccepted }) => mayBeAccepted).length,
              until: millis(options.until)
            })
      ),
    settle: (lease, settlements, now) => {
      const keys = settlements.map(({ dedupKey }) => dedupKey)
      const final = new Set(
        settlements
          .filter(({ settlement }) => settlement._tag !== "Retry")
          .map(({ dedupKey }): string => dedupKey)
      )
      return say({ _tag: "Settling", keys, lease: lease.id }).pipe(
        Effect.andThen(real.settle(lease, settlements, now)),
        Effect.tap((settled) =>
          say({
            _tag: "Settled",
            ended: settled.filter((key) => final.has(key)),
            missed: keys.length - settled.length
          })
        )
      )
    }
  }))
).pipe(Layer.provideMerge(postgresStore(pool).layer))

const transport = awsTransport({
  credentials: canaryCredentials,
  endpoint: task.endpoint,
  requestsPerSecond: Number.POSITIVE_INFINITY
})

// What goes wrong with a server that is killed is no news; a defect is.
const defects = Logger.make(({ cause }) => {
  if (Cause.hasDies(cause)) Effect.runSync(say({ _tag: "Defect", text: Cause.pretty(cause) }))
})

await Effect.runPromise(
  meteringWorker({ pollInterval: Duration.millis(250) }).pipe(
    Effect.provide([ledger, transport, Catalogue.layer(catalogueOf(task.products)), Logger.layer([defects])]),
    Effect.provideService(Clock.Clock, effectClock(openClock(task.clockFile)))
  )
)
