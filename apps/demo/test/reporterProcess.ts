import { awsBuyerMetering } from "@tallyhour/adapter-aws"
import { postgresStore } from "@tallyhour/adapter-postgres"
import { createReporter } from "@tallyhour/core"
import pg from "pg"
import { canaries } from "../../../tooling/canaries/canaries.ts"

// One task of a cluster, as a process of its own: counts at half past an hour, or reports when it is over.
const [act = "", instance = "", emulatorUrl = "", databaseUrl = "", now = ""] = process.argv.slice(2)
const pool = new pg.Pool({ connectionString: databaseUrl, max: 1 })
const reporter = createReporter({
  productCode: "4ml54db8vrmju",
  reporter: "cluster-1",
  instance,
  metering: awsBuyerMetering({
    endpoint: emulatorUrl,
    credentials: { accessKeyId: instance.toUpperCase(), secretAccessKey: canaries.secretAccessKey },
    region: async () => "us-east-1"
  }),
  store: postgresStore(pool).reporters,
  log: () => undefined,
  now: () => Date.parse(now)
})
const usage = { dimension: "pages", occurredAt: now }
const answer =
  act === "count"
    ? [
        await reporter.count({ ...usage, quantity: 100, eventId: "of-all" }),
        await reporter.count({ ...usage, quantity: 3, eventId: instance })
      ]
    : await reporter.report()
await reporter.close()
await pool.end()
process.stdout.write(JSON.stringify(answer))
