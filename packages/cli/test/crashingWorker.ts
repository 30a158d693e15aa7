import { writeSync } from "node:fs"
import { awsTransport } from "@tallyhour/adapter-aws"
import { postgresStore } from "@tallyhour/adapter-postgres"
import { RecordLedger, UsageTransport } from "@tallyhour/core"
import { at } from "@tallyhour/core/testing"
import { Effect, Layer } from "effect"
import { Pool } from "pg"
import { canaryCredentials } from "../../../tooling/canaries/canaries.ts"
import { passAt, type StepCounts, type StepKind, type WorkerTask } from "./crashWorkload.ts"

// A worker process that does one pass with the real adapters, and meets its fate at the step it was told.

const task = JSON.parse(process.argv[2] ?? "") as WorkerTask

const counts: StepCounts = { answer: 0, flight: 0, port: 0, statement: 0 }

const step = (kind: StepKind): void => {
  counts[kind] += 1
  if (task.fate?.kind !== kind || task.fate.n !== counts[kind]) return
  // Whoever waits for a pause cannot see it otherwise.
  if (task.fate.signal === "SIGSTOP") writeSync(1, "paused\n")
  process.kill(process.pid, task.fate.signal)
}

const around = <A, E>(call: Effect.Effect<A, E>): Effect.Effect<A, E> =>
  Effect.sync(() => step("port")).pipe(
    Effect.andThen(call),
    Effect.tap(() => Effect.sync(() => step("port")))
  )

const pool = new Pool({ connectionString: task.databaseUrl })
pool.on("connect", (client) => {
  client.query = new Proxy(Reflect.get(client, "query"), {
    apply: (query, self, parameters) => {
      step("statement")
      const answer: unknown = Reflect.apply(query, self, parameters)
      // The driver hands the statement to the system at the end of this turn.
      setImmediate(() => step("flight"))
      return answer
    }
  })
})

const ledger = Layer.effect(
  RecordLedger,
  Effect.map(RecordLedger, (real) => ({
    seal: (decide, options) => around(real.seal(decide, options)),
    hasten: (ended) => around(real.hasten(ended)),
    lease: (options) => around(real.lease(options)),
    settle: (lease, settlements, now) => around(real.settle(lease, settlements, now)),
    expire: (options) => around(real.expire(options)),
    nextDueAt: around(real.nextDueAt)
  }))
).pipe(Layer.provideMerge(postgresStore(pool, { schema: task.schema }).layer))

const transport = Layer.effect(
  UsageTransport,
  Effect.map(UsageTransport, (real) => ({
    awaitQuota: real.awaitQuota,
    clockSkew: around(real.clockSkew),
    submit: (batch) =>
      around(
        Effect.tap(real.submit(batch), () =>
          Effect.sync(() => {
            counts.answer += 1
          })
        )
      )
  }))
).pipe(
  Layer.provide(
    awsTransport({
      credentials: canaryCredentials,
      endpoint: task.endpoint,
      requestsPerSecond: Number.POSITIVE_INFINITY
    })
  )
)

await Effect.runPromise(
  passAt(at(task.now), task.concurrency).pipe(Effect.provide(Layer.merge(ledger, transport)))
)
await pool.end()
writeSync(1, `${JSON.stringify(counts)}\n`)
