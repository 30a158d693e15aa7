import { writeSync } from "node:fs"
import { createInterface } from "node:readline"
import { setTimeout as sleep } from "node:timers/promises"
import { awsTransport } from "@tallyhour/adapter-aws"
import { postgresStore } from "@tallyhour/adapter-postgres"
import { createMeter, EventConflict, UsageOutbox } from "@tallyhour/core"
import { Effect, Layer } from "effect"
import { Pool } from "pg"
import { canaryCredentials } from "../canaries/canaries.ts"
import type { RecorderNotice } from "./Notice.ts"
import { recordInTransaction } from "./recordInTransaction.ts"
import type { RecorderOrder } from "./RecorderOrder.ts"
import { catalogueOf } from "./seller.ts"
import type { Task } from "./Task.ts"
import { openClock } from "./VirtualClock.ts"

// The seller's application: each event it reads is recorded with its work in one transaction, or alone together with what comes at the same
// moment, again and again until the commit is heard.

const task = JSON.parse(process.argv[2] ?? "") as Task

const say = (notice: RecorderNotice): void => void writeSync(1, `${JSON.stringify(notice)}\n`)

const pool = new Pool({ application_name: task.name, connectionString: task.databaseUrl, max: 4 })
const store = postgresStore(pool)

const outbox = Layer.effect(
  UsageOutbox,
  Effect.map(UsageOutbox, ({ append }) => ({
    append: (events, now) =>
      Effect.andThen(
        Effect.sync(() => say({ _tag: "Appending", events: events.length })),
        append(events, now)
      )
  }))
)

const meter = createMeter({
  catalogue: catalogueOf(task.products),
  log: () => undefined,
  now: openClock(task.clockFile).now,
  store: { ...store, layer: Layer.provideMerge(outbox, store.layer) },
  transport: awsTransport({ credentials: canaryCredentials, endpoint: task.endpoint })
})

const record = async ({ event: { isAlone, ...event }, order }: RecorderOrder): Promise<void> => {
  while (true) {
    try {
      const { alreadyRecorded } = await (isAlone
        ? meter.recordAlone(event)
        : recordInTransaction(pool, meter, event))
      return say({ _tag: "Recorded", isRepeat: alreadyRecorded.length > 0, order })
    } catch (error) {
      if (error instanceof EventConflict) return say({ _tag: "Refused", order })
      // The same event under the same id: whatever became of that commit, it counts once.
      say({ _tag: "Failed", order, reason: String(error).slice(0, 200) })
      await sleep(retryMillis)
    }
  }
}

const retryMillis = 100

createInterface(process.stdin).on("line", (line) => void record(JSON.parse(line) as RecorderOrder))
