import { writeSync } from "node:fs"
import { createInterface } from "node:readline"
import { setTimeout as sleep } from "node:timers/promises"
import { awsTransport } from "@tallyhour/adapter-aws"
import { postgresStore } from "@tallyhour/adapter-postgres"
import { createMeter, type UsageEventInput } from "@tallyhour/core"
import { Pool } from "pg"
import { canaryCredentials } from "../canaries/canaries.ts"
import type { RecorderNotice } from "./Notice.ts"
import { recordInTransaction } from "./recordInTransaction.ts"
import { catalogue } from "./seller.ts"
import type { Task } from "./Task.ts"
import { openClock } from "./VirtualClock.ts"

// The seller's application: each event it reads is recorded with its work in one transaction, again and again until the commit is heard.

const task = JSON.parse(process.argv[2] ?? "") as Task

const say = (notice: RecorderNotice): void => void writeSync(1, `${JSON.stringify(notice)}\n`)

const pool = new Pool({ application_name: task.name, connectionString: task.databaseUrl, max: 4 })
const meter = createMeter({
  catalogue,
  log: () => undefined,
  now: openClock(task.clockFile).now,
  store: postgresStore(pool),
  transport: awsTransport({ credentials: canaryCredentials, endpoint: task.endpoint })
})

const record = async (event: UsageEventInput): Promise<void> => {
  const { eventId } = event
  while (true) {
    try {
      const { alreadyRecorded } = await recordInTransaction(pool, meter, event)
      return say({ _tag: "Recorded", eventId, isRepeat: alreadyRecorded.length > 0 })
    } catch (error) {
      // The same event under the same id: whatever became of that commit, it counts once.
      say({ _tag: "Failed", eventId, reason: String(error).slice(0, 200) })
      await sleep(retryMillis)
    }
  }
}

const retryMillis = 100

createInterface(process.stdin).on("line", (line) => void record(JSON.parse(line) as UsageEventInput))
