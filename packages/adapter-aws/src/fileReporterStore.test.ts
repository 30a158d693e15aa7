import { assert, describe, it } from "@effect/vitest"
import { ReporterStore } from "@tallyhour/core"
import { reporterStoreLaws } from "@tallyhour/core/testing"
import { checkLaws } from "@tallyhour/core/testing/vitest"
import { Effect, Fiber } from "effect"
import { TestClock } from "effect/testing"
import { mkdtempSync, readdirSync, renameSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileReporterStore } from "./FileReporterStore.ts"

const aFolder = () => mkdtempSync(join(tmpdir(), "reporter-"))

checkLaws("files: ReporterStore", reporterStoreLaws, fileReporterStore({ folder: aFolder() }))

const count = Effect.flatMap(ReporterStore, (store) =>
  store.modify("one", (state) => {
    const pages = (state.accepted["pages"] ?? 0) + 1
    return [pages, { ...state, accepted: { pages } }]
  })
)

/** Counts as another process does, which shares nothing but the folder. */
const countIn = (folder: string) => count.pipe(Effect.provide(fileReporterStore({ folder })))

describe("fileReporterStore", () => {
  it.live("lets several processes count in one file", () =>
    Effect.gen(function* () {
      const folder = aFolder()

      yield* Effect.all(
        Array.from({ length: 20 }, () => countIn(folder)),
        { concurrency: "unbounded" }
      )

      assert.strictEqual(yield* countIn(folder), 21)
      assert.deepStrictEqual(readdirSync(homeIn(folder)), ["state.json"])
    })
  )

  it.live("refuses a file that is not of ours, and leaves it where it is", () =>
    Effect.gen(function* () {
      const folder = aFolder()
      yield* countIn(folder)
      writeFileSync(join(homeIn(folder), "state.json"), "{}")

      const error = yield* Effect.flip(countIn(folder))

      assert.strictEqual(error.reason._tag, "StoreRefused")
      assert.deepStrictEqual(readdirSync(homeIn(folder)), ["state.json"])
    })
  )

  it.effect("gives back what a process took that died", () =>
    Effect.gen(function* () {
      const folder = aFolder()
      yield* Effect.promise(() => Effect.runPromise(countIn(folder)))
      const home = homeIn(folder)
      renameSync(join(home, "state.json"), join(home, "of-the-dead.taken"))
      const second = yield* Effect.forkChild(countIn(folder))
      // Time passes for as long as the dead one holds it, and none after that.
      while (readdirSync(home).includes("of-the-dead.taken")) {
        yield* Effect.promise(() => new Promise((resolve) => setImmediate(resolve)))
        yield* TestClock.adjust("20 millis")
      }

      assert.strictEqual(yield* Fiber.join(second), 2)
    })
  )
})

const homeIn = (folder: string): string => join(folder, readdirSync(folder)[0] ?? "")
