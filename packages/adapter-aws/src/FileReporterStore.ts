import {
  emptyReporter,
  ReporterState,
  ReporterStore,
  StoreError,
  StoreRefused,
  StoreUnavailable
} from "@tallyhour/core"
import { Clock, Duration, Effect, Layer, Schema, Semaphore } from "effect"
import { createHash, randomUUID } from "node:crypto"
import { mkdir, open, readdir, readFile, rename, rm } from "node:fs/promises"
import { join } from "node:path"

/**
 * Makes a store for hourly reporters in a folder, such as a volume that outlives its container.
 *
 * Each reporter is one file of JSON. Whoever changes it takes it by renaming it, so that of several processes, also on a shared
 * volume, one has it; the next content is flushed and put in its place before it is given back.
 *
 * - **Guarantees**: all that the port promises, if no process stands still for half a minute between two steps and goes on then:
 *   what was taken a minute ago is given back by whoever waits for it, because its process has died.
 * - **Errors**: `StoreUnavailable` as the file system has put it; `StoreRefused` for a file that is not ours.
 *
 * **Example** (What is counted outlives the process)
 *
 *     import { countHourly, ReporterStore } from "@tallyhour/core"
 *     import { mkdtempSync } from "node:fs"
 *     import { tmpdir } from "node:os"
 *     import { join } from "node:path"
 *
 *     const folder = mkdtempSync(join(tmpdir(), "reporter-"))
 *     const total = { productCode: "4ml54db8vrmju", reporter: "cluster-1" }
 *     const count = countHourly(total, { dimension: "pages", quantity: 2 })
 *     await Effect.runPromise(count.pipe(Effect.provide(fileReporterStore({ folder }))))
 *     await Effect.runPromise(count.pipe(Effect.provide(fileReporterStore({ folder }))))
 *
 *     const counted = Effect.gen(function* () {
 *       const store = yield* ReporterStore
 *       return yield* store.modify("cluster-1", (state) => [state.open.map(({ quantity }) => quantity), state])
 *     })
 *     await Effect.runPromise(counted.pipe(Effect.provide(fileReporterStore({ folder })))) // => [4]
 */
export const fileReporterStore = ({ folder }: { readonly folder: string }): Layer.Layer<ReporterStore> =>
  Layer.effect(
    ReporterStore,
    Effect.map(Semaphore.make(1), (one) => ({
      modify: (reporter, change) => one.withPermits(1)(modifyIn(homeOf(folder, reporter), change))
    }))
  )

// A name of a reporter may hold anything, and that of a folder may not.
const homeOf = (folder: string, reporter: string): string =>
  join(folder, createHash("sha256").update(reporter).digest("hex"))

const modifyIn = Effect.fnUntraced(function* <A>(
  home: string,
  change: (state: ReporterState) => readonly [A, ReporterState]
): Effect.fn.Return<A, StoreError> {
  const mine = yield* take(home)
  const began = yield* Clock.monotonicTimeNanos
  const giveBack = Effect.asVoid(renamed(mine, join(home, current)))
  return yield* Effect.gen(function* () {
    const kept = yield* attempt(() => readFile(mine, "utf8"))
    const state = yield* Effect.try({
      try: () => (kept === "" ? emptyReporter : decode(kept)),
      catch: () =>
        new StoreError({ reason: new StoreRefused({ detail: `${home} holds no reporter of ours` }) })
    })
    const [result, next] = change(state)
    yield* attempt(() => write(`${mine}.next`, encode(next)))
    if ((yield* Clock.monotonicTimeNanos) - began > Duration.toNanosUnsafe(tooLong))
      return yield* unavailable("writing took too long")
    yield* attempt(() => rename(`${mine}.next`, mine))
    yield* giveBack
    return result
  }).pipe(Effect.onError(() => Effect.ignore(giveBack)))
}, Effect.uninterruptible)

const current = "state.json"

const tooLong = Duration.seconds(30)

/** Between two looks whether a file has been given back. */
const wait = Duration.millis(20)
/** So many waits, a minute at least, and whoever has taken a file will not give it back. */
const waitsForOne = 3_000
/** So many waits, two minutes, and this process gives up. */
const waitsMax = 6_000

/** Takes the one file of a reporter under a name of its own, as soon as nobody else has it. */
const take = Effect.fnUntraced(function* (home: string) {
  const mine = join(home, `${randomUUID()}.taken`)
  let seen = { name: "", waits: 0 }
  for (let waits = 0; waits < waitsMax; waits++) {
    if (yield* renamed(join(home, current), mine)) return mine
    const name = yield* attempt(() => takenIn(home))
    if (name === "") continue
    // By our own waiting, not by the times of files: the clocks of those who share a volume may disagree.
    seen = name === seen.name ? { name, waits: seen.waits + 1 } : { name, waits: 0 }
    if (seen.waits < waitsForOne) yield* Effect.sleep(wait)
    else yield* renamed(join(home, name), join(home, current))
  }
  return yield* unavailable("others hold it for too long")
})

/** Names the file that somebody has taken, or none; makes the folder of a reporter never heard of. */
const takenIn = async (home: string): Promise<string> => {
  try {
    return (await readdir(home)).find((name) => name.endsWith(".taken")) ?? ""
  } catch (error) {
    if (codeOf(error) !== "ENOENT") throw error
  }
  // Whole or not at all, so that no process finds the folder without its file; the first one stands.
  const draft = `${home}.${randomUUID()}`
  await mkdir(draft, { recursive: true })
  await write(join(draft, current), "")
  try {
    await rename(draft, home)
  } catch (error) {
    await rm(draft, { force: true, recursive: true })
    if (codeOf(error) !== "ENOTEMPTY" && codeOf(error) !== "EEXIST") throw error
  }
  return ""
}

/** Renames a file, and tells whether it was there. */
const renamed = (from: string, to: string): Effect.Effect<boolean, StoreError> =>
  attempt(async () => {
    try {
      await rename(from, to)
      return true
    } catch (error) {
      if (codeOf(error) === "ENOENT") return false
      throw error
    }
  })

const write = async (path: string, text: string): Promise<void> => {
  const file = await open(path, "w", 0o600)
  try {
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
}

const json = Schema.fromJsonString(ReporterState)
const decode = Schema.decodeUnknownSync(json)
const encode = Schema.encodeSync(json)

const codeOf = (error: unknown): unknown =>
  typeof error === "object" && error !== null && "code" in error ? error.code : undefined

const attempt = <A>(work: () => Promise<A>): Effect.Effect<A, StoreError> =>
  Effect.tryPromise({
    try: work,
    catch: (thrown) =>
      unavailable(thrown instanceof Error ? thrown.message : "the file system does not say why")
  })

const unavailable = (detail: string): StoreError =>
  new StoreError({ reason: new StoreUnavailable({ detail }) })
