import { assert, describe, it } from "vitest"
import { openBenchServer } from "./benchServer.ts"
import { idleWorker } from "./idleWorker.ts"

describe("the watch over an idle worker", () => {
  it(
    "counts what it asks of the database, which is little for a look",
    { timeout: 60_000 },
    async ({ skip }) => {
      const server = await openBenchServer({ isDurable: false })
      if (server === undefined) return skip()
      try {
        const { figures } = await idleWorker(server, { forMillis: 300, keys: 20, pollMillis: 100 })

        const aLook = figures.find(({ name }) => name === "queries a look")
        assert.isAbove(aLook?.value ?? 0, 0)
        assert.isAtMost(aLook?.value ?? Infinity, aLook?.atMost ?? 0)
      } finally {
        await server.close()
      }
    }
  )
})
