import { randomUUID } from "node:crypto"
import { rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { DateTime } from "effect"
import { Kysely, PostgresDialect } from "kysely"
import { Pool } from "pg"
import { afterAll, assert, beforeAll, describe, inject, it } from "vitest"
import { dropDatabase } from "../../../tooling/postgres/dropDatabase.ts"
import { type Ending, openScene, type Stage, type Upshot } from "./crashScene.ts"
import { type Fate, fatefulPass, type StepCounts } from "./crashWorkload.ts"

const server = inject("databaseUrl")
const database = `tallyhour_crash_${randomUUID().replaceAll("-", "")}`
const databaseUrl =
  server === undefined ? "" : Object.assign(new URL(server), { pathname: `/${database}` }).href
const compileCache = join(tmpdir(), database)
const db = new Kysely<unknown>({
  dialect: new PostgresDialect({ pool: new Pool({ connectionString: databaseUrl }) })
})
const stage: Stage = { compileCache, databaseUrl, db }

describe.skipIf(server === undefined)("a worker process", () => {
  let unharmed: { readonly [concurrency: number]: { readonly counts: StepCounts; readonly upshot: Upshot } }

  beforeAll(async () => {
    await onServer(`create database ${database} template template0`)
    unharmed = { 1: await undisturbed(1), 4: await undisturbed(4) }
  })
  afterAll(async () => {
    await db.destroy()
    await dropDatabase(server ?? "", database)
    rmSync(compileCache, { force: true, recursive: true })
  })

  it("that nothing happens to bills all usage", () => {
    const { counts, upshot } = unharmed[1]!

    assert.isAtLeast(counts.answer, 3)
    assert.isAtLeast(upshot.accepted.length, 20)
    assert.deepStrictEqual(
      upshot.balances.filter(({ unexplained }) => unexplained !== "0"),
      []
    )
    assert.deepStrictEqual(upshot.violations, [])
    assert.deepStrictEqual(unharmed[4]?.upshot, upshot)
  })

  // Statements take turns: one is cut before it, the next one while it is on its way, the third is left to `npm run crash`.
  it.each([
    [
      "F13 and F15: killed before or after any call of a port and started again changes nothing in what AWS accepts",
      { kind: "port", concurrency: 1, every: 1, stepsMin: 20 }
    ],
    [
      "F15: killed before every third statement and started again changes nothing in what AWS accepts",
      { kind: "statement", concurrency: 1, every: 3, stepsMin: 7 }
    ],
    [
      "F15: killed while every third statement is on its way and started again changes nothing in what AWS accepts",
      { kind: "flight", concurrency: 4, every: 3, stepsMin: 7 }
    ],
    [
      "F14: killed between AWS's acceptance and its answer and started again changes nothing in what AWS accepts",
      { kind: "answer", concurrency: 4, every: 1, stepsMin: 3 }
    ]
  ] as const)("%s", { timeout: 60_000 }, async (_name, { concurrency, every, kind, stepsMin }) => {
    const { counts, upshot } = unharmed[concurrency]!
    const first = kind === "flight" ? 2 : 1
    const ns = Array.from({ length: counts[kind] }, (_, i) => i + 1).filter((n) => (n - first) % every === 0)

    const crashes = await twoAtATime(ns, (n) => crashed(concurrency, { kind, n, signal: "SIGKILL" }))
    // Answers are settled together or one by one while others are sent, and hands that work at once repeat what lost a race: so
    // one pass has a few steps more than another.
    const beyond = await crashed(concurrency, { kind, n: 2 * counts[kind] + 1, signal: "SIGKILL" })

    const killed = crashes.filter(({ ending }) => ending.signal === "SIGKILL")
    assert.isAtLeast(killed.length, stepsMin)
    assert.deepStrictEqual(
      crashes.flatMap(({ violations }) => violations),
      []
    )
    assert.isNull(beyond.ending.signal)
    for (const { n, ...crash } of crashes) assert.deepStrictEqual(crash.upshot, upshot, `${kind} ${n}`)
    assert.deepStrictEqual(beyond.upshot, upshot)
  })

  it(
    "F16: paused after every other call of a port for longer than its lease changes nothing when it wakes up",
    { timeout: 60_000 },
    async () => {
      const { counts, upshot } = unharmed[1]!
      // After a call; before the next one is the same moment.
      const ns = Array.from({ length: Math.ceil(counts.port / 4) }, (_, i) => 4 * i + 2)

      const pauses = await twoAtATime(ns, (n) => crashed(1, { kind: "port", n, signal: "SIGSTOP" }))

      assert.isAtLeast(pauses.length, 5)
      for (const { ending, n, ...pause } of pauses) {
        assert.isDefined(ending.counts, `pause ${n}`)
        assert.deepStrictEqual(pause.upshot, upshot, `pause ${n}`)
      }
    }
  )
})

/** Lets a worker do its pass in peace, and counts its steps. */
const undisturbed = async (concurrency: number) => {
  const scene = await openScene(stage, `undisturbed_${concurrency}`)
  const { counts } = await scene.work({ concurrency })
  await scene.goOn()
  const upshot = await scene.upshot()
  await scene.close()
  if (counts === undefined) throw new Error("the worker did not come to its end")
  return { counts, upshot }
}

/** Lets a worker meet its fate, and others go on. */
const crashed = async (
  concurrency: number,
  fate: Fate
): Promise<{
  readonly ending: Ending
  readonly n: number
  readonly upshot: Upshot
  readonly violations: ReadonlyArray<string>
}> => {
  const scene = await openScene(stage, `${fate.kind}_${fate.n}_${fate.signal}`)
  const ending = await scene.work({ concurrency, fate, meanwhile: scene.goOn })
  const violations = await scene.violations()
  // Another process, then passes in this one, which starts a process less.
  if (fate.kind === "answer")
    await scene.work({ concurrency, now: DateTime.add(fatefulPass, { minutes: 2 }) })
  await scene.goOn()
  const upshot = await scene.upshot()
  await scene.close()
  return { ending, n: fate.n, upshot, violations }
}

/** Works through a list with two hands, because every scene has a process of its own to wait for. */
const twoAtATime = async <A, B>(
  list: ReadonlyArray<A>,
  work: (one: A) => Promise<B>
): Promise<ReadonlyArray<B>> => {
  const rest = list.entries()
  const done: Array<B> = []
  const hand = async () => {
    for (const [i, one] of rest) done[i] = await work(one)
  }
  await Promise.all([hand(), hand()])
  return done
}

const onServer = async (statement: string): Promise<void> => {
  const pool = new Pool({ connectionString: server })
  await pool.query(statement)
  await pool.end()
}
