import { writeSync } from "node:fs"
import { setTimeout as sleep } from "node:timers/promises"
import { postgresStore } from "@tallyhour/adapter-postgres"
import { DateTime, Effect } from "effect"
import { Pool } from "pg"
import { longAgo } from "./longAgo.ts"
import type { ArchiverNotice } from "./Notice.ts"
import type { Task } from "./Task.ts"
import { openClock } from "./VirtualClock.ts"

// Whoever keeps the books archives what is long over, again and again and a little of it at a time, so that it takes as long as a round.

const task = JSON.parse(process.argv[2] ?? "") as Task

const say = (notice: ArchiverNotice): void => void writeSync(1, `${JSON.stringify(notice)}\n`)

const pool = new Pool({ application_name: task.name, connectionString: task.databaseUrl, max: 2 })
// Here connections are cut on purpose.
pool.on("error", () => undefined)
const store = postgresStore(pool)
const clock = openClock(task.clockFile)

/** When the first after an instant was over of what is not archived yet: usage that was recorded, or a record that was settled. */
const firstAfter = async (millis: number): Promise<number | undefined> => {
  const { rows } = await pool.query<{ first: string | null }>(
    `select (extract(epoch from min(over_at)) * 1000)::bigint::text as first from (
       select ${eventOver} as over_at from tallyhour.usage_event
       union all
       select greatest(hour, ended_at) from tallyhour.usage_record where ended_at is not null
     ) used where over_at >= to_timestamp($1::double precision / 1000)`,
    [millis]
  )
  const first = rows[0]?.first
  return typeof first === "string" ? Number(first) : undefined
}

const someBefore = async (millis: number): Promise<ReadonlyArray<string>> => {
  const { rows } = await pool.query<{ event_id: string }>(
    `select event_id from tallyhour.usage_event where ${eventOver} < to_timestamp($1::double precision / 1000)
     order by event_id limit $2`,
    [millis, namedMax]
  )
  return rows.map(({ event_id }) => event_id)
}

const eventOver = "greatest(occurred_at, recorded_at)"

/** Archives a little after an instant. Returns where to go on: at the beginning, when everything of long ago was looked at. */
const archiveAfter = async (from: number): Promise<number> => {
  const { before, now } = longAgo(clock.now())
  const first = await firstAfter(from)
  if (first === undefined || first >= DateTime.toEpochMillis(before)) return 0
  const until = Math.min(first + stepMillis, DateTime.toEpochMillis(before))
  say({ _tag: "Archiving", eventIds: await someBefore(until) })
  const moved = await Effect.runPromise(store.archive({ before: DateTime.makeUnsafe(until), now }))
  say({ _tag: "Archived", ...moved })
  return until
}

const namedMax = 4
const stepMillis = 10 * 60_000
const restMillis = 1_000

for (let from = 0; ;) {
  try {
    from = await archiveAfter(from)
  } catch (error) {
    say({ _tag: "Failed", reason: String(error).slice(0, 200) })
  }
  await sleep(restMillis)
}
