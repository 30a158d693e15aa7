import { spawn } from "node:child_process"
import { once } from "node:events"
import { join } from "node:path"
import { createInterface } from "node:readline"
import { awsTransport } from "@tallyhour/adapter-aws"
import { makeMarketplaceEmulator, startEmulator } from "@tallyhour/adapter-memory"
import { testMarketplace } from "@tallyhour/adapter-memory/testing"
import { kyselyStore } from "@tallyhour/adapter-postgres"
import {
  Balance,
  Books,
  Instant,
  Quantity,
  SubscriptionRegistry,
  type UsageEvent,
  UsageOutbox
} from "@tallyhour/core"
import { exampleProduct } from "@tallyhour/core/testing"
import { DateTime, Effect, Layer } from "effect"
import type { Kysely } from "kysely"
import { canaryCredentials } from "../../../tooling/canaries/canaries.ts"
import { watchProcess } from "../../../tooling/canaries/leaks.ts"
import {
  earlyPass,
  earlyUsage,
  type Fate,
  fatefulPass,
  laterUsage,
  passAt,
  type StepCounts,
  subscriptions,
  violationsAt,
  type WorkerTask
} from "./crashWorkload.ts"

/** Where a scene takes place. */
export interface Stage {
  readonly compileCache: string
  readonly databaseUrl: string
  readonly db: Kysely<unknown>
}

/** How a worker process ended, and the steps it counted if it came to its end by itself. */
export interface Ending {
  readonly counts: StepCounts | undefined
  readonly signal: string | null
}

/** One pass of a worker process. */
interface Work {
  readonly concurrency: number
  readonly fate?: Fate
  readonly meanwhile?: () => Promise<void>
  readonly now?: Instant
}

/** What counts in the end. */
export interface Upshot {
  readonly accepted: ReadonlyArray<string>
  readonly balances: ReadonlyArray<Readonly<Record<string, string>>>
  readonly unbilled: ReadonlyArray<string>
  /** What an audit finds in the end, when nothing may be overdue. */
  readonly violations: ReadonlyArray<string>
}

/**
 * Prepares usage, a database schema and an emulator of their own, and returns what can happen there.
 *
 * The first hours are sealed and sent already, and later usage has come in since.
 */
export const openScene = async (stage: Stage, schema: string) => {
  const emulator = makeMarketplaceEmulator()
  const marketplace = testMarketplace(emulator, earlyPass)
  let heard: () => void = () => undefined
  const server = await startEmulator({
    emulator: {
      ...emulator,
      call: (call) => {
        const answer = emulator.call(call)
        heard()
        return answer
      }
    }
  })
  const store = kyselyStore(stage.db, { schema })
  const services = Layer.merge(store.layer, transportTo(server.url))
  const run = <A, E>(effect: Effect.Effect<A, E, Layer.Success<typeof services>>) =>
    Effect.runPromise(effect.pipe(Effect.provide(Layer.fresh(services))))

  await Effect.runPromise(store.migrate)
  for (const { agreement } of subscriptions) {
    const dimensions = ["requests", "storage"]
    await Effect.runPromise(
      marketplace.seed({ agreement, dimensions, isSubscribed: true, productCode: exampleProduct })
    )
  }
  await run(link)
  await run(append(earlyUsage))
  await run(passAt(earlyPass, 1))
  await run(append(laterUsage))

  return {
    /** Lets a worker process do a pass, the fateful one unless told otherwise. A pause lasts for all of `meanwhile`. */
    work: ({ concurrency, fate, meanwhile, now = fatefulPass }: Work): Promise<Ending> => {
      setTime(emulator, now)
      const task: WorkerTask = {
        concurrency,
        databaseUrl: stage.databaseUrl,
        endpoint: server.url,
        now: DateTime.formatIso(now),
        schema,
        ...(fate === undefined ? {} : { fate })
      }
      return workIn(task, stage, {
        meanwhile,
        onCall: (listener) => {
          heard = listener
        }
      })
    },

    /** Does passes later on, past every lease, until nothing is left to be sent. */
    goOn: async (): Promise<void> => {
      for (let pass = 1; pass <= passesMax; pass++) {
        const now = DateTime.add(fatefulPass, { minutes: 2 * pass })
        setTime(emulator, now)
        await run(passAt(now, 1))
        const balances = await run(Effect.flatMap(Books, (books) => books.balances))
        if (balances.every(({ open, pending }) => open === Quantity.zero && pending === Quantity.zero)) return
      }
      throw new Error(`usage is still pending after ${passesMax} passes`)
    },

    upshot: async (): Promise<Upshot> => ({
      accepted: emulator
        .accepted()
        .map((record) =>
          JSON.stringify([
            record.scope,
            record.licenseArn,
            record.accountId,
            record.dimension,
            record.hour,
            record.quantity
          ])
        )
        .toSorted(),
      balances: (await run(Effect.flatMap(Books, (books) => books.balances))).map(printed),
      unbilled: (await run(Effect.flatMap(Books, (books) => books.unbilled))).map((row) =>
        JSON.stringify({ ...row, quantity: Quantity.format(row.quantity) })
      ),
      violations: await run(violationsAt(lastPass, { isWorkerHealthy: true }))
    }),

    /** What an audit finds while the work lies where the worker left it. */
    violations: (): Promise<ReadonlyArray<string>> =>
      run(violationsAt(fatefulPass, { isWorkerHealthy: false })),

    close: () => server.close()
  }
}

const passesMax = 5
const lastPass = DateTime.add(fatefulPass, { minutes: 2 * passesMax })

const transportTo = (endpoint: string) =>
  awsTransport({
    credentials: canaryCredentials,
    endpoint,
    requestsPerSecond: Number.POSITIVE_INFINITY
  })

const link = Effect.flatMap(SubscriptionRegistry, (registry) =>
  Effect.forEach(subscriptions, (subscription) => registry.link(subscription), { discard: true })
)

const append = (events: ReadonlyArray<UsageEvent>) =>
  Effect.flatMap(UsageOutbox, (outbox) => outbox.append(events, earlyPass))

const setTime = (emulator: ReturnType<typeof makeMarketplaceEmulator>, now: Instant): void =>
  emulator.setTime({ frozen: true, now: Instant.toEpochSeconds(now) })

const printed = (balance: Balance) => ({
  account: balance.account,
  meter: balance.meter,
  recorded: Quantity.format(balance.recorded),
  carried: Quantity.format(balance.carried),
  accepted: Quantity.format(balance.accepted),
  dead: Quantity.format(balance.dead),
  held: Quantity.format(balance.held),
  writtenOff: Quantity.format(balance.writtenOff),
  unexplained: Quantity.format(Balance.unexplained(balance))
})

const workIn = async (
  task: WorkerTask,
  { compileCache }: Stage,
  {
    meanwhile,
    onCall
  }: {
    readonly meanwhile: (() => Promise<void>) | undefined
    readonly onCall: (listener: () => void) => void
  }
): Promise<Ending> => {
  const worker = spawn(
    process.execPath,
    ["--conditions=@tallyhour/source", join(import.meta.dirname, "crashingWorker.ts"), JSON.stringify(task)],
    // Compiling the same files a hundred times would take longer than all the work.
    { env: { NODE_COMPILE_CACHE: compileCache }, stdio: ["ignore", "pipe", "pipe"] }
  )
  watchProcess(worker)
  let calls = 0
  onCall(() => {
    calls += 1
    if (task.fate?.kind === "answer" && task.fate.n === calls) worker.kill(task.fate.signal)
  })
  let said = ""
  worker.stderr.on("data", (text) => {
    said += String(text)
  })
  let counts: StepCounts | undefined
  const lines = createInterface(worker.stdout)
  lines.on("line", (line) => {
    if (line !== "paused") counts = JSON.parse(line) as StepCounts
    else void meanwhile?.().finally(() => worker.kill("SIGCONT"))
  })
  const [code, signal] = (await once(worker, "close")) as [number | null, string | null]
  onCall(() => undefined)
  if (signal === null && code !== 0) throw new Error(`the worker failed: ${said}`)
  return { counts, signal }
}
