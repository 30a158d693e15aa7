import fc from "fast-check"
import { afterAll, assert, beforeAll, describe, it } from "vitest"
import { checkHistory } from "../../test/history/checkHistory.ts"
import { emulatorMutants } from "../../test/history/emulatorMutants.ts"
import { history } from "../../test/history/history.ts"
import { makeMarketplaceEmulator } from "../marketplace/MarketplaceEmulator.ts"
import { paperSigner } from "../marketplace/testing/aContainer.ts"
import { noon, seconds } from "../marketplace/testing/aMarketplace.ts"
import { startEmulator } from "./startEmulator.ts"
import type { EmulatorServer } from "./startEmulator.ts"

const clock = () => seconds(noon) * 1_000
const make = () => makeMarketplaceEmulator({ clock, signer: paperSigner })

let server: EmulatorServer

beforeAll(async () => {
  server = await startEmulator({ emulator: make() })
})

afterAll(() => server.close())

it("to the same history, the emulator in the process, its twin and the one over HTTP say the same, and no ledger contradicts an answer", async () => {
  const details = await fc.check(
    fc.asyncProperty(history, (steps) => checkHistory(steps, { make, server })),
    { numRuns: 200 }
  )

  assert.isFalse(details.failed, fc.defaultReportMessage(details))
})

describe("an emulator that is broken on purpose is found out", () => {
  it.each(emulatorMutants)("$mistake", async ({ breaks, broken }) => {
    const served = await startEmulator({ emulator: broken(make()) })
    const subjects = { make: () => broken(make()), server: served }

    const details = await fc.check(
      fc.asyncProperty(history, (steps) => checkHistory(steps, subjects)),
      { endOnFailure: true, numRuns: 1_000, seed: 1 }
    )

    await served.close()
    assert.isTrue(details.failed)
    assert.include(String(details.errorInstance), breaks)
  })
})
