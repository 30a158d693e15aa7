import { startEmulator } from "../emulator/startEmulator.ts"
import type { EmulatorServer, EmulatorServerOptions } from "../emulator/startEmulator.ts"

/**
 * Returns a fixture for `test.extend` of Vitest: a fresh emulator over HTTP for each test that asks for it, at a random
 * port, closed when the test has ended.
 *
 * **Example** (A test with an emulator of its own)
 *
 *     const it = test.extend({ emulator: emulatorFixture({ seedFile: "market.json" }) })
 *
 *     it("meters an hour", async ({ emulator }) => {
 *       process.env.AWS_ENDPOINT_URL_MARKETPLACE_METERING = emulator.url
 *     })
 */
export const emulatorFixture =
  (options: EmulatorServerOptions = {}) =>
  // Vitest reads from the pattern what a fixture needs, and demands one; every test has a task.
  async (
    { task: _task }: { readonly task: unknown },
    use: (emulator: EmulatorServer) => Promise<void>
  ): Promise<void> => {
    const emulator = await startEmulator(options)
    try {
      await use(emulator)
    } finally {
      await emulator.close()
    }
  }
