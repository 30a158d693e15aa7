import { startEmulator } from "@tallyhour/adapter-memory"
import { postgresStore } from "@tallyhour/adapter-postgres"
import { Effect } from "effect"
import { execFile } from "node:child_process"
import { join } from "node:path"
import { promisify } from "node:util"
import pg from "pg"
import { assert, describe, inject, it } from "vitest"
import { watchProcess } from "../../../tooling/canaries/leaks.ts"

const databaseUrl = inject("databaseUrl")
const databaseName = "tallyhour_reporting"
const tasks = ["task-1", "task-2", "task-3", "task-4"]

const inProcess = async (...args: ReadonlyArray<string>): Promise<unknown> => {
  const entry = join(import.meta.dirname, "reporterProcess.ts")
  const running = promisify(execFile)(process.execPath, ["--conditions=@tallyhour/source", entry, ...args])
  watchProcess(running.child)
  const { stdout } = await running
  return JSON.parse(stdout)
}

describe.skipIf(databaseUrl === undefined)("processes that share a total through Postgres", () => {
  it(
    "count an event once, and report each hour by the mouth of one of them",
    { timeout: 60_000 },
    async () => {
      const admin = new pg.Client({ connectionString: databaseUrl })
      await admin.connect()
      await admin.query(`drop database if exists ${databaseName}`)
      await admin.query(`create database ${databaseName}`)
      await admin.end()
      const url = Object.assign(new URL(databaseUrl!), { pathname: `/${databaseName}` }).href
      const pool = new pg.Pool({ connectionString: url, max: 1 })
      await Effect.runPromise(postgresStore(pool).migrate)
      const { close, emulator, url: emulatorUrl } = await startEmulator()
      emulator.control("seed_product", { code: "4ml54db8vrmju", dimensions: ["pages"], kind: "container" })
      emulator.control("entitle_caller", { product_code: "4ml54db8vrmju", entitled: true })
      // As where AWS takes no notice of the tokens of tasks, and bills whatever each of them reports.
      emulator.control("set_choice", { name: "client_token_of_tasks", value: "ignored" })
      emulator.setTime({ now: Date.parse("2026-03-10T12:40:00Z") / 1000, frozen: true })
      const everywhere = (act: string, now: string) =>
        Promise.all(tasks.map((task) => inProcess(act, task, emulatorUrl, url, now)))

      const told = (await everywhere("count", "2026-03-10T11:30:00Z")) as Array<[string, string]>
      const rounds = (await everywhere("report", "2026-03-10T12:40:00Z")) as Array<{ isReporting: boolean }>
      await pool.end()
      await close()

      const [ofAll, own] = [told.map(([first]) => first), told.map(([, second]) => second)]
      assert.deepStrictEqual(ofAll.toSorted(), ["counted", "repeated", "repeated", "repeated"])
      assert.deepStrictEqual(own, ["counted", "counted", "counted", "counted"])
      assert.strictEqual(rounds.filter(({ isReporting }) => isReporting).length, 1)
      assert.deepStrictEqual(
        emulator.accepted().map(({ quantity }) => quantity),
        [112]
      )
    }
  )
})
