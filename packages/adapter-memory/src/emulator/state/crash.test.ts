import { spawn } from "node:child_process"
import type { ChildProcess } from "node:child_process"
import { mkdtemp, readFile, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { afterEach, assert, beforeEach, it } from "vitest"
import { seededRandom } from "../../marketplace/seededRandom.ts"
import { alice, noon, seconds } from "../../marketplace/testing/aMarketplace.ts"

let folder: string
let child: ChildProcess | undefined

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "tallyhour-state-"))
})

afterEach(async () => {
  child?.kill("SIGKILL")
  await rm(folder, { recursive: true })
})

const program = fileURLToPath(new URL("../../../test/emulatorProcess.ts", import.meta.url))

// The file is rewritten nearly all the time, so that a kill meets every step of it.
const compactFromBytes = "1"

const start = (state: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const args = ["--conditions=@tallyhour/source", program, state, compactFromBytes]
    const started = spawn(process.execPath, args)
    let errors = ""
    started.stdout.on("data", (chunk: Buffer) => resolve(chunk.toString().trim()))
    started.stderr.on("data", (chunk: Buffer) => (errors += chunk.toString()))
    started.on("exit", () => reject(new Error(errors)))
    child = started
  })

const kill = (): Promise<void> =>
  new Promise((resolve) => {
    child?.once("exit", () => resolve())
    child?.kill("SIGKILL")
  })

interface Row {
  readonly hour: number
  readonly metering_record_id: string
  readonly quantity: number
  readonly region: string
}

const ledgerAt = async (url: string): Promise<ReadonlyArray<Row>> => {
  const response = await fetch(`${url}/__control/ledger`, { method: "POST" })
  return ((await response.json()) as { readonly records: ReadonlyArray<Row> }).records
}

const send = async (url: string, region: string, hours: ReadonlyArray<number>, quantity: number) => {
  const response = await fetch(url, {
    method: "POST",
    headers: {
      Authorization: `AWS4-HMAC-SHA256 Credential=A/20260415/${region}/aws-marketplace/aws4_request`,
      "X-Amz-Target": "AWSMPMeteringService.BatchMeterUsage"
    },
    body: JSON.stringify({
      ProductCode: "saas1",
      UsageRecords: hours.map((hour) => ({
        CustomerAWSAccountId: alice,
        Dimension: "users",
        Quantity: quantity,
        Timestamp: seconds(noon) - hour * 3_600
      }))
    })
  })
  assert.strictEqual(response.status, 200)
  return (await response.json()) as {
    readonly Results: ReadonlyArray<{ readonly MeteringRecordId?: string; readonly Status: string }>
  }
}

const seeds = ["first", "second", "third", "fourth", "fifth", "sixth"]

it("killed under load again and again, it forgets no accepted record and doubles none", async () => {
  const state = join(folder, "state.jsonl")
  const told = new Map<
    string,
    { readonly hour: number; readonly quantity: number; readonly region: string }
  >()
  const sent = new Set<string>()
  let url = await start(state)

  for (const seed of seeds) {
    const random = seededRandom(seed)
    const stop = new AbortController()
    const write = async (writer: number) => {
      while (!stop.signal.aborted) {
        const region = `eu-${Math.floor(random() * 400)}-west`
        const hours = Array.from({ length: 1 + Math.floor(random() * 5) }, (_, n) => 1 + n * 4 + (writer % 4))
        const quantity = 1 + Math.floor(random() * 1_000)
        for (const hour of hours) sent.add(`${region} ${hour} ${quantity}`)
        const answer = await send(url, region, hours, quantity).catch(() => undefined)
        for (const [index, result] of (answer?.Results ?? []).entries()) {
          const hour = seconds(noon) - (hours[index] ?? 0) * 3_600
          if (result.Status === "Success") told.set(result.MeteringRecordId ?? "", { hour, quantity, region })
        }
      }
    }
    const writers = Array.from({ length: 12 }, (_, writer) => write(writer))
    const toldBefore = told.size
    const killedAt = toldBefore + 1 + Math.floor(random() * 300)
    while (told.size < killedAt) await new Promise((resolve) => setTimeout(resolve, random() * 5))
    await kill()
    stop.abort()
    await Promise.all(writers)
    url = await start(state)

    const rows = await ledgerAt(url)

    process.stdout.write(`seed ${seed}: ${told.size - toldBefore} accepted, ${rows.length} in the ledger\n`)
    assert.isAbove(told.size, toldBefore, seed)
    assert.strictEqual(new Set(rows.map(({ hour, region }) => `${region} ${hour}`)).size, rows.length, seed)
    const byId = new Map(rows.map((row) => [row.metering_record_id, row]))
    assert.strictEqual(byId.size, rows.length, seed)
    for (const [id, record] of told) {
      const { hour, quantity, region } = byId.get(id) as Row
      assert.deepStrictEqual({ hour, quantity, region }, record, seed)
    }
    for (const { hour, quantity, region } of rows) {
      assert.isTrue(sent.has(`${region} ${(seconds(noon) - hour) / 3_600} ${quantity}`), seed)
    }
  }
  const lines = (await readFile(state, "utf8")).split("\n")
  assert.strictEqual(lines.filter((line) => line.includes('"Seeded"')).length, 1)
  assert.isTrue(lines.some((line) => line.startsWith('{"_tag":"Arranged"')))
}, 60_000)
