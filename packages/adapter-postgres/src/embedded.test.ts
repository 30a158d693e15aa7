import { spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { createInterface } from "node:readline"
import { PGlite } from "@electric-sql/pglite"
import { auditLedger, Balance, Quantity } from "@tallyhour/core"
import { afterAll, assert, describe, it } from "vitest"
import { watchProcess } from "../../../tooling/canaries/leaks.ts"
import { balances, leaseDue, sealDue } from "../test/steps.ts"
import { runIn } from "../test/testDatabase.ts"
import { pgliteStore } from "./PostgresStore.ts"

const folder = mkdtempSync(join(tmpdir(), "tallyhour-embedded-"))
afterAll(() => rmSync(folder, { force: true, recursive: true }))

describe("an embedded database on disk", () => {
  it(
    "has everything that was acknowledged after its process was killed, and bills it once",
    { timeout: 60_000 },
    async () => {
      const acknowledged = await recordUntilKilled(25)

      const pglite = await PGlite.create(folder)
      const { rows } = await pglite.query<{ event_id: string }>("select event_id from tallyhour.usage_event")
      const run = runIn(pgliteStore(pglite))
      await run(sealDue())
      await run(leaseDue())
      const [books] = await run(balances)
      const { violations } = await run(auditLedger())
      await pglite.close()

      const kept = new Set(rows.map(({ event_id }) => event_id))
      assert.isAtLeast(acknowledged.length, 25)
      assert.deepStrictEqual(
        acknowledged.filter((id) => !kept.has(id)),
        []
      )
      // One event was on its way when the process was killed, and may be there.
      assert.isAtMost(kept.size, acknowledged.length + 1)
      assert.deepStrictEqual(
        [Quantity.format(books!.recorded), Balance.unexplained(books!)],
        [`${kept.size}`, Quantity.zero]
      )
      assert.deepStrictEqual(violations, [])
    }
  )
})

/** Records in a process of its own, kills it after some acknowledgements, and returns all that it gave. */
const recordUntilKilled = async (acknowledgements: number): Promise<ReadonlyArray<string>> => {
  const program = join(import.meta.dirname, "../test/embeddedRecorder.ts")
  const child = spawn(process.execPath, ["--conditions=@tallyhour/source", program, folder], {
    env: { PATH: process.env["PATH"] ?? "" }
  })
  watchProcess(child)
  const heard: Array<string> = []
  const ended = once(child, "close")
  for await (const line of createInterface({ input: child.stdout })) {
    heard.push(line)
    if (heard.length === acknowledgements) child.kill("SIGKILL")
  }
  const [, signal] = (await ended) as [number | null, string | null]
  if (signal !== "SIGKILL") throw new Error(`the process ended by itself after ${heard.length} events`)
  return heard
}
