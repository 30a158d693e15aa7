import { spawn } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { awsTransport } from "@tallyhour/adapter-aws"
import { postgresStore, type PostgresTransaction } from "@tallyhour/adapter-postgres"
import { createMeter, type MeterHandle, SubscriptionRegistry } from "@tallyhour/core"
import { Effect } from "effect"
import { Pool } from "pg"
import { canaryCredentials } from "../canaries/canaries.ts"
import { watchProcess } from "../canaries/leaks.ts"
import type { RestartableServer } from "../postgres/startServer.ts"
import { compileCache } from "./Crew.ts"
import { killAtExit } from "./killAtExit.ts"
import { openProxy, type Proxy } from "./openProxy.ts"
import { longAgo } from "./longAgo.ts"
import { workTable } from "./recordInTransaction.ts"
import { beginning, buyers, catalogue, known, seeds } from "./seller.ts"
import type { Task } from "./Task.ts"
import { openClock, type VirtualClock } from "./VirtualClock.ts"

/** The place of a crash run: a Postgres server and an emulator of its own, and ways to them that can be cut. */
export interface CrashSite {
  /** Runs `tallyhour audit` on the ledger. */
  /** Moves everything of long ago to the archive. */
  readonly archive: () => Promise<unknown>
  readonly audit: () => Promise<{ readonly said: string; readonly status: number | null }>
  readonly aws: Proxy
  readonly clock: VirtualClock
  readonly close: () => Promise<void>
  /** Calls the emulator's control interface. */
  readonly control: (name: string, body: object) => Promise<Readonly<Record<string, unknown>>>
  /** Stops the server in the middle of everything, and starts it again. */
  readonly crash: () => Promise<void>
  readonly database: Proxy
  readonly meter: MeterHandle<PostgresTransaction>
  /** Connections past the proxy, for whoever watches. */
  readonly pool: Pool
  /** Connections past the proxy, for transactions that are held open. */
  readonly holders: Pool
  /** Lets milliseconds go by for everybody. */
  readonly jump: (millis: number) => Promise<void>
  /** What a process is told, which knows all that is sold unless told otherwise. */
  readonly taskOf: (name: string, products?: Task["products"]) => Task
}

/** Opens the place on an empty database, with accounts that are linked and nothing used. */
export const openCrashSite = async (server: RestartableServer): Promise<CrashSite> => {
  const folder = mkdtempSync(join(tmpdir(), "tallyhour-crash-"))
  const removeFolder = () => rmSync(folder, { force: true, recursive: true })
  process.once("exit", removeFolder)
  const clock = openClock(join(folder, "clock"))
  const emulator = await startEmulator()
  const [database, aws] = await Promise.all([openProxy(portOf(server.url)), openProxy(portOf(emulator.url))])
  const pool = poolOf(server.url, { max: 3, name: "watcher" })
  const holders = poolOf(server.url, { max: 10, name: "crash holder" })
  const store = postgresStore(pool)
  const meter = createMeter({
    catalogue,
    log: () => undefined,
    now: clock.now,
    store,
    transport: awsTransport({ credentials: canaryCredentials, endpoint: emulator.url })
  })
  const control: CrashSite["control"] = async (name, body) => {
    const answer = await fetch(`${emulator.url}/__control/${name}`, {
      body: JSON.stringify(body),
      method: "POST"
    })
    if (!answer.ok) throw new Error(`${name}: ${await answer.text()}`)
    return (await answer.json()) as Readonly<Record<string, unknown>>
  }
  const site: CrashSite = {
    archive: () => Effect.runPromise(store.archive(longAgo(clock.now()))),
    audit: () => audit(server.url),
    aws,
    clock,
    close: async () => {
      await meter.close()
      await Promise.all([pool.end(), holders.end()])
      await Promise.all([database.close(), aws.close()])
      await emulator.stop()
      await server.stop()
      clock.close()
      removeFolder()
      process.off("exit", removeFolder)
    },
    control,
    crash: server.crash,
    database,
    meter,
    pool,
    holders,
    jump: async (millis) => {
      await control("set_time", { now: Math.round((clock.now() + millis) / 1_000) })
      clock.jump(millis)
    },
    taskOf: (name, products = known[0]) => ({
      clockFile: join(folder, "clock"),
      databaseUrl: withPort(server.url, database.port),
      endpoint: withPort(emulator.url, aws.port),
      name,
      products,
      recordsMax
    })
  }
  await site.jump(beginning - Date.now())
  for (const [name, body] of seeds) await control(name, body)
  await meter.migrate()
  await pool.query(workTable)
  for (const subscription of buyers.flatMap(({ subscriptions }) => subscriptions))
    await Effect.runPromise(
      SubscriptionRegistry.use((registry) => registry.link(subscription)).pipe(Effect.provide(store.layer))
    )
  return site
}

const poolOf = (url: string, { max, name }: { readonly max: number; readonly name: string }): Pool => {
  const pool = new Pool({ application_name: name, connectionString: url, max })
  // Here the server is brought down on purpose.
  pool.on("error", () => undefined)
  pool.on("connect", (client) => client.on("error", () => undefined))
  return pool
}

const commandLine = join(import.meta.dirname, "../../packages/cli/src/main.ts")

const runTallyhour = (args: ReadonlyArray<string>, env: Readonly<Record<string, string>> = {}) => {
  const child = spawn(process.execPath, ["--conditions=@tallyhour/source", commandLine, ...args], {
    env: { NODE_COMPILE_CACHE: compileCache, PATH: process.env["PATH"] ?? "", ...env },
    stdio: ["ignore", "pipe", "pipe"]
  })
  watchProcess(child)
  killAtExit(child)
  return child
}

const startEmulator = async () => {
  const child = runTallyhour(["emulator", "--port", "0", "--json"])
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()))
  let said = ""
  const url = await new Promise<string>((resolve, reject) => {
    child.stderr.on("data", (text: Buffer) => (said += String(text)))
    child.stdout.on("data", (text: Buffer) => {
      said += String(text)
      if (said.includes("\n")) resolve((JSON.parse(said) as { readonly url: string }).url)
    })
    void ended.then(() => reject(new Error(`The emulator ended: ${said}`)))
  })
  return {
    stop: () => {
      child.kill()
      return ended
    },
    url
  }
}

const audit = (databaseUrl: string): ReturnType<CrashSite["audit"]> =>
  new Promise((resolve, reject) => {
    const child = runTallyhour(["audit", "--healthy-worker"], { DATABASE_URL: databaseUrl })
    let said = ""
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (text: Buffer) => (said += String(text)))
    child.once("error", reject)
    child.once("close", (status) => resolve({ said: said.trim(), status }))
  })

/** A lease is small, so that many workers hold some at once. */
const recordsMax = 10

const portOf = (url: string): number => Number(new URL(url).port)

const withPort = (url: string, port: number): string =>
  Object.assign(new URL(url), { port: String(port) }).href.replace(/(?<=:\d+)\/$/, "")
