import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { DateTime, Effect, Option } from "effect"
import pg from "pg"
import { afterAll, assert, beforeAll, describe, inject, it } from "vitest"
import { runReplay } from "../src/replay/runReplay.ts"
import { type GeneratedLine, generateLog } from "./generateLog.ts"
import { readRows, runTallyhour } from "./runTallyhour.ts"

interface Row {
  readonly account: string
  readonly meter: string
  readonly quantity: string | number
}

interface AcceptedRow extends Row {
  readonly dimension: string
  readonly timestamp: number
  readonly accepted_at: number
  readonly metering_record_id: string
}

const databaseUrl = inject("databaseUrl")
const log = generateLog({ seed: 2026, events: 240, days: 33 })
let folder = ""
let file = ""

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tallyhour-"))
  file = join(folder, "log.jsonl")
  await writeFile(file, log.map((line) => `${line.text}\n`).join(""))
})
afterAll(() => rm(folder, { recursive: true }))

const replayInto = async (name: string, ...args: ReadonlyArray<string>) => {
  const out = join(folder, name)
  const result = await runTallyhour(["replay", file, "--json", "--out", out, ...args])
  assert.strictEqual(result.status, 0, result.stderr)
  return { out, totals: JSON.parse(result.stdout.trim().split("\n").at(-1) ?? "") as Record<string, unknown> }
}

/** Replays the log in this process, which fails where the books do not balance; a process for each policy would take its time. */
const replayHere = async (name: string, policy: string) => {
  const out = join(folder, name)
  const how = { identity: "license", json: true, store: "memory", via: "memory" } as const
  const where = { file, out: Option.some(out), policy: Option.some(policy), until: Option.none() }
  await Effect.runPromise(Effect.scoped(runReplay({ ...how, ...where })))
  return out
}

describe("tallyhour replay of a generated log", { timeout: 120_000 }, () => {
  it("balances for every account and meter, through PGlite and the AWS SDK, as it does in memory", async () => {
    const { out: pglite, totals } = await replayInto("pglite")
    const { out: memory } = await replayInto("memory", "--store", "memory", "--via", "memory")

    assert.strictEqual(totals.unexplained, "0")
    assert.deepStrictEqual(await explained(pglite), recordedBy(log))
    for (const name of await readdir(pglite)) {
      assert.strictEqual(
        await readFile(join(memory, name), "utf8"),
        await readFile(join(pglite, name), "utf8"),
        name
      )
    }
  })

  it("refuses each bad line with its reason and takes all others", async () => {
    const { out, totals } = await replayInto("refused", "--store", "memory", "--via", "memory")

    const refused = await readRows<{
      readonly line: number
      readonly code: string
      readonly message: string
    }>(out, "refused.jsonl")
    const wanted = log.flatMap(({ code, fate }, i) => (fate === "refused" ? [[i + 1, code]] : []))
    assert.deepStrictEqual(
      refused.map(({ code, line }) => [line, code]),
      wanted
    )
    assert.isTrue(refused.every(({ message }) => message.length > 0))
    assert.strictEqual(totals.repeated, log.filter(({ fate }) => fate === "repeated").length)
  })

  it("bills at most one record an hour, whole units, never before the use and never out of AWS's window", async () => {
    const { out } = await replayInto("window", "--store", "memory", "--via", "memory")

    const accepted = await readRows<AcceptedRow>(out, "accepted.jsonl")
    const keys = accepted.map(({ account, meter, timestamp }) =>
      JSON.stringify([account, meter, Math.floor(timestamp / 3600)])
    )
    assert.strictEqual(new Set(keys).size, accepted.length)
    for (const { accepted_at, quantity, timestamp } of accepted) {
      assert.isTrue(Number.isInteger(quantity) && Number(quantity) > 0 && Number(quantity) <= 2_147_483_647)
      assert.isTrue(accepted_at - timestamp < 86_400 && accepted_at < monthCutOff(timestamp))
    }
    for (const row of accepted)
      assert.isTrue(billedUntil(accepted, row) <= usedUntil(log, row), JSON.stringify(row))
  })

  for (const fraction of ["carry", "up", "down", "nearest"]) {
    for (const late of ["same-month", "next-open-hour", "write-off"]) {
      it(`balances when fractions go ${fraction} and late usage ${late}`, async () => {
        const policy = join(folder, `${fraction}-${late}.json`)
        await writeFile(policy, JSON.stringify({ allowedLatenessSeconds: 7200, fraction, late }))

        const out = await replayHere(`${fraction}-${late}`, policy)

        assert.deepStrictEqual(await explained(out), recordedBy(log))
        if (fraction === "carry") await everyCarryIsLessThanAUnit(out)
      })
    }
  }

  it("balances in the older forms of identity", async () => {
    for (const identity of ["product", "legacy"]) {
      const { out } = await replayInto(identity, "--store", "memory", "--identity", identity)

      assert.deepStrictEqual(await explained(out), recordedBy(log))
    }
  })

  it("stops at an instant with the rest pending", async () => {
    const lastUse = Math.max(...recordedLines(log.slice(0, 20)).map(({ at }) => secondsOf(at)))
    const until = String(lastUse + 120)

    const { out, totals } = await replayInto(
      "until",
      "--store",
      "memory",
      "--via",
      "memory",
      "--until",
      until
    )

    assert.isAbove(Number(totals.not_arrived), 0)
    assert.strictEqual(totals.unexplained, "0")
    assert.isAbove((await readRows<Row>(out, "pending.jsonl")).length, 0)
  })

  it.skipIf(databaseUrl === undefined)(
    "runs in a schema of its own on a real server, and takes it away",
    async () => {
      const out = join(folder, "postgres")
      const short = join(folder, "short.jsonl")
      const fewDays = generateLog({ seed: 7, events: 100, days: 4 })
      await writeFile(short, fewDays.map((line) => `${line.text}\n`).join(""))
      const result = await runTallyhour(["replay", short, "--store", "postgres", "--out", out], {
        DATABASE_URL: databaseUrl!
      })

      assert.strictEqual(result.status, 0, result.stderr)
      assert.deepStrictEqual(await explained(out), recordedBy(fewDays))
      const client = new pg.Client({ connectionString: databaseUrl })
      await client.connect()
      const left = await client.query(
        "select nspname from pg_namespace where nspname like 'tallyhour\\_replay\\_%'"
      )
      await client.end()
      assert.deepStrictEqual(left.rows, [])
    }
  )
})

describe("tallyhour replay, given something it cannot work with,", () => {
  const failures = [
    {
      given: "a file that is not there",
      args: ["replay", "no-such-file.jsonl"],
      says: /no-such-file.jsonl cannot be read/
    },
    { given: "a folder", args: ["replay", tmpdir()], says: /it is a folder/ },
    {
      given: "an instant without a zone",
      args: ["replay", import.meta.filename, "--until", "2026-10-20"],
      says: /--until 2026-10-20/
    },
    {
      given: "a policy that is not there",
      args: ["replay", import.meta.filename, "--policy", "nope.json"],
      says: /nope.json cannot be read/
    },
    {
      given: "a report folder that is a file",
      args: ["replay", import.meta.filename, "--out", import.meta.filename],
      says: /cannot be written/
    },
    {
      given: "no database",
      args: ["replay", import.meta.filename, "--store", "postgres"],
      says: /DATABASE_URL/
    },
    { given: "a misspelt flag", args: ["replay", import.meta.filename, "--stroe", "memory"], says: /--store/ }
  ]
  for (const { args, given, says } of failures) {
    it(`says so and exits with 1: ${given}`, async () => {
      const { status, stderr, stdout } = await runTallyhour(args)

      assert.strictEqual(status, 1)
      assert.match(stderr + stdout, says)
      assert.notMatch(stderr, /\n\s+at /)
    })
  }
})

const unit = 10n ** 12n

const scaled = (quantity: string | number): bigint => {
  const [, sign, whole, fraction = ""] =
    /^(-?)(\d+)(?:\.(\d+))?$/.exec(String(quantity)) ?? assert.fail(`${quantity}`)
  const magnitude = BigInt(whole ?? "0") * unit + BigInt(fraction.padEnd(12, "0"))
  return sign === "-" ? -magnitude : magnitude
}

const add = (sums: Map<string, bigint>, { account, meter, quantity }: Row): void => {
  const key = JSON.stringify([account, meter])
  sums.set(key, (sums.get(key) ?? 0n) + scaled(quantity))
}

const sorted = (sums: Map<string, bigint>) => [...sums].sort(([a], [b]) => (a < b ? -1 : 1))

const recordedLines = (lines: ReadonlyArray<GeneratedLine>) =>
  lines
    .filter(({ fate }) => fate === "recorded")
    .map(({ text }) => JSON.parse(text) as Row & { readonly at: string | number })

const recordedBy = (lines: ReadonlyArray<GeneratedLine>) => {
  const sums = new Map<string, bigint>()
  for (const row of recordedLines(lines)) add(sums, row)
  return sorted(sums)
}

const explained = async (out: string) => {
  const sums = new Map<string, bigint>()
  for (const name of ["accepted", "carried", "dead", "pending"]) {
    for (const row of await readRows<Row>(out, `${name}.jsonl`)) add(sums, row)
  }
  return sorted(sums)
}

const everyCarryIsLessThanAUnit = async (out: string) => {
  for (const row of await readRows<Row>(out, "carried.jsonl")) assert.isTrue(scaled(row.quantity) < unit)
}

const monthCutOff = (timestamp: number): number => {
  const { month, year } = DateTime.toPartsUtc(DateTime.makeUnsafe(timestamp * 1000))
  return Date.UTC(year, month, 1, 6) / 1000
}

const isSame = (a: Row, b: Row) => a.account === b.account && a.meter === b.meter

const billedUntil = (accepted: ReadonlyArray<AcceptedRow>, upTo: AcceptedRow): bigint =>
  accepted
    .filter((row) => isSame(row, upTo) && row.timestamp <= upTo.timestamp)
    .reduce((n, row) => n + scaled(row.quantity), 0n)

const usedUntil = (lines: ReadonlyArray<GeneratedLine>, upTo: AcceptedRow): bigint =>
  recordedLines(lines)
    .filter((row) => isSame(row, upTo) && secondsOf(row.at) < upTo.timestamp + 3600)
    .reduce((n, row) => n + scaled(row.quantity), 0n)

const secondsOf = (at: string | number): number => (typeof at === "number" ? at : Date.parse(at) / 1000)
