import { randomInt } from "node:crypto"
import { inspect, parseArgs } from "node:util"
import { PGlite } from "@electric-sql/pglite"
import { memoryStore } from "@tallyhour/adapter-memory"
import { Effect, Layer } from "effect"
import fc from "fast-check"
import { Pool } from "pg"
import { startPostgres } from "../../../tooling/postgres/startPostgres.ts"
import { pgliteStore } from "../src/PostgresStore.ts"
import { archivistOf } from "./Archivist.ts"
import { Callers, memoryCallers } from "./Callers.ts"
import { compareStores } from "./compareStores.ts"
import { type History, history } from "./randomCommands.ts"
import { besideMemory, impatient, memoryWithCallers } from "./twoStores.ts"

const usage = `Usage: npm run stores -- [options]

Tells random histories of commands to a store in Postgres and to the one in memory: usage, also in transactions of two callers that
are open at once, sealings, leases, settlements, subscriptions. Connections are cut before and after statements, and races are lost.
Every answer, every balance and every row has to be the same.

  --count N      how many histories (default: 200)
  --seed N       what they are drawn from; a random one, which is printed, if absent
  --path P       goes straight to the history that failed, as the failure tells it
  --store NAME   server or pglite, which has one connection: no callers and no cuts (default: server)
  --help         print this
`

/** A way to tell one history to two empty stores. */
interface Teller {
  readonly close: () => Promise<unknown>
  readonly tell: (told: History, mark: (how: string) => void) => Promise<void>
}

const main = async (): Promise<void> => {
  const { values } = parseArgs({
    options: {
      count: { default: "200", type: "string" },
      help: { default: false, type: "boolean" },
      path: { type: "string" },
      seed: { type: "string" },
      store: { default: "server", type: "string" }
    }
  })
  if (values.help) {
    process.stdout.write(usage)
    return
  }
  const open = tellers[values.store]
  if (open === undefined) throw new Error(`There is no store ${values.store}; see --help.`)
  const numRuns = wholeNumber("--count", values.count)
  const seed = wholeNumber("--seed", values.seed ?? String(randomInt(2 ** 31)))
  process.stderr.write(`seed ${seed}\n`)
  const { close, tell } = await open()
  const marks = new Map<string, number>()
  let checked = 0
  const property = fc.asyncProperty(history, async (told) => {
    await tell(told, (how) => marks.set(how, (marks.get(how) ?? 0) + 1))
    checked += 1
    if (checked % 100 === 0) process.stderr.write(`${checked} of ${numRuns}\n`)
  })
  const details = await fc.check(property, {
    endOnFailure: values.path !== undefined,
    numRuns,
    seed,
    ...(values.path !== undefined && { path: values.path })
  })
  await close()
  if (details.failed) {
    const again = `npm run stores -- --store ${values.store} --seed ${seed} --path ${details.counterexamplePath}`
    process.stderr.write(
      `${inspect(details.counterexample, { depth: 10 })}\n${inspect(details.errorInstance)}\n`
    )
    process.stderr.write(`failed after ${details.numRuns} histories; again: ${again}\n`)
    process.exitCode = 1
    return
  }
  for (const how of [...marks.keys()].toSorted())
    process.stdout.write(`${String(marks.get(how)).padStart(8)} ${how}\n`)
  process.stdout.write(`${details.numRuns} histories agree, seed ${seed}\n`)
}

const onServer = async (): Promise<Teller> => {
  const server = await startPostgres()
  if ("missing" in server) throw new Error(`There is no Postgres server to compare with: ${server.missing}`)
  const watcher = new Pool({ connectionString: server.url, max: 1 })
  // The server may end its session while the pool, which says it has ended, is still closing it.
  watcher.on("error", () => undefined)
  watcher.on("connect", (client) => client.on("error", () => undefined))
  const pool = new Pool({ connectionString: server.url, max: 4, options: impatient })
  const open = besideMemory(pool, watcher)
  let schemas = 0
  return {
    close: async () => {
      await Promise.all([pool.end(), watcher.end()])
      await server.stop()
    },
    tell: async (told, mark) => {
      const schema = `history_${process.pid}_${schemas++}`
      await compareStores(told, await open(schema), ({ command, fault }) =>
        mark(fault === undefined ? command : `${command}, ${fault}`)
      )
      await watcher.query(`drop schema "${schema}" cascade`)
    }
  }
}

const inPglite = async (): Promise<Teller> => {
  const pglite = await PGlite.create()
  let schemas = 0
  return {
    close: () => pglite.close(),
    tell: async ({ begin, commands }, mark) => {
      const schema = `history_${schemas++}`
      const store = pgliteStore(pglite, { schema })
      await Effect.runPromise(store.migrate)
      // Nobody is asked to call here, so these callers only fill their place.
      const callers = Layer.succeed(Callers, memoryCallers(memoryStore()))
      const alone = commands.filter(({ _tag }) => _tag !== "Record" && _tag !== "Finish")
      await compareStores(
        { begin, commands: alone, faults: [] },
        {
          compared: Layer.mergeAll(store.layer, callers, archivistOf(store)),
          connections: { arm: () => undefined, disarm: async () => undefined },
          reference: memoryWithCallers()
        },
        ({ command }) => mark(command)
      )
      await pglite.exec(`drop schema "${schema}" cascade`)
    }
  }
}

const tellers: Readonly<Record<string, (() => Promise<Teller>) | undefined>> = {
  pglite: inPglite,
  server: onServer
}

const wholeNumber = (name: string, text: string): number => {
  if (!/^\d{1,10}$/.test(text)) throw new Error(`${name} is no whole number: ${text}`)
  return Number(text)
}

await main()
