import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, assert, beforeEach, it } from "vitest"
import type { MarketplaceEmulator } from "../../marketplace/MarketplaceEmulator.ts"
import { alice, aRecord, arrange, meter, noon, seconds } from "../../marketplace/testing/aMarketplace.ts"
import { openEmulator } from "./openEmulator.ts"
import type { OpenedEmulator, OpeningOptions } from "./openEmulator.ts"

let folder: string
let state: string
let opened: OpenedEmulator | undefined

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "tallyhour-state-"))
  state = join(folder, "state.jsonl")
})

afterEach(async () => {
  await opened?.close().catch(() => {})
  await rm(folder, { recursive: true })
})

const open = async (options: OpeningOptions = {}): Promise<OpenedEmulator> => {
  await opened?.close()
  opened = await openEmulator({ state, ...options })
  return opened
}

const seedFile = {
  clock: { frozen: true, now: noon },
  customers: [{ account_id: alice, product_code: "saas1" }],
  products: [{ code: "saas1", dimensions: ["users"], kind: "saas" }]
}

const everything = (emulator: MarketplaceEmulator) => ({
  accepted: emulator.accepted(),
  cloudtrail: arrange(emulator, "cloudtrail", {}),
  events: arrange(emulator, "events", {}),
  now: emulator.now()
})

const hour = (back: number) => aRecord({ Timestamp: seconds(noon) - back * 3_600 })

const bytesOf = async () => (await stat(state)).size

it("a state file that has doubled is rewritten, and what is told as durable is in it", async () => {
  const kept = await open({ compactFromBytes: 1, seedFile })
  const sizes: Array<number> = []

  for (let call = 0; call < 200; call++) {
    arrange(kept.emulator, "set_time", { frozen: true, now: seconds(noon) + call })
    if (call % 20 === 0) meter(kept.emulator, [hour(1 + call / 20)])
    await kept.durable?.()
    sizes.push(await bytesOf())
  }

  const before = everything(kept.emulator)
  assert.isBelow(Math.max(...sizes), 20_000)
  assert.isAbove(sizes.filter((size, index) => size < (sizes[index - 1] ?? 0)).length, 3)
  const again = await open({ seedFile })
  assert.deepStrictEqual(everything(again.emulator), before)
  assert.strictEqual(before.accepted.length, 10)
  assert.deepStrictEqual(await readdir(folder), ["state.jsonl", "state.jsonl.lock"])
})

it("killed at any byte of a rewriting, or right after it, a state file holds what it held", async () => {
  const first = await open({ seedFile })
  meter(first.emulator, [hour(1), hour(2)])
  meter(first.emulator, [hour(3)])
  const before = everything(first.emulator)
  await first.close()
  const [old, rewritten] = [join(folder, "old"), join(folder, "rewritten")]
  await copyFile(state, old)
  const second = await open({ compactFromBytes: 1 })
  arrange(second.emulator, "set_time", { frozen: true, now: seconds(noon) })
  await second.close()
  await copyFile(state, rewritten)
  const next = await readFile(rewritten)
  assert.notDeepEqual(next, await readFile(old))

  for (let bytes = 0; bytes <= next.length; bytes += 17) {
    await copyFile(old, state)
    await writeFile(`${state}.next`, next.subarray(0, bytes))

    assert.deepStrictEqual(everything((await open()).emulator), before)
    assert.notInclude(await readdir(folder), "state.jsonl.next")
  }
  await copyFile(rewritten, state)
  assert.deepStrictEqual(everything((await open()).emulator), before)
})

it("killed at any byte of a line, a state file holds what was told before, and goes on", async () => {
  const first = await open({ seedFile })
  meter(first.emulator, [hour(1)])
  await first.durable?.()
  const before = await readFile(state)
  meter(first.emulator, [hour(2), hour(3)])
  await first.durable?.()
  const after = await readFile(state)

  for (let bytes = before.length; bytes <= after.length; bytes += 13) {
    await opened?.close()
    await writeFile(state, after.subarray(0, bytes))
    const { emulator } = await open()
    assert.strictEqual(emulator.accepted().length, 1, `${bytes} bytes`)
    meter(emulator, [hour(4)])

    assert.strictEqual((await open()).emulator.accepted().length, 2, `${bytes} bytes`)
  }
  await opened?.close()
  await writeFile(state, after)
  assert.strictEqual((await open()).emulator.accepted().length, 3)
})

it("a rewriting that fails is not told as done, and leaves the old file as it was", async () => {
  await open({ seedFile })
  const kept = await open({ compactFromBytes: 1 })
  const before = await readFile(state)
  await mkdir(`${state}.next`)

  meter(kept.emulator, [hour(1)])
  const outcome = await kept.durable?.()?.then(
    () => "kept",
    () => "lost"
  )

  assert.strictEqual(outcome, "lost")
  assert.deepStrictEqual(await readFile(state), before)
})
